package automation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/outside"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Other systems are asked before the step's transaction, so that no lock is held while somebody else thinks; what was
// answered is kept in it. A process that dies in between asks again, under the same Idempotency-Key; once the answer
// is kept, never again.

// Asker asks other systems.
type Asker interface {
	Do(ctx context.Context, r outside.Request) (outside.Answer, error)
}

// request is what a webhook step says, from the values of now.
func (t *turn) request(a *model.WebhookAction) (r outside.Request, err error) {
	r = outside.Request{Method: a.Method, Key: t.run.ID + "." + t.place(), Attempt: t.run.Attempts + 1, Headers: map[string]string{}}
	x, err := Evaluate(a.URL, t.frame, t.prose())
	if err != nil {
		return r, fmt.Errorf("url: %w", err)
	}
	if r.URL, _ = x.(string); r.URL == "" {
		return r, unable("url is empty")
	}
	for _, h := range a.Headers {
		x, err := Evaluate(h.Value, t.frame, t.prose())
		if err != nil {
			return r, fmt.Errorf("header %s: %w", h.Name, err)
		}
		if x != nil {
			r.Headers[h.Name] = fmt.Sprint(plainJSON(x))
		}
	}
	if a.Method != "GET" && a.Method != "DELETE" {
		if r.Body, err = t.body(a.Body); err != nil {
			return r, err
		}
	}
	for _, s := range []struct {
		of *model.Secret
		to *string
	}{{a.Secret, &r.Secret}, {a.Token, &r.Token}} {
		if s.of == nil || t.engine.Others == nil {
			continue
		}
		if *s.to, err = outside.Secret(s.of.Env); err != nil {
			return r, err
		}
	}
	return r, nil
}

func (t *turn) body(members []model.Pair) ([]byte, error) {
	body := map[string]any{}
	for _, m := range members {
		x, err := Evaluate(m.Value, t.frame, t.prose())
		if err != nil {
			return nil, fmt.Errorf("body %s: %w", m.Name, err)
		}
		body[m.Name] = plainJSON(x)
	}
	return json.Marshal(body)
}

// plainJSON is a value as the API writes it; a record is its id.
func plainJSON(v any) any {
	if list, ok := v.([]any); ok {
		out := make([]any, len(list))
		for i, x := range list {
			out[i] = plainJSON(x)
		}
		return out
	}
	if list, ok := v.([]field.Ref); ok {
		out := make([]any, len(list))
		for i, x := range list {
			out[i] = x.ID
		}
		return out
	}
	if k, ok := field.Named(kindOf(v)); ok && v != nil {
		return k.Encode(v)
	}
	return v
}

// ask asks, and reads what was answered. Where nobody is to be asked (a test, a simulation) the answer is 200 and empty.
func (e *Engine) ask(ctx context.Context, a *model.WebhookAction, r outside.Request) (rule.Record, error) {
	answer := outside.Answer{Status: 200}
	if e.Others != nil {
		var err error
		if answer, err = e.Others.Do(ctx, r); err != nil {
			var no *outside.Refusal
			if errors.As(err, &no) {
				return nil, unable(no.Error())
			}
			return nil, err
		}
	}
	members := map[string]any{}
	if len(a.Answer.Fields) > 1 && len(answer.Body) > 0 {
		if err := unmarshal(answer.Body, &members); err != nil {
			return nil, unable("the answer is not a JSON object")
		}
	}
	return answerOf(a.Answer, answer.Status, members)
}

// answerOf is an answer with the types that the package says it has.
func answerOf(e *model.Entity, status int, members map[string]any) (rule.Record, error) {
	out := &answered{entity: e, values: make([]any, len(e.Fields))}
	out.values[0] = int64(status)
	for _, f := range e.Fields[1:] {
		raw, ok := members[f.Name]
		if !ok || raw == nil {
			continue
		}
		v, err := f.Kind.Decode(raw, f.Options)
		if err != nil { // a value of a stranger is not repeated
			return nil, unable(fmt.Sprintf("the answer's %q is not %s", f.Name, f.Kind.Name()))
		}
		out.values[f.Slot] = v
	}
	return out, nil
}

// answered is what another system answered, as expressions see it.
type answered struct {
	entity *model.Entity
	values []any
}

func (a *answered) Entity() string { return a.entity.Name }
func (a *answered) ID() string     { return "" }
func (a *answered) Value(slot int) any {
	if slot < 0 || slot >= len(a.values) {
		return nil
	}
	return a.values[slot]
}

// encode keeps an answer by the names of its members: a later release may order them otherwise.
func (a *answered) encode() (json.RawMessage, error) {
	members := map[string]any{}
	for _, f := range a.entity.Fields {
		if v := a.values[f.Slot]; v != nil {
			members[f.Name] = f.Kind.Encode(v)
		}
	}
	value, err := json.Marshal(members)
	if err != nil {
		return nil, err
	}
	return json.Marshal(stored{Kind: "answer", Value: value})
}

// answerFrom reads an answer back. What the shape no longer has, or has otherwise, is empty.
func answerFrom(e *model.Entity, raw json.RawMessage) (any, error) {
	members := map[string]any{}
	if err := unmarshal(raw, &members); err != nil {
		return nil, err
	}
	out := &answered{entity: e, values: make([]any, len(e.Fields))}
	for name := range maps.Keys(members) {
		f := e.Field(name)
		if f == nil {
			continue
		}
		if v, err := f.Kind.Decode(members[name], f.Options); err == nil {
			out.values[f.Slot] = v
		}
	}
	return out, nil
}
