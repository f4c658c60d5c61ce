package rule

import (
	"context"
	"fmt"
	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReads(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`amount * 2`:         "deal.amount",
		`client.city`:        "deal.client client:contact.city",
		`client.region.name`: "deal.client client:contact.region client,region:region.name",
		`this.client == old.client and owner == nil`:       "deal.client deal.owner",
		`sum(client.deals, .stage == "won" ? .amount : 0)`: "deal.client client:contact.deals client,deals:deal.stage client,deals:deal.amount",
		`first(sortBy(client.deals, .amount)).name`:        "deal.client client:contact.deals client,deals:deal.amount client,deals:deal.name",
		`count(crm.deal, .client == client)`:               "crm.deal:deal. crm.deal:deal.client deal.client",
		`"for " + client`:                                  "deal.client client:contact.",
		`(vip ? client : first(people)).city`:              "deal.vip deal.client deal.people client:contact.city people:contact.city",
		`any(map(client.deals, .client), .city == "x")`:    "deal.client client:contact.deals client,deals:deal.client client,deals,client:contact.city",
		`changed("stage")`:                                 "deal.stage",
		`user.name == "a" and settings.markup > 1`:         "",
	} {
		var got []string
		for _, r := range compile(t, source, "deal").Reads {
			at := r.Entity + "." + r.Member
			if len(r.Path) > 0 {
				at = strings.Join(r.Path, ",") + ":" + at
			}
			got = append(got, at)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s\n got %s\nwant %s", source, s, want)
		}
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]bool{`ends_on > today()`: true, `age(ends_on)`: true, `now()`: true, `date(2026,1,1) > ends_on`: false, `any(client.deals, .ends_on < today())`: true} {
		if e := compile(t, source, "deal"); e.Clock != want {
			t.Errorf("%s: clock %v", source, e.Clock)
		}
	}
}

// spans are the places of nodes: every part of a source, as its own text.
func spans(e *Expr) (out []string) {
	var walk func(n Node)
	walk = func(n Node) {
		o, l := n.Span()
		out = append(out, e.Source[o:o+l])
		switch n := n.(type) {
		case *Field:
			if _, ok := n.Of.(*This); !ok {
				walk(n.Of)
			}
		case *Binary:
			walk(n.X)
			walk(n.Y)
		case *Unary:
			walk(n.X)
		case *Cond:
			walk(n.Test)
			walk(n.Then)
			walk(n.Else)
		case *Call:
			for _, a := range n.Args {
				walk(a)
			}
		case *Over:
			walk(n.List)
			if n.Body != nil {
				walk(n.Body)
			}
		}
	}
	walk(e.Root)
	return out
}

func TestSpans(t *testing.T) {
	t.Parallel()
	for source, want := range map[string][]string{
		`(qty + 1) * (qty - 2)`:               {`(qty + 1) * (qty - 2)`, `qty + 1`, `qty`, `1`, `qty - 2`, `qty`, `2`},
		` ((qty)) `:                           {`qty`},
		`"ёж" + upper( name )`:                {`"ёж" + upper( name )`, `"ёж"`, `upper( name )`, `name`},
		`name not contains "a"`:               {`name not contains "a"`, `name not contains "a"`, `name`, `"a"`},
		`not (vip)`:                           {`not (vip)`, `vip`},
		`vip ? client.city : "x"`:             {`vip ? client.city : "x"`, `vip`, `client.city`, `client`, `"x"`},
		`max(client.deals, (.qty)) > (1)`:     {`max(client.deals, (.qty)) > (1)`, `max(client.deals, (.qty))`, `client.deals`, `.qty`, `.`, `1`},
		`client.deals | filter(.vip) | any()`: {`client.deals | filter(.vip) | any()`, `client.deals | filter(.vip)`, `client.deals`, `.vip`, `.`},
	} {
		if d := cmp.Diff(want, spans(compile(t, source, "deal"))); d != "" {
			t.Errorf("%s: %s", source, d)
		}
	}
}

func TestTrace(t *testing.T) {
	t.Parallel()
	trace, err := compile(t, `amount > 1000 and client.city == "Bishkek" and vip`, "deal").Trace(frameOf(gold))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	var walk func(part *Trace, depth int)
	walk = func(part *Trace, depth int) {
		v := fmt.Sprint(part.Value)
		if r, ok := part.Value.(Record); ok {
			v = r.ID()
		}
		lines = append(lines, strings.Repeat("  ", depth)+part.Source+" = "+v)
		for _, p := range part.Parts {
			walk(p, depth+1)
		}
	}
	walk(trace, 0)
	want := []string{
		`amount > 1000 and client.city == "Bishkek" and vip = false`,
		`  amount > 1000 and client.city == "Bishkek" = false`,
		`    amount > 1000 = true`,
		`      amount = 1200.50 USD`,
		`    client.city == "Bishkek" = false`,
		`      client.city = Osh`,
		`        client = {contact c1}`,
	}
	if d := cmp.Diff(want, lines); d != "" {
		t.Error(d)
	}
	mixed, err := compile(t, `it.amount + amount`, "deal").Trace(&Frame{This: euro, Vars: []any{lead}})
	if err != nil || mixed.Value != nil || mixed.Note != "USD + EUR: two currencies" {
		t.Errorf("%+v %v", mixed, err)
	}
}

func TestTemplates(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`Deal {{ name }}: {{ amount }}.`: "Deal Gold: <1200.50 USD>.",
		`{{ client }} {{ old.name }}!`:   "Ann !",
		`{{ "}}" + name }}`:              "<}}Gold>",
		`{{ tags }} {{people}}`:          "<a>, <b> Ann, Bob",
		`plain } text {`:                 "plain } text {",
		``:                               "",
	} {
		tpl, problems := CompileTemplate(source, scopeOf("deal"))
		if problems != nil {
			t.Errorf("%s: %v", source, problems)
			continue
		}
		got, err := tpl.Render(frameOf(gold), func(v any) string {
			if s, ok := v.(string); ok && s == "Gold" {
				return s
			}
			return fmt.Sprintf("<%v>", v)
		})
		if err != nil || got != want {
			t.Errorf("%s: %q %v", source, got, err)
		}
	}
	for source, want := range map[string]string{
		`ёж {{ nam }} and {{ amount > "x" }}`: "8+3 unknown-field; 31+3 wrong-type",
		`a {{ name`:                           "2+2 expression-syntax",
		`a {{ }}`:                             "4+1 expression-syntax",
	} {
		_, problems := CompileTemplate(source, scopeOf("deal"))
		var got []string
		for _, p := range problems {
			got = append(got, fmt.Sprintf("%d+%d %s", p.Offset, p.Length, p.Code))
		}
		if s := strings.Join(got, "; "); s != want {
			t.Errorf("%s: %s, want %s", source, s, want)
		}
	}
}

func TestFunctionsAreDescribed(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, f := range Functions {
		if f.Doc == "" || !strings.HasPrefix(f.Usage, f.Name+"(") || seen[f.Name] {
			t.Errorf("%s: doc %q, usage %q", f.Name, f.Doc, f.Usage)
		}
		seen[f.Name] = true
		if f.Eval == nil && !overLists(f.Name) && f.Name != "has_role" {
			t.Errorf("%s cannot be evaluated", f.Name)
		}
	}
}

func BenchmarkEval(b *testing.B) {
	e := compile(b, `amount > 1000 && client.city == "Osh"`, "deal")
	f := frameOf(gold)
	f.Source = keeper{all, ann}
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := e.Holds(f); err != nil || !ok {
			b.Fatal(ok, err)
		}
	}
}

// BenchmarkPlainExpr is the same rule in the virtual machine of expr, over a struct with a binary number: what it would
// cost without empties, exact money and places.
func BenchmarkPlainExpr(b *testing.B) {
	type city struct {
		City string `expr:"city"`
	}
	type deal struct {
		Amount float64 `expr:"amount"`
		Client *city   `expr:"client"`
	}
	p, err := expr.Compile(`amount > 1000 && client.city == "Osh"`, expr.Env(deal{}), expr.AsBool())
	if err != nil {
		b.Fatal(err)
	}
	env := deal{1200, &city{"Osh"}}
	var machine vm.VM
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := machine.Run(p, env); err != nil || ok != true {
			b.Fatal(ok, err)
		}
	}
}

// keeper gives one record without looking for it: what a reader's memory does.
type keeper struct {
	shelf
	one Record
}

func (k keeper) Record(context.Context, string, string) (Record, error) { return k.one, nil }

func BenchmarkCompile(b *testing.B) {
	scope := scopeOf("deal")
	for b.Loop() {
		if _, problems := Compile(`amount > 1000 && client.city == "Osh"`, scope, Bool); problems != nil {
			b.Fatal(problems)
		}
	}
}
