package query_test

import (
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
)

// tree is an expression as it was drawn: a form, whose "@" are its parts. want is the letter of its type:
// i j k range of numbers, of money, of days, b condition, n number, m money, s text, d date, t instant, p duration, o time of day, l list of texts, c record, # collection.
type tree struct {
	want  byte
	form  string
	parts []*tree
}

func (t *tree) String() string {
	var b strings.Builder
	next := 0
	for _, r := range t.form {
		if r == '@' {
			b.WriteString(t.parts[next].String())
			next++
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func (t *tree) size() int {
	n := 1
	for _, p := range t.parts {
		n += p.size()
	}
	return n
}

// scene is where an expression is drawn: the record, and the items of the lists around.
type scene struct {
	d     draw
	w     *drawnWorld
	this  *model.Entity
	items []*model.Entity
}

// forms of each type: "@x" is a part of type x, "@X" one of a type within a list. They are the whole language, and
// what has no form in SQL is refused by name.
var formsTried = map[byte][]string{
	'b': {"(@b and @b)", "(@b or @b)", "not @b", "(@n < @n)", "(@n >= @n)", "(@n == @n)", "(@n != @n)", "(@m > @m)", "(@m <= @n)", "(@m == @m)", "(@m != @n)", "(@s == @s)", "(@s != @s)", "(@s < @s)", "(@s >= @s)",
		"(@d < @d)", "(@d >= @d)", "(@d == @d)", "(@d != @d)", "(@t < @t)", "(@t >= @d)", "(@t == @d)", "(@d > @t)", "(@t != @t)", "(@p <= @p)", "(@p == @p)", "(@p > @p)", "(@c == @c)", "(@c != @c)", "(@c == nil)", "(@o < @o)", "(@o == @o)",
		"(@s contains @s)", "(@s startsWith @s)", "(@s endsWith @s)", "(@s in [\"Gold\", @s, \"ё\"])", "(@n in [1, 2.5, @n])", "(@n not in 1..5)", "(@d in [@d, @d])", "(@b ? @b : @b)", "(@b ?? @b)", "(@b == @b)", "(@b != @b)", "(@m == nil)", "(@d != nil)", "(@s == nil)", "(@p == nil)", "(@n != nil)",
		"(@s in @l)", "(@l contains @s)", "(@l == nil)", "any(@#)", "any(@#, @B)", "all(@#, @B)", "none(@#, @B)", "one(@#, @B)", "(@# == nil)", "(@c in @#)", "hasPrefix(@s, @s)", "hasSuffix(@s, @s)", "(@s matches \"^G\")", "(@n in @i)", "(@m in @j)", "(@n in @j)", "(@d in @k)", "(@t in @k)", "overlaps(@i, @i)", "overlaps(@j, @j)", "overlaps(@k, @k)", "(@i == nil)", "(@j != nil)", "(@k == nil)", "(@d - @d <= days(14))", "(@t - @t > hours(2))"},
	'n': {"0", "1", "-3", "0.317", "2.5", "9223372036854775807", "0.0000001", "100", "(@n + @n)", "(@n - @n)", "(@n * @n)", "(@n / @n)", "(@n * 2)", "(@n * 1.1)", "(@n / 3)", "-@n", "abs(@n)", "round(@n)", "round(@n, 1)", "round(@n, 2)", "floor(@n)", "ceil(@n)", "(@b ? @n : @n)", "(@n ?? @n)", "(@n % 3)",
		"len(@s)", "year(@d)", "month(@t)", "day(@d)", "weekday(@d)", "hour(@t)", "age(@d)", "count(@#)", "count(@#, @B)", "sum(@#, @N)", "avg(@#, @N)", "min(@#, @N)", "max(@#, @N)", "@m.amount", "(@m / @m)", "settings.rate", "min(@n, @n)", "max(@n, @n, 3)", "indexOf(@s, @s)", "workdays(@d, @d)", "(@n ** 2)", "count(unique(@#))", "@i.from", "@i.to"},
	'm': {"(@m + @m)", "(@m - @m)", "(@m + @n)", "(@m * @n)", "(@m / @n)", "(@m * 1.5)", "-@m", "(@b ? @m : @m)", "(@b ? @m : @n)", "(@m ?? @m)", "(@m ?? @n)", "sum(@#, @M)", "avg(@#, @M)", "min(@#, @M)", "max(@#, @M)", "round(@m)", "round(@m, 1)", "abs(@m)", "min(@m, @m)", "convert(@m, \"USD\")", "annuity(@m, 1, 12)", "@j.from", "@j.to"},
	's': {"\"Gold\"", "\"ol\"", "\"\"", "\"ı\"", "\"น\"", "lower(@s)", "upper(@s)", "trim(@s)", "(@s + @s)", "(@s + @n)", "(@s + @d)", "(@b ? @s : @s)", "(@s ?? @s)", "replace(@s, \"o\", @s)", "replace(@s, \"İ\", \"i\")", "@m.currency", "min(@#, @S)", "max(@#, @S)", "user.name", "capitalize(@s)", "initials(@s)", "email_domain(@s)", "string(@n)", "string(@d)", "(@s + @b)"},
	'd': {"today()", "date(2026, 3, 31)", "date(2024, 2, 29)", "(@d + @p)", "(@d - @p)", "(@d - days(2))", "date(@t)", "(@b ? @d : @d)", "(@d ?? @d)", "min(@#, @D)", "max(@#, @D)", "date(@n, 2, @n)", "date(@s)", "add_workdays(@d, 3)", "min(@d, @d)", "@k.from", "@k.to"},
	't': {"now()", "(@t + @p)", "(@t - @p)", "(@t - months(1))", "(@t + hours(3))", "(@b ? @t : @t)", "(@t ?? @t)", "min(@#, @T)", "max(@#, @T)"},
	'p': {"days(3)", "months(1)", "hours(5)", "minutes(90)", "days(@n)", "weeks(@n)", "months(@n)", "years(@n)", "hours(@n)", "(@d - @d)", "(@t - @t)", "(@t - @d)", "-@p", "(@p + @p)", "(@p - @p)", "(@p * 2)", "(@b ? @p : @p)", "(@p ?? @p)"},
	'c': {"nil", "first(@#)", "last(@#)", "first(@#, @B)", "(@b ? @c : @c)", "(@c ?? @c)"},
	'#': {"filter(@#, @B)", "sortBy(@#, @N)", "take(@#, 2)"},
	'o': {"(@b ? @o : @o)", "(@o ?? @o)"},
	'l': {"(@b ? @l : @l)"},
	'i': {"(@b ? @i : @i)", "(@i ?? @i)"}, 'j': {"(@b ? @j : @j)"}, 'k': {"(@k ?? @k)"},
}

// typesTried are those of fields by letter.
var typesTried = map[byte][]field.Type{'b': {field.Bool}, 'n': {field.Int, field.Decimal}, 'm': {field.Amount}, 's': {field.Text}, 'd': {field.Day}, 't': {field.Instant}, 'p': {field.Span},
	'o': {field.TimeOfDay}, 'c': {field.Record}, 'l': {field.List}, 'i': {field.Interval}, 'j': {field.Interval}, 'k': {field.Interval}}

// endsTried are those of the ends of ranges.
var endsTried = map[byte]field.Type{'i': field.Int, 'j': field.Amount, 'k': field.Day}

// expression draws one of a type.
func (s scene) expression(want byte, depth int) *tree {
	forms := formsTried[want]
	if depth <= 0 || s.d.chance(5) {
		if leaf := s.leaf(want); leaf != nil {
			return leaf
		}
	}
	form := one(s.d, forms)
	if depth <= -2 {
		return &tree{want: want, form: "nil"}
	}
	if want == '#' && (depth < 2 || !s.d.chance(3)) {
		return &tree{want: want, form: s.collection()}
	}
	return s.filled(want, form, depth)
}

// filled draws the parts of a form. "@" and a letter in it becomes "@" alone.
func (s scene) filled(want byte, form string, depth int) *tree {
	out := &tree{want: want}
	var b strings.Builder
	inner := s
	for i := 0; i < len(form); i++ {
		b.WriteByte(form[i])
		if form[i] != '@' {
			continue
		}
		i++
		switch letter := form[i]; {
		case letter == '#':
			part, entity := s.list(depth - 1)
			inner.items = append(s.items[:len(s.items):len(s.items)], entity)
			out.parts = append(out.parts, part)
		case letter >= 'A' && letter <= 'Z':
			out.parts = append(out.parts, inner.expression(letter-'A'+'a', min(depth-1, 2)))
		default:
			out.parts = append(out.parts, s.expression(letter, depth-1))
		}
	}
	out.form = b.String()
	return out
}

// list is a collection and the entity of its records.
func (s scene) list(depth int) (*tree, *model.Entity) {
	source, e := s.collectionOf()
	t := &tree{want: '#', form: source}
	if depth > 1 && s.d.chance(3) {
		inner := s
		inner.items = append(s.items[:len(s.items):len(s.items)], e)
		body, form := byte('b'), "filter(@, @)"
		if s.d.chance(3) {
			body, form = one(s.d, []byte("nsdt")), one(s.d, []string{"sortBy(@, @)", `sortBy(@, @, "desc")`})
		}
		t = &tree{want: '#', form: form, parts: []*tree{t, inner.expression(body, 1)}}
	}
	return t, e
}

func (s scene) collection() string { source, _ := s.collectionOf(); return source }

// collectionOf draws an inverse, a many-to-many link, or every record of an entity.
func (s scene) collectionOf() (string, *model.Entity) {
	path, e := s.path()
	var names []string
	var of []*model.Entity
	for _, inv := range e.Inverses {
		if inv.Entity.Name != "user" && inv.Entity.Name != "task" {
			names, of = append(names, inv.Name), append(of, inv.Entity)
		}
	}
	for _, f := range e.Fields {
		if f.Link != nil && f.Kind.Type() == field.List {
			names, of = append(names, f.Name), append(of, f.Link.To[0])
		}
	}
	if len(names) > 0 && !s.d.chance(6) {
		i := s.d.IntN(len(names))
		return path + names[i], of[i]
	}
	all := one(s.d, s.w.m.Entities)
	return "crm." + all.Name, all
}

// path draws where to read a field: the record, the item, or what links lead to.
func (s scene) path() (string, *model.Entity) {
	path, e := "this.", s.this
	if n := len(s.items); n > 0 && !s.d.chance(3) {
		path, e = ".", s.items[n-1]
	}
	for range s.d.IntN(3) {
		var links []*model.Field
		for _, f := range e.Fields {
			if f.Link != nil && len(f.Link.To) == 1 && f.Kind.Type() == field.Record {
				links = append(links, f)
			}
		}
		if len(links) == 0 || s.d.chance(2) {
			break
		}
		f := one(s.d, links)
		path, e = path+f.Name+".", f.Link.To[0]
	}
	return path, e
}

// leaf reads a field of a type; nil where there is none.
func (s scene) leaf(want byte) *tree {
	if want == '#' {
		return &tree{want: want, form: s.collection()}
	}
	path, e := s.path()
	var names []string
	for _, f := range e.Fields {
		for _, t := range typesTried[want] {
			if end, ranged := endsTried[want]; ranged && field.EndOf(f.Kind).Type() != end {
				continue
			}
			if f.Kind.Type() == t && !(t == field.List && f.Link != nil) && f.Kind.Name() != "secret" && f.Kind.Name() != "files" {
				names = append(names, f.Name)
			}
		}
	}
	if len(names) == 0 {
		return nil
	}
	return &tree{want: want, form: path + one(s.d, names)}
}

// smaller are trees with one part left out: what a failing case is shrunk to.
func (t *tree) smaller() (out []*tree) {
	for _, p := range t.parts {
		if p.want == t.want || t.want == 'b' {
			out = append(out, p)
		}
	}
	if len(t.parts) > 0 {
		for _, form := range map[byte][]string{'b': {"true"}, 'n': {"1"}, 's': {`"a"`}}[t.want] {
			out = append(out, &tree{want: t.want, form: form})
		}
	}
	for i, p := range t.parts {
		for _, q := range p.smaller() {
			c := *t
			c.parts = append([]*tree{}, t.parts...)
			c.parts[i] = q
			out = append(out, &c)
		}
	}
	return out
}
