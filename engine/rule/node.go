package rule

import "regexp"

// Node is one part of a checked expression. The set is sealed.
type Node interface {
	// Type is the static type.
	Type() Type
	// Span is the place in the source: byte offset and length.
	Span() (offset, length int)
	node()
}

type base struct {
	T      Type
	Offset int
	Length int
}

func (b base) Type() Type       { return b.T }
func (b base) Span() (int, int) { return b.Offset, b.Length }
func (base) node()              {}

// The nodes.
type (
	// Literal is a constant in its Go form; nil is empty.
	Literal struct {
		base
		Value any
	}
	// This is the record of the scope; Old the same before the change; User who acts.
	This struct{ base }
	Old  struct{ base }
	User struct{ base }
	// Item is the element that a predicate looks at; Up counts the predicates outwards.
	Item struct {
		base
		Up int
	}
	// Variable is a named value of the scope.
	Variable struct {
		base
		Name  string
		Index int
	}
	// Field is a member of a record: a value in a slot. A link gives the record it points to.
	Field struct {
		base
		Of   Node
		Name string
		Slot int
	}
	// Collection is the inverse of a link, or a many-to-many link, of a record.
	Collection struct {
		base
		Of   Node
		Name string
		// Entity and Link say which records these are; Many that the pairs are in a table of their own.
		Entity string
		Link   string
		Many   bool
	}
	// All is every record of an entity: crm.deal.
	All struct {
		base
		Entity string
	}
	// Unary is "-" or "not".
	Unary struct {
		base
		Op string
		X  Node
	}
	// Binary is an operator of two sides, named as written: + - * / % ** == != < <= > >= and or in
	// contains startsWith endsWith matches ?? ..
	Binary struct {
		base
		Op   string
		X, Y Node
		re   *regexp.Regexp // of matches
	}
	// Cond is test ? then : otherwise.
	Cond struct {
		base
		Test, Then, Else Node
	}
	// Call is a function of values.
	Call struct {
		base
		Func *Function
		Args []Node
	}
	// Over goes over a list: count sum avg min max any all none one first last filter map find findLast
	// sortBy take unique. Body looks at each Item; nil where the function needs none.
	Over struct {
		base
		Func string
		List Node
		Body Node
		Desc bool // sortBy: the largest first
		N    Node // take: how many

		pred *Expr // Body as a condition over crm.<entity>
	}
	// Items is a list written out: [1, 2].
	Items struct {
		base
		Of []Node
	}
	// Broken is what was not understood and has been reported.
	Broken struct{ base }
)

// Type of what was not understood is Unknown, which is silent.
func (Broken) Type() Type { return Unknown }

// Function is one function of the language.
type Function struct {
	Name string
	// Doc is one sentence for people; Usage its form, "round(x, n)".
	Doc   string
	Usage string
	// Params are the types that arguments must fit; Unknown takes any. The last Optional of them may be left out.
	Params   []Type
	Optional int
	// Type is that of the result. Result, unless nil, gives it for the types of arguments that fit Params,
	// or a message saying what is wrong.
	Type   Type
	Result func(args []Type) (Type, string)
	// Eval computes. Arguments may be nil (empty), and nil where they were left out.
	// Nil for what goes over lists, and for what the checker turns into another node.
	Eval func(f *Frame, args []any) (any, error)
	// Strict: with an argument of the required ones empty the result is empty, without a call of Eval.
	Strict bool
	// Clock: the value depends on the time.
	Clock bool
}
