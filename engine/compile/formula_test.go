package compile

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tamga-crm/tamga/engine/model"
)

const shop = `
crm: 1
name: shop
entities:
  company:
    fields:
      name: text
      spent: {type: money, formula: 'sum(clients, .spent)'}
      open: {type: integer, formula: 'count(crm.order, .client.company == this && not .paid)'}
  client:
    title: name
    fields:
      name: text
      company: {type: link, to: company, inverse: clients}
      spent: {type: money, formula: 'sum(orders, .paid ? .total : 0)'}
      latest: {type: datetime, formula: 'max(orders, .created_at)'}
      idle: {type: boolean, formula: latest < now() - days(30)}
      lost: {type: boolean, formula: idle && spent == nil}
  order:
    fields:
      client: {type: link, to: client, inverse: orders}
      paid: boolean
      total: {type: money, formula: 'sum(lines, .amount)'}
      caption: {type: text, formula: '"For " + client'}
      city: {type: text, formula: client.company.name}
  line:
    fields:
      order: {type: link, to: order, inverse: lines}
      price: money
      qty: integer
      amount: {type: money, formula: price * qty}
      doubled: {type: money, formula: amount * 2}
`

func compiled(t *testing.T, text string) *model.Model {
	t.Helper()
	m, l := Source(caseFiles(text))
	if m == nil {
		var b strings.Builder
		l.Render(&b)
		t.Fatal(b.String())
	}
	return m
}

// What a change may change, and the way there.
func TestDependents(t *testing.T) {
	t.Parallel()
	m := compiled(t, shop)
	for _, c := range []struct {
		field string
		want  []string
	}{
		{"line.price", []string{"line.amount"}},
		{"line.amount", []string{"line.doubled", "order.total via order"}},
		{"line.order", []string{"order.total via order"}},
		{"order.total", []string{"client.spent via client"}},
		{"order.paid", []string{"client.spent via client", "company.open of all"}},
		{"order.client", []string{"client.latest via client", "client.spent via client", "company.open of all", "order.caption", "order.city"}},
		{"order.created_at", []string{"client.latest via client"}},
		{"client.spent", []string{"company.spent via company"}},
		{"client.company", []string{"company.open of all", "company.spent via company", "order.city via <client"}},
		{"client.name", []string{"order.caption via <client"}},
		{"company.name", []string{"order.city via <company <client"}},
		{"client.idle", nil},
	} {
		entity, name, _ := strings.Cut(c.field, ".")
		if diff := cmp.Diff(c.want, ways(m.Entity(entity).Field(name))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.field, diff)
		}
	}
}

// ways writes the dependents down: "client.spent via client"; "<client" is all whose link client points here.
func ways(f *model.Field) []string {
	var out []string
	for _, d := range f.Dependents {
		s := d.Formula.Entity.Name + "." + d.Formula.Name
		if len(d.Hops) > 0 {
			s += " via"
		}
		for _, h := range d.Hops {
			back := ""
			if h.Back {
				back = "<"
			}
			s += " " + back + h.Link.Name
		}
		if d.All {
			s += " of all"
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestFormulasAreOrderedAndLiveOnesHaveNoColumn(t *testing.T) {
	t.Parallel()
	m := compiled(t, shop)
	for _, e := range m.Entities {
		for _, f := range e.Formulas {
			for _, r := range f.Formula.Reads {
				if x := m.Entity(r.Entity).Field(r.Member); x != nil && x.Formula != nil && x.Rank >= f.Rank {
					t.Errorf("%s.%s (rank %d) reads %s.%s (rank %d)", e.Name, f.Name, f.Rank, x.Entity.Name, x.Name, x.Rank)
				}
			}
		}
	}
	client := m.Entity("client")
	for _, name := range []string{"idle", "lost"} {
		if f := client.Field(name); !f.Live || f.Stored() || !f.Formula.Clock {
			t.Errorf("%s: live %t, stored %t, clock %t", name, f.Live, f.Stored(), f.Formula.Clock)
		}
	}
	if f := client.Field("spent"); f.Live || !f.Stored() {
		t.Errorf("spent: live %t, stored %t", f.Live, f.Stored())
	}
	if got := fmt.Sprint(client.Field("name").Dynamic, m.Entity("line").Field("price").Dynamic, client.Field("company").Dynamic, m.Entity("order").Field("caption").Dynamic); got != "false true true false" {
		t.Errorf("dynamic: %s", got)
	}
}
