package lint

import (
	"reflect"
	"strings"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Found is what the compiler met on its way: every expression, and every field that something else than a person sets.
type Found struct {
	Cache *Cache // what the last look at the package left; nil: nothing
	Exprs []*rule.Expr
	Set   []*model.Field
}

// use finds out what is read and what is written.
func (x *linter) use(f Found) {
	for _, field := range f.Set {
		x.written[field] = true
	}
	for _, e := range f.Exprs {
		for _, r := range e.Reads {
			if field := x.named(r.Entity, r.Member); field != nil {
				x.read[field] = true
			}
		}
		if strings.Contains(e.Source, "setting") {
			rule.Walk(e.Root, x.setting)
		}
	}
}

func (x *linter) setting(n rule.Node) {
	if call, ok := n.(*rule.Call); ok && call.Func.Name == "setting" {
		if lit, ok := first(call.Args).(*rule.Literal); ok {
			name, _ := lit.Value.(string)
			x.settings[name] = true
		}
	}
}

func first(nodes []rule.Node) rule.Node {
	if len(nodes) == 0 {
		return nil
	}
	return nodes[0]
}

// The parts of a model that are not walked where they are named: they are walked where they are declared.
var declared = map[reflect.Type]bool{reflect.TypeFor[model.Entity](): true, reflect.TypeFor[model.Field](): true, reflect.TypeFor[model.Funnel](): true,
	reflect.TypeFor[model.Automation](): true, reflect.TypeFor[model.Document](): true, reflect.TypeFor[rule.Scope](): true}

// expressions are all of some steps, or of another small part of the model.
func expressions(part any, visit func(*rule.Expr)) { within(reflect.ValueOf(part), visit) }

func within(v reflect.Value, visit func(*rule.Expr)) {
	switch v.Kind() {
	case reflect.Pointer:
		if e, ok := v.Interface().(*rule.Expr); ok && e != nil {
			visit(e)
		} else if !v.IsNil() && !declared[v.Type().Elem()] {
			within(v.Elem(), visit)
		}
	case reflect.Interface:
		if !v.IsNil() {
			within(v.Elem(), visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			within(v.Index(i), visit)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			within(v.MapIndex(k), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				within(v.Field(i), visit)
			}
		}
	}
}
