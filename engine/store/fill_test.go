package store_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// names is what expressions over the models of these tests may say.
type names struct{ m *model.Model }

func (n names) Member(entity, name string) (rule.Member, bool) {
	f := n.m.Entity(entity).Field(name)
	if f == nil {
		return rule.Member{}, false
	}
	return rule.Member{Type: rule.Type{Type: f.Kind.Type()}, Slot: f.Slot}, true
}
func (n names) Members(string) []string          { return nil }
func (n names) Entities() []string               { return nil }
func (n names) Setting(string) (rule.Type, bool) { return rule.Type{}, false }
func (n names) Settings() []string               { return nil }
func (n names) Series() []string                 { return nil }
func (n names) Roles() []string                  { return nil }

func formula(t *testing.T, m *model.Model, entity, source string) *rule.Expr {
	t.Helper()
	x, problems := rule.Compile(source, &rule.Scope{Schema: names{m}, Entity: entity}, rule.Unknown)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return x
}

func TestWhatIsNewIsFilledAndComputed(t *testing.T) {
	t.Parallel()
	before := small(func(_, deal *model.Entity) { add(deal, "price", "integer"); add(deal, "qty", "integer") })
	each(t, before, func(t *testing.T, db *store.DB) {
		row := newRow(before.Entity("deal"))
		row.Set("price", int64(5))
		insert(t, db, row)
		after := small(func(_, deal *model.Entity) {
			add(deal, "price", "integer")
			qty := add(deal, "qty", "integer")
			qty.Required.Always = true
			add(deal, "total", "integer")
			deal.Search = []*model.Field{add(deal, "kind", "text")}
			deal.Field("kind").Default = &model.Value{Literal: "Новая"}
		})
		after.Hash = "h2"
		e := after.Entity("deal")
		e.Field("qty").Backfill = &model.Value{Formula: formula(t, after, "deal", "price + 1")}
		e.Field("total").Formula = formula(t, after, "deal", "price * qty")
		e.Field("qty").Dependents = []*model.Dependent{{Formula: e.Field("total")}}
		upgrade(t, db, after)
		got := reload(t, db, e, row.ID())
		if got.Get("qty") != int64(6) || got.Get("total") != int64(30) || got.Get("kind") != "Новая" {
			t.Errorf("got %v", got.Values)
		}
		read(t, db, func(ctx context.Context, tx *store.Tx) error {
			var text string
			err := tx.Scan(ctx, &text, `SELECT _search FROM deal`)
			if text != "новая" {
				t.Errorf("found by %q", text)
			}
			return err
		})
		after.Entity("deal").Field("total").Formula = formula(t, after, "deal", "price + qty")
		after.Hash = "h3"
		if p := upgrade(t, db, after); !strings.Contains(p.String(), "compute deal.total: 1 record") {
			t.Errorf("planned\n%s", p)
		}
		if got := reload(t, db, e, row.ID()).Get("total"); got != int64(11) {
			t.Errorf("got %v", got)
		}
	})
}

func TestStagesAreCarriedWithTheirFunnel(t *testing.T) {
	t.Parallel()
	funnelled := func(funnel, was string, stages ...*model.Stage) *model.Model {
		m := small(func(_, deal *model.Entity) {
			add(deal, model.InFunnel, "choice").System = true
			add(deal, model.InStage, "choice").System = true
			f := &model.Funnel{Name: funnel, Was: was, Entity: deal, Stages: stages}
			deal.Funnels = []*model.Funnel{f}
		})
		m.Hash = funnel
		return m
	}
	before := funnelled("sales", "", &model.Stage{Name: "new"}, &model.Stage{Name: "demo"})
	each(t, before, func(t *testing.T, db *store.DB) {
		fresh, demo := newRow(before.Entity("deal")), newRow(before.Entity("deal"))
		for row, stage := range map[string]string{fresh.ID(): "new", demo.ID(): "demo"} {
			r := fresh
			if row == demo.ID() {
				r = demo
			}
			r.Set(model.InFunnel, "sales")
			r.Set(model.InStage, stage)
		}
		insert(t, db, fresh, demo)
		after := funnelled("selling", "sales", &model.Stage{Name: "new"}, &model.Stage{Name: "meeting", Was: "demo"})
		upgrade(t, db, after)
		e := after.Entity("deal")
		for id, want := range map[string]string{fresh.ID(): "new", demo.ID(): "meeting"} {
			if got := reload(t, db, e, id); got.Get("funnel") != "selling" || got.Get("stage") != want {
				t.Errorf("got %v, %v", got.Get("funnel"), got.Get("stage"))
			}
		}
	})
}

// Several processes that start at once: one applies, the others find it done.
func TestOnlyOneOfManyApplies(t *testing.T) {
	t.Parallel()
	enginetest.EachURL(t, func(t *testing.T, url string) {
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				db, err := store.Open(t.Context(), url)
				if err != nil {
					t.Error(err)
					return
				}
				defer db.Close()
				if _, err := store.Upgrade(t.Context(), db, store.Options{Model: small(nil), At: noon}); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		db, err := store.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		var n int
		read(t, db, func(ctx context.Context, tx *store.Tx) error {
			return tx.Scan(ctx, &n, `SELECT count(*) FROM tamga_release`)
		})
		if n != 1 {
			t.Errorf("%d releases", n)
		}
	})
}
