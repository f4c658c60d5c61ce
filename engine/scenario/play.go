package scenario

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/rule"
)

// play does the steps of a test. An expectation that fails is noted and the test goes on; a step that cannot be
// done ends it, since what follows was meant for another world.
func (w *world) play(ctx context.Context, res *Result) error {
	parts := []struct {
		steps []*model.Given
		as    *model.Person
	}{{w.test.Given, w.test.As}, {w.test.When, w.test.As}, {w.test.Then, w.test.As}}
	for i, part := range parts {
		w.given = i == 0
		for _, g := range part.steps {
			failure, fatal, err := w.step(ctx, g, part.as)
			if err != nil {
				return err
			}
			if failure != nil {
				res.Failures = append(res.Failures, *failure)
			}
			if fatal {
				return nil
			}
		}
	}
	return nil
}

// step does one step and then what is due.
func (w *world) step(ctx context.Context, g *model.Given, as *model.Person) (f *Failure, fatal bool, err error) {
	switch {
	case g.Expect != nil:
		f, err = w.expect(ctx, g)
		return f, false, err
	case g.Sent != nil:
		f, err = w.sent(ctx, g)
		return f, false, err
	case g.Fired != nil:
		f, err = w.fired(ctx, g)
		return f, false, err
	case g.Withheld != nil:
		f, err = w.withheld(ctx, g)
		return f, false, err
	case g.Sees != nil:
		f, err = w.sees(ctx, g, as)
		return f, false, err
	case g.Refused != nil:
		f, err = w.refused(ctx, g, as)
		return f, false, err
	case g.After != nil:
		f, err = w.pass(ctx, g)
		return f, f != nil, err
	}
	err = w.change(ctx, g, as, true)
	if err == nil {
		err = w.queue.RunDue(ctx)
	}
	return w.trouble(g, as, err)
}

// trouble tells a step that was refused, or could not be computed, from a test that could not be run.
func (w *world) trouble(g *model.Given, as *model.Person, err error) (*Failure, bool, error) {
	if err == nil {
		return nil, false, nil
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return nil, true, err
	}
	f := failureAt(g.At, verb(g)+" was refused: "+automation.Explain(err, w.lang(as)))
	f.Source = verb(g)
	return f, true, nil
}

// pass moves the clock, from one instant that something falls due at to the next.
func (w *world) pass(ctx context.Context, g *model.Given) (*Failure, error) {
	target := g.After.Add(w.clock.now().In(w.model.Zone))
	for {
		next, ok, err := w.queue.Next(ctx)
		if err != nil {
			return nil, err
		}
		if !ok || next.After(target) {
			break
		}
		if next.After(w.clock.now()) {
			w.clock.set(next.In(w.model.Zone))
		}
		if err := w.queue.RunDue(ctx); err != nil {
			return failureAt(g.At, "what fell due could not be done: "+err.Error()), nil
		}
	}
	w.clock.set(target)
	return nil, nil
}

// change does a step that writes, as a person; what is given is there without anybody's rights being asked.
func (w *world) change(ctx context.Context, g *model.Given, as *model.Person, confirm bool) error {
	if g.By != nil {
		as = g.By
	}
	who, err := w.actor(ctx, as)
	if err != nil {
		return err
	}
	var made *field.Ref
	err = w.service.Write(ctx, who, func(wr *record.Writer) error {
		f, err := w.frame(ctx, wr.Reader)
		if err != nil {
			return err
		}
		if g.Press != nil {
			return w.press(ctx, wr, g.Press, f)
		}
		made, err = do(ctx, wr, g, f, record.Options{Confirm: confirm})
		return err
	})
	var p *record.Problem
	if w.touched != nil && errors.As(err, &p) {
		w.touched.refusal(p)
	}
	if err == nil && g.As != "" && made != nil {
		w.vars[g.AsVar] = *made
	}
	return err
}

// press presses a button as the person would, with the answers as a form sends them.
func (w *world) press(ctx context.Context, wr *record.Writer, p *model.Press, f *rule.Frame) error {
	e, id, err := target(p.Of, wr, f)
	if err != nil {
		return err
	}
	in, err := automation.Input(p.Set, f, automation.Prose(wr.Model, langOf(wr.Who, wr.Model)))
	if err != nil {
		return err
	}
	for _, a := range p.Set {
		if in[a.Field.Name], err = sent(a.Field, in[a.Field.Name]); err != nil {
			return err
		}
	}
	_, err = w.engine.Press(ctx, wr, field.Ref{Entity: e.Name, ID: id}, p.Automation.Name, in)
	return err
}

// sent is a value as a form sends it.
func sent(f *model.Field, v any) (out any, err error) {
	if v == nil {
		return nil, nil
	}
	b, err := json.Marshal(f.Kind.Encode(v))
	if err != nil {
		return nil, fmt.Errorf("answer %s: %w", f.Name, err)
	}
	err = unmarshalExact(b, &out)
	return out, err
}

// unmarshalExact reads JSON and keeps its numbers as they are written.
func unmarshalExact(b []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	return dec.Decode(v)
}

// do carries out the write of a step, and names the record that it wrote.
func do(ctx context.Context, w *record.Writer, g *model.Given, f *rule.Frame, o record.Options) (*field.Ref, error) {
	prose := automation.Prose(w.Model, langOf(w.Who, w.Model))
	switch {
	case g.Create != nil:
		in, err := automation.CreateInput(g.Create, f, prose)
		if err != nil {
			return nil, err
		}
		return refOf(w.Create(ctx, g.Create.Entity, in, o))
	case g.Update != nil:
		e, id, err := target(g.Update.Of, w, f)
		if err != nil {
			return nil, err
		}
		in, err := automation.Input(g.Update.Set, f, prose)
		if err != nil {
			return nil, err
		}
		return refOf(w.Update(ctx, e, id, in, o))
	case g.Delete != nil:
		e, id, err := target(g.Delete.Of, w, f)
		if err != nil {
			return nil, err
		}
		return nil, w.Delete(ctx, e, id, o)
	case g.Move != nil:
		return move(ctx, w, g.Move, f, o)
	}
	panic(fmt.Sprintf("scenario: an empty step at %v", g.At))
}

func move(ctx context.Context, w *record.Writer, a *model.MoveAction, f *rule.Frame, o record.Options) (*field.Ref, error) {
	e, id, err := target(a.Of, w, f)
	if err != nil {
		return nil, err
	}
	in, err := automation.Input(a.Set, f, automation.Prose(w.Model, langOf(w.Who, w.Model)))
	if err != nil {
		return nil, err
	}
	m := record.Move{Stage: a.Stage, Set: in, Options: o}
	if a.Funnel != nil {
		m.Funnel = a.Funnel.Name
	}
	return refOf(w.Move(ctx, e, id, m))
}

func langOf(who identity.Actor, m *model.Model) string {
	if who.Locale != "" {
		return who.Locale
	}
	return m.Locales[0]
}

func refOf(row model.Row, err error) (*field.Ref, error) {
	if err != nil {
		return nil, err
	}
	return &field.Ref{Entity: row.Entity.Name, ID: row.ID()}, nil
}

// target is the record that a step names.
func target(of *model.Value, w *record.Writer, f *rule.Frame) (*model.Entity, string, error) {
	v, err := automation.Evaluate(of, f, automation.Prose(w.Model, langOf(w.Who, w.Model)))
	if err != nil {
		return nil, "", err
	}
	ref, ok := v.(field.Ref)
	if !ok {
		return nil, "", errors.New("the step names no record")
	}
	return w.Model.Entity(ref.Entity), ref.ID, nil
}

// frame is what the expressions of the test see: its names, as they are now.
func (w *world) frame(ctx context.Context, rd *record.Reader) (*rule.Frame, error) {
	vars := make([]any, len(w.vars))
	for i, v := range w.vars {
		vars[i] = v
		if ref, ok := v.(field.Ref); ok {
			row, ok, err := rd.Tx.Row(ctx, rd.Model.Entity(ref.Entity), ref.ID)
			if err != nil {
				return nil, err
			}
			vars[i] = nil
			if ok && row.Get(model.DeletedAt) == nil {
				vars[i] = rd.Record(row)
			}
		}
	}
	return rd.Frame(ctx, model.Row{}, model.Row{}, vars), nil
}

func (w *world) lang(p *model.Person) string {
	if p != nil && p.Locale != "" {
		return p.Locale
	}
	return w.model.Locales[0]
}

// verb says what a step does.
func verb(g *model.Given) string {
	switch {
	case g.Create != nil:
		return "create: " + g.Create.Entity.Name
	case g.Update != nil:
		return "update"
	case g.Delete != nil:
		return "delete"
	case g.Move != nil:
		return "move to " + g.Move.Stage
	case g.Press != nil:
		return "press " + g.Press.Automation.Name
	}
	return "the step"
}

// view reads as Tamga itself.
func (w *world) view(ctx context.Context, fn func(rd *record.Reader, f *rule.Frame) error) error {
	return w.service.Read(ctx, identity.System(), func(rd *record.Reader) error {
		f, err := w.frame(ctx, rd)
		if err != nil {
			return err
		}
		return fn(rd, f)
	})
}
