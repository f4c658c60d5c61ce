package compile

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// expr compiles an expression, and puts its problems where they stand in the file.
func (c *compiler) expr(w spec.Word, scope *rule.Scope, want rule.Type) *rule.Expr {
	if !w.Given() {
		return nil
	}
	x, problems := c.compileExpr(w.Value, scope, want)
	c.problems(w, problems)
	if x != nil {
		x.Place = w.Inside
		c.found.Exprs = append(c.found.Exprs, x)
	}
	c.useExpr(x, w, 0)
	return x
}

func (c *compiler) problems(w spec.Word, problems []rule.Problem) {
	for _, p := range problems {
		d := c.l.Errorf(p.Code, w.Inside(p.Offset, p.Length), "%s", p.Message)
		if p.Hint != "" {
			d.WithHint("%s", p.Hint)
		}
	}
}

// flag compiles true, false or a condition.
func (c *compiler) flag(f spec.Flag, scope *rule.Scope, otherwise bool) model.Flag {
	if !f.Given() {
		return model.Flag{Always: otherwise}
	}
	return model.Flag{Always: f.Always, When: c.expr(f.When.Word, scope, rule.Bool)}
}

// template compiles text with values in it.
func (c *compiler) template(w spec.Word, scope *rule.Scope) *rule.Template {
	t, problems := c.compileTemplate(w.Value, scope)
	c.problems(w, problems)
	c.placed(t, w)
	c.useTemplate(t, w)
	return t
}

// placed tells the expressions of a text where they stand.
func (c *compiler) placed(t *rule.Template, w spec.Word) {
	if t == nil {
		return
	}
	for i := range t.Parts {
		if p := &t.Parts[i]; p.Expr != nil {
			c.found.Exprs = append(c.found.Exprs, p.Expr)
			p.Expr.Place = func(offset, length int) diag.Range { return w.Inside(p.At+offset, length) }
		}
	}
}

// templates compiles a text in several locales.
func (c *compiler) templates(t spec.Text, scope *rule.Scope) *model.TextTemplate {
	if !t.Given() {
		return nil
	}
	out := &model.TextTemplate{By: map[string]*rule.Template{}}
	for _, e := range t.By {
		if e.Key.Given() && !c.knownLocale(e.Key) {
			continue
		}
		out.By[e.Key.Value] = c.template(e.Value, scope)
	}
	first := c.m.Locales[0]
	if x := out.By[first]; x != nil {
		out.By[""] = x
	} else if x := out.By[""]; x != nil {
		out.By[first] = x
	} else {
		for _, e := range t.By {
			if x := out.By[e.Key.Value]; x != nil {
				out.By[""] = x
				break
			}
		}
	}
	return out
}

// value compiles what a key that takes a value holds, for a field.
func (c *compiler) value(v spec.Value, f *model.Field, scope *rule.Scope) *model.Value {
	if w, ok := v.Formula(); ok {
		x := c.expr(w, scope, rule.Unknown)
		if x != nil {
			c.fits(x.Type, f, v.At)
			c.useValues(x, w, f)
		}
		return &model.Value{Formula: x, At: v.At}
	}
	if w, ok := v.Word(); ok && f.Kind.Type() == field.Text && strings.Contains(w.Value, "{{") {
		return &model.Value{Template: c.template(w, scope), At: v.At}
	}
	return c.literal(v, f)
}

// literal reads a literal as the field does.
func (c *compiler) literal(v spec.Value, f *model.Field) *model.Value {
	out := &model.Value{At: v.At}
	raw := v.Literal()
	if raw == nil || f.Kind.Type() == field.Unknown {
		return out
	}
	if f.Kind.Type() == field.Record || f.Kind.Name() == "links" {
		c.l.Errorf("wrong-type", v.At, "%q takes a record, so its value is a formula", f.Name).WithHint("write =%s", wordOr(v, "client"))
		return out
	}
	decoded, err := f.Kind.Decode(raw, f.Options)
	if err != nil && c.wrongOnPurpose(err) {
		out.Literal = raw
		return out
	}
	if err != nil {
		c.refuse(err, v, f)
		return out
	}
	out.Literal = decoded
	c.useLiteral(v, f)
	return out
}

func wordOr(v spec.Value, otherwise string) string {
	if w, ok := v.Word(); ok && snake.MatchString(w.Value) {
		return w.Value
	}
	return otherwise
}

// wrongOnPurpose: a test that expects a refusal may give a value beyond the field's bounds. A word that is no option
// is a slip all the same.
func (c *compiler) wrongOnPurpose(err error) bool {
	var e *field.Error
	return c.refusing && errors.As(err, &e) && e.Code != "not_an_option"
}

// refuse says why a literal is not one of the field.
func (c *compiler) refuse(err error, v spec.Value, f *model.Field) {
	var e *field.Error
	if !errors.As(err, &e) {
		c.l.Errorf("wrong-value", v.At, "%q cannot have this value: %s", f.Name, err)
		return
	}
	if e.Code == "not_an_option" {
		w, _ := v.Word()
		word := fmt.Sprint(e.Params["value"])
		if !w.Given() {
			w = spec.Word{Value: word, At: v.At}
		}
		w.Value = word
		c.unknown("unknown-option", w, "option of "+quoted(f.Name), f.Options.Choices)
		return
	}
	d := c.l.Errorf("wrong-value", v.At, "%q cannot have this value: %s", f.Name, refusal(e, f))
	if w, ok := v.Word(); ok && looksLikeFormula(w.Value) {
		d.WithHint("a formula begins with “=”: write =%s", strings.TrimSpace(w.Value))
	}
}

func looksLikeFormula(s string) bool { return strings.Contains(s, "(") && strings.Contains(s, ")") }

var refusals = map[string]string{
	"not_a_number": "it is a number", "not_an_integer": "it is a whole number", "not_a_date": "it is a date, written like 2026-03-02",
	"not_an_instant": "it is a date and time, written like 2026-03-02T09:00", "not_a_time": "it is a time, written like 09:30",
	"not_a_duration": "it is a duration, written like 15m or 5d", "not_an_email": "it is an e-mail address", "not_a_phone": "it is a phone number",
	"not_a_url": "it is a web address", "not_a_color": "it is a colour, written like #3366ff", "not_a_location": "it is a place: {lat: 42.87, lon: 74.59}",
	"not_a_currency": "the package does not know this currency", "range_reversed": "it ends before it begins",
}

func refusal(e *field.Error, f *model.Field) string {
	if s, ok := refusals[e.Code]; ok {
		return s
	}
	switch e.Code {
	case "too_small", "too_short":
		return fmt.Sprintf("the least is %v", e.Params["min"])
	case "too_large", "too_long", "too_many":
		return fmt.Sprintf("the most is %v", e.Params["max"])
	case "too_many_decimals":
		return fmt.Sprintf("it keeps %v decimals", e.Params["scale"])
	}
	return "it is " + f.Kind.Type().String()
}

// fits checks that a formula's value can be one of the field's.
func (c *compiler) fits(t rule.Type, f *model.Field, at diag.Range) {
	to := model.TypeOf(f)
	if len(t.Options) > 0 && len(to.Options) > 0 {
		for _, o := range t.Options {
			if !slices.Contains(to.Options, o) {
				c.l.Errorf("unknown-option", at, "the formula can give %q, which is no option of %q", o, f.Name).
					WithHint("there are: %s", strings.Join(to.Options, ", "))
				return
			}
		}
	}
	if !assignable(t, to) {
		c.l.Errorf("wrong-type", at, "%q holds %s, and the formula gives %s", f.Name, to, t)
	}
}

// assignable tells whether a value of one type may be kept in a field of another.
func assignable(from, to rule.Type) bool {
	switch {
	case anything(from) || anything(to) || from.Type == field.Null:
		return true
	case to.Type == field.Amount:
		return from.Numeric()
	case to.Type == field.Int || to.Type == field.Decimal:
		return from.Type == field.Int || from.Type == field.Decimal
	case to.Type == field.Day || to.Type == field.Instant:
		return from.Type == field.Day || from.Type == field.Instant
	case to.Type == field.Interval && from.Elem != nil && to.Elem != nil:
		return from.Type == field.Interval && from.Elem.Type == to.Elem.Type
	case to.Type == field.Record:
		return from.Type == field.Record && (from.Entity == "" || to.Entity == "" || from.Entity == to.Entity)
	case to.Type == field.List:
		return from.Type == field.List && (from.Elem == nil || to.Elem == nil || assignable(*from.Elem, *to.Elem))
	}
	return from.Type == to.Type
}

func anything(t rule.Type) bool { return t.Type == field.Unknown || t.Type == field.Any }

// set compiles "set: {field: value}". data allows what only demo data may set.
func (c *compiler) set(e *model.Entity, values spec.Map[spec.Value], scope *rule.Scope, in setting) []model.Assignment {
	var out []model.Assignment
	for _, v := range values {
		f := c.fieldNamed(e, v.Key)
		if f == nil || !c.writable(f, v.Key, in) {
			continue
		}
		var x *model.Value
		if in == inDraw {
			x = c.drawn(v.Value, f, scope)
		} else {
			x = c.value(v.Value, f, scope)
		}
		if x != nil {
			out = append(out, model.Assignment{Field: f, Value: x})
			c.found.Set = append(c.found.Set, f)
		}
	}
	return out
}

// setting says where values are set: demo data may say more than automations.
type setting int

const (
	inStep setting = iota
	inData
	inDraw
)

func (c *compiler) writable(f *model.Field, w spec.Word, in setting) bool {
	code := "wrong-key"
	switch {
	case f.Formula != nil || f.Series != nil || isFormulaField(c, f):
		c.l.Errorf(code, w.At, "%q is computed, so nobody sets it", f.Name)
		return false
	case f.Name == model.Owner:
		return true
	case f.System && in != inStep && slices.Contains([]string{model.InFunnel, model.InStage, model.CreatedAt}, f.Name):
		return true
	case f.Name == model.InStage || f.Name == model.InFunnel:
		c.l.Errorf(code, w.At, "%q is changed by a move", f.Name).WithHint("write a step: move: =this, to: …")
		return false
	case f.System:
		c.l.Errorf(code, w.At, "%q is kept by Tamga, so nobody sets it", f.Name)
		return false
	}
	return true
}

// isFormulaField tells a field whose formula was refused, so that setting it is judged as if it were right.
func isFormulaField(c *compiler, f *model.Field) bool {
	x := c.entities[f.Entity.Name]
	s := x.fields[f.Name]
	return s != nil && s.Formula.Given()
}
