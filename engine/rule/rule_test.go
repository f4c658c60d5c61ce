package rule

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// values: the source over the deal "gold" (or "none", where it begins with "none: "), and its value as "+" would join it.
var values = []struct{ source, want string }{
	{`amount > 1000 && client.city == "Osh"`, "true"},
	{`amount > 1000.5`, "true"},
	{`amount >= 1200.50`, "true"},
	{`amount * 2`, "2401.00 USD"},
	{`amount + 1`, "1201.50 USD"},
	{`1 + amount`, "1201.50 USD"},
	{`amount - cost`, "1000.50 USD"},
	{`amount / cost`, "6.0025"},
	{`cost / 3`, "66.67 USD"},
	{`-amount`, "-1200.50 USD"},
	{`amount.currency`, "USD"},
	{`amount.amount`, "1200.5"},
	{`0.1 + 0.2`, "0.3"},
	{`1 / 3`, "0.3333333333333333"},
	{`2 / 3`, "0.6666666666666667"},
	{`7 % 4`, "3"},
	{`2 ** 10`, "1024"},
	{`2 ** -1`, "0.5"},
	{`10 / 0`, ""},
	{`7 % 0`, ""},
	{`9223372036854775807 + 1`, ""},
	{`9223372036854775807 * 2`, ""},
	{`(-9223372036854775807 - 1) * 1`, "-9223372036854775808"}, {`(-9223372036854775807 - 1) * -1`, ""}, {`sum([9223372036854775807, 1, -1])`, "9223372036854775807"},
	{`qty * discount`, "22.5"},
	{`round(2.5)`, "3"},
	{`round(-2.5)`, "-3"},
	{`round(2.345, 2)`, "2.35"},
	{`round(amount / 7)`, "171.50 USD"},
	{`floor(-1.5)`, "-2"}, {`ceil(1.2)`, "2"}, {`abs(-3)`, "3"},
	{`min(3, 1, 2)`, "1"}, {`max(qty, 10)`, "10"}, {`max(discount, 10)`, "10"}, {`min(amount, 10)`, "10.00 USD"}, {`max(10, amount - 1200)`, "10.00 USD"}, {`min(5, amount, cost - cost)`, "0.00 USD"},
	{`max(5000, it.amount, first(filter(crm.deal, .amount.currency == "EUR")).amount)`, ""},
	{`annuity(1000000, 1, 12)`, "88848.79 USD"},
	{`convert(amount, "USD")`, "1200.50 USD"}, {`convert(amount, "EUR")`, ""},

	{`none: amount > 1`, "false"}, {`none: amount < 1`, "false"}, {`none: amount == nil`, "true"}, {`none: amount + 1`, ""},
	{`none: amount != 1`, "true"}, {`none: not vip`, "true"}, {`none: vip == false`, "false"}, {`none: client.city`, ""},
	{`none: client.region.parent.name == nil`, "true"}, {`none: "a" + name + "b"`, "ab"}, {`none: name + name`, ""}, {`none: len(name)`, "0"},
	{`none: upper(name)`, ""}, {`none: name ?? "?"`, "?"}, {`none: starts_on + days(3)`, ""}, {`none: stage in ["new"]`, "false"},
	{`none: stage not in ["new"]`, "true"}, {`none: name contains "a"`, "false"}, {`none: not (name contains "a")`, "true"},
	{`none: count(tags)`, "0"}, {`none: tags == nil`, "true"}, {`none: first(people).city`, ""}, {`none: amount > 1 ? "a" : "b"`, "b"},
	{`none: owner == user`, "false"}, {`none: days(qty)`, ""}, {`none: replace(name, "a", "b")`, ""}, {`none: name == ""`, "true"},

	{`"Deal " + name + ": " + amount`, "Deal Gold: 1200.50 USD"},
	{`"for " + client`, "for Ann"},
	{`lower("ЁЖ") + upper("straße")`, "ёжSTRASSE"},
	{`capitalize("ёж")`, "Ёж"}, {`initials("Ann van Dyk")`, "A. V. D."}, {`trim("  a ")`, "a"}, {`trim("  ")`, ""},
	{`phone("0555 123456")`, "+996555123456"}, {`email_domain("a@B.org")`, "b.org"}, {`similar("Osmonova", "Osmanova")`, "true"}, {`similar("Gold", "Lead")`, "false"},
	{`replace("aXbX", "X", "-")`, "a-b-"}, {`join(split("a,b", ","), "; ")`, "a; b"}, {`indexOf("ёжик", "и")`, "2"}, {`len("ёж")`, "2"},
	{`name startsWith "Go" and name endsWith "ld" and name contains "ol"`, "true"}, {`name matches "^G.*d$"`, "true"}, {`hasPrefix(name, "G")`, "true"},
	{`"a" in tags`, "true"}, {`tags contains "c"`, "false"}, {`"x" not in tags`, "true"}, {`qty in 1..5`, "true"}, {`qty in [1, 2]`, "false"}, {`stage in ["won", "lost"]`, "true"},
	{`name | upper()`, "GOLD"}, {`number("1.50")`, "1.5"}, {`data.x`, "y"}, {`data.nothing.at.all`, ""}, {`file.name`, "a.pdf"}, {`string(qty)`, "3"},

	{`today()`, "2026-03-02"}, {`now()`, "2026-03-02 09:30"}, {`ends_on - today() <= days(14)`, "true"}, {`ends_on - today()`, "P10D"},
	{`date(2026, 1, 31) + months(1)`, "2026-02-28"}, {`date(2024, 2, 29) + years(1)`, "2025-02-28"}, {`starts_on + days(qty)`, "2026-03-03"},
	{`today() - weeks(1)`, "2026-02-23"}, {`date("2026-05-01")`, "2026-05-01"}, {`date(2026, 2, 30)`, ""}, {`date(created_at)`, "2026-03-02"},
	{`year(today()) * 100 + month(today())`, "202603"}, {`weekday(today())`, "1"}, {`day(ends_on)`, "12"}, {`hour(created_at)`, "2"},
	{`age(client.birth_date)`, "35"}, {`created_at < today()`, "false"}, {`created_at >= today()`, "true"}, {`created_at == today()`, "true"}, {`now() - created_at > hours(7)`, "true"},
	{`now() - created_at`, "PT7H30M"}, {`now() + hours(15)`, "2026-03-03 00:30"}, {`length + days(1)`, "P4D"}, {`length * 2`, "P6D"}, {`workdays(date(2026,3,6), date(2026,3,10))`, "2"},
	{`add_workdays(date(2026,3,6), 1)`, "2026-03-09"}, {`add_workdays(date(2026,3,7), 5)`, "2026-03-13"}, {`add_workdays(date(2026,3,9), -1)`, "2026-03-06"},
	{`date(9999,12,31) + days(1)`, ""}, {`days(99999999999)`, ""}, {`date(1700,1,1) - date(2026,1,1)`, "-P119069D"},

	{`owner == user`, "true"}, {`client == owner.id`, "false"}, {`client == "c1"`, "true"}, {`has_role(user, "manager")`, "true"}, {`has_role(user, "head")`, "false"},
	{`client.region.parent.parent.name`, "Kyrgyzstan"}, {`descends_from(client.region, top)`, "true"}, {`descends_from(top, client.region)`, "false"},
	{`settings.markup + 1`, "6"}, {`setting("markup")`, "5"}, {`next("deal.number")`, "deal.number-1"}, {`changed("amount")`, "true"}, {`old.amount == nil and changed("stage")`, "true"},
	{`this.name`, "Gold"}, {`it.stage`, "new"}, {`word`, "hello"}, {`about == client`, "false"}, {`about.id == nil ? 1 : 2`, "!"},

	{`count(client.deals)`, "2"}, {`sum(client.deals, .amount)`, "1500.50 USD"}, {`sum(client.deals, .stage == "won" ? .amount : 0)`, "1200.50 USD"},
	{`sum(crm.deal, .amount)`, ""}, {`sum(filter(crm.deal, .stage == "lost"), .amount)`, "0.00 USD"}, {`avg(client.deals, .amount)`, "750.25 USD"},
	{`min(client.deals, .amount)`, "300.00 USD"}, {`max(client.deals, .amount) > 1000`, "true"}, {`any(client.deals, .stage == "lost")`, "false"},
	{`all(client.deals, .client == this.client)`, "true"}, {`none(client.deals, .amount > 5000)`, "true"}, {`one(client.deals, .stage == "won")`, "true"},
	{`first(client.deals).name`, "Gold"}, {`last(client.deals).id`, "d2"}, {`first(client.deals, .stage == "new").id`, "d2"}, {`find(client.deals, .stage == "new").id`, "d2"},
	{`join(map(people, .first_name), "+")`, "Ann+Bob"}, {`count(crm.deal, .client == this.client)`, "2"}, {`count(crm.deal, .client == client and .stage == "won")`, "1"},
	{`all(crm.deal, .amount == nil or .amount > 1)`, "true"}, {`any(crm.deal, .amount == nil)`, "true"}, {`none(crm.deal)`, "false"}, {`any(crm.contact, any(.deals, .amount > 1000))`, "true"},
	{`first(sortBy(client.deals, .amount)).id`, "d2"}, {`first(sortBy(client.deals, .amount, "desc")).id`, "d1"}, {`count(take(crm.deal, 2))`, "2"}, {`count(unique(crm.deal, .client))`, "3"},
	{`client.deals | filter(.amount > 500) | count()`, "1"}, {`sum([1, 2.5])`, "3.5"}, {`sum(tags, len(#))`, "2"}, {`any(tags, # == "a")`, "true"}, {`this in client.deals`, "true"}, {`client in people`, "true"},
}

func TestValues(t *testing.T) {
	t.Parallel()
	for _, c := range values {
		if c.want == "!" {
			continue
		}
		source, over := strings.CutPrefix(c.source, "none: ")
		f := frameOf(gold)
		if over {
			f = frameOf(none)
		}
		v, err := compile(t, source, "deal").Eval(f)
		if err != nil {
			t.Errorf("%s: %v", c.source, err)
			continue
		}
		if got, _ := f.show(v); got != c.want {
			t.Errorf("%s = %s, want %s", c.source, got, c.want)
		}
	}
}

// mistakes: the source over a deal, then column (from 1), length, code, and parts of message and hint.
var mistakes = []struct {
	source string
	want   string
}{
	{`amuont > 1`, `1+6 unknown-field no field of "deal" is called "amuont" did you mean "amount"?`},
	{`amount > "x"`, `10+3 wrong-type money is compared with a text`},
	{`stage == "wonn"`, `10+6 unknown-option "wonn" is not one of the options did you mean "won"? The options are new, won, lost`},
	{`stage in ["new", "wom"]`, `18+5 unknown-option "wom" is not one of the options did you mean "won"? The options are new, won, lost`},
	{`stage == (vip ? "won" : "x")`, `25+3 unknown-option "x" is not one of the options the options are new, won, lost`},
	{`client.citty == "Osh"`, `8+5 unknown-field no field of "contact" is called "citty" did you mean "city"?`},
	{`amuont > 1 and client.citty == 1`, `1+6 unknown-field no field of "deal" is called "amuont" did you mean "amount"?; 23+5 unknown-field no field of "contact" is called "citty" did you mean "city"?`},
	{`"ёж" == amuont`, `11+6 unknown-field no field of "deal" is called "amuont" did you mean "amount"?`},
	{`amount = 1`, `8+1 expression-syntax "=" does not fit here to compare, write "=="`},
	{`amount >`, `8+1 expression-syntax the expression ends too early`},
	{`(amount > 1`, `1+1 expression-syntax "(" is never closed close it; an expression with a comma that stands between { } needs quotes around it, or YAML ends it there`},
	{`amount > 1)`, `11+1 expression-syntax ")" closes nothing`},
	{``, `1+0 expression-syntax an expression is missing`},
	{`amount`, `1+6 wrong-type true/false is needed, and this is money`},
	{`fooo(1) == 1`, `1+4 unknown-function no function is called "fooo" `},
	{`roud(1) == 1`, `1+4 unknown-function no function is called "roud" did you mean "round"?`},
	{`round("a") == 1`, `1+10 wrong-type round takes a number write round(x, n)`},
	{`upper(1) == "A"`, `7+1 wrong-type upper takes text here, and this is integer write upper(text)`},
	{`upper() == "A"`, `1+7 wrong-arguments upper takes 1 argument, not 0 write upper(text)`},
	{`due`, `1+3 unknown-field no field of "deal" is called "due" `},
	{`crm.deals == nil`, `5+5 unknown-entity no entity is called "deals" did you mean "deal"?`},
	{`settings.marcup > 1`, `10+6 unknown-setting no setting is called "marcup" did you mean "markup"?`},
	{`has_role(user, "haed")`, `16+6 unknown-role no role is called "haed" did you mean "head"?`},
	{`next("deal") == "1"`, `6+6 unknown-series no series is called "deal" `},
	{`changed("amont")`, `9+7 unknown-field no field is called "amont" did you mean "amount"?`},
	{`name matches "("`, "14+3 wrong-pattern the pattern is wrong: missing closing ): `(`"},
	{`name matches name`, `14+4 not-a-constant a pattern must be written out`},
	{`client == owner`, `11+5 wrong-type a contact is compared with a user`},
	{`starts_on > "2026-01-01"`, `13+12 wrong-type a date is compared with a text a date is written date(2026, 3, 1) or date("2026-03-01")`},
	{`starts_on + 5 > today()`, `13+1 wrong-type a date + an integer makes no sense a number of days is days(n)`},
	{`(vip ? 1 : "x") == 1`, `12+3 wrong-type the two results differ: integer and text`},
	{`sum(client.deals) > 1`, `5+12 wrong-type sum adds up numbers, and this is deal write sum(list, .field)`},
	{`sum(amount) > 1`, `5+6 wrong-type sum goes over a list, and this is money write sum(list, .field)`},
	{`client.deals.amount > 1`, `14+6 unknown-field a list has no field "amount" sum(list, .amount), any(list, .amount == …) or first(list).amount`},
	{`.amount > 1`, `1+1 expression-syntax "." does not fit here ".field" is for the elements of a list: sum(deals, .amount)`},
	{`let x = 1; x > 1`, `5+12 expression-unsupported "let" is not part of the language make a formula field of the part, and use its name`},
	{`{"a": 1} == nil`, `1+8 expression-unsupported a map in braces is not part of the language`},
	{`tags[0] == "a"`, `1+7 expression-unsupported an index is not part of the language first(list) and last(list) give an element`},
	{`name.upper() == "A"`, `6+5 expression-unsupported a function is not called after a dot write upper(text)`},
	{`qty in 1..qty`, `8+6 expression-unsupported a range needs two numbers written out, at most 100 apart write x >= a and x <= b`},
	{`reduce(tags, # + #acc) == "a"`, `1+6 unknown-function no function is called "reduce" `},
	{`name in "abc"`, `9+5 wrong-type "in" needs a list on its right, and this is text a text in a text is found by "contains"`},
	{`qty in ["a"]`, `1+3 wrong-type an integer is never in a list of text`},
	{`if vip { true } else { false }`, `4+27 expression-unsupported "if" is not part of the language write condition ? one : other`},
	{`not amount`, `5+6 wrong-type true/false is needed here, and this is money`},
	{`amount and vip`, `1+6 wrong-type true/false is needed here, and this is money`},
	{`1e9 > 2`, `1+3 expression-syntax "1e9" is not a number write it out in digits, with a point`},
	{`about.name == "a"`, `7+4 unknown-field the link may point to several entities: no field "name" can be read through it`},
	{`vip > true`, `7+4 wrong-type true/false has no order`},
	{`settings`, `1+8 unknown-name "settings" is not a value by itself write settings.name`},
	{`round(qty, 1, 2) > 1`, `1+16 wrong-arguments round takes 1 to 2 arguments, not 3 write round(x, n)`},
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	for _, c := range mistakes {
		_, problems := Compile(c.source, scopeOf("deal"), Bool)
		var got []string
		for _, p := range problems {
			got = append(got, strings.TrimSuffix(fmt.Sprintf("%d+%d %s %s %s", p.Offset+1, p.Length, p.Code, p.Message, p.Hint), " "))
		}
		if s := strings.Join(got, "; "); s != strings.TrimSuffix(c.want, " ") {
			t.Errorf("%s\n got %s\nwant %s", c.source, s, c.want)
		}
	}
}

func TestBounds(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("(", 20_000) + "1" + strings.Repeat(")", 20_000)
	for source, want := range map[string]string{
		deep: CodeTooLong, deep[:19_000]: CodeTooLong, strings.Repeat("(", 100) + "1" + strings.Repeat(")", 100): CodeTooDeep,
		`repeat("a", 100000) == "a"`: CodeFunction, strings.Repeat("!", 4000) + "vip": "", "\xff": CodeSyntax,
		strings.Repeat("min(", 60) + "1" + strings.Repeat(", 1)", 60) + " > 0": "",
	} {
		began := time.Now()
		_, problems := Compile(source, scopeOf("deal"), Bool)
		got := ""
		if len(problems) > 0 {
			got = problems[0].Code
		}
		if got != want {
			t.Errorf("%.40s: %q, want %q", source, got, want)
		}
		if d := time.Since(began); d > 300*time.Millisecond {
			t.Errorf("%.40s: took %v", source, d)
		}
	}
}

func TestBombs(t *testing.T) {
	t.Parallel()
	many := make(shelf, 1500)
	for i := range many {
		many[i] = &thing{"deal", map[string]any{"id": fmt.Sprint(i), "name": strings.Repeat("a", 1000), "client": nil}}
	}
	double := "name"
	for range 12 {
		double = `replace(` + double + `, "a", "aaaaaaaaaa")`
	}
	for source, want := range map[string]error{
		`any(map(crm.deal, .), any(map(crm.deal, .), any(map(crm.deal, .), .qty == 1)))`: ErrCost,
		`any(crm.deal, any(crm.deal, any(crm.deal, .qty == 1)))`:                         ErrCost,
		double + ` == "b"`:                                    ErrText,
		`join(map(crm.deal, .name)) == "a"`:                   ErrText,
		`count(unique(crm.deal, .id)) == 1`:                   ErrCost,
		`none(crm.deal, count(crm.deal, .name == name) == 1)`: ErrCost,
	} {
		source = strings.ReplaceAll(source, "map(crm.deal, .)", "map(crm.deal, #)")
		f := frameOf(gold)
		f.This = many[0]
		f.Source = many
		began := time.Now()
		if _, err := compile(t, source, "deal").Eval(f); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", source, err, want)
		}
		if d := time.Since(began); d > 500*time.Millisecond {
			t.Errorf("%s: took %v", source, d)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	f := frameOf(gold)
	f.Ctx, f.Source = ctx, many
	if _, err := compile(t, `any(map(crm.deal, #), .qty == 1)`, "deal").Eval(f); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
