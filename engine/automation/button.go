package automation

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Press starts the run of a button on a record, with the answers to what it asks for, as JSON gave them. All that is
// wrong with the answers is told at once. Gives the id of the run; "" where "once" says that it ran already.
func (e *Engine) Press(ctx context.Context, w *record.Writer, of field.Ref, name string, in map[string]any) (string, error) {
	entity, a := w.Model.Entity(of.Entity), w.Model.Automation(name)
	if entity == nil || a == nil || a.Button(entity) == nil {
		return "", &record.Problem{Code: record.NotFound, Say: "not_found"}
	}
	row, err := w.MayPress(ctx, entity, of.ID, a)
	if err != nil {
		return "", err
	}
	frame := w.Frame(ctx, row, row, nil)
	answers, err := answersOf(a.Button(entity), in, frame)
	if err != nil {
		return "", err
	}
	ev := &record.Event{Kind: record.Updated, Before: row, After: row, Who: w.Who, Depth: w.Depth}
	r, err := e.begin(w, ev, cause{automation: a, trigger: a.Button(entity)})
	if err != nil {
		return "", err
	}
	for _, name := range slices.Sorted(maps.Keys(answers)) {
		if err := r.keep(name, answers[name]); err != nil {
			return "", err
		}
	}
	if r.OnceKey, err = onceKey(ctx, w, row, frame, a); err != nil {
		return "", err
	}
	fresh, err := e.start(ctx, w, r)
	if err != nil || !fresh {
		return "", err
	}
	return r.ID, nil
}

// answersOf reads the answers to a button's questions.
func answersOf(t *model.Trigger, in map[string]any, f *rule.Frame) (map[string]any, error) {
	out, wrong := map[string]any{}, []record.FieldProblem{}
	for _, q := range t.Form {
		v, err := answerTo(q, in[q.Name], f)
		var bad *field.Error
		switch {
		case errors.As(err, &bad):
			wrong = append(wrong, record.FieldProblem{Field: q.Name, Code: bad.Code, Params: bad.Params})
		case err != nil:
			return nil, err
		case v == nil && q.Required.Always:
			wrong = append(wrong, record.FieldProblem{Field: q.Name, Code: "required"})
		case v != nil:
			out[q.Name] = v
		}
	}
	for _, name := range slices.Sorted(maps.Keys(in)) {
		if !slices.ContainsFunc(t.Form, func(q *model.Field) bool { return q.Name == name }) {
			wrong = append(wrong, record.FieldProblem{Field: name, Code: "unknown_field", Params: map[string]any{"field": name}})
		}
	}
	if len(wrong) > 0 {
		return nil, &record.Problem{Code: record.Invalid, Say: "invalid", Fields: wrong}
	}
	return out, nil
}

// answerTo reads one answer, or takes the default where none was given.
func answerTo(q *model.Field, raw any, f *rule.Frame) (any, error) {
	if raw != nil {
		return q.Kind.Decode(raw, q.Options)
	}
	switch d := q.Default; {
	case d == nil:
		return nil, nil
	case d.Formula != nil:
		return d.Formula.Eval(f)
	default:
		return d.Literal, nil
	}
}
