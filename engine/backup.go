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

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/store"
)

// Backup writes the whole CRM, all that its database holds with the package that is in force, into a file, while it runs.
// The file is read back and compared before it has its name. out "" makes one up from the package and the day.
func Backup(ctx context.Context, t Target, out string) (b *store.Backed, name string, err error) {
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
	if b, err = store.Backup(ctx, db, part, store.BackupHead{At: now}); err != nil {
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
		err = writePackage(ctx, db, dir)
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

// writePackage writes the package of the last release into a new folder, and those that it builds on beside it.
func writePackage(ctx context.Context, db *store.DB, dir string) error {
	r, err := store.ReleaseOf(ctx, db, "")
	if err != nil {
		return err
	}
	if !r.Kept {
		return faultf("the data is restored, but it was applied by a version that did not keep packages: take the package from where you keep it")
	}
	return compile.EachFile(r.Files, func(name string, text []byte) error { return writeFile(dir, name, text) })
}

// writeFile writes nothing over, and nothing further up than beside the folder: the backup may come from anywhere.
func writeFile(dir, name string, text []byte) error {
	clean := filepath.Clean(filepath.FromSlash(name))
	up, outside := strings.CutPrefix(clean, ".."+string(filepath.Separator))
	if filepath.IsAbs(clean) || strings.HasPrefix(up, "..") || outside && !strings.ContainsRune(up, filepath.Separator) {
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
	return nil
}
