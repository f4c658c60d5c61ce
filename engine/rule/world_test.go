package rule

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
)

// plain is a Schema written out: entity, then its members in order of slots.
type plain map[string][]named

type named struct {
	name string
	Member
}

func (p plain) Member(entity, name string) (Member, bool) {
	for _, m := range p[entity] {
		if m.name == name {
			return m.Member, true
		}
	}
	return Member{}, false
}
func (p plain) Members(entity string) (names []string) {
	for _, m := range p[entity] {
		names = append(names, m.name)
	}
	return names
}
func (p plain) Entities() []string {
	return []string{"deal", "contact", "user", "region"}
}
func (p plain) Setting(name string) (Type, bool) {
	if name == "markup" {
		return Decimal, true
	}
	return Unknown, false
}
func (p plain) Settings() []string { return []string{"markup"} }
func (p plain) Series() []string   { return []string{"deal.number"} }
func (p plain) Roles() []string    { return []string{"manager", "head"} }

func schemaOf(members map[string][]named) plain {
	for _, list := range members {
		slot := 0
		for i := range list {
			if list[i].Inverse != nil {
				list[i].Slot = -1
				continue
			}
			list[i].Slot = slot
			slot++
		}
	}
	return members
}

func member(name string, t Type) named { return named{name, Member{Type: t}} }
func inverse(name, entity, link string) named {
	return named{name, Member{Type: ListOf(RecordOf(entity)), Inverse: &Inverse{entity, link}}}
}

var world = schemaOf(map[string][]named{
	"deal": {member("id", Text), member("name", Text), member("amount", Amount), member("cost", Amount), member("qty", Int),
		member("discount", Decimal), member("stage", ChoiceOf([]string{"new", "won", "lost"})), member("client", RecordOf("contact")),
		member("owner", RecordOf("user")), member("vip", Bool), member("starts_on", Day), member("ends_on", Day),
		member("created_at", Instant), member("length", Span), member("tags", ListOf(Text)), member("data", Any), member("file", Document),
		{"people", Member{Type: ListOf(RecordOf("contact")), Many: true}}, member("about", RecordOf("")), member("opens", Type{Type: field.TimeOfDay})},
	"contact": {member("id", Text), member("first_name", Text), member("last_name", Text), member("city", Text), member("birth_date", Day),
		inverse("deals", "deal", "client"), member("region", RecordOf("region"))},
	"user":   {member("id", Text), member("name", Text), member("role", Text)},
	"region": {member("id", Text), member("name", Text), member("parent", RecordOf("region"))},
})

// thing is a record written out.
type thing struct {
	entity string
	values map[string]any
}

func (r *thing) Entity() string { return r.entity }
func (r *thing) ID() string     { s, _ := r.values["id"].(string); return s }
func (r *thing) Value(slot int) any {
	for _, m := range world[r.entity] {
		if m.Slot == slot {
			return r.values[m.name]
		}
	}
	return nil
}

// shelf is a Source over records in memory.
type shelf []*thing

func (s shelf) Record(_ context.Context, entity, id string) (Record, error) {
	for _, r := range s {
		if r.entity == entity && r.ID() == id {
			return r, nil
		}
	}
	return nil, nil
}

func (s shelf) Collection(_ context.Context, of Record, name string, _ int) ([]Record, error) {
	m, _ := world.Member(of.Entity(), name)
	var out []Record
	if m.Many {
		refs, _ := of.(*thing).values[name].([]field.Ref)
		for _, ref := range refs {
			if r, _ := s.Record(context.Background(), ref.Entity, ref.ID); r != nil {
				out = append(out, r)
			}
		}
		return out, nil
	}
	for _, r := range s {
		if ref, ok := r.values[m.Inverse.Link].(field.Ref); ok && r.entity == m.Inverse.Entity && ref.ID == of.ID() {
			out = append(out, r)
		}
	}
	return out, nil
}

func (s shelf) Select(_ context.Context, entity string, pred *Expr, outer *Frame, limit int) ([]Record, error) {
	var out []Record
	for _, r := range s {
		if r.entity != entity {
			continue
		}
		if pred != nil {
			if ok, err := pred.HoldsFor(outer, r); err != nil || !ok {
				if err != nil {
					return nil, err
				}
				continue
			}
		}
		if out = append(out, r); len(out) > limit {
			break
		}
	}
	return out, nil
}

func (s shelf) Title(_ context.Context, r Record) (string, error) {
	t := r.(*thing)
	for _, name := range []string{"first_name", "name"} {
		if v, ok := t.values[name].(string); ok {
			return v, nil
		}
	}
	return "", nil
}

func usd(s string) field.Money { return field.Money{Amount: dec(s), Currency: "USD"} }
func eur(s string) field.Money { return field.Money{Amount: dec(s), Currency: "EUR"} }
func dec(s string) decimal.Decimal {
	return decimal.RequireFromString(s)
}
func day(s string) field.Date {
	d, err := field.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

var bishkek = time.FixedZone("Asia/Bishkek", 6*3600)
var moment0 = time.Date(2026, 3, 2, 9, 30, 0, 0, bishkek)

var (
	ann  = &thing{"contact", map[string]any{"id": "c1", "first_name": "Ann", "city": "Osh", "birth_date": day("1990-03-03"), "region": field.Ref{Entity: "region", ID: "r3"}}}
	bob  = &thing{"contact", map[string]any{"id": "c2", "first_name": "Bob"}}
	anna = &thing{"user", map[string]any{"id": "u1", "name": "Anna", "role": "manager"}}
	gold = &thing{"deal", map[string]any{"id": "d1", "name": "Gold", "amount": usd("1200.50"), "cost": usd("200"), "qty": int64(3), "discount": dec("7.5"), "stage": "won",
		"client": field.Ref{Entity: "contact", ID: "c1"}, "owner": field.Ref{Entity: "user", ID: "u1"}, "vip": true, "starts_on": day("2026-02-28"), "ends_on": day("2026-03-12"),
		"created_at": time.Date(2026, 3, 1, 20, 0, 0, 0, time.UTC), "length": field.Duration{Days: 3}, "tags": []string{"a", "b"}, "data": map[string]any{"x": "y"},
		"file": field.File{ID: "f", Name: "a.pdf", Size: 10}, "people": []field.Ref{{Entity: "contact", ID: "c1"}, {Entity: "contact", ID: "c2"}},
		"about": field.Ref{Entity: "contact", ID: "c2"}, "opens": field.Clock(9 * 3600)}}
	lead = &thing{"deal", map[string]any{"id": "d2", "amount": usd("300"), "stage": "new", "client": field.Ref{Entity: "contact", ID: "c1"}}}
	euro = &thing{"deal", map[string]any{"id": "d3", "amount": eur("50"), "stage": "new", "client": field.Ref{Entity: "contact", ID: "c2"}}}
	none = &thing{"deal", map[string]any{"id": "d4"}}
	all  = shelf{ann, bob, anna, gold, lead, euro, none,
		{"region", map[string]any{"id": "r1", "name": "Kyrgyzstan"}},
		{"region", map[string]any{"id": "r2", "name": "Osh", "parent": field.Ref{Entity: "region", ID: "r1"}}},
		{"region", map[string]any{"id": "r3", "name": "Uzgen", "parent": field.Ref{Entity: "region", ID: "r2"}}}}
)

func scopeOf(entity string) *Scope {
	return &Scope{Schema: world, Entity: entity, Old: true, Vars: []Var{{"it", RecordOf("deal")}, {"word", Text}, {"top", RecordOf("region")}}}
}

func frameOf(this *thing) *Frame {
	top, _ := all.Record(context.Background(), "region", "r1")
	return &Frame{This: this, User: anna, Old: none, Vars: []any{lead, "hello", top}, Now: moment0, Zone: bishkek, Currency: "USD", Source: all,
		Settings: func(string) any { return dec("5") }, Next: func(s string) (string, error) { return s + "-1", nil }, Region: "KG"}
}

// compile is for sources that must be right.
func compile(t testing.TB, source, entity string) *Expr {
	t.Helper()
	e, problems := Compile(source, scopeOf(entity), Unknown)
	if len(problems) > 0 {
		t.Fatalf("%s: %v", source, problems)
	}
	return e
}

func names(list []any) (out []string) {
	for _, v := range list {
		out = append(out, v.(Record).ID())
	}
	slices.Sort(out)
	return out
}
