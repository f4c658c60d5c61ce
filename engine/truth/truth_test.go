package truth_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/truth"
)

const world = `crm: 1
name: test
entities:
  deal:
    fields:
      name: {type: text, required: true}
      kind: {type: choice, options: [new, renewal, other]}
      amount: {type: money, min: 0, max: 9}
      cost: money
      seats: {type: integer, min: 1, max: 5, required: true}
      rate: decimal
      vip: boolean
      starts_on: date
      ends_on: date
      copy: {type: choice, formula: 'kind == "new" ? "x" : "y"', options: [x, y]}
`

func scopeOf(t testing.TB) *rule.Scope {
	t.Helper()
	m, l := compile.Source(map[string]string{"crm.yaml": world + "views: {deal: {all: {where: vip}}}\n"})
	if m == nil {
		t.Fatalf("%v", l.All()[0].Message)
	}
	return m.Entity("deal").Views[0].Where.Scope
}

func facts(_, name string) truth.Fact {
	n := func(i int64) *decimal.Decimal { d := decimal.NewFromInt(i); return &d }
	switch name {
	case "name":
		return truth.Fact{Given: true}
	case "amount":
		return truth.Fact{Min: n(0), Max: n(9)}
	case "seats":
		return truth.Fact{Given: true, Min: n(1), Max: n(5)}
	}
	return truth.Fact{}
}

func compiled(t testing.TB, scope *rule.Scope, source string) *rule.Expr {
	t.Helper()
	x, problems := rule.Compile(source, scope, rule.Bool)
	if len(problems) > 0 {
		t.Fatalf("%s: %v", source, problems)
	}
	return x
}

func TestImpossible(t *testing.T) {
	t.Parallel()
	scope := scopeOf(t)
	for source, want := range map[string]bool{
		`kind == "new" && kind == "renewal"`: true, `kind in ["new"] && kind != "new"`: true, `kind == "new" && kind == nil`: true,
		`kind != "new" && kind != "renewal" && kind != "other"`:              false, // it is empty
		`kind != "new" && not (kind in ["renewal", "other"]) && kind != nil`: true,
		`amount > 9`: true, `amount >= 9`: false, `amount < 0`: true, `cost > 5 && cost < 5`: true, `cost >= 5 && cost <= 5 && cost != 5`: true,
		`seats > 2 && seats < 3`: true, `rate > 2 && rate < 3`: false, `seats == nil`: true, `name == nil`: true, `amount == nil`: false,
		`vip && !vip`: true, `vip == true && vip == false`: true, `!vip && vip != false`: false,
		`starts_on < ends_on && starts_on > ends_on`: true, `starts_on < ends_on && ends_on <= starts_on`: true, `starts_on == ends_on && starts_on < ends_on`: true,
		`starts_on < ends_on && ends_on == nil`: true, `starts_on != starts_on`: true, `starts_on < today() && starts_on >= today()`: true,
		`ends_on > date(2026, 3, 1) && ends_on < date(2026, 1, 1)`: true, `month(ends_on) == 13`: true, `weekday(ends_on) > 5`: false,
		`(vip || amount > 3) && !vip && amount < 2`: true, `(vip ? amount > 3 : amount > 5) && amount < 2`: true,
		`count(crm.deal) < 0`: true, `any(crm.deal, .amount > 10)`: true, `all(crm.deal, .amount > 10)`: false, `1 > 2`: true,
	} {
		if _, got := truth.Impossible(facts, truth.Holds(compiled(t, scope, source))); got != want {
			t.Errorf("%s: impossible is %t", source, got)
		}
	}
}

func TestConflictNamesTheStatements(t *testing.T) {
	t.Parallel()
	source := `cost > 5 && vip && cost < 4`
	x := compiled(t, scopeOf(t), source)
	c, no := truth.Impossible(nil, truth.Holds(x))
	if !no || c.Node == nil || c.With == nil {
		t.Fatalf("%v %t", c, no)
	}
	text := func(n rule.Node) string { o, l := n.Span(); return source[o : o+l] }
	if text(c.Node) != "cost < 4" || text(c.With) != "cost > 5" {
		t.Errorf("%q against %q", text(c.Node), text(c.With))
	}
}

// deal is a record written out.
type deal struct{ values []any }

func (deal) Entity() string       { return "deal" }
func (deal) ID() string           { return "1" }
func (d deal) Value(slot int) any { return d.values[slot] }
func money(n int64) any           { return field.Money{Amount: decimal.NewFromInt(n), Currency: "USD"} }
func or(t *rapid.T, name string, v any) any {
	if rapid.Bool().Draw(t, name) {
		return v
	}
	return nil
}

func drawDeal(t *rapid.T, e *model.Entity) deal {
	d := deal{make([]any, len(e.Fields))}
	set := func(name string, v any) { d.values[e.Field(name).Slot] = v }
	small := func(name string, lo, hi int64) int64 { return rapid.Int64Range(lo, hi).Draw(t, name) }
	day := func(name string) any { return field.Date{Year: 2026, Month: time.March, Day: int(small(name, 1, 6))} }
	set("name", "A")
	kind := rapid.SampledFrom([]any{nil, "new", "renewal", "other"}).Draw(t, "kind")
	set("kind", kind)
	set("amount", or(t, "amount given", money(small("amount", 0, 9))))
	set("cost", or(t, "cost given", money(small("cost", -2, 12))))
	set("seats", small("seats", 1, 5))
	set("rate", or(t, "rate given", decimal.New(small("rate", -20, 80), -1)))
	set("vip", rapid.SampledFrom([]any{nil, true, false}).Draw(t, "vip"))
	set("starts_on", or(t, "starts", day("starts_on")))
	set("ends_on", or(t, "ends", day("ends_on")))
	copy := "y"
	if kind == "new" {
		copy = "x"
	}
	set("copy", copy)
	return d
}

func drawStatement(t *rapid.T) string {
	op := rapid.SampledFrom([]string{"==", "!=", "<", "<=", ">", ">="})
	equality := rapid.SampledFrom([]string{"==", "!="})
	switch rapid.IntRange(0, 9).Draw(t, "form") {
	case 0:
		return fmt.Sprintf("kind %s %q", equality.Draw(t, "op"), rapid.SampledFrom([]string{"new", "renewal", "other"}).Draw(t, "option"))
	case 1:
		return rapid.SampledFrom([]string{`kind in ["new", "other"]`, `not (kind in ["renewal"])`, `kind in ["new"]`, `copy == "x"`}).Draw(t, "in")
	case 2:
		return rapid.SampledFrom([]string{"vip", "vip == true", "vip != true", "vip == false", "!vip"}).Draw(t, "vip")
	case 3:
		return rapid.SampledFrom([]string{"amount", "cost", "rate", "vip", "kind", "seats", "ends_on", "name"}).Draw(t, "name") + " " + equality.Draw(t, "op") + " nil"
	case 4:
		return rapid.SampledFrom([]string{"starts_on", "ends_on", "today()"}).Draw(t, "a") + " " + op.Draw(t, "op") + " " + rapid.SampledFrom([]string{"starts_on", "ends_on", "today()", "date(2026, 3, 3)"}).Draw(t, "b")
	case 5:
		return rapid.SampledFrom([]string{"amount", "cost"}).Draw(t, "a") + " " + op.Draw(t, "op") + " " + rapid.SampledFrom([]string{"amount", "cost"}).Draw(t, "b")
	case 6:
		return fmt.Sprintf("day(ends_on) %s %d", op.Draw(t, "op"), rapid.IntRange(0, 33).Draw(t, "n"))
	case 7:
		return fmt.Sprintf("%d %s seats", rapid.IntRange(0, 6).Draw(t, "n"), op.Draw(t, "op"))
	}
	return fmt.Sprintf("%s %s %d", rapid.SampledFrom([]string{"amount", "cost", "seats", "rate", "(amount + cost)"}).Draw(t, "number"), op.Draw(t, "op"), rapid.IntRange(-1, 10).Draw(t, "n"))
}

func drawCondition(t *rapid.T, depth int) string {
	if depth == 0 || rapid.IntRange(0, 3).Draw(t, "leaf") == 0 {
		return drawStatement(t)
	}
	a, b := drawCondition(t, depth-1), drawCondition(t, depth-1)
	switch rapid.IntRange(0, 4).Draw(t, "join") {
	case 0:
		return "(" + a + ") || (" + b + ")"
	case 1:
		return "not (" + a + ")"
	case 2:
		return "((" + a + ") ? (" + b + ") : vip)"
	}
	return "(" + a + ") && (" + b + ")"
}

// TestSound: what is called impossible holds for no record, and what cannot fail does not.
func TestSound(t *testing.T) {
	t.Parallel()
	scope := scopeOf(t)
	m, _ := compile.Source(map[string]string{"crm.yaml": world})
	e := m.Entity("deal")
	found := map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		source := drawCondition(t, 3)
		x, problems := rule.Compile(source, scope, rule.Bool)
		if len(problems) > 0 {
			t.Fatalf("%s: %v", source, problems)
		}
		_, never := truth.Impossible(facts, truth.Holds(x))
		_, always := truth.Impossible(facts, truth.Fails(x))
		found[never || always]++
		if !never && !always {
			return
		}
		for range 20 {
			f := &rule.Frame{Ctx: context.Background(), This: drawDeal(t, e), Zone: time.UTC, Currency: "USD", Now: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)}
			holds, err := x.Holds(f)
			if err != nil {
				t.Fatal(err)
			}
			if holds && never || !holds && always {
				t.Fatalf("%s: never %t, always %t, and it is %t for %v", source, never, always, holds, f.This.(deal).values)
			}
		}
	})
	if found[true] == 0 || found[false] == 0 {
		t.Errorf("the conditions drawn show nothing: %v", found)
	}
}
