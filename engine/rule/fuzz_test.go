package rule

import (
	"errors"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/tamga-crm/tamga/engine/field"
)

// typed tells whether a value is of a type: what Compile promises of what Eval gives.
func typed(v any, t Type) bool {
	if v == nil {
		return true
	}
	switch t.Type {
	case field.Null:
		return false
	case field.Bool:
		_, ok := v.(bool)
		return ok
	case field.Int:
		_, ok := v.(int64)
		return ok
	case field.Decimal:
		_, ok := v.(decimal.Decimal)
		return ok
	case field.Amount:
		m, ok := v.(field.Money)
		return ok && m.Currency != ""
	case field.Text:
		s, ok := v.(string)
		return ok && s != ""
	case field.Day:
		_, ok := v.(field.Date)
		return ok
	case field.Instant:
		_, ok := v.(time.Time)
		return ok
	case field.Span:
		_, ok := v.(field.Duration)
		return ok
	case field.Record:
		r, ok := v.(Record)
		return ok && (t.Entity == "" || r.Entity() == t.Entity)
	case field.List:
		list, ok := v.([]any)
		for _, x := range list {
			ok = ok && (t.Elem == nil || typed(x, *t.Elem))
		}
		return ok
	}
	return true
}

func try(t testing.TB, source string) {
	t.Helper()
	e, problems := Compile(source, scopeOf("deal"), Unknown)
	for _, p := range problems {
		if p.Offset < 0 || p.Offset > len(source) || p.Message == "" || p.Code == "" {
			t.Errorf("%q: problem %+v", source, p)
		}
	}
	if len(problems) > 0 {
		return
	}
	for _, this := range []*thing{gold, none} {
		v, err := e.Eval(frameOf(this))
		if err != nil && !errors.Is(err, ErrCost) && !errors.Is(err, ErrText) && !errors.Is(err, ErrRecords) {
			t.Errorf("%q: %v", source, err)
		}
		if err == nil && !typed(v, e.Type) {
			t.Errorf("%q = %#v (%T), which is not %s", source, v, v, e.Type)
		}
	}
	if _, err := e.Trace(frameOf(gold)); err != nil && !errors.Is(err, ErrCost) && !errors.Is(err, ErrText) && !errors.Is(err, ErrRecords) {
		t.Errorf("%q: trace: %v", source, err)
	}
}

// FuzzCompile: nothing that is typed panics, and every value is of the type that was promised.
func FuzzCompile(f *testing.F) {
	for _, c := range values {
		f.Add(c.source)
	}
	for _, c := range mistakes {
		f.Add(c.source)
	}
	f.Fuzz(func(t *testing.T, source string) { try(t, source) })
}

// pieces of expressions, of which the property test makes others.
var pieces = []string{"amount", "cost", "qty", "discount", "name", "stage", "client", "owner", "vip", "starts_on", "created_at", "length", "tags", "people",
	"client.deals", "crm.deal", "user", "this", "about", "data", "file", "opens", "nil", "true", "1", "0", "2.5", `"won"`, `""`, "today()", "now()", "days(3)", "months(-1)", "old.amount", "word", "settings.markup"}

func expression(depth int) *rapid.Generator[string] {
	if depth == 0 {
		return rapid.SampledFrom(pieces)
	}
	part := rapid.Deferred(func() *rapid.Generator[string] { return expression(depth - 1) })
	return rapid.Custom(func(t *rapid.T) string {
		a, b, c := part.Draw(t, "a"), part.Draw(t, "b"), part.Draw(t, "c")
		op := rapid.SampledFrom([]string{"+", "-", "*", "/", "%", "**", "==", "!=", "<", "<=", ">", ">=", "and", "or", "in", "contains", "startsWith", "??"}).Draw(t, "op")
		fn := Functions[rapid.IntRange(0, len(Functions)-1).Draw(t, "fn")].Name
		return rapid.SampledFrom([]string{"(" + a + " " + op + " " + b + ")", fn + "(" + a + ")", fn + "(" + a + ", " + b + ")", "(" + a + " ? " + b + " : " + c + ")",
			"-" + a, "not " + a, "[" + a + ", " + b + "]", fn + "(" + a + ", .amount " + op + " " + b + ")", fn + "(" + a + ", # " + op + " " + b + ")", fn + "(" + a + ", " + b + ", " + c + ")", a}).Draw(t, "form")
	})
}

func TestValuesHaveTheirType(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		source := expression(rapid.IntRange(1, 3).Draw(r, "depth")).Draw(r, "source")
		try(t, source)
	})
}
