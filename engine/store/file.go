package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/field"
)

// NewFile is content to be kept.
type NewFile struct {
	Name  string
	Type  string // MIME
	Bytes []byte
	By    string // the user's id, "" for nobody
	At    time.Time
}

// PutFile keeps content. Equal bytes are kept once; they lie in the database, so that a file and what names it
// commit together and a kill leaves nothing half.
func (t *Tx) PutFile(ctx context.Context, f NewFile) (field.File, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return field.File{}, fmt.Errorf("keep file: %w", err)
	}
	sum := sha256.Sum256(f.Bytes)
	hash := hex.EncodeToString(sum[:])
	content := f.Bytes
	if content == nil {
		content = []byte{}
	}
	if _, err := t.Exec(ctx, `INSERT INTO tamga_blob (hash, bytes) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING`, hash, content); err != nil {
		return field.File{}, fmt.Errorf("keep file: %w", err)
	}
	kept := field.File{ID: id.String(), Name: f.Name, Type: f.Type, Size: int64(len(f.Bytes))}
	_, err = t.Exec(ctx, `INSERT INTO tamga_file (id, name, type, size, hash, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		kept.ID, kept.Name, kept.Type, kept.Size, hash, nilIfEmpty(f.By), f.At)
	if err != nil {
		return field.File{}, fmt.Errorf("keep file: %w", err)
	}
	return kept, nil
}

// StoredFile is what is known of a file without its content.
type StoredFile struct {
	field.File
	By string // who brought it; "" for nobody
	At time.Time
}

// File tells what is known of a file; ErrNoRows when there is none.
func (t *Tx) File(ctx context.Context, id string) (StoredFile, error) {
	var f struct {
		ID        string    `bun:"id"`
		Name      string    `bun:"name"`
		Type      string    `bun:"type"`
		Size      int64     `bun:"size"`
		CreatedBy string    `bun:"created_by"`
		CreatedAt time.Time `bun:"created_at"`
	}
	if _, err := uuid.Parse(id); err != nil {
		return StoredFile{}, ErrNoRows
	}
	err := t.Scan(ctx, &f, `SELECT id, name, type, size, created_by, created_at FROM tamga_file WHERE id = ?`, id)
	return StoredFile{File: field.File{ID: f.ID, Name: f.Name, Type: f.Type, Size: f.Size}, By: f.CreatedBy, At: f.CreatedAt}, err
}

// OpenFile gives a file and its content; ErrNoRows when there is none.
func (t *Tx) OpenFile(ctx context.Context, id string) (field.File, []byte, error) {
	f, err := t.File(ctx, id)
	if err != nil {
		return field.File{}, nil, err
	}
	var content []byte
	err = t.Scan(ctx, &content, `SELECT b.bytes FROM tamga_blob b JOIN tamga_file f ON f.hash = b.hash WHERE f.id = ?`, id)
	return f.File, content, err
}
