package scenario

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
)

// stood is a record as the journal left it.
type stood struct {
	entity *model.Entity
	made   time.Time
	set    map[string]json.RawMessage
}

// rebuild makes the state at the beginning of the period: people, numbers drawn, and every record, folded from the
// journal. Rows are written past the door: they stood there.
func (s *simulation) rebuild(ctx context.Context, tx *store.Tx) error {
	all, order := map[string]*stood{}, []string{}
	err := eachEntry(ctx, tx, time.Time{}, s.period.From, func(page []store.Entry) error {
		for _, e := range page {
			entity := entityOf(s.model, e.Entity)
			if entity == nil || entity.Name == model.UserEntity {
				continue
			}
			st := all[e.Record]
			if st == nil {
				st = &stood{entity: entity, made: e.At, set: map[string]json.RawMessage{}}
				all[e.Record] = st
				order = append(order, e.Record)
			}
			after := map[string]json.RawMessage{}
			if len(e.After) > 0 {
				if err := json.Unmarshal(e.After, &after); err != nil {
					return fmt.Errorf("entry %s: %w", e.ID, err)
				}
			}
			for name, raw := range after {
				st.set[name] = raw
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := s.readTwins(ctx, tx); err != nil {
		return err
	}
	if err := s.readPresses(ctx, tx); err != nil {
		return err
	}
	return s.service.Write(ctx, identity.System(), func(w *record.Writer) error {
		if _, err := w.Tx.Exec(ctx, `PRAGMA defer_foreign_keys = ON`); err != nil {
			return err
		}
		if err := s.copyPeople(ctx, tx, w); err != nil {
			return err
		}
		there := func(id string) bool { return all[id] != nil || s.users[id] != nil }
		for _, id := range order {
			st := all[id]
			if err := w.Found(ctx, record.Past{Entity: st.entity, ID: id, Set: st.set, At: st.made, There: there}); err != nil {
				return fmt.Errorf("%s %s: %w", st.entity.Name, id, err)
			}
		}
		s.report.Records = len(order)
		return s.compute(ctx, w)
	})
}

// copyPeople brings the users, whom records belong to, and the numbers drawn so far.
func (s *simulation) copyPeople(ctx context.Context, tx *store.Tx, w *record.Writer) error {
	users := s.model.Entity(model.UserEntity)
	var ids []string
	if err := tx.Scan(ctx, &ids, `SELECT CAST(id AS TEXT) FROM "user"`); err != nil {
		return err
	}
	rows, err := tx.RowsByID(ctx, users, ids)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := w.Tx.Insert(ctx, row); err != nil {
			return fmt.Errorf("user %s: %w", row.ID(), err)
		}
		s.users[row.ID()] = &row
	}
	var series []struct {
		Name   string `bun:"name"`
		Period string `bun:"period"`
		Last   int64  `bun:"last"`
	}
	if err := tx.Scan(ctx, &series, `SELECT name, period, last FROM tamga_series`); err != nil {
		return err
	}
	for _, x := range series {
		if _, err := w.Tx.Exec(ctx, `INSERT INTO tamga_series (name, period, last) VALUES (?, ?, ?)`, x.Name, x.Period, x.Last); err != nil {
			return err
		}
	}
	return nil
}

// compute works out the stored formulas that this package has: another may have had others.
func (s *simulation) compute(ctx context.Context, w *record.Writer) error {
	if s.report.InForce { // what the journal says of a formula is right
		return nil
	}
	for _, e := range s.model.Entities {
		for _, f := range e.Formulas {
			rows, err := w.Tx.Every(ctx, e, maxStood)
			if err != nil {
				return err
			}
			if err := w.Settle(ctx, f, rows); err != nil {
				return fmt.Errorf("%s.%s: %w", e.Name, f.Name, err)
			}
		}
	}
	return nil
}

// maxStood bounds the records of one entity that a simulation works out anew.
const maxStood = 1_000_000

// readTwins learns what the automations really made, so that what people did to it finds its place.
func (s *simulation) readTwins(ctx context.Context, tx *store.Tx) error {
	var steps []struct {
		Automation string    `bun:"automation"`
		Record     string    `bun:"record"`
		Run        string    `bun:"run"`
		Path       string    `bun:"path"`
		Result     string    `bun:"result"`
		At         time.Time `bun:"created_at"`
	}
	err := tx.Scan(ctx, &steps, madeSQL)
	if err != nil {
		return err
	}
	nth := map[string]int{}
	seen := map[string]int{}
	for _, x := range steps {
		if x.At.Before(s.period.From) {
			continue // it stands there already
		}
		key := x.Automation + " " + x.Record
		if _, known := seen[x.Run]; !known {
			nth[key]++
			seen[x.Run] = nth[key]
		}
		if id := refOfResult(x.Result); id != "" {
			s.twins[id] = origin{x.Automation, x.Record, x.Path, seen[x.Run]}
		}
	}
	return nil
}

// madeSQL is what steps made, by run, oldest first.
const madeSQL = `SELECT r.automation, CAST(r.record AS TEXT) AS record, CAST(r.id AS TEXT) AS run, s.path, CAST(s.result AS TEXT) AS result, r.created_at
	FROM tamga_run r JOIN tamga_run_step s ON s.run = r.id WHERE s.kind IN ('create', 'task') AND s.state = 'done' AND s.result IS NOT NULL ORDER BY r.id, s.path`

// refOfResult is the record that a step made.
func refOfResult(result string) string {
	var v struct {
		Kind  string `json:"kind"`
		Value any    `json:"value"`
	}
	if json.Unmarshal([]byte(result), &v) != nil || v.Kind != "link" {
		return ""
	}
	switch x := v.Value.(type) {
	case string:
		return x
	case map[string]any:
		id, _ := x["id"].(string)
		return id
	}
	return ""
}

// twin is the record that the simulated automation made in the place of a real one; "" when it made none.
func (s *simulation) twin(ctx context.Context, tx *store.Tx, o origin) (string, error) {
	at := o.record
	if of, made := s.twins[o.record]; made {
		var err error
		if at, err = s.twin(ctx, tx, of); err != nil || at == "" {
			return "", err
		}
	}
	var results []string
	err := tx.Scan(ctx, &results, `SELECT s.result FROM tamga_run r JOIN tamga_run_step s ON s.run = r.id
		WHERE r.automation = ? AND r.record = ? AND s.path = ? AND s.state = 'done' AND s.result IS NOT NULL ORDER BY r.id`, o.automation, at, o.path)
	if err != nil || len(results) < o.nth {
		return "", err
	}
	return refOfResult(results[o.nth-1]), nil
}

// translated is what an entry sets, with the twins of what real automations made in the place of these.
func (s *simulation) translated(ctx context.Context, tx *store.Tx, e store.Entry) (map[string]json.RawMessage, error) {
	set := map[string]json.RawMessage{}
	if len(e.After) == 0 {
		return set, nil
	}
	if err := json.Unmarshal(e.After, &set); err != nil {
		return nil, fmt.Errorf("entry %s: %w", e.ID, err)
	}
	for name, raw := range set {
		for id, o := range s.named(raw) {
			to, err := s.twin(ctx, tx, o)
			if err != nil {
				return nil, err
			}
			if to != "" {
				raw = bytes.ReplaceAll(raw, []byte(id), []byte(to))
			}
		}
		set[name] = raw
	}
	return set, nil
}

// idLength is the length of an id in text.
const idLength = 36

// named are the twins that a value names.
func (s *simulation) named(raw json.RawMessage) map[string]origin {
	var found map[string]origin
	if len(s.twins) == 0 {
		return nil
	}
	for i := 0; i+idLength < len(raw); i++ {
		if raw[i] != '"' {
			continue
		}
		if o, ok := s.twins[string(raw[i+1:i+1+idLength])]; ok {
			if found == nil {
				found = map[string]origin{}
			}
			found[string(raw[i+1:i+1+idLength])] = o
		}
	}
	return found
}
