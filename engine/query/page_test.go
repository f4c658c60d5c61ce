package query_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/query"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/store"
)

// byName finds rows again by their ids.
func (r rows) byID(id string) model.Row {
	for _, list := range r {
		for _, row := range list {
			if row.ID() == id {
				return row
			}
		}
	}
	panic("no row " + id)
}

func valueOf(r rows, row model.Row) func(f *model.Field) any {
	return func(f *model.Field) any { return r.of(row).Value(f.Slot) }
}

// Pages in any order hold each record once, in the order of the whole, empty values last.
func TestPages(t *testing.T) {
	t.Parallel()
	m := shop()
	r := many(m)
	each(t, m, r, func(t *testing.T, db *store.DB) {
		for _, sort := range []string{"", "name", "-name", "amount", "-amount,name", "qty,-starts_on", "discount", "vip,-at", "client,stage", "-about", "opens,-qty", "created_at", "-created_at", "id", "-id", "days_left", "-days_left,vip", "rate,version"} {
			orders, err := query.ParseSort(m.Entity("deal"), sort, nil)
			if err != nil {
				t.Fatal(err)
			}
			q := query.Select{Model: m, Entity: m.Entity("deal"), Sort: orders, Frame: r.frame(model.Row{})}
			whole, err := find(t, db, q)
			if err != nil || len(whole) != 56 {
				t.Fatalf("%s: %d %v", sort, len(whole), err)
			}
			emptyLast(t, sort, orders, whole, r)
			var paged []string
			for q.Limit = 7; ; {
				page, err := find(t, db, q)
				if err != nil {
					t.Fatalf("%s: %v", sort, err)
				}
				paged = append(paged, page...)
				if len(page) < q.Limit || len(paged) > 100 {
					break
				}
				last := r.byID(page[len(page)-1])
				q.Cursor = query.Cursor(orders, valueOf(r, last), last.ID())
			}
			if d := cmp.Diff(short(whole), short(paged)); d != "" {
				t.Errorf("%s: %s", sort, d)
			}
		}
	})
}

func emptyLast(t *testing.T, sort string, orders []model.Order, ids []string, r rows) {
	t.Helper()
	if len(orders) == 0 {
		return
	}
	empty := false
	for _, id := range ids {
		v := valueOf(r, r.byID(id))(orders[0].Field)
		if empty && v != nil {
			t.Errorf("%s: %v after an empty value", sort, v)
		}
		empty = empty || v == nil
	}
}

func TestCursorsOfOthersAreRefused(t *testing.T) {
	t.Parallel()
	m := shop()
	e := m.Entity("deal")
	orders, _ := query.ParseSort(e, "qty,name", nil)
	id := newRow(e, 1).ID()
	encode := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	for _, cursor := range []string{"x", "%%%", encode(`{}`), encode(`[]`), encode(`[1,"a"]`), encode(`["1","a","` + id + `"]`), encode(`[1,"a","no id"]`), encode(`[1,"a",null]`),
		encode(`[1,"a","` + id + `",2]`), encode(`[1.5,"a","` + id + `"]`), encode(`[1,["a"],"` + id + `"]`), encode(`[1,"a","` + id + `"][]`), strings.Repeat("A", 20_000)} {
		q := query.Select{Model: m, Entity: e, Sort: orders, Cursor: cursor}
		if _, err := q.Records(query.SQLite); !errors.Is(err, query.ErrCursor) {
			t.Errorf("%.60s: %v", cursor, err)
		}
	}
	q := query.Select{Model: m, Entity: e, Sort: orders, Cursor: encode(`[1,"a","` + id + `"]`)}
	if _, err := q.Records(query.SQLite); err != nil {
		t.Error(err)
	}
}

func TestSortNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	m := shop()
	hidden := func(_, name string) bool { return name != "cost" }
	for sort, want := range map[string]string{"nmae": `cannot sort by "nmae": unknown-field (did you mean "name"?)`, "-tags": `cannot sort by "tags": wrong-type`,
		"cost": `cannot sort by "cost": unknown-field`, "name,name,name,name,name,name": `cannot sort by "name": too-many`, " , ": ""} {
		_, err := query.ParseSort(m.Entity("deal"), sort, hidden)
		if got := fmt.Sprint(err); got != want && (err != nil || want != "") {
			t.Errorf("%s: %s, want %s", sort, got, want)
		}
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	m := shop()
	r := rows{}
	for i, name := range []string{"Пётр Счётов", "Işık İstanbul", "ใจดี สมชาย", "100% a_b c:\\d", "Ünal Ångström", "ﬁne"} {
		row := newRow(m.Entity("contact"), i+1)
		row.Set("name", name)
		r["contact"] = append(r["contact"], row)
	}
	each(t, m, r, func(t *testing.T, db *store.DB) {
		for words, want := range map[string]string{"петр": "01", "СЧЁТ петр": "01", "isik": "02", "istanbul": "02", "ใจดี": "03", "ใจ": "03", "0%": "04", "%": "04", "_": "04", `\`: "04",
			"angstrom unal": "05", "fine": "06", "nobody": "", "петр nobody": "", " ": "01 02 03 04 05 06"} {
			got, err := find(t, db, query.Select{Model: m, Entity: m.Entity("contact"), Search: words})
			if s := strings.Join(short(got), " "); s != want || err != nil {
				t.Errorf("%q: %q, want %q (%v)", words, s, want, err)
			}
		}
		if got, err := find(t, db, query.Select{Model: m, Entity: m.Entity("user"), Search: "a"}); err != nil || len(got) != 0 {
			t.Error(got, err)
		}
	})
}

func TestCountAndBin(t *testing.T) {
	t.Parallel()
	m := shop()
	r := many(m)
	each(t, m, r, func(t *testing.T, db *store.DB) {
		won, _ := rule.Compile(`client.city == "Osh" and stage == "won"`, scopeOf(m), rule.Bool)
		q := query.Select{Model: m, Entity: m.Entity("deal"), Where: []*rule.Expr{won}, Frame: r.frame(model.Row{})}
		found, err := find(t, db, q)
		if err != nil {
			t.Fatal(err)
		}
		err = db.Read(t.Context(), func(tx *store.Tx) error {
			n, err := tx.Count(t.Context(), q, 0)
			few, err2 := tx.Count(t.Context(), q, 3)
			if int(n) != len(found) || len(found) < 4 || few != 3 {
				t.Errorf("counted %d and %d of %d", n, few, len(found))
			}
			return errors.Join(err, err2)
		})
		if err != nil {
			t.Fatal(err)
		}
		binned, err := find(t, db, query.Select{Model: m, Entity: m.Entity("deal"), Deleted: true})
		if err != nil || len(binned) != 5 {
			t.Error(binned, err)
		}
	})
}

func TestSummary(t *testing.T) {
	t.Parallel()
	m := shop()
	r := many(m)
	deal := m.Entity("deal")
	each(t, m, r, func(t *testing.T, db *store.DB) {
		q := query.Summary{Select: query.Select{Model: m, Entity: deal}, Group: deal.Field("stage"), Sum: []*model.Field{deal.Field("amount"), deal.Field("qty")}}
		var got []string
		err := db.Read(t.Context(), func(tx *store.Tx) error {
			groups, err := tx.Summary(t.Context(), q)
			for _, g := range groups {
				got = append(got, fmt.Sprint(g))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(got)
		if d := cmp.Diff(summed(r, deal), got); d != "" {
			t.Error(d)
		}
	})
}

// summed are the same figures from memory.
func summed(r rows, deal *model.Entity) (out []string) {
	for _, stage := range []any{"lost", "new", "won", nil} {
		var count, amount, qty int64
		currencies := map[string]bool{}
		for _, row := range r["deal"] {
			if row.Get("deleted_at") != nil || row.Get("stage") != stage {
				continue
			}
			count++
			if a, ok := row.Get("amount").(field.Money); ok {
				amount += field.Scaled(a.Amount, field.MoneyScale)
				currencies[a.Currency] = true
			}
			if n, ok := row.Get("qty").(int64); ok {
				qty += n
			}
		}
		low, high := "USD", "USD"
		if currencies["EUR"] {
			if low = "EUR"; !currencies["USD"] {
				high = "EUR"
			}
		}
		if len(currencies) == 0 {
			out = append(out, fmt.Sprint([]any{stage, count, nil, nil, nil, qty}))
			continue
		}
		sumQty := any(qty)
		if stage == "new" { // every fourth record, none of which has a quantity
			sumQty = nil
		}
		out = append(out, fmt.Sprint([]any{stage, count, amount, low, high, sumQty}))
	}
	slices.Sort(out)
	return out
}
