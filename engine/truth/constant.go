package truth

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/rule"
)

// folded are functions that are computed here when their arguments are constants: those that ask nothing of the world.
var folded = []string{"days", "weeks", "months", "years", "hours", "minutes", "date", "as decimal", "as money", "lower", "upper", "trim", "abs", "round"}

// constant computes a part that is the same for every record, at any time.
func constant(n rule.Node) (any, bool) {
	plain := true
	rule.Walk(n, func(n rule.Node) {
		switch n := n.(type) {
		case *rule.Literal, *rule.Unary, *rule.Binary, *rule.Items:
		case *rule.Call:
			plain = plain && slices.Contains(folded, n.Func.Name)
		default:
			plain = false
		}
	})
	if !plain {
		return nil, false
	}
	v, err := (&rule.Frame{Ctx: context.Background(), Zone: time.UTC}).EvalNode(n)
	return v, err == nil
}

// key names what a part computes: parts of one key have one value for one record at one instant. Empty: no such name.
func key(n rule.Node) string {
	var b strings.Builder
	if !write(&b, n) {
		return ""
	}
	return b.String()
}

func write(b *strings.Builder, n rule.Node) bool {
	switch n := n.(type) {
	case nil:
		b.WriteString("_")
	case *rule.Literal:
		fmt.Fprintf(b, "%T:%v", n.Value, n.Value)
	case *rule.This:
		b.WriteString("this")
	case *rule.Old:
		b.WriteString("old")
	case *rule.User:
		b.WriteString("user")
	case *rule.Item:
		fmt.Fprintf(b, "item%d", n.Up)
	case *rule.Variable:
		fmt.Fprintf(b, "var%d", n.Index)
	case *rule.All:
		b.WriteString("crm." + n.Entity)
	case *rule.Field:
		return writeAll(b, "."+n.Name, n.Of)
	case *rule.Collection:
		return writeAll(b, "."+n.Name, n.Of)
	case *rule.Unary:
		return writeAll(b, n.Op, n.X)
	case *rule.Binary:
		return writeAll(b, n.Op, n.X, n.Y)
	case *rule.Cond:
		return writeAll(b, "?", n.Test, n.Then, n.Else)
	case *rule.Call:
		return n.Func.Name != "next" && writeAll(b, n.Func.Name, n.Args...)
	case *rule.Items:
		return writeAll(b, "[]", n.Of...)
	case *rule.Over:
		parts := []rule.Node{n.List}
		for _, x := range []rule.Node{n.Body, n.N} {
			if x != nil {
				parts = append(parts, x)
			}
		}
		return writeAll(b, fmt.Sprintf("%s/%t", n.Func, n.Desc), parts...)
	default:
		return false
	}
	return true
}

func writeAll(b *strings.Builder, name string, parts ...rule.Node) bool {
	b.WriteString(name + "(")
	for _, p := range parts {
		if !write(b, p) {
			return false
		}
		b.WriteByte(',')
	}
	b.WriteByte(')')
	return true
}

// Same tells whether two expressions of one scope compute the same.
func Same(x, y *rule.Expr) bool {
	return x != nil && y != nil && SameNode(x.Root, y.Root)
}

// SameNode tells whether two parts of one scope compute the same.
func SameNode(x, y rule.Node) bool {
	k := key(x)
	return k != "" && k == key(y)
}

// settled tells types whose values are equal to themselves, and are numbers or words.
func settled(t rule.Type) bool {
	return slices.Contains([]field.Type{field.Bool, field.Int, field.Decimal, field.Amount, field.Text, field.Day, field.Instant, field.Span, field.Record}, t.Type)
}
