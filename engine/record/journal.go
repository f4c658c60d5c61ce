package record

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/store"
)

// journal remembers an event: the fields that changed, as they were and as they are. What was only computed, because
// another record changed, is remembered as the system's.
func (w *Writer) journal(ctx context.Context, e *Event, computed bool) error {
	as := e.Who.As
	if computed {
		as = identity.AsSystem
	}
	version, _ := e.After.Get(model.Version).(int64)
	err := w.Tx.Journal(ctx, store.Entry{At: w.now, Entity: e.After.Entity.Name, Record: e.After.ID(), Action: string(e.Kind),
		By: e.Who.UserID(), As: string(as), Cause: e.Who.Cause, Version: version,
		Before: snapshot(e.Before, e.Changed), After: snapshot(e.After, e.Changed)})
	if err != nil {
		return fmt.Errorf("journal %s: %w", e.After.Entity.Name, err)
	}
	return nil
}

// snapshot is some values of a record as the journal keeps them: record JSON, but secrets are only said to have changed.
func snapshot(row model.Row, fields []*model.Field) json.RawMessage {
	if row.Entity == nil {
		return nil
	}
	b := []byte{'{'}
	for _, f := range fields {
		if f.Live || f.Name == model.ID {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), f.Name...), '"', ':')
		b = appendValue(b, f, row.Values[f.Slot])
	}
	return append(b, '}')
}
