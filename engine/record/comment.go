package record

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"strings"

	"github.com/tamga-crm/tamga/engine/model"
)

// maxComment is the length of a comment in characters.
const maxComment = 10_000

// Comment adds a comment to a record that the actor may read.
func (w *Writer) Comment(ctx context.Context, e *model.Entity, id, text string) (*Entry, error) {
	if _, err := w.ByID(ctx, e, id); err != nil {
		return nil, err
	}
	text = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), ""))
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return nil, invalid(FieldProblem{Field: "text", Code: "required"})
	case n > maxComment:
		return nil, invalid(FieldProblem{Field: "text", Code: "too_long", Params: params("max", maxComment)})
	}
	x := &Entry{ID: newID(), Kind: CommentEntry, At: w.now, Text: text}
	var by any
	if w.Who.User != nil {
		by = w.Who.UserID()
	}
	_, err := w.Tx.Exec(ctx, `INSERT INTO tamga_comment (id, entity, record, by, at, body) VALUES (?, ?, ?, ?, ?, ?)`,
		x.ID, e.Name, id, by, x.At, text)
	if err != nil {
		return nil, fmt.Errorf("write comment: %w", err)
	}
	x.By, err = w.PersonOf(ctx, w.Who.UserID())
	return x, err
}

func (r *Reader) comments(ctx context.Context, e *model.Entity, id, before string, limit int) ([]Entry, error) {
	var kept []struct {
		ID   string    `bun:"id"`
		By   *string   `bun:"by"`
		At   time.Time `bun:"at"`
		Body string    `bun:"body"`
	}
	sql, args := `SELECT id, by, at, body FROM tamga_comment WHERE entity = ? AND record = ?`, []any{e.Name, id}
	if before != "" {
		sql, args = sql+` AND id < ?`, append(args, before)
	}
	if err := r.Tx.Scan(ctx, &kept, sql+` ORDER BY id DESC LIMIT ?`, append(args, int64(limit))...); err != nil {
		return nil, err
	}
	out := make([]Entry, len(kept))
	for i, k := range kept {
		out[i] = Entry{ID: k.ID, Kind: CommentEntry, At: k.At.In(zoneOf(r.Model)), Text: k.Body}
		if k.By == nil {
			continue
		}
		var err error
		if out[i].By, err = r.PersonOf(ctx, *k.By); err != nil {
			return nil, err
		}
	}
	return out, nil
}
