package model

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Basis writes down what of the package, beside its own text, the value of an expression rests on: the time zone, the
// working days, settings, the currency of bare numbers. Two releases that write the same give the same values.
func (m *Model) Basis(e *rule.Expr) string {
	var on []string
	rule.Walk(e.Root, func(n rule.Node) {
		switch n.Type().Type {
		case field.Instant:
			on = append(on, "zone "+m.Zone.String())
		case field.Amount:
			on = append(on, "currency "+m.Currency)
		}
		if call, ok := n.(*rule.Call); ok {
			on = append(on, m.basisOf(call)...)
		}
	})
	slices.Sort(on)
	return strings.Join(slices.Compact(on), "; ")
}

func (m *Model) basisOf(call *rule.Call) []string {
	switch call.Func.Name {
	case "workdays", "add_workdays":
		if days := m.Days(); days != nil {
			return []string{fmt.Sprint("days ", days.Days, " without ", days.Holidays)}
		}
	case "phone":
		return []string{"region " + m.Region}
	case "setting":
		if name, ok := call.Args[0].(*rule.Literal); ok {
			return []string{fmt.Sprint("setting ", name.Value, " ", m.setting(fmt.Sprint(name.Value)))}
		}
	}
	return nil
}

func (m *Model) setting(name string) any {
	for _, s := range m.Settings {
		if s.Name == name {
			return s.Default
		}
	}
	return nil
}
