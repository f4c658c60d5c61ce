package compile

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
)

const drawn = `
crm: 1
name: t
entities:
  deal: {fields: {name: text, kind: {type: choice, options: [a, b, c]}, amount: money, rate: decimal, day: date, vip: boolean}}
users: {ann: {email: ann@example.org, role: boss}}
roles: {boss: {all: true}}
data:
  deal: [{as: first, name: First}]
generate:
  - repeat: 200
    seed: %d
    let: {kind: {pick: [a, b]}, base: {between: [1, 3]}}
    do:
      - create: deal
        as: d
        set: {name: "{{ n }}", kind: =kind, amount: {between: [100, 900], step: 50}, rate: {between: [0.5, 2], step: 0.25}, day: {between: [2020-02-01, 2020-02-29]}, vip: {chance: 30}}
      - {chance: 25, update: =d, set: {name: Seldom}}
      - repeat: 2
        do: [{create: deal, set: {name: =d.name, kind: {pick: [c]}}}]
`

// sketch writes drawn steps down, without the formulas' values.
func sketch(m *model.Model) []string {
	var out []string
	for g := range m.Demo() {
		switch {
		case g.Let != nil:
			out = append(out, fmt.Sprint("let ", g.As, g.AsVar, g.Let.Literal))
		case g.Update != nil:
			out = append(out, "update")
		case g.Create != nil:
			s := "create"
			for _, a := range g.Create.Set {
				if a.Value.Draw != nil {
					s += " UNDRAWN"
				}
				s += fmt.Sprint(" ", a.Field.Name, "=", a.Value.Literal)
			}
			out = append(out, s)
		}
	}
	return out
}

func TestDemoIsDrawnTheSameEveryTime(t *testing.T) {
	t.Parallel()
	one, two, other := sketch(compiled(t, fmt.Sprintf(drawn, 1))), sketch(compiled(t, fmt.Sprintf(drawn, 1))), sketch(compiled(t, fmt.Sprintf(drawn, 2)))
	if !slices.Equal(one, two) {
		t.Error("one seed draws two things")
	}
	if slices.Equal(one, other) {
		t.Error("two seeds draw the same")
	}
	if all := strings.Join(one, "\n"); strings.Contains(all, "UNDRAWN") {
		t.Error("a draw was left over")
	}
	count := func(part string) (n int) {
		for _, s := range one {
			if strings.HasPrefix(s, part) {
				n++
			}
		}
		return n
	}
	if n := count("create"); n != 1+200+400 {
		t.Errorf("%d records", n)
	}
	if n := count("update"); n < 25 || n > 80 {
		t.Errorf("a quarter of 200 turns updates, got %d", n)
	}
}

func TestDrawnValuesAreWithinTheirBounds(t *testing.T) {
	t.Parallel()
	vips, lowest, highest := 0, decimal.NewFromInt(9999), decimal.Zero
	for g := range compiled(t, fmt.Sprintf(drawn, 1)).Demo() {
		if g.Create == nil || len(g.Create.Set) < 6 {
			continue
		}
		for _, a := range g.Create.Set {
			switch v := a.Value.Literal.(type) {
			case bool:
				if v {
					vips++
				}
			case field.Date:
				if v.Year != 2020 || v.Month != 2 {
					t.Errorf("day %s", v)
				}
			case decimal.Decimal:
				if v.LessThan(decimal.RequireFromString("0.5")) || v.GreaterThan(decimal.NewFromInt(2)) || !v.Mod(decimal.RequireFromString("0.25")).IsZero() {
					t.Errorf("rate %s", v)
				}
			case int64:
				if d := decimal.NewFromInt(v); a.Field.Name == "amount" {
					lowest, highest = decimal.Min(lowest, d), decimal.Max(highest, d)
					if v < 100 || v > 900 || v%50 != 0 {
						t.Errorf("amount %d", v)
					}
				}
			}
		}
	}
	if vips < 35 || vips > 90 {
		t.Errorf("%d of 200 with a chance of 30", vips)
	}
	if lowest.IntPart() != 100 || highest.IntPart() != 900 {
		t.Errorf("amounts from %s to %s: the ends are drawn too", lowest, highest)
	}
}

func TestUsersAreTheFirstValuesOfDataAndTests(t *testing.T) {
	t.Parallel()
	m := compiled(t, fmt.Sprintf(drawn, 1))
	if len(m.People) != 1 || m.Data[0].AsVar != 1 || m.DataVars < 6 {
		t.Errorf("people %d, first record at %d of %d", len(m.People), m.Data[0].AsVar, m.DataVars)
	}
}
