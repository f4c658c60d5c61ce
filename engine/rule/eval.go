package rule

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
)

// What a step costs beyond the one that every node does.
const (
	costFetch  = 20 // a question to the Source
	costRecord = 2  // a record that it gave
	checkEvery = 512
)

// enter starts an evaluation with its whole allowance, or one inside another, which shares what is left.
// What it gives is called at the end.
func (f *Frame) enter() (leave func()) {
	if f.Ctx == nil {
		f.Ctx = context.Background()
	}
	if f.depth == 0 {
		f.cost = 0
	}
	f.depth++
	items := f.items
	f.items = nil
	return func() { f.items = items; f.depth-- }
}

func (f *Frame) zone() *time.Location {
	if f.Zone == nil {
		return time.UTC
	}
	return f.Zone
}

// charge counts steps, and looks now and then whether anybody still waits for the answer.
func (f *Frame) charge(steps int) error {
	before := f.cost / checkEvery
	if f.cost += steps; f.cost > MaxCost {
		return ErrCost
	}
	if f.cost/checkEvery != before {
		return f.Ctx.Err()
	}
	return nil
}

func (f *Frame) eval(n Node) (any, error) {
	if err := f.charge(1); err != nil {
		return nil, err
	}
	if f.trace != nil {
		return f.traced(n)
	}
	return f.value(n)
}

func (f *Frame) value(n Node) (any, error) {
	switch n := n.(type) {
	case *Literal:
		return n.Value, nil
	case *Field:
		r, err := f.record(n.Of)
		if err != nil || r == nil {
			return nil, err
		}
		return r.Value(n.Slot), nil
	case *Binary:
		return f.binary(n)
	case *Unary:
		return f.unary(n)
	case *Cond:
		holds, err := f.holds(n.Test)
		if err != nil {
			return nil, err
		}
		if holds {
			return f.eval(n.Then)
		}
		return f.eval(n.Else)
	case *Call:
		return f.call(n)
	case *Over:
		return f.over(n)
	case *This:
		return present(f.This), nil
	case *Old:
		return present(f.Old), nil
	case *User:
		return present(f.User), nil
	case *Item:
		if i := len(f.items) - 1 - n.Up; i >= 0 {
			return f.items[i], nil
		}
		return f.Element, nil
	case *Variable:
		if n.Index < len(f.Vars) {
			return f.Vars[n.Index], nil
		}
		return nil, nil
	case *Collection:
		return f.collection(n)
	case *All:
		return f.selected(n.Entity, nil, MaxRecords)
	case *Items:
		return f.list(n)
	}
	panic(fmt.Sprintf("rule: unknown node %T", n))
}

// present makes no record an empty value.
func present(r Record) any {
	if r == nil {
		return nil
	}
	return r
}

// record evaluates a part that is a record, and fetches it where it is a link. Nil for none.
func (f *Frame) record(n Node) (Record, error) {
	switch n.(type) {
	case *This:
		return f.This, nil
	case *User:
		return f.User, nil
	case *Old:
		return f.Old, nil
	}
	v, err := f.eval(n)
	if err != nil || v == nil {
		return nil, err
	}
	return f.follow(v)
}

// follow fetches the record of a link.
func (f *Frame) follow(v any) (Record, error) {
	switch v := v.(type) {
	case Record:
		return v, nil
	case field.Ref:
		if f.Source == nil {
			return nil, nil
		}
		if err := f.charge(costFetch); err != nil {
			return nil, err
		}
		return f.Source.Record(f.Ctx, v.Entity, v.ID)
	}
	return nil, nil
}

// holds evaluates a condition; empty is false.
func (f *Frame) holds(n Node) (bool, error) {
	v, err := f.eval(n)
	b, _ := v.(bool)
	return b, err
}

func (f *Frame) call(n *Call) (any, error) {
	var few [4]any
	args := few[:0]
	for i, a := range n.Args {
		v, err := f.eval(a)
		if err != nil {
			return nil, err
		}
		if v == nil && n.Func.Strict && i < len(n.Func.Params)-max(n.Func.Optional, 0) {
			return nil, nil
		}
		args = append(args, v)
	}
	return n.Func.Eval(f, args)
}

func (f *Frame) list(n *Items) (any, error) {
	out := make([]any, len(n.Of))
	for i, x := range n.Of {
		v, err := f.eval(x)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

func (f *Frame) collection(n *Collection) (any, error) {
	r, err := f.record(n.Of)
	if err != nil || r == nil || f.Source == nil {
		return nil, err
	}
	if err := f.charge(costFetch); err != nil {
		return nil, err
	}
	records, err := f.Source.Collection(f.Ctx, r, n.Name, MaxRecords)
	return f.fetched(records, err)
}

// selected asks for the records of an entity for which pred holds. With a limit below MaxRecords
// it is content with the first.
func (f *Frame) selected(entity string, pred *Expr, limit int) (any, error) {
	if f.Source == nil {
		return nil, nil
	}
	if err := f.charge(costFetch); err != nil {
		return nil, err
	}
	records, err := f.Source.Select(f.Ctx, entity, pred, f, limit)
	if err == nil && limit < MaxRecords && len(records) > limit {
		records = records[:limit]
	}
	return f.fetched(records, err)
}

func (f *Frame) fetched(records []Record, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	if len(records) > MaxRecords {
		return nil, ErrRecords
	}
	out := make([]any, len(records))
	for i, r := range records {
		out[i] = r
	}
	return out, f.charge(costRecord * len(out))
}

// elements gives a list in whatever Go form it has.
func elements(v any) ([]any, bool) {
	switch v := v.(type) {
	case nil:
		return nil, true
	case []any:
		return v, true
	case []string:
		return boxed(v), true
	case []field.Ref:
		return boxed(v), true
	case []field.File:
		return boxed(v), true
	case []Record:
		return boxed(v), true
	}
	return nil, false
}

func boxed[T any](in []T) []any {
	out := make([]any, len(in))
	for i, v := range in {
		out[i] = v
	}
	return out
}

// finish gives the result its outward form: links are records, money has a currency, lists are []any.
func (f *Frame) finish(v any) (any, error) {
	switch v := v.(type) {
	case field.Ref:
		if f.Source == nil {
			return v, nil
		}
		r, err := f.follow(v)
		return present(r), err
	case field.Money:
		return f.denominated(v), nil
	case []string, []field.Ref, []field.File, []Record, []any:
		return f.finishList(v)
	}
	return v, nil
}

func (f *Frame) finishList(v any) (any, error) {
	list, _ := elements(v)
	out := make([]any, len(list))
	for i, x := range list {
		var err error
		if out[i], err = f.finish(x); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// denominated gives money that came of a bare number the default currency.
func (f *Frame) denominated(m field.Money) field.Money {
	if m.Currency == "" {
		m.Currency = f.Currency
	}
	return m
}

// show is a value as text: what "+" joins.
func (f *Frame) show(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case bool:
		return fmt.Sprint(v), nil
	case field.Money:
		return f.denominated(v).String(), nil
	case time.Time:
		return v.In(f.zone()).Format("2006-01-02 15:04"), nil
	case field.File:
		return v.Name, nil
	case Record, field.Ref:
		return f.title(v)
	case fmt.Stringer:
		return v.String(), nil
	}
	if list, ok := elements(v); ok {
		return f.showList(list)
	}
	return fmt.Sprint(v), nil
}

func (f *Frame) showList(list []any) (string, error) {
	var b strings.Builder
	for i, v := range list {
		s, err := f.show(v)
		if err != nil {
			return "", err
		}
		if i > 0 {
			b.WriteString(", ")
		}
		if b.WriteString(s); b.Len() > MaxText {
			return "", ErrText
		}
	}
	return b.String(), f.charge(len(list))
}

func (f *Frame) title(v any) (string, error) {
	r, err := f.follow(v)
	if err != nil || r == nil || f.Source == nil {
		return "", err
	}
	if err := f.charge(costFetch); err != nil {
		return "", err
	}
	return f.Source.Title(f.Ctx, r)
}
