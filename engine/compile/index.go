package compile

import (
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// Index is where every name of a package stands, for editors: each place where it is declared and used, also inside
// expressions and texts. It is filled as far as the package could be understood.
type Index struct {
	// Uses asks for every place; without it only elements of their own are noted, no fields and options.
	Uses  bool
	Marks []Mark
	// Model is the package as far as it was understood; unlike the one that Model gives it may have holes.
	Model *model.Model
	// Schema answers what expressions may ask.
	Schema rule.Schema
}

// Mark is one place of a name.
type Mark struct {
	Name     Name
	At       diag.Range
	Declared bool
}

// Name is an element of the package: {field, deal.amount}, {stage, sales.won}, {option, deal.status.new}.
type Name struct {
	Kind string
	Path string
}

// The kinds of name.
const (
	EntityName     = "entity"
	FieldName      = "field" // and collections, which stand beside fields
	OptionName     = "option"
	FunnelName     = "funnel"
	StageName      = "stage"
	AutomationName = "automation"
	RoleName       = "role"
	MessageName    = "message"
	DocumentName   = "document"
	ChannelName    = "channel"
	SettingName    = "setting"
	UserName       = "user"
	ReportName     = "report"
	TargetName     = "target"
)

// Last is the name as it is written.
func (n Name) Last() string { return n.Path[strings.LastIndexByte(n.Path, '.')+1:] }

// use notes a word that names an element. Without an index nothing is noted.
func (c *compiler) use(kind, path string, w spec.Word) {
	if c.noting() && w.Given() {
		c.mark(kind, path, w.At, false)
	}
}

func (c *compiler) noting() bool { return c.index != nil && c.index.Uses }

func (c *compiler) mark(kind, path string, at diag.Range, declared bool) {
	c.index.Marks = append(c.index.Marks, Mark{Name{kind, path}, at, declared})
}

// indexed completes the index at the end of a compilation.
func (c *compiler) indexed() {
	if c.index == nil {
		return
	}
	c.index.Model, c.index.Schema = c.m, c.schema
	for _, e := range c.p.Entities {
		c.declares(EntityName, "", e.Key)
		if !c.index.Uses {
			continue
		}
		for _, f := range e.Value.Fields {
			c.declaresField(e.Key.Value+".", f)
		}
	}
	for _, f := range c.p.Funnels {
		c.declares(FunnelName, "", f.Key)
		for _, s := range f.Value.Stages {
			c.declares(StageName, f.Key.Value+".", s.Key)
		}
	}
	for _, s := range c.p.Settings {
		c.declares(SettingName, "", s.Key)
	}
	declareAll(c, AutomationName, c.p.Automations)
	declareAll(c, RoleName, c.p.Roles)
	declareAll(c, MessageName, c.p.Messages)
	declareAll(c, DocumentName, c.p.Documents)
	declareAll(c, ChannelName, c.p.Channels)
	declareAll(c, UserName, c.p.Users)
	declareAll(c, ReportName, c.p.Reports)
	declareAll(c, TargetName, c.p.Targets)
}

func declareAll[T any](c *compiler, kind string, m spec.Map[T]) {
	for _, e := range m {
		c.declares(kind, "", e.Key)
	}
}

func (c *compiler) declares(kind, in string, w spec.Word) { c.mark(kind, in+w.Value, w.At, true) }

func (c *compiler) declaresField(entity string, f spec.Entry[*spec.Field]) {
	c.declares(FieldName, entity, f.Key)
	if f.Value.Inverse.Given() {
		for _, to := range f.Value.To {
			c.declares(FieldName, to.Value+".", f.Value.Inverse)
		}
	}
	if f.Value.Options != nil {
		for _, o := range f.Value.Options.Items {
			c.declares(OptionName, entity+f.Key.Value+".", o.Key)
		}
	}
}

// useExpr notes the names in an expression that stands in a file; shift is where it begins in its word.
func (c *compiler) useExpr(x *rule.Expr, w spec.Word, shift int) {
	if !c.noting() || x == nil {
		return
	}
	u := &exprUse{c: c, x: x, w: w, shift: shift}
	rule.Walk(x.Root, u.node)
}

// useTemplate notes the names in the expressions of a text.
func (c *compiler) useTemplate(t *rule.Template, w spec.Word) {
	if !c.noting() || t == nil {
		return
	}
	for _, p := range t.Parts {
		c.useExpr(p.Expr, w, p.At)
	}
}

// useValues notes the options that an expression gives to a choice field.
func (c *compiler) useValues(x *rule.Expr, w spec.Word, f *model.Field) {
	if !c.noting() || x == nil || len(f.Options.Choices) == 0 {
		return
	}
	u := &exprUse{c: c, x: x, w: w}
	u.gives(x.Root, f.Entity, f.Name)
}

// exprUse notes the names of one expression.
type exprUse struct {
	c     *compiler
	x     *rule.Expr
	w     spec.Word
	shift int
}

// note marks a name where it stands last within a node: after the dots, and inside the quotes of a text.
func (u *exprUse) note(kind, path string, n rule.Node) {
	offset, length := n.Span()
	name := Name{kind, path}.Last()
	if i := strings.LastIndex(u.x.Source[offset:offset+length], name); i >= 0 {
		u.c.mark(kind, path, u.w.Inside(u.shift+offset+i, len(name)), false)
	}
}

func (u *exprUse) node(n rule.Node) {
	switch n := n.(type) {
	case *rule.Field:
		u.member(n.Of, n.Name, n)
	case *rule.Collection:
		u.member(n.Of, n.Name, n)
	case *rule.All:
		u.note(EntityName, n.Entity, n)
	case *rule.Call:
		u.call(n)
	case *rule.Variable:
		if slices.ContainsFunc(u.c.m.People, func(p *model.Person) bool { return p.Name == n.Name }) {
			u.note(UserName, n.Name, n)
		}
	case *rule.Binary:
		u.compares(n.X, n.Y)
		u.compares(n.Y, n.X)
	}
}

func (u *exprUse) member(of rule.Node, name string, n rule.Node) {
	if entity := of.Type().Entity; entity != "" {
		u.note(FieldName, entity+"."+name, n)
	}
}

// call notes the names that functions take as texts.
func (u *exprUse) call(n *rule.Call) {
	for i, a := range n.Args {
		l, ok := a.(*rule.Literal)
		name, isText := "", false
		if ok {
			name, isText = l.Value.(string)
		}
		switch {
		case !isText:
		case n.Func.Name == "setting" && i == 0:
			u.note(SettingName, name, l)
		case n.Func.Name == "changed" && i == 0:
			u.note(FieldName, u.x.Scope.Entity+"."+name, l)
		case n.Func.Name == "next" && i == 0:
			u.note(FieldName, name, l)
		case n.Func.Name == "has_role" && i == 1:
			u.note(RoleName, name, l)
		}
	}
}

// compares notes options that a choice field is compared with: alone, or one of a list.
func (u *exprUse) compares(x, y rule.Node) {
	f, ok := x.(*rule.Field)
	if !ok || len(f.Type().Options) == 0 && (f.Type().Elem == nil || len(f.Type().Elem.Options) == 0) {
		return
	}
	if e := u.c.entities[f.Of.Type().Entity]; e != nil {
		u.gives(y, e.Entity, f.Name)
	}
}

// gives notes the options among the values that a node may have.
func (u *exprUse) gives(n rule.Node, e *model.Entity, name string) {
	switch n := n.(type) {
	case *rule.Literal:
		if s, ok := n.Value.(string); ok {
			u.option(e, name, s, n)
		}
	case *rule.Items:
		for _, i := range n.Of {
			u.gives(i, e, name)
		}
	case *rule.Cond:
		u.gives(n.Then, e, name)
		u.gives(n.Else, e, name)
	}
}

func (u *exprUse) option(e *model.Entity, name, value string, n rule.Node) {
	for _, o := range u.c.optionNames(e, name, value) {
		u.note(o.Kind, o.Path, n)
	}
}

// optionNames are the elements that a value of a choice field stands for: an option; or a funnel, or the stages of
// that name, or a role, for the fields that Tamga keeps.
func (c *compiler) optionNames(e *model.Entity, name, value string) []Name {
	switch name {
	case model.InFunnel:
		return []Name{{FunnelName, value}}
	case model.InStage:
		var out []Name
		for _, f := range e.Funnels {
			if f.Stage(value) != nil {
				out = append(out, Name{StageName, f.Name + "." + value})
			}
		}
		return out
	}
	if e.Name == model.UserEntity && name == "role" {
		return []Name{{RoleName, value}}
	}
	f := e.Field(name)
	if f == nil || f.Kind == nil || f.Kind.Type() == field.Unknown {
		return nil
	}
	of := e.Name + "." + name
	if x := c.entities[e.Name]; x != nil && x.fields[name] != nil && x.fields[name].Options != nil && x.fields[name].Options.Of.Given() {
		of = x.fields[name].Options.Of.Value
	}
	return []Name{{OptionName, of + "." + value}}
}

// useLiteral notes options that a choice field is given as they are.
func (c *compiler) useLiteral(v spec.Value, f *model.Field) {
	if !c.noting() || len(f.Options.Choices) == 0 || f.Entity == nil {
		return
	}
	if w, ok := v.Word(); ok {
		for _, o := range c.optionNames(f.Entity, f.Name, w.Value) {
			c.use(o.Kind, o.Path, w)
		}
	}
	items, _ := v.Items()
	for _, i := range items {
		c.useLiteral(i, f)
	}
}
