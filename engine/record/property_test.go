package record_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/query"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// Whatever is written, in whatever order, accepted or refused: each stored formula is what it would be if it were
// computed from scratch.
func TestStoredFormulasAreWhatTheyWouldBe(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			s := openShop(t, enginetest.SQLite(t))
			w := &wanderer{shop: s, r: rand.New(rand.NewPCG(seed, 1)), rows: map[string][]model.Row{}}
			for range 120 {
				w.step()
			}
			for _, e := range s.m.Entities {
				s.checkFormulas(e)
			}
		})
	}
}

// wanderer writes at random.
type wanderer struct {
	*shop
	r    *rand.Rand
	rows map[string][]model.Row
}

func (w *wanderer) pick(entity string) any {
	if list := w.rows[entity]; len(list) > 0 && w.r.IntN(8) > 0 {
		return list[w.r.IntN(len(list))].ID()
	}
	return nil
}

func (w *wanderer) price() string { return fmt.Sprintf("%d.%02d", w.r.IntN(200), w.r.IntN(100)) }

func (w *wanderer) values(entity string) record.Input {
	n := w.r.IntN(1000)
	switch entity {
	case "client":
		return record.Input{"name": fmt.Sprint("C", n), "email": fmt.Sprintf("c%d@example.org", n), "city": []any{"osh", "bishkek", nil}[w.r.IntN(3)]}
	case "deal":
		return record.Input{"name": fmt.Sprint("D", n), "client": w.pick("client"), "amount": w.price()}
	case "invoice":
		in := record.Input{"deal": w.pick("deal"), "client": w.pick("client"), "discount": fmt.Sprint(w.r.IntN(50))}
		for range w.r.IntN(3) {
			lines, _ := in["lines"].([]any)
			in["lines"] = append(lines, map[string]any{"name": "L", "price": w.price(), "qty": json.Number(fmt.Sprint(1 + w.r.IntN(4)))})
		}
		return in
	case "line":
		return record.Input{"invoice": w.pick("invoice"), "name": "L", "price": w.price(), "qty": json.Number(fmt.Sprint(1 + w.r.IntN(4)))}
	}
	return record.Input{"invoice": w.pick("invoice"), "amount": w.price()}
}

// step does one thing; that it is refused is as good.
func (w *wanderer) step() {
	entity := []string{"client", "deal", "deal", "invoice", "line", "line", "payment"}[w.r.IntN(7)]
	list := w.rows[entity]
	sys := identity.System()
	if len(list) == 0 || w.r.IntN(3) == 0 {
		if row, err := w.tryCreate(sys, entity, w.values(entity)); err == nil {
			w.rows[entity] = append(list, row)
		}
		return
	}
	row := list[w.r.IntN(len(list))]
	switch w.r.IntN(6) {
	case 0:
		w.told()
		if w.tryDelete(sys, row) == nil && w.r.IntN(2) == 0 {
			_ = w.tryRestore(sys, row)
		}
	case 1:
		if entity == "deal" {
			_, _ = w.tryMove(sys, row, record.Move{Stage: []string{"new", "won", "lost"}[w.r.IntN(3)], Set: record.Input{"lost_reason": "x"}})
		}
	default:
		in := w.values(entity)
		for name := range in {
			if w.r.IntN(3) == 0 {
				delete(in, name)
			}
		}
		_, _ = w.tryUpdate(sys, row, in)
	}
}

// checkFormulas computes every stored formula of an entity again and compares.
func (s *shop) checkFormulas(e *model.Entity) {
	s.t.Helper()
	n := 0
	s.read(identity.System(), func(r *record.Reader) error {
		rows, err := r.Tx.Every(s.ctx, e, 10_000)
		for _, row := range rows {
			for _, f := range e.Formulas {
				v, err := f.Formula.Eval(r.Frame(s.ctx, row, model.Row{}, nil))
				if err != nil {
					return err
				}
				n++
				inSQL, err := r.Tx.Formula(s.ctx, query.Formula{Model: s.m, Field: f, Frame: r.Frame(s.ctx, model.Row{}, model.Row{}, nil), ID: row.ID()})
				var no *query.NoSQL
				if err != nil && !errors.As(err, &no) {
					return err
				}
				if err == nil && show(inSQL) != show(v) {
					s.t.Errorf("%s.%s is %s in SQL, %s in memory", e.Name, f.Name, show(inSQL), show(v))
				}
				if diff := cmp.Diff(show(v), show(row.Values[f.Slot])); diff != "" {
					s.t.Errorf("%s.%s of %s: %s", e.Name, f.Name, row.ID(), diff)
				}
			}
		}
		return err
	})
	if n == 0 && len(e.Formulas) > 0 {
		s.t.Errorf("no %s was left to check", e.Name)
	}
}

func show(v any) string {
	switch v := v.(type) {
	case field.Money:
		return v.Round().String()
	case rule.Record:
		return v.ID()
	}
	return fmt.Sprint(v)
}

func TestFormulasOfBothDatabases(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		w := &wanderer{shop: s, r: rand.New(rand.NewPCG(7, 7)), rows: map[string][]model.Row{}}
		for range 60 {
			w.step()
		}
		for _, e := range s.m.Entities {
			s.checkFormulas(e)
		}
	})
}

// A client with more deals than memory goes over still gets another, and knows what all come to.
func TestACollectionTooLongForMemory(t *testing.T) {
	t.Parallel()
	s := openShop(t, enginetest.SQLite(t))
	sys := identity.System()
	c := s.create(sys, "client", record.Input{"name": "A", "email": "a@example.org"})
	d := s.create(sys, "deal", record.Input{"name": "D", "client": c.ID(), "amount": "2", "stage": "won"})
	err := s.db.Write(s.ctx, func(tx *store.Tx) error {
		for i := range rule.MaxRecords {
			row := d.Clone()
			row.Set("id", fmt.Sprintf("0198c0de-0001-7000-8000-%012d", i))
			if err := tx.Insert(s.ctx, row); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.create(sys, "deal", record.Input{"name": "E", "client": c.ID(), "amount": "3", "stage": "won"})
	c = s.update(sys, s.again(c), record.Input{"phone": "+996555123456"})
	if got := fmt.Sprint(money(c, "revenue"), " ", c.Get("deals_count")); got != "20005.00 USD 10002" {
		t.Error(got)
	}
}
