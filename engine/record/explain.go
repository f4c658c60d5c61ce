package record

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/locale"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Place is where something stands in the YAML.
type Place struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// PlaceOf is a place as answers have it; nil for none.
func PlaceOf(at diag.Range) *Place {
	if !at.Known() {
		return nil
	}
	return &Place{at.File, at.Line, at.Column}
}

// Part is a part of an expression with its value and its place.
type Part struct {
	Source  string  `json:"source"`
	Value   string  `json:"value"`  // as an expression writes it
	Hidden  bool    `json:"hidden"` // the value depends on what the asker may not read
	Decides bool    `json:"decides"`
	Note    string  `json:"note,omitempty"`
	At      *Place  `json:"at,omitempty"`
	Parts   []*Part `json:"parts,omitempty"`
}

// Clause is one of the things that decide a question, whether it is met, and in words.
type Clause struct {
	Kind  string `json:"kind"`
	Name  string `json:"name,omitempty"`
	Holds *bool  `json:"holds"` // nil: cannot be told
	Text  string `json:"text"`
	At    *Place `json:"at,omitempty"`
	Tree  *Part  `json:"tree,omitempty"`
}

// clause makes a clause of a kind: its words are "explain.<kind>.yes" and "….no", or "explain.<kind>".
func (r *Reader) clause(kind string, holds bool, kv ...any) Clause {
	key := "explain." + kind
	if words := locale.Words(r.Who.Locale); !words.Has(key) {
		key += map[bool]string{true: ".yes", false: ".no"}[holds]
	}
	return Clause{Kind: kind, Holds: &holds, Text: r.Words(key, kv...)}
}

// Words are words of Tamga's in the actor's language.
func (r *Reader) Words(key string, kv ...any) string {
	return locale.Words(r.Who.Locale).Say(key, params(kv...))
}

// Shown is a value as the actor reads it.
func (r *Reader) Shown(v any) string { return r.show(r.ctx)(v) }

// Answer is why something is so: a verdict and the clauses that make it.
type Answer struct {
	Verdict string   `json:"verdict"`
	Text    string   `json:"text"`
	Clauses []Clause `json:"clauses"`
}

func (a *Answer) add(c Clause) { a.Clauses = append(a.Clauses, c) }

// refuses tells whether some clause is not met.
func (a *Answer) refuses() bool {
	return slices.ContainsFunc(a.Clauses, func(c Clause) bool { return c.Holds != nil && !*c.Holds })
}

// Explain computes an expression over a frame and shows each part with its value, as the asker may see it.
// An expression that cannot be computed is shown as far as it was.
func (r *Reader) Explain(ctx context.Context, x *rule.Expr, f *rule.Frame) *Part {
	t, err := x.Trace(f)
	deciding := map[*rule.Trace]bool{}
	if x.Type.Type == field.Bool {
		for _, d := range t.Deciding() {
			deciding[d] = true
		}
	}
	e := explaining{r, ctx, x, f, deciding}
	p := e.part(t)
	if err != nil {
		p.Note = err.Error()
	}
	return p
}

// Weigh is a clause whose condition is an expression: whether it holds, and its tree.
func (r *Reader) Weigh(ctx context.Context, c Clause, x *rule.Expr, f *rule.Frame) Clause {
	c.Tree = r.Explain(ctx, x, f)
	if c.At == nil {
		c.At = c.Tree.At
	}
	return c
}

// explaining is one expression being shown to somebody.
type explaining struct {
	asker    *Reader
	ctx      context.Context
	expr     *rule.Expr
	frame    *rule.Frame
	deciding map[*rule.Trace]bool
}

// part shows a part, without those below that only say themselves.
func (e *explaining) part(t *rule.Trace) *Part {
	t.Value = e.known(t.Value)
	p := &Part{Source: t.Source, Note: t.Note, Decides: e.deciding[t], Value: Say(e.frame, t.Value)}
	if e.expr.Place != nil {
		p.At = PlaceOf(e.expr.Place(t.Offset, len(t.Source)))
	}
	for _, below := range t.Parts {
		child := e.part(below)
		p.Hidden = p.Hidden || child.Hidden
		if child.Value != child.Source || child.Hidden {
			p.Parts = append(p.Parts, child)
		}
	}
	if p.Hidden = p.Hidden || e.hides(t); p.Hidden {
		p.Value, p.Note = "", ""
	}
	return p
}

// known reads the record that a link names: an evaluation follows links only as far as it has to.
func (e *explaining) known(v any) any {
	switch x := v.(type) {
	case field.Ref:
		if rec, err := e.frame.Source.Record(e.ctx, x.Entity, x.ID); err == nil && rec != nil {
			return rec
		}
		return x.ID
	case []field.Ref:
		out := make([]any, len(x))
		for i := range x {
			out[i] = e.known(x[i])
		}
		return out
	case []any:
		out := make([]any, len(x))
		for i := range x {
			out[i] = e.known(x[i])
		}
		return out
	}
	return v
}

// hides tells whether the asker may not know the value of a part. Rights are asked of every field that it names, and
// of every record that is its value; what goes over records that were not all looked at is only shown when all may be read.
func (e *explaining) hides(t *rule.Trace) (hidden bool) {
	r := e.asker
	if r.Who.Role == nil || r.Who.Role.All {
		return false
	}
	if t.Node != nil {
		rule.Walk(t.Node, func(n rule.Node) { hidden = hidden || e.hidesNode(n) })
	}
	return hidden || e.hidesValue(t.Value)
}

func (e *explaining) hidesNode(n rule.Node) bool {
	r := e.asker
	switch n := n.(type) {
	case *rule.Field:
		of := r.Model.Entity(n.Of.Type().Entity)
		if of == nil {
			return false
		}
		f := of.Field(n.Name)
		return f != nil && !r.Readable(f)
	case *rule.Collection:
		of := r.Model.Entity(n.Entity)
		if of == nil {
			return false
		}
		link := of.Field(n.Link)
		return link != nil && !n.Many && !r.Readable(link)
	case *rule.All:
		of := r.Model.Entity(n.Entity)
		return of != nil && !r.sees(of)
	case *rule.Over:
		return n.Body != nil && e.reachesUnseen(n.Body)
	}
	return false
}

// reachesUnseen tells whether a predicate follows a link to records that the asker may not all read.
func (e *explaining) reachesUnseen(body rule.Node) (unseen bool) {
	rule.Walk(body, func(n rule.Node) {
		if f, ok := n.(*rule.Field); ok {
			if _, through := f.Of.(*rule.Field); through {
				of := e.asker.Model.Entity(f.Of.Type().Entity)
				unseen = unseen || of != nil && !e.asker.sees(of)
			}
		}
	})
	return unseen
}

func (e *explaining) hidesValue(v any) bool {
	switch v := v.(type) {
	case rule.Record:
		row, ok := RowOf(v)
		if !ok {
			return false
		}
		may, err := e.asker.mayRead(e.ctx, row)
		return err != nil || !may
	case []any:
		return slices.ContainsFunc(v, e.hidesValue)
	}
	return false
}

// sees tells whether the actor may read every record of an entity.
func (r *Reader) sees(e *model.Entity) bool { return r.access(e).grant.Read.Always }

// Say writes a value as an expression would: text in quotes, records by their titles.
func Say(f *rule.Frame, v any) string {
	switch v := v.(type) {
	case nil:
		return "nil"
	case string:
		return fmt.Sprintf("%q", v)
	case rule.Record:
		title, err := f.Source.Title(f.Ctx, v)
		if err != nil || title == "" {
			title = v.ID()
		}
		return fmt.Sprintf("%s %q", v.Entity(), title)
	case []any:
		return sayList(f, v)
	}
	return fmt.Sprint(v)
}

// mostSaid is how many elements of a list are written out.
const mostSaid = 5

func sayList(f *rule.Frame, list []any) string {
	var words []string
	for i, x := range list {
		if i == mostSaid {
			words = append(words, fmt.Sprintf("… %d in all", len(list)))
			break
		}
		words = append(words, Say(f, x))
	}
	return "[" + strings.Join(words, ", ") + "]"
}
