package scenario

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
)

// Coverage is what of a package the tests reach: automations that ran, ways of their steps that were taken, stages
// that a record stood in, and rules that refused something.
type Coverage struct {
	Automations Reach `json:"automations"`
	Branches    Reach `json:"branches"`
	Stages      Reach `json:"stages"`
	Rules       Reach `json:"rules"`
}

// Reach is how many of some parts were reached, and which were not.
type Reach struct {
	Reached int       `json:"reached"`
	Of      int       `json:"of"`
	Missing []Missing `json:"missing"`
}

// Missing is a part that no test reaches.
type Missing struct {
	Name   string `json:"name"`
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// touched is what the tests have reached so far. Tests run side by side.
type touched struct {
	mu  sync.Mutex
	set map[string]bool
}

func (t *touched) add(keys ...string) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, k := range keys {
		t.set[k] = true
	}
}

// refusal notes the rules that a refused step broke.
func (t *touched) refusal(p *record.Problem) {
	for _, f := range append(p.Fields[:len(p.Fields):len(p.Fields)], p.Warnings...) {
		if f.At.Known() {
			t.add("rule " + f.At.String())
		}
	}
}

// gather notes what happened in the world of one test.
func (t *touched) gather(ctx context.Context, w *world) error {
	if t == nil {
		return nil
	}
	return w.db.Read(ctx, func(tx *store.Tx) error {
		var steps []struct {
			Automation string  `bun:"automation"`
			Path       *string `bun:"path"`
			Kind       *string `bun:"kind"`
			State      *string `bun:"state"`
			Result     *string `bun:"result"`
		}
		err := tx.Scan(ctx, &steps, `SELECT r.automation, s.path, s.kind, s.state, s.result FROM tamga_run r LEFT JOIN tamga_run_step s ON s.run = r.id`)
		if err != nil {
			return fmt.Errorf("read what the tests reach: %w", err)
		}
		for _, s := range steps {
			t.add("automation " + s.Automation)
			if s.Path == nil {
				continue
			}
			key := "branch " + s.Automation + " " + automation.Path(*s.Path)
			switch {
			case *s.Kind == "if" && s.Result != nil:
				t.add(key + "." + strings.Trim(*s.Result, `"`))
			case *s.Kind == "wait" && *s.State == automation.Done && s.Result != nil:
				t.add(key+" done", key+map[bool]string{true: ".came", false: ".late"}[strings.Contains(*s.Result, "true")])
			case *s.State == "skipped":
				t.add(key + " skipped")
			default:
				t.add(key + " done")
			}
		}
		return t.stages(ctx, tx)
	})
}

// stages notes where records stood, by the journal: a move within a funnel says the stage alone.
func (t *touched) stages(ctx context.Context, tx *store.Tx) error {
	var changes []struct {
		Record string `bun:"record"`
		After  string `bun:"after"`
	}
	err := tx.Scan(ctx, &changes, `SELECT record, after FROM tamga_journal WHERE action IN ('create', 'move') AND after IS NOT NULL ORDER BY id`)
	if err != nil {
		return fmt.Errorf("read what the tests reach: %w", err)
	}
	funnel := map[string]string{}
	for _, c := range changes {
		var at struct{ Funnel, Stage string }
		if json.Unmarshal([]byte(c.After), &at) != nil || at.Stage == "" {
			continue
		}
		if at.Funnel != "" {
			funnel[c.Record] = at.Funnel
		}
		t.add("stage " + funnel[c.Record] + "." + at.Stage)
	}
	return nil
}

// coverage weighs what was reached against the model.
func (t *touched) coverage(m *model.Model) *Coverage {
	c := &Coverage{}
	for _, a := range m.Automations {
		c.Automations.note(t.set["automation "+a.Name], a.Name, a.At)
		t.branches(&c.Branches, a, a.Do)
	}
	for _, f := range m.Funnels {
		for _, s := range f.Stages {
			c.Stages.note(t.set["stage "+f.Name+"."+s.Name], f.Name+"."+s.Name, s.At)
			if s.Enter != nil && s.Enter.Place != nil {
				at := s.Enter.Place(0, 1)
				c.Rules.note(t.set["rule "+at.String()], f.Name+"."+s.Name+" enter", at)
			}
		}
	}
	for _, e := range m.Entities {
		for _, r := range e.Rules {
			c.Rules.note(t.set["rule "+r.At.String()], e.Name+" rule: "+r.Check.Source, r.At)
		}
		for _, f := range e.Fields {
			if f.Check != nil && f.Check.Place != nil {
				at := f.Check.Place(0, 1)
				c.Rules.note(t.set["rule "+at.String()], e.Name+"."+f.Name+" check", at)
			}
		}
	}
	return c
}

// branches are both ways of each "if", and both of each step that has a "when": done and left out.
func (t *touched) branches(r *Reach, a *model.Automation, steps []*model.Step) {
	for _, s := range steps {
		key := "branch " + a.Name + " " + s.Path
		name := fmt.Sprintf("%s, step %s (%s)", a.Name, s.Path, s.Kind)
		if x, ok := s.Action.(*model.IfAction); ok {
			r.note(t.set[key+".then"], name+": then", s.At)
			r.note(t.set[key+".else"], name+": else", s.At)
			t.branches(r, a, x.Then)
			t.branches(r, a, x.Else)
			continue
		}
		if x, ok := s.Action.(*model.WaitAction); ok && x.Event != nil {
			r.note(t.set[key+".came"], name+": the event comes", s.At)
			r.note(t.set[key+".late"], name+": the event does not come in time", s.At)
			t.branches(r, a, x.Then)
			t.branches(r, a, x.Else)
		}
		if x, ok := s.Action.(*model.EachAction); ok {
			t.branches(r, a, x.Do)
		}
		if s.When != nil {
			r.note(t.set[key+" done"], name+": when it holds", s.At)
			r.note(t.set[key+" skipped"], name+": when it does not hold", s.At)
		}
	}
}

func (r *Reach) note(reached bool, name string, at diag.Range) {
	r.Of++
	if reached {
		r.Reached++
		return
	}
	r.Missing = append(r.Missing, Missing{name, at.File, at.Line, at.Column})
}

// write prints what no test reaches, and a line that counts.
func (c *Coverage) write(b *strings.Builder) {
	parts := []struct {
		one, many string
		of        Reach
	}{{"automation", "automations", c.Automations}, {"branch", "branches", c.Branches}, {"stage", "stages", c.Stages}, {"rule", "rules", c.Rules}}
	var counts []string
	for _, p := range parts {
		counts = append(counts, fmt.Sprintf("%d of %d %s", p.of.Reached, p.of.Of, p.many))
		for _, m := range p.of.Missing {
			fmt.Fprintf(b, "no test reaches: %s:%d:%d: %s: %s\n", m.File, m.Line, m.Column, p.one, m.Name)
		}
	}
	fmt.Fprintf(b, "reached: %s\n", strings.Join(counts, ", "))
}
