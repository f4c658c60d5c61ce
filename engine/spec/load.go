package spec

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
)

// Layer is one folder of YAML. Name stands before its file names in diagnostics; it is empty for the package itself.
type Layer struct {
	Name string
	FS   fs.FS
}

// ManifestFile is the file that makes a folder a package.
const ManifestFile = "crm.yaml"

// Load reads the layers, the lowest first, each laid over those below, and gives one package.
// What is wrong in the YAML goes to the list; an error means that a file could not be read at all.
func Load(l *diag.List, layers ...Layer) (*Package, error) { return new(Cache).Load(l, layers...) }

// Load is Load with what an earlier one has read.
func (c *Cache) Load(l *diag.List, layers ...Layer) (*Package, error) {
	c.turn()
	root, sum := &Node{shape: mapping}, sha256.New()
	var translations []translation
	y := laying{l: l, lowest: true}
	for _, layer := range layers {
		files, words, err := layer.files(l, c, sum)
		if err != nil {
			return nil, err
		}
		translations = append(translations, words...)
		y.name = layer.Name
		root = y.over(root, join(files, l))
		y.lowest = y.lowest && layer.Name == BuiltIn
	}
	p := &Package{Changes: y.changes, Broken: l.Has("yaml-syntax", "not-utf8", "too-large", "too-deep", "not-read")}
	if !p.Broken {
		d := newDecoder(l)
		if len(translations) == 0 { // words are put into elements, and those of the cache are shared
			d.cache = c
		}
		d.structure(root, reflect.ValueOf(p).Elem())
		p.Wrong = d.wrong
		p.translate(translations, l)
	}
	p.Hash = hex.EncodeToString(sum.Sum(nil))
	return p, nil
}

// Extends reads which folders a package builds on, before it is loaded itself.
func Extends(fsys fs.FS) ([]Word, error) {
	src, err := fs.ReadFile(fsys, ManifestFile)
	if err != nil || len(src) > MaxFile || !bytes.Contains(src, []byte("extends")) {
		return nil, err
	}
	var silent diag.List
	root := parse(ManifestFile, src, &silent)
	if root == nil || root.shape != mapping {
		return nil, nil
	}
	var out List[Word]
	if _, v := root.lookup("extends"); v != nil {
		out.read(newDecoder(&silent), v)
	}
	return out, nil
}

// files parses every YAML file of the folder, by name; translations are kept apart.
func (y Layer) files(l *diag.List, c *Cache, sum io.Writer) ([]*Node, []translation, error) {
	names, err := y.names(l)
	if err != nil {
		return nil, nil, err
	}
	if !slices.Contains(names, ManifestFile) {
		l.Errorf("missing-manifest", y.at(ManifestFile), "there is no %s: it makes a folder a package", ManifestFile).
			WithHint("write one: crm: 1, name: my_crm")
	}
	var out []*Node
	var words []translation
	total := 0
	for _, name := range names {
		src, err := fs.ReadFile(y.FS, name)
		if err != nil {
			return nil, nil, fmt.Errorf("read %s: %w", name, err)
		}
		fmt.Fprintf(sum, "%s %d\n%s", name, len(src), src)
		if total += len(src); total > MaxBytes {
			l.Errorf("too-large", y.at(name), "the files of the package have more than %d bytes", MaxBytes)
			break
		}
		root := c.parse(path.Join(y.Name, name), src, l)
		if root == nil || root.empty {
			continue
		}
		if root.shape != mapping {
			l.Errorf("wrong-type", root.At, "a file holds a map of sections, not %s", root.describe()).WithHint("write for example entities: …")
			continue
		}
		if strings.HasPrefix(name, translationFolder+"/") {
			words = append(words, newTranslation(y.Name, name, root))
			continue
		}
		out = append(out, sections(root, name, l))
	}
	return out, words, nil
}

func (y Layer) at(name string) diag.Range {
	return diag.Range{Pos: diag.Pos{File: path.Join(y.Name, name), Line: 1, Column: 1}, Length: 1}
}

// names lists the YAML files of the folder: crm.yaml first, the others by path.
func (y Layer) names(l *diag.List) ([]string, error) {
	var out []string
	err := fs.WalkDir(y.FS, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("read %s: %w", name, err)
		case e.IsDir() && name != "." && (strings.HasPrefix(e.Name(), ".") || e.Name() == "node_modules"):
			return fs.SkipDir
		case e.IsDir():
			return nil
		}
		return y.take(name, e, &out, l)
	})
	slices.SortFunc(out, byPath)
	return out, err
}

func byPath(a, b string) int {
	if (a == ManifestFile) != (b == ManifestFile) {
		if a == ManifestFile {
			return -1
		}
		return 1
	}
	return strings.Compare(a, b)
}

// take decides about one file: other files than YAML may lie in the folder, and what is not read is said.
func (y Layer) take(name string, e fs.DirEntry, out *[]string, l *diag.List) error {
	ext := path.Ext(name)
	if e.Type()&fs.ModeSymlink != 0 && y.leadsToFolder(name) {
		ext = ".yaml" // what stands in it would be missed
	}
	if ext != ".yaml" && ext != ".yml" || strings.HasPrefix(e.Name(), ".") {
		return nil
	}
	info, err := e.Info()
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	switch {
	case ext == ".yml":
		l.Errorf("not-read", y.at(name), "%q is not read: files of a package end in .yaml", name).WithHint("rename it")
	case e.Type()&fs.ModeSymlink != 0:
		l.Errorf("not-read", y.at(name), "%q is a symbolic link, and a package is read from its own folder only", name).WithHint("copy the file into the folder")
	case !e.Type().IsRegular():
		l.Errorf("not-read", y.at(name), "%q is not a regular file", name)
	case strings.HasPrefix(name, translationFolder+"/") && path.Dir(name) != translationFolder:
		l.Errorf("not-read", y.at(name), "%q is not read: there is one file for each locale, like i18n/ru.yaml", name).WithHint("move it up into i18n/")
	case info.Size() > MaxFile:
		l.Errorf("too-large", y.at(name), "the file has %d bytes; a file may have %d", info.Size(), MaxFile).WithHint("split it: every file may hold any of the sections")
	case len(*out) == MaxFiles:
		l.Errorf("too-large", y.at(name), "the package has more than %d files", MaxFiles)
	case len(*out) < MaxFiles:
		*out = append(*out, name)
	}
	return nil
}

func (y Layer) leadsToFolder(link string) bool {
	info, err := fs.Stat(y.FS, link)
	return err == nil && info.IsDir()
}

// sections takes from a file what may stand there: the manifest's keys stand in crm.yaml only.
func sections(root *Node, name string, l *diag.List) *Node {
	if name == ManifestFile {
		return root
	}
	manifest := Keys(reflect.TypeFor[Manifest]())
	out := root.copy()
	for _, k := range root.keys {
		if slices.Contains(manifest, k.Value) {
			l.Errorf("misplaced-key", k.At, "%q belongs into %s", k.Value, ManifestFile).WithHint("move it there")
			out.drop(k.Value)
		}
	}
	return out
}
