package engine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/store"
)

// Backup writes the whole CRM, its package and all that its database holds, into a file, while it runs. The file is
// read back and compared before it has its name. out "" makes one up from the package and the day.
func Backup(ctx context.Context, t Target, out string) (b *store.Backed, name string, err error) {
	files, err := packageFiles(t.Dir)
	if err != nil {
		return nil, "", err
	}
	db, err := open(ctx, t)
	if err != nil {
		return nil, "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	now := time.Now().UTC().Truncate(time.Second)
	part, err := os.CreateTemp(filepath.Dir(out), ".tamga-backup-*")
	if err != nil {
		return nil, "", fmt.Errorf("back up: %w", err)
	}
	defer func() {
		_ = part.Close()
		_ = os.Remove(part.Name()) // gone already when all went well
	}()
	if b, err = store.Backup(ctx, db, part, store.BackupHead{At: now, Files: files}); err != nil {
		return nil, "", backupFault(err)
	}
	if err := part.Sync(); err != nil {
		return nil, "", fmt.Errorf("back up: %w", err)
	}
	if err := readBack(part.Name(), b); err != nil {
		return nil, "", err
	}
	if name = out; name == "" {
		name = fmt.Sprintf("%s-%s.backup", b.Package, now.Format("2006-01-02-150405"))
	}
	if err := os.Rename(part.Name(), name); err != nil {
		return nil, "", fmt.Errorf("back up: %w", err)
	}
	return b, name, nil
}

// readBack reads a backup as a restore would.
func readBack(name string, wrote *store.Backed) error {
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read
	read, err := store.ReadBackup(f)
	if err == nil && !slices.Equal(read.Tables, wrote.Tables) {
		err = errors.New("the file does not hold what was written")
	}
	return err
}

// Restore brings a backup into the empty database at url, and the package into a new folder dir when that is given.
func Restore(ctx context.Context, file, url, dir string) (b *store.Backed, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, faultf("there is no backup %q: %v", file, errors.Unwrap(err))
	}
	defer f.Close() //nolint:errcheck // only read
	if dir != "" {
		if _, err := os.Stat(dir); err == nil {
			return nil, faultf("%q is there already: give the package a new folder", dir)
		}
	}
	if url == "" && dir != "" {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, err
		}
	}
	db, err := open(ctx, Target{Dir: dir, DB: url})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if b, err = store.Restore(ctx, db, f); err != nil {
		return nil, backupFault(err)
	}
	if dir != "" {
		err = writePackage(dir, b.Files)
	}
	return b, err
}

// Move copies all that one database holds into another, empty one, of either kind, and compares them.
func Move(ctx context.Context, from, to string) (b *store.Backed, err error) {
	source, err := open(ctx, Target{DB: from})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	target, err := open(ctx, Target{DB: to})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	b, err = store.Copy(ctx, source, target, time.Now().UTC())
	return b, backupFault(err)
}

// backupFault tells what people can mend from what the environment must.
func backupFault(err error) error {
	for _, fault := range []error{store.ErrNoCRM, store.ErrNotEmpty, store.ErrNoBackup, store.ErrBrokenBackup} {
		if errors.Is(err, fault) {
			return faultf("%v", err)
		}
	}
	return err
}

// packageFiles are the YAML and the files of a package and of those that it builds on, by path from its folder.
func packageFiles(dir string) (map[string][]byte, error) {
	c, err := Check(dir, false)
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for _, folder := range c.folders {
		err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case e.IsDir() && path != folder && strings.HasPrefix(e.Name(), "."):
				return fs.SkipDir
			case !e.Type().IsRegular() || !isOfPackage(folder, path):
				return nil
			}
			rel, err := filepath.Rel(dir, path)
			if err != nil {
				return err
			}
			out[filepath.ToSlash(rel)], err = os.ReadFile(path)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("read package: %w", err)
		}
	}
	return out, nil
}

func isOfPackage(folder, path string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && (filepath.Ext(path) == ".yaml" || strings.HasPrefix(filepath.ToSlash(rel), "files/"))
}

// writePackage writes the files of a package into a new folder, and those of packages that it builds on beside it.
// Nothing is written over, and nothing further up: the backup may come from anywhere.
func writePackage(dir string, files map[string][]byte) error {
	for name, text := range files {
		clean := filepath.Clean(filepath.FromSlash(name))
		up, inside := strings.CutPrefix(clean, ".."+string(filepath.Separator))
		if filepath.IsAbs(clean) || strings.HasPrefix(up, "..") || inside && !strings.ContainsRune(up, filepath.Separator) {
			return faultf("the package builds on %q, which is too far up to be written: the data is restored, take the package from where you keep it", name)
		}
		path := filepath.Join(dir, clean)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("write package: %w", err)
		}
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if errors.Is(err, fs.ErrExist) {
			return faultf("%q is there already: the data is restored, the package only in part", path)
		}
		if err != nil {
			return fmt.Errorf("write package: %w", err)
		}
		_, err = f.Write(text)
		if err := errors.Join(err, f.Close()); err != nil {
			return fmt.Errorf("write package: %w", err)
		}
	}
	return nil
}
