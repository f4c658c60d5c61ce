package automation

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/rule"
)

// stored is a named value as a run keeps it: its kind of field and what that kind writes as JSON.
// A record is kept as its name only and read anew whenever the run goes on.
type stored struct {
	Kind   string          `json:"kind"`
	Entity string          `json:"entity,omitempty"`
	Value  json.RawMessage `json:"value"`
}

// encodeValue writes a value with its type.
func encodeValue(v any) (json.RawMessage, error) {
	if a, ok := v.(*answered); ok {
		return a.encode()
	}
	v = listed(refs(v))
	s := stored{Kind: kindOf(v)}
	if r, ok := v.(field.Ref); ok {
		s.Entity = r.Entity
	}
	if s.Kind == "list" {
		return encodeList(s, v.([]any))
	}
	k, ok := field.Named(s.Kind)
	if !ok {
		return nil, fmt.Errorf("a run cannot keep a %T", v)
	}
	var err error
	if s.Value, err = json.Marshal(k.Encode(v)); err != nil {
		return nil, err
	}
	return json.Marshal(s)
}

// listed is a list of refs as any other list.
func listed(v any) any {
	list, ok := v.([]field.Ref)
	if !ok {
		return v
	}
	out := make([]any, len(list))
	for i := range list {
		out[i] = list[i]
	}
	return out
}

func encodeList(s stored, list []any) (json.RawMessage, error) {
	elems := make([]json.RawMessage, len(list))
	for i, v := range list {
		var err error
		if elems[i], err = encodeValue(v); err != nil {
			return nil, err
		}
	}
	var err error
	if s.Value, err = json.Marshal(elems); err != nil {
		return nil, err
	}
	return json.Marshal(s)
}

// kindOf is the kind of field that keeps a value of this Go form.
func kindOf(v any) string {
	switch v.(type) {
	case field.Ref:
		return "link"
	case field.File:
		return "file"
	case []field.File:
		return "files"
	case string:
		return "longtext"
	case int64, int:
		return "integer"
	case decimal.Decimal:
		return "decimal"
	case field.Money:
		return "money"
	case bool:
		return "boolean"
	case field.Date:
		return "date"
	case time.Time:
		return "datetime"
	case field.Clock:
		return "time"
	case field.Duration:
		return "duration"
	case []any:
		return "list"
	case nil:
		return "json"
	}
	return ""
}

// decodeValue reads a value back in its Go form; a record is a field.Ref.
func decodeValue(raw json.RawMessage, zone *time.Location) (any, error) {
	var s stored
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	if s.Kind == "list" {
		return decodeList(s, zone)
	}
	k, ok := field.Named(s.Kind)
	if !ok {
		return nil, fmt.Errorf("unknown kind %q", s.Kind)
	}
	if s.Kind == "file" || s.Kind == "files" { // the kind believes a client's id only; these are our own words
		return decodeFiles(s)
	}
	var v any
	if err := unmarshal(s.Value, &v); err != nil {
		return nil, err
	}
	return k.Decode(v, field.Options{Targets: []string{s.Entity}, Zone: zone, Scale: 12})
}

func decodeList(s stored, zone *time.Location) (any, error) {
	var elems []json.RawMessage
	if err := json.Unmarshal(s.Value, &elems); err != nil {
		return nil, err
	}
	list := make([]any, len(elems))
	for i, e := range elems {
		var err error
		if list[i], err = decodeValue(e, zone); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func decodeFiles(s stored) (any, error) {
	if s.Kind == "file" {
		var f field.File
		err := json.Unmarshal(s.Value, &f)
		return f, err
	}
	var fs []field.File
	err := json.Unmarshal(s.Value, &fs)
	return fs, err
}

// name keeps a value under a name, for the run and for the expressions of the steps that follow in this turn.
func (t *turn) name(ctx context.Context, name string, v any) error {
	if err := t.run.keep(name, v); err != nil {
		return err
	}
	seen, err := materialize(ctx, t.rd, listed(refs(v)))
	if err != nil {
		return err
	}
	for _, slot := range t.program.named[name] {
		t.frame.Vars[slot] = seen
	}
	if r, ok := seen.(rule.Record); ok {
		t.reads[[2]string{r.Entity(), r.ID()}] = true
	}
	return nil
}

// keep adds a named value to those that a run holds.
func (r *run) keep(name string, v any) error {
	raw, err := encodeValue(v)
	if err != nil {
		return fmt.Errorf("keep the value %q: %w", name, err)
	}
	return r.put(name, raw)
}

// values are what a run holds by name. What it wrote itself can be read.
func (r *run) values() map[string]json.RawMessage {
	all := map[string]json.RawMessage{}
	if json.Unmarshal([]byte(r.Vars), &all) != nil {
		return map[string]json.RawMessage{}
	}
	return all
}

func (r *run) put(name string, raw json.RawMessage) error {
	all := r.values()
	all[name] = raw
	b, err := json.Marshal(all)
	r.Vars = string(b)
	return err
}

// drop takes a named value away.
func (r *run) drop(name string) {
	all := r.values()
	if _, ok := all[name]; !ok {
		return
	}
	delete(all, name)
	b, err := json.Marshal(all)
	if err != nil {
		panic("automation: values that were JSON are not: " + err.Error())
	}
	r.Vars = string(b)
}

// restore gives the named values as the expressions of a program see them, records as they are now.
// A record that is no longer there is empty.
func (r *run) restore(ctx context.Context, rd *record.Reader, p *program) ([]any, error) {
	all := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(r.Vars), &all); err != nil {
		return nil, fmt.Errorf("read the values of a run: %w", err)
	}
	vars := make([]any, p.vars)
	for name, slots := range p.named {
		raw, ok := all[name]
		if !ok {
			continue
		}
		v, err := p.decode(name, raw, rd.Model.Zone)
		if err == nil {
			v, err = materialize(ctx, rd, v)
		}
		if err != nil {
			return nil, fmt.Errorf("restore the value %q: %w", name, err)
		}
		for _, slot := range slots {
			vars[slot] = v
		}
	}
	return vars, nil
}

// decode reads a named value back: an answer in the shape that its step says, all else by its kind.
func (p *program) decode(name string, raw json.RawMessage, zone *time.Location) (any, error) {
	shape := p.answers[name]
	if shape == nil {
		return decodeValue(raw, zone)
	}
	var s stored
	if err := json.Unmarshal(raw, &s); err != nil || s.Kind != "answer" {
		return nil, err // it is the result of another step, of an earlier release
	}
	return answerFrom(shape, s.Value)
}

// materialize reads the record that a ref names, or those of a list, without those that are gone.
func materialize(ctx context.Context, rd *record.Reader, v any) (any, error) {
	if list, ok := v.([]any); ok {
		out := make([]any, 0, len(list))
		for _, x := range list {
			y, err := materialize(ctx, rd, x)
			if err != nil {
				return nil, err
			}
			if y != nil || x == nil {
				out = append(out, y)
			}
		}
		return out, nil
	}
	ref, ok := v.(field.Ref)
	if !ok {
		return v, nil
	}
	row, ok, err := find(ctx, rd, rd.Model.Entity(ref.Entity), ref.ID)
	if err != nil || !ok {
		return nil, err
	}
	return rd.Record(row), nil
}

// find reads a record that may be gone.
func find(ctx context.Context, rd *record.Reader, e *model.Entity, id string) (model.Row, bool, error) {
	if e == nil {
		return model.Row{}, false, nil
	}
	row, err := rd.ByID(ctx, e, id)
	var p *record.Problem
	if errors.As(err, &p) && p.Code == record.NotFound {
		return model.Row{}, false, nil
	}
	return row, err == nil, err
}

// unmarshal keeps numbers exact.
func unmarshal(raw json.RawMessage, v any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(v)
}
