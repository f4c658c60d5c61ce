package query_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/query"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/store"
)

// many are records with every mixture of values and of nothing.
func many(m *model.Model) rows {
	r := rows{}
	n := 0
	put := func(entity string, values map[string]any) model.Row {
		n++
		row := newRow(m.Entity(entity), n)
		for name, v := range values {
			row.Set(name, v)
		}
		r[entity] = append(r[entity], row)
		return row
	}
	dec := decimal.RequireFromString
	usd := func(s string) any { return field.Money{Amount: dec(s), Currency: "USD"} }
	eur := func(s string) any { return field.Money{Amount: dec(s), Currency: "EUR"} }
	day := func(s string) any { d, _ := field.ParseDate(s); return d }
	anna, boris := put("user", map[string]any{"name": "Anna", "role": "manager"}), put("user", map[string]any{"name": "Boris"})
	country := put("region", map[string]any{"name": "Kyrgyzstan"})
	town := put("region", map[string]any{"name": "Osh", "parent": ref(country)})
	ann := put("contact", map[string]any{"name": "Ann Щёголева", "city": "Osh", "birth_date": day("1990-03-29"), "region": ref(town)})
	bob := put("contact", map[string]any{"name": "bob", "birth_date": day("2000-02-29"), "region": ref(country)})
	gone := put("contact", map[string]any{"name": "Gone", "city": "Osh", "deleted_at": now.Truncate(time.Second)})
	nobody := put("contact", nil)
	_ = nobody
	put("deal", nil)
	amounts := []any{nil, usd("1000"), usd("1000.01"), eur("1000"), usd("-5.5"), usd("0")}
	names := []any{"Gold", nil, "gold", "Ёж  straße", "a%b_c", "Ünï", " x\u00a0"}
	days := []any{nil, day("2026-03-28"), day("2026-03-29"), day("2024-02-29"), day("2026-01-31"), day("1999-12-31")}
	instants := []any{nil, now, time.Date(2026, 3, 28, 0, 0, 0, 0, osh), time.Date(2026, 3, 29, 0, 0, 0, 999_999_000, osh), time.Date(2026, 10, 25, 2, 30, 0, 0, time.UTC)}
	links := []any{nil, ref(ann), ref(bob), ref(gone)}
	for i := range 60 {
		v := map[string]any{"name": names[i%len(names)], "amount": amounts[i%len(amounts)], "cost": amounts[(i*5+2)%len(amounts)], "starts_on": days[(i/2)%len(days)],
			"ends_on": days[(i*3+1)%len(days)], "at": instants[(i*2)%len(instants)], "until": instants[(i*3+1)%len(instants)], "client": links[(i/3)%len(links)], "stage": []any{"new", "won", "lost", nil}[i%4],
			"vip": []any{true, false, nil}[i%3], "owner": []any{ref(anna), ref(boris), nil}[(i/2)%3], "about": []any{ref(ann), ref(town), nil, ref(bob)}[i%4]}
		if i%4 > 0 {
			v["qty"] = int64(i%9 - 3)
		}
		if i%5 > 0 {
			v["discount"] = decimal.New(int64(i*317%9000-3000), -3)
			v["rate"] = decimal.New(int64(i*77%1000), -2)
		}
		if i%3 > 0 {
			v["tags"] = [][]string{{"a"}, {"a", "b"}, {"x'y"}}[i%3]
			v["length"] = field.Duration{Days: i}
			v["opens"] = field.Clock(i * 3600 % 86400)
			v["people"] = [][]field.Ref{{ref(ann)}, {ref(ann), ref(gone)}, {ref(bob), ref(ann)}}[i%3]
		}
		if i%11 == 10 {
			v["deleted_at"] = now.Truncate(time.Second)
		}
		put("deal", v)
	}
	return r
}

// conditions have a form in SQL; each must find on both databases what it holds for in memory.
var conditions = []string{
	`amount > 1000`, `amount >= 1000`, `amount < 1000.005`, `amount == 1000`, `amount != 1000`, `amount <= 0`, `not (amount > 1000)`, `amount == nil`, `amount != nil`,
	`amount > cost`, `amount == cost`, `amount != cost`, `amount - cost > 0`, `amount + cost == 2000`, `amount * 2 > 1999`, `amount * 1.1 >= 1100.011`, `-amount > 0`, `amount + 1 > cost`,
	`amount.currency == "EUR"`, `amount.amount > 5`, `(amount ?? cost) > 3`, `(amount ?? 7) == 7`, `(vip ? amount : 0) > 0`, `(vip ? amount : cost) != cost`,
	`qty > 0`, `qty * qty > 3`, `qty % 3 == 1`, `qty % 0 == 1`, `qty + discount > 1.5`, `discount > 0.3333333333333`, `discount == 0.317`, `discount * 3 < rate`, `discount - rate == 0`, `rate >= discount`, `abs(discount) > 1`,
	`round(discount) == 2`, `round(discount, 1) == 0.3`, `floor(discount) == -2`, `ceil(discount) == -1`, `round(amount, 0) > 1000`, `qty in [1, 2]`, `qty in 1..3`, `qty not in [1, 2]`, `discount in [0.317, -3]`, `-qty > 1`,
	`qty > 0 and qty < 3 or vip`, `vip`, `not vip`, `vip == false`, `vip == true`, `vip != true`, `vip == nil`, `vip == (qty > 1)`, `vip ? qty > 1 : stage == "won"`, `true`, `false`, `nil`, `vip ?? true`,
	`stage == "won"`, `stage != "won"`, `stage in ["new", "won"]`, `stage not in ["new", "won"]`, `stage == nil`, `stage == name`, `name == "Gold"`, `name < "a"`, `name >= "gold"`, `name != nil`, `name == ""`,
	`name contains "ol"`, `name startsWith "Go"`, `name endsWith "ld"`, `not (name contains "o")`, `name not contains "o"`, `name contains "%"`, `name contains "_c"`, `name contains name`, `name contains stage`,
	`lower(name) == "gold"`, `upper(name) == "ЁЖ  STRASSE"`, `lower(name) startsWith "ün"`, `trim(name) == "x"`, `len(name) == 4`, `len(name) > 4`, `len(name) == 0`, `replace(name, "o", "0") == "G0ld"`,
	`name + "!" == "Gold!"`, `name + stage == nil`, `"n" + qty == "n1"`, `name + starts_on == "Gold2026-03-28"`, `hasPrefix(name, "G")`, `not hasSuffix(name, "d")`, `name == word`, `name + word != "Goldword"`,
	`starts_on == today()`, `starts_on > today()`, `starts_on <= today()`, `starts_on != ends_on`, `ends_on - today() <= days(14)`, `today() - starts_on > days(30)`, `starts_on - today() < hours(25)`, `starts_on - today() >= hours(-1)`, `today() - starts_on <= months(2)`, `today() - starts_on < hours(-23)`, `ends_on - starts_on > days(30)`, `ends_on - starts_on == days(0)`, `starts_on + days(qty) > today()`,
	`starts_on + months(1) == date(2026, 2, 28)`, `starts_on + months(qty) <= ends_on`, `starts_on - years(2) < date(2000, 1, 1)`, `ends_on + weeks(1) >= starts_on`, `year(starts_on) == 2024`, `month(starts_on) * 100 + day(starts_on) > 300`,
	`weekday(starts_on) == 6`, `age(client.birth_date) == 35`, `age(client.birth_date) >= 26`, `starts_on in [date(2026, 3, 28), date("2024-02-29")]`, `starts_on + hours(25) == date(2026, 3, 29)`,
	`at == now()`, `at > now()`, `at <= now()`, `at == today()`, `at < today()`, `at <= today()`, `at > today()`, `at >= today()`, `at != today()`, `today() < at`, `at == starts_on`, `at >= ends_on`, `starts_on < at`, `date(at) == starts_on`,
	`at - until > hours(1)`, `now() - at < days(1)`, `at + days(1) > until`, `at + hours(2) == now()`, `at - months(1) < until`, `at + days(qty) >= until`, `until + months(1) > now()`, `year(at) == 2026 and weekday(at) == 7`, `at - starts_on >= days(0)`, `now() + days(1) < until`,
	`client == nil`, `client != nil`, `client.city == "Osh"`, `client.city != "Osh"`, `client.region.parent.name == "Kyrgyzstan"`, `client.region.parent == nil`, `client == owner.id`, `owner == user`, `owner != user`, `has_role(owner, "manager")`, `has_role(user, "manager")`,
	`client == "00000000-0000-7000-8000-000000000005"`, `client == "no id"`, `client != "no id"`, `id == "00000000-0000-7000-8000-000000000012"`, `id != client.id`, `id in ["00000000-0000-7000-8000-000000000012"]`, `client in people`, `about == client`, `about != client`, `about == nil`, `about == "00000000-0000-7000-8000-000000000005"`,
	`client.name contains "ё"`, `owner.name == user.name`, `user.name == "Anna" and vip`, `descends_from(client.region, client.region.parent)`, `descends_from(client.region, client.region)`,
	`"a" in tags`, `tags contains "b"`, `tags contains "x'y"`, `"b" not in tags`, `tags == nil`, `tags != nil`, `name in tags`, `opens > opens`, `opens != nil`, `length == nil`, `length != nil`,
	`any(client.deals)`, `any(client.deals, .vip)`, `all(client.deals, .vip)`, `none(client.deals, .amount > 1000)`, `one(client.deals, .stage == "won" and .qty > 3)`, `count(client.deals) > 3`, `count(client.deals, .stage == "won") == 3`, `count(client.deals, not .vip) >= 3`,
	`sum(client.deals, .qty) > 0`, `sum(client.deals, .stage == "won" ? .qty : 0) == 3`, `sum(client.deals, .amount) > 100`, `sum(filter(client.deals, .amount.currency == "USD"), .amount) > 100`, `sum(filter(client.deals, .stage == "won"), .discount) < 2.5`, `sum(client.deals, .vip ? .qty : 0.5) > 1`,
	`max(client.deals, .starts_on) == date(2026, 3, 29)`, `min(client.deals, .discount) < 0`, `max(client.deals, .name) == "Ünï"`, `min(client.deals, .name) == name`, `max(client.deals, .amount) > 1`, `client.deals == nil`, `client.deals != nil`,
	`first(client.deals).stage == "new"`, `last(client.deals).qty > 1`, `first(client.deals, .stage == "won").qty == qty`, `first(client.deals, .vip).client.city == "Osh"`, `first(sortBy(client.deals, .qty, "desc")).name == "Gold"`, `first(sortBy(client.deals, .starts_on)).starts_on == starts_on`, `first(client.deals).amount > 0`,
	`any(people)`, `count(people) == 2`, `any(people, .city == "Osh")`, `all(people, .region != nil)`, `any(client.part_of, .vip)`, `count(client.part_of) > 10`, `people == nil`,
	`any(crm.deal, .client == this.client and .id != this.id and .vip)`, `count(crm.deal, .client == client) > 5`, `count(crm.deal, .starts_on == this.starts_on) > 9`, `any(crm.contact, .name == "Gone")`, `any(crm.region, .parent == client.region)`, `any(crm.contact, any(.deals, .qty == 5) and .region == client.region)`,
	`amount / 2 > 100`, `amount / 0 > 1`, `amount / cost > 1`, `discount * rate > 1`, `discount / 3 > 0.1`, `avg(client.deals, .qty) > 1`, `avg(client.deals, .amount) > 300`,
	`days_left > 25`, `days_left == nil`, `count(client.deals, .days_left > 0) > 1`, `settings.markup * amount > 100`, `amount > settings.markup`, `created_at > now()`, `version == 1`, `not (not vip)`, `not (client.city == "Osh" or qty > 1)`,
}

func TestMemoryAndDatabasesAgree(t *testing.T) {
	t.Parallel()
	m := shop()
	m.Settings = []*model.Setting{{Name: "markup", Field: &model.Field{Name: "markup", Kind: kind("decimal")}}}
	r := many(m)
	each(t, m, r, func(t *testing.T, db *store.DB) {
		for _, source := range conditions {
			agree(t, db, m, r, source)
		}
	})
}

func agree(t testing.TB, db *store.DB, m *model.Model, r rows, source string) {
	t.Helper()
	e, problems := rule.Compile(source, scopeOf(m), rule.Bool)
	if problems != nil {
		t.Errorf("%s: %v", source, problems)
		return
	}
	if err := query.Check(m, e); err != nil {
		t.Errorf("%s: %v", source, err)
	}
	var want []string
	for _, row := range r["deal"] {
		f := r.frame(row)
		holds, err := e.Holds(f)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			return
		}
		if holds && row.Get("deleted_at") == nil {
			want = append(want, row.ID())
		}
	}
	q := query.Select{Model: m, Entity: m.Entity("deal"), Where: []*rule.Expr{e}, Frame: r.frame(model.Row{})}
	got, err := find(t, db, q)
	if err != nil || !slices.Equal(got, want) {
		s, _ := q.Records(dialectOf(db))
		t.Errorf("%s\n memory %s\n  found %s\n  %v\n%s\n%v", source, short(want), short(got), err, s.SQL, s.Args)
	}
}

func dialectOf(db *store.DB) query.Dialect {
	if db.Postgres() {
		return query.PostgreSQL
	}
	return query.SQLite
}

func short(ids []string) (out []string) {
	for _, id := range ids {
		out = append(out, id[len(id)-2:])
	}
	return out
}

// refusals have no form in SQL: the source, and the part that is named.
var refusals = []struct{ source, part string }{
	{`qty ** 2 > 100`, `qty ** 2`},
	{`name matches "^G"`, `name matches "^G"`},
	{`similar(name, "Gold")`, `similar(name, "Gold")`},
	{`vip and round(amount) > 1`, `round(amount)`},
	{`length > days(1)`, `length`},
	{`first(people).city == "Osh"`, `first(people)`},
	{`count(unique(client.deals)) > 1`, `unique(client.deals)`},
	{`any(split(name, ","), # == "a")`, `split(name, ",")`},
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	m := shop()
	for _, c := range refusals {
		e, problems := rule.Compile(c.source, scopeOf(m), rule.Bool)
		if problems != nil {
			t.Errorf("%s: %v", c.source, problems)
			continue
		}
		var no *query.NoSQL
		if err := query.Check(m, e); !errors.As(err, &no) {
			t.Errorf("%s: %v", c.source, err)
		} else if got := c.source[no.Offset : no.Offset+no.Length]; got != c.part {
			t.Errorf("%s: names %q (%s), want %q", c.source, got, no.What, c.part)
		}
	}
}
