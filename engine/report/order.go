package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
)

// ordered sorts the groups as the report says, else by themselves, and keeps as many as it may have.
func (a *asking) ordered(lines []Line) ([]Line, bool) {
	slices.SortStableFunc(lines, func(x, y Line) int {
		for _, o := range a.rep.Sort {
			c := 0
			if o.Group != nil {
				i := slices.Index(a.rep.Group, o.Group)
				c = compareKeys(x.Keys[i], y.Keys[i])
			} else if i := slices.Index(a.measures, o.Measure); i >= 0 {
				c = compare(x.Figures[i], y.Figures[i])
			}
			if o.Desc {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return compareAll(x, y)
	})
	most := MaxGroups
	if a.rep.Limit > 0 {
		most = a.rep.Limit
	}
	if len(lines) <= most {
		return lines, false
	}
	return lines[:most], a.rep.Limit == 0
}

func compareAll(x, y Line) int {
	for i := range x.Keys {
		if c := compareKeys(x.Keys[i], y.Keys[i]); c != 0 {
			return c
		}
	}
	return 0
}

// compareKeys puts options in declared order, and those without a value last.
func compareKeys(x, y Key) int {
	if (x.Value == nil) != (y.Value == nil) {
		if x.Value == nil {
			return 1
		}
		return -1
	}
	if c := cmp.Compare(x.order, y.order); c != 0 {
		return c
	}
	return compare(x.Value, y.Value)
}

// compare orders values of one type; nothing is less than anything.
func compare(x, y any) int {
	switch x := x.(type) {
	case int64:
		if y, ok := y.(int64); ok {
			return cmp.Compare(x, y)
		}
	case decimal.Decimal:
		if y, ok := y.(decimal.Decimal); ok {
			return x.Cmp(y)
		}
	case field.Money:
		if y, ok := y.(field.Money); ok {
			return cmp.Or(cmp.Compare(x.Currency, y.Currency), x.Amount.Cmp(y.Amount))
		}
	case nil:
		if y == nil {
			return 0
		}
		return -1
	}
	if y == nil {
		return 1
	}
	return strings.Compare(fmt.Sprint(x), fmt.Sprint(y))
}

// among keeps the cells of the groups that are shown.
func among(cells, lines []Line) []Line {
	shown := map[string]bool{}
	for _, l := range lines {
		shown[keyOf(l.Keys)] = true
	}
	slices.SortStableFunc(cells, compareAll)
	return slices.DeleteFunc(cells, func(c Line) bool { return len(lines) > 0 && !shown[keyOf(c.Keys[:len(lines[0].Keys)])] })
}

func keyOf(keys []Key) string {
	var b strings.Builder
	for _, k := range keys {
		fmt.Fprintf(&b, "%T %v\x00", k.Value, k.Value)
	}
	return b.String()
}
