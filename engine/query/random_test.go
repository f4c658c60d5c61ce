package query_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/query"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/store"
)

// grammar makes expressions of a type: each form's letters stand for a part of that type.
// b condition, n number, m money, s text, d date, t instant, p span, c contact, D deal as an item, # records of deals.
var grammar = map[byte][]string{
	'b': {"vip", "(@b and @b)", "(@b or @b)", "not @b", "(@n @o @n)", "(@n @e @n)", "(@m @o @m)", "(@m @o @n)", "(@m @e @m)", "(@s @e @s)", "(@s @o @s)", "(@d @o @d)", "(@d @e @d)", "(@t @o @t)", "(@t @o @d)",
		"(@t @e @d)", "(@p @o @p)", "(@c @e @c)", "(@s contains @s)", "(@s startsWith @s)", "(@s in [\"a\", @s, @s])", "(@n in [1, 2.5, @n])", "(@b ? @b : @b)", "(@m == nil)", "(@d != nil)", "(@s == nil)", "(@b == @b)",
		"any(@#, @B)", "all(@#, @B)", "none(@#, @B)", "one(@#, @B)", "(\"a\" in tags)", "(stage == \"won\")", "(stage not in [\"new\", \"lost\"])", "(@b ?? @b)", "(@c in people)", "any(people, .city == @s)"},
	'n': {"qty", "discount", "rate", "0", "1", "-3", "0.317", "2.5", "(@n + @n)", "(@n - @n)", "(qty * qty)", "(@n * 2)", "(@n * 1.1)", "-@n", "abs(@n)", "round(@n)", "round(@n, 1)", "floor(@n)", "ceil(@n)", "(@b ? @n : @n)", "(@n ?? @n)",
		"len(@s)", "year(@d)", "month(@t)", "weekday(@d)", "count(@#)", "count(@#, @B)", "sum(@#, @N)", "min(@#, @N)", "max(@#, @N)", "@m.amount", "(qty % 3)", "days_left", "age(@d)", "settings.markup"},
	'm': {"amount", "cost", "(@m + @m)", "(@m - @m)", "(@m + @n)", "(@m * 2)", "(@m * 1.5)", "-@m", "(@b ? @m : @m)", "(@b ? @m : @n)", "(@m ?? @m)", "sum(@#, .amount)", "max(@#, .cost)", "first(@#, @B).amount", "round(@m, 1)", "abs(@m)"},
	's': {"name", "stage", "client.city", "owner.name", "word", "\"Gold\"", "\"ol\"", "\"\"", "lower(@s)", "upper(@s)", "trim(@s)", "(@s + @s)", "(@s + qty)", "(@b ? @s : @s)", "(@s ?? @s)", "client.region.parent.name", "first(@#, @B).name", "max(@#, .name)", "replace(@s, \"o\", \"0\")", "amount.currency", "user.name"},
	'd': {"starts_on", "ends_on", "today()", "client.birth_date", "date(2026, 3, 31)", "(@d + @p)", "(@d - days(2))", "date(@t)", "(@b ? @d : @d)", "(@d ?? @d)", "max(@#, .starts_on)", "first(sortBy(@#, .ends_on)).ends_on"},
	't': {"at", "until", "now()", "created_at", "(@t + @p)", "(@t - months(1))", "(@b ? @t : @t)", "(@t ?? @t)", "min(@#, .at)"},
	'p': {"days(3)", "months(1)", "hours(5)", "days(qty)", "(@d - @d)", "(@t - @t)", "-@p", "(@p + @p)", "weeks(qty)", "minutes(90)"},
	'c': {"client", "first(@#).client", "(@b ? client : client)", "nil"},
	'#': {"client.deals", "client.deals", "crm.deal", "filter(@#, @B)", "client.part_of"},
	'B': {".vip", "(.qty @o @n)", "(.stage == @s)", "(.client == this.client)", "(.amount @o @m)", "(@B and @B)", "not @B", "(.client.city @e @s)", "(.starts_on @o @d)", "any(.client.deals, .vip)", "(.id != this.id)"},
	'N': {".qty", ".discount", "(.vip ? .qty : .discount)", "(.qty + 1)", "len(.name)"},
	'o': {"<", "<=", ">", ">="},
	'e': {"==", "!="},
}

func generate(what byte, depth int) string {
	forms := grammar[what]
	if depth <= 0 { // the forms without parts
		var plain []string
		for _, f := range forms {
			if !hasParts(f) {
				plain = append(plain, f)
			}
		}
		forms = plain
	}
	form := forms[rand.IntN(len(forms))]
	out := ""
	for i := 0; i < len(form); i++ {
		if form[i] == '@' {
			i++
			out += generate(form[i], depth-1)
		} else {
			out += string(form[i])
		}
	}
	return out
}

func hasParts(form string) bool {
	for i := range len(form) {
		if form[i] == '@' && form[i+1] != 'o' && form[i+1] != 'e' {
			return true
		}
	}
	return false
}

var randoms = flag.Int("randoms", 150, "how many random conditions are asked")

// Random conditions agree in memory and on both databases, or are refused. Each run draws others.
func TestRandomConditionsAgree(t *testing.T) {
	t.Parallel()
	m := shop()
	m.Settings = []*model.Setting{{Name: "markup", Field: &model.Field{Name: "markup", Kind: kind("decimal")}}}
	r := many(m)
	each(t, m, r, func(t *testing.T, db *store.DB) {
		asked, refused := 0, 0
		for range *randoms {
			source := generate('b', 1+rand.IntN(6))
			if len(source) > rule.MaxSource {
				continue
			}
			e, problems := rule.Compile(source, scopeOf(m), rule.Bool)
			if problems != nil && problems[0].Code == rule.CodeOption { // a choice beside a word that it never is
				continue
			}
			if problems != nil {
				t.Fatalf("%s: %v", source, problems)
			}
			var no *query.NoSQL
			if err := query.Check(m, e); errors.As(err, &no) {
				refused++
				continue
			}
			asked++
			if msg := disagreement(t, db, m, r, e); msg != "" {
				t.Errorf("%s\n%s", source, msg)
			}
		}
		t.Logf("%d asked, %d refused", asked, refused)
	})
}

// disagreement says how a condition differs between memory and a database.
func disagreement(t *testing.T, db *store.DB, m *model.Model, r rows, e *rule.Expr) string {
	var want []string
	for _, row := range r["deal"] {
		holds, err := e.Holds(r.frame(row))
		if errors.Is(err, rule.ErrCost) {
			return ""
		}
		if err != nil {
			return err.Error()
		}
		if holds && row.Get("deleted_at") == nil {
			want = append(want, row.ID())
		}
	}
	q := query.Select{Model: m, Entity: m.Entity("deal"), Where: []*rule.Expr{e}, Frame: r.frame(model.Row{})}
	got, err := find(t, db, q)
	if err == nil && fmt.Sprint(got) == fmt.Sprint(want) {
		return ""
	}
	s, _ := q.Records(dialectOf(db))
	where := s.SQL[strings.Index(s.SQL, " WHERE ")+7:]
	return fmt.Sprintf(" memory %s\n  found %s\n  %v\n%s\n%v", short(want), short(got), err, where, s.Args)
}
