package lint

import (
	"reflect"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// use finds out what is read by expressions, and what is written by something else than a person.
func (x *linter) use() {
	for _, e := range x.m.Entities {
		for _, v := range []any{e.Title, e.Rules, e.Fields, e.Views, e.Forms, e.Exclusive} {
			walk(reflect.ValueOf(v), x.reads, x.writes)
		}
	}
	for _, v := range []any{x.m.Funnels, x.m.Automations, x.m.Roles, x.m.Documents, x.m.Messages, x.m.Reports, x.m.Targets, x.m.Channels,
		x.m.Matches, x.m.Quality, x.m.Dashboards} {
		walk(reflect.ValueOf(v), x.reads, x.writes)
	}
}

func (x *linter) reads(e *rule.Expr) {
	rule.Walk(e.Root, func(n rule.Node) {
		switch n := n.(type) {
		case *rule.Field:
			if f := x.named(n.Of.Type().Entity, n.Name); f != nil {
				x.read[f] = true
			}
		case *rule.Collection:
			if f := x.named(n.Entity, n.Link); f != nil {
				x.read[f] = true
			}
			if f := x.named(n.Of.Type().Entity, n.Name); f != nil {
				x.read[f] = true
			}
		case *rule.Call:
			if lit, ok := first(n.Args).(*rule.Literal); ok && n.Func.Name == "setting" {
				name, _ := lit.Value.(string)
				x.settings[name] = true
			}
		}
	})
}

func first(nodes []rule.Node) rule.Node {
	if len(nodes) == 0 {
		return nil
	}
	return nodes[0]
}

func (x *linter) writes(a model.Assignment) { x.written[a.Field] = true }

// The parts of a model at which walk stops: they are walked where they are declared, not where they are named.
var declared = map[reflect.Type]bool{reflect.TypeFor[model.Entity](): true, reflect.TypeFor[model.Field](): true, reflect.TypeFor[model.Funnel](): true,
	reflect.TypeFor[model.Automation](): true, reflect.TypeFor[model.Role](): true, reflect.TypeFor[model.Document](): true,
	reflect.TypeFor[model.Report](): true, reflect.TypeFor[model.View](): true, reflect.TypeFor[rule.Scope](): true, reflect.TypeFor[model.Dependent](): true}

// walk visits every expression and every assignment within a list of declared elements, or within a part of one.
func walk(v reflect.Value, read func(*rule.Expr), write func(model.Assignment)) {
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			if e := v.Index(i); e.Kind() == reflect.Pointer && declared[e.Type().Elem()] {
				inside(e.Elem(), read, write)
			} else {
				within(e, read, write)
			}
		}
	default:
		within(v, read, write)
	}
}

func inside(v reflect.Value, read func(*rule.Expr), write func(model.Assignment)) {
	for i := range v.NumField() {
		if v.Type().Field(i).IsExported() {
			within(v.Field(i), read, write)
		}
	}
}

func within(v reflect.Value, read func(*rule.Expr), write func(model.Assignment)) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || declared[v.Type().Elem()] {
			return
		}
		if e, ok := v.Interface().(*rule.Expr); ok {
			read(e)
			return
		}
		within(v.Elem(), read, write)
	case reflect.Interface:
		if !v.IsNil() {
			within(v.Elem(), read, write)
		}
	case reflect.Slice:
		for i := range v.Len() {
			within(v.Index(i), read, write)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			within(v.MapIndex(k), read, write)
		}
	case reflect.Struct:
		if declared[v.Type()] || v.Type().PkgPath() == "time" {
			return
		}
		if a, ok := v.Interface().(model.Assignment); ok {
			write(a)
		}
		inside(v, read, write)
	}
}

// expressions are all of some steps, or of another part of the model.
func expressions(part any, visit func(*rule.Expr)) {
	walk(reflect.ValueOf(part), visit, func(model.Assignment) {})
}
