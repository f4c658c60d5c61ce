package rule

import "fmt"

// Walk visits a part of an expression and all parts below it, each before those below.
func Walk(n Node, visit func(Node)) {
	visit(n)
	switch n := n.(type) {
	case *Field:
		Walk(n.Of, visit)
	case *Collection:
		Walk(n.Of, visit)
	case *Unary:
		Walk(n.X, visit)
	case *Binary:
		Walk(n.X, visit)
		Walk(n.Y, visit)
	case *Cond:
		Walk(n.Test, visit)
		Walk(n.Then, visit)
		Walk(n.Else, visit)
	case *Call:
		walkAll(n.Args, visit)
	case *Items:
		walkAll(n.Of, visit)
	case *Over:
		Walk(n.List, visit)
		for _, x := range []Node{n.Body, n.N} {
			if x != nil {
				Walk(x, visit)
			}
		}
	case *Literal, *This, *Old, *User, *Item, *Variable, *All, *Broken:
	default:
		panic(fmt.Sprintf("rule: unknown node %T", n))
	}
}

func walkAll(nodes []Node, visit func(Node)) {
	for _, n := range nodes {
		Walk(n, visit)
	}
}
