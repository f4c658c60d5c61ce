package scenario

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
)

// A person who presses a button is a cause like one who changes a record, but the journal has no entry for it: the run
// that it started is the memory of it.

// pressed is the action of the entry that stands for a button pressed; Cause is the automation.
const pressed = "press"

// readPresses reads the buttons that people pressed in the period, with their answers.
func (s *simulation) readPresses(ctx context.Context, tx *store.Tx) error {
	var runs []struct {
		ID         string    `bun:"id"`
		Automation string    `bun:"automation"`
		Entity     string    `bun:"entity"`
		Record     string    `bun:"record"`
		Vars       string    `bun:"vars"`
		By         *string   `bun:"started_by"`
		At         time.Time `bun:"created_at"`
	}
	err := tx.Scan(ctx, &runs, `SELECT CAST(id AS TEXT) AS id, automation, entity, CAST(record AS TEXT) AS record, CAST(vars AS TEXT) AS vars,
			CAST(started_by AS TEXT) AS started_by, created_at
		FROM tamga_run WHERE trigger = 'button' AND parent IS NULL AND created_at >= ? AND created_at < ? ORDER BY created_at, id`, s.period.From, s.period.To)
	if err != nil {
		return err
	}
	for _, r := range runs {
		e := store.Entry{ID: r.ID, At: r.At, Entity: r.Entity, Record: r.Record, Action: pressed, As: "person", Cause: r.Automation, After: answersIn(r.Vars)}
		if r.By != nil {
			e.By = *r.By
		}
		s.presses = append(s.presses, e)
	}
	return nil
}

// answersIn are the named values of a run without their kinds, as a form sends them.
func answersIn(vars string) json.RawMessage {
	var all map[string]struct {
		Value json.RawMessage `json:"value"`
	}
	if json.Unmarshal([]byte(vars), &all) != nil {
		return nil
	}
	out := map[string]json.RawMessage{}
	for name, v := range all {
		out[name] = v.Value
	}
	b, err := json.Marshal(out)
	if err != nil {
		return nil
	}
	return b
}

// withPresses puts the buttons that were pressed by the end of a page among its changes.
func (s *simulation) withPresses(page []store.Entry) []store.Entry {
	last := page[len(page)-1].At
	n := slices.IndexFunc(s.presses, func(e store.Entry) bool { return e.At.After(last) })
	if n < 0 {
		n = len(s.presses)
	}
	if n == 0 {
		return page
	}
	all := append(slices.Clone(page), s.presses[:n]...)
	s.presses = s.presses[n:]
	slices.SortStableFunc(all, func(a, b store.Entry) int { return a.At.Compare(b.At) })
	return all
}

// press presses a button again; false when the package or the record does not have it.
func (s *simulation) press(ctx context.Context, w *record.Writer, p record.Past, name string) (bool, error) {
	a := s.model.Automation(name)
	if a == nil || a.Button(p.Entity) == nil {
		return false, nil
	}
	w.Stand(p.At, p.Who)
	in := map[string]any{}
	for _, q := range a.Button(p.Entity).Form {
		if raw, ok := p.Set[q.Name]; ok {
			var v any
			if err := unmarshalExact(raw, &v); err != nil {
				return false, err
			}
			in[q.Name] = v
		}
	}
	_, err := s.engine.Press(ctx, w, field.Ref{Entity: p.Entity.Name, ID: p.ID}, name, in)
	var no *record.Problem
	if errors.As(err, &no) && no.Code == record.NotFound {
		return false, nil
	}
	return err == nil, err
}
