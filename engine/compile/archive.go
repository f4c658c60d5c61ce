package compile

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/spec"
)

// The files of a package in an archive: its own in ownFolder, those of a package that it builds on in a folder named
// by the path to it, escaped, so that no name in the archive leads out of it.
const ownFolder = "package"

// MaxArchive bounds the files of a package that are kept with a release, images among them.
const MaxArchive = 64 << 20

// ErrTooLarge is a package whose files are too large to be kept.
var ErrTooLarge = errors.New("the files of the package are larger than 64 MB")

// Pack writes the files of a package, and of those that it builds on, into one archive, which Unpack reads. The same
// files give the same bytes.
func Pack(p Package) ([]byte, error) {
	layers, err := p.layers(&diag.List{})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	k := &packer{zip: zip.NewWriter(&b)}
	for _, y := range layers {
		if y.Name == spec.BuiltIn {
			continue
		}
		if err := k.folder(y); err != nil {
			return nil, fmt.Errorf("pack the package: %w", err)
		}
	}
	if err := k.zip.Close(); err != nil {
		return nil, fmt.Errorf("pack the package: %w", err)
	}
	return b.Bytes(), nil
}

type packer struct {
	zip  *zip.Writer
	size int64
}

func (k *packer) folder(y spec.Layer) error {
	return fs.WalkDir(y.FS, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && name != "." && (strings.HasPrefix(e.Name(), ".") || e.Name() == "node_modules"):
			return fs.SkipDir
		case !e.Type().IsRegular() || strings.HasPrefix(e.Name(), ".") || !kept(name):
			return nil
		}
		return k.file(y, name)
	})
}

// kept tells the files that make a package: the YAML, and what its documents show.
func kept(name string) bool { return path.Ext(name) == ".yaml" || strings.HasPrefix(name, "files/") }

func (k *packer) file(y spec.Layer, name string) error {
	f, err := y.FS.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	w, err := k.zip.Create(folderOf(y.Name) + "/" + name)
	if err != nil {
		return err
	}
	n, err := io.Copy(w, io.LimitReader(f, MaxArchive-k.size+1))
	if k.size += n; err == nil && k.size > MaxArchive {
		return ErrTooLarge
	}
	return err
}

// folderOf names the folder of a layer in the archive; the package's own has no name.
func folderOf(layer string) string {
	if layer == "" {
		return ownFolder
	}
	return "base-" + url.PathEscape(layer)
}

// Unpack opens an archive that Pack wrote.
func Unpack(b []byte) (Package, error) {
	z, err := unzip(b)
	if err != nil {
		return Package{}, err
	}
	own, err := fs.Sub(z, ownFolder)
	if err != nil {
		return Package{}, fmt.Errorf("open the package: %w", err)
	}
	return Package{FS: own, Base: func(name string) (fs.FS, error) { return fs.Sub(z, folderOf(name)) }}, nil
}

func unzip(b []byte) (*zip.Reader, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, fmt.Errorf("open the package: %w", err)
	}
	return z, nil
}

// EachFile gives the files of an archive that Pack wrote, by their paths from the package's own folder.
func EachFile(b []byte, file func(name string, text []byte) error) error {
	z, err := unzip(b)
	if err != nil {
		return err
	}
	left := int64(MaxArchive)
	for _, f := range z.File {
		folder, name, _ := strings.Cut(f.Name, "/")
		if base, ok := strings.CutPrefix(folder, "base-"); ok {
			if base, err = url.PathUnescape(base); err != nil {
				return fmt.Errorf("open the package: %w", err)
			}
			name = base + "/" + name
		}
		text, err := readAtMost(f, left)
		if err != nil {
			return fmt.Errorf("open the package: %w", err)
		}
		left -= int64(len(text))
		if err := file(name, text); err != nil {
			return err
		}
	}
	return nil
}

func readAtMost(f *zip.File, most int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(text)) > most {
		err = ErrTooLarge
	}
	return text, err
}
