package store

import (
	"context"
	"fmt"
)

// image is what the driver's connections can do beside SQL.
type image interface {
	Serialize() ([]byte, error)
	Deserialize([]byte) error
}

// Image is the whole of a database of ":memory:", for OpenImage.
func (db *DB) Image(ctx context.Context) (b []byte, err error) {
	err = db.raw(ctx, func(c image) (err error) { b, err = c.Serialize(); return err })
	if err != nil {
		return nil, fmt.Errorf("copy the database: %w", err)
	}
	return b, nil
}

// OpenImage opens a copy of a database in memory, without touching the disk: for tests, which begin alike.
// The image is only read.
func OpenImage(ctx context.Context, b []byte) (*DB, error) {
	db, err := Open(ctx, "sqlite::memory:")
	if err != nil {
		return nil, err
	}
	if err := db.raw(ctx, func(c image) error { return c.Deserialize(b) }); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("open a copy of the database: %w", err)
	}
	return db, nil
}

func (db *DB) raw(ctx context.Context, fn func(image) error) error {
	s, err := db.write.take(ctx)
	if err != nil {
		return err
	}
	defer db.write.give(s, false)
	return s.conn.Raw(func(c any) error {
		i, ok := c.(image)
		if !ok {
			return fmt.Errorf("%T has no image", c)
		}
		return fn(i)
	})
}
