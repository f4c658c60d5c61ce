package record

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/query"
	"github.com/tamga-crm/tamga/engine/rule"
)

// The bounds of one page.
const (
	DefaultLimit = 50
	MaxLimit     = 500
)

// Query asks for many records. The actor's read permission is always added; what the actor may not read is an
// unknown field in Where and Sort.
type Query struct {
	Where   string     // an expression over the entity; "": all
	Only    *rule.Expr // one more condition, already compiled: a view's, an automation's
	Sort    string     // "-created_at,name"; "": newest first
	Search  string     // words
	Limit   int        // 1 to MaxLimit; 0: DefaultLimit
	Cursor  string     // Page.Next of the page before, for the same question
	Count   bool
	Deleted bool // the recycle bin instead
}

// Page is some of the records asked for.
type Page struct {
	Rows  []model.Row
	Next  string // "": the last page
	Total int64  // exact, when Count was asked; else -1
}

// List gives one page of records that the actor may read.
func (r *Reader) List(ctx context.Context, e *model.Entity, q Query) (*Page, error) {
	limit := q.Limit
	if limit == 0 {
		limit = DefaultLimit
	}
	if limit < 1 || limit > MaxLimit {
		return nil, malformed("invalid_parameter", "name", "limit", "reason", fmt.Sprintf("1–%d", MaxLimit))
	}
	sel, err := r.Selection(ctx, e, q)
	if err != nil {
		return nil, err
	}
	sel.Limit, sel.Cursor = limit+1, q.Cursor
	page := &Page{Total: -1}
	if page.Rows, err = r.selected(ctx, sel); err != nil {
		return nil, err
	}
	if len(page.Rows) > limit {
		page.Rows = page.Rows[:limit]
		last := page.Rows[limit-1]
		page.Next = query.Cursor(sel.Sort, func(f *model.Field) any { return r.valueOf(ctx, f, last) }, last.ID())
	}
	if q.Count {
		page.Total, err = r.counted(ctx, sel)
	}
	return page, err
}

// Selection is a question as the actor may ask it: bound by what they may read.
func (r *Reader) Selection(ctx context.Context, e *model.Entity, q Query) (query.Select, error) {
	sel := query.Select{Model: r.Model, Entity: e, Deleted: q.Deleted, Frame: r.Frame(ctx, model.Row{}, model.Row{}, nil)}
	may := r.access(e).grant.Read
	if may.Never() {
		return sel, forbidden()
	}
	if !may.Always {
		sel.Where = append(sel.Where, may.Where)
	}
	where, err := r.where(e, q.Where)
	if err != nil {
		return sel, err
	}
	for _, x := range []*rule.Expr{q.Only, where} {
		if x != nil {
			sel.Where = append(sel.Where, x)
		}
	}
	if err := r.searching(&sel, q.Search); err != nil {
		return sel, err
	}
	sel.Sort, err = r.order(e, q.Sort)
	return sel, err
}

func (r *Reader) order(e *model.Entity, sort string) ([]model.Order, error) {
	if sort == "" {
		return []model.Order{{Field: e.Field(model.ID), Desc: true}}, nil
	}
	orders, err := query.ParseSort(e, sort, r.shows)
	var bad *query.SortError
	switch {
	case err == nil:
		return orders, nil
	case !errors.As(err, &bad):
		return nil, err
	case bad.Code == "unknown-field":
		return nil, r.unknown("sort", e, bad.Name)
	}
	return nil, malformed("invalid_parameter", "name", "sort", "reason", bad.Name)
}

// where reads a condition that came from outside. A condition of the package's own views is taken as it was compiled;
// any other may name only what the actor may read, field by field, and may look only into entities all of which the
// actor may read: else it would be a question about records that are not to be seen.
func (r *Reader) where(e *model.Entity, source string) (*rule.Expr, error) {
	if source == "" {
		return nil, nil
	}
	for _, v := range e.Views {
		if v.Where != nil && v.Where.Source == source {
			return v.Where, nil
		}
	}
	x, problems := rule.Compile(source, &rule.Scope{Schema: model.SchemaOf(r.Model, r.shows), Entity: e.Name}, rule.Bool)
	if len(problems) > 0 {
		p := problems[0]
		reason := p.Message
		if p.Hint != "" {
			reason += ": " + p.Hint
		}
		return nil, malformedIn("where", "invalid_expression", "reason", reason, "offset", p.Offset)
	}
	for _, read := range x.Reads {
		if to := r.looksInto(read); to != nil && !r.access(to).grant.Read.Always {
			return nil, malformedIn("where", "invalid_expression", "reason", to.Name)
		}
	}
	return x, nil
}

// looksInto is the entity whose records a part of a condition looks at, beside the record itself; nil when there is none.
func (r *Reader) looksInto(read rule.Read) *model.Entity {
	of := r.Model.Entity(read.Entity)
	if of == nil {
		return nil
	}
	if inv := of.Inverse(read.Member); inv != nil {
		return inv.Entity
	}
	if len(read.Path) > 0 {
		return of
	}
	return nil
}

func malformedIn(parameter, say string, kv ...any) *Problem {
	p := malformed(say, kv...)
	p.Fields = []FieldProblem{{Field: parameter, Code: say, Params: p.Params}}
	return p
}

// shows tells whether the actor may name a member of an entity.
func (r *Reader) shows(entity, member string) bool {
	e := r.Model.Entity(entity)
	if e == nil {
		return false
	}
	a := r.access(e)
	if f := e.Field(member); f != nil {
		return a.read[f.Slot]
	}
	inv := e.Inverse(member)
	return inv != nil && r.Readable(inv.Link) && !r.access(inv.Entity).grant.Read.Never()
}

func (r *Reader) selected(ctx context.Context, sel query.Select) ([]model.Row, error) {
	rows, err := r.Tx.Find(ctx, sel)
	if err != nil {
		return nil, unasked("list", sel.Entity, err)
	}
	r.learn(rows)
	return rows, nil
}

func (r *Reader) counted(ctx context.Context, sel query.Select) (int64, error) {
	n, err := r.Tx.Count(ctx, sel, 0)
	if err != nil {
		return 0, unasked("count", sel.Entity, err)
	}
	return n, nil
}

// unasked is what a question that no statement can be made of gets.
func unasked(verb string, e *model.Entity, err error) error {
	var no *query.NoSQL
	switch {
	case errors.As(err, &no):
		return malformedIn("where", "invalid_expression", "reason", no.Error(), "offset", no.Offset)
	case errors.Is(err, query.ErrCursor):
		return malformed("invalid_cursor")
	}
	return fmt.Errorf("%s %s: %w", verb, e.Name, err)
}

// Found is what a search found in one entity.
type Found struct {
	Entity *model.Entity
	Rows   []model.Row
}

// Search looks for words in every entity that the actor may read; at most limit records of each.
func (r *Reader) Search(ctx context.Context, words string, limit int) ([]Found, error) {
	var out []Found
	for _, e := range r.Model.Entities {
		if len(e.Search) == 0 || r.access(e).grant.Read.Never() {
			continue
		}
		page, err := r.List(ctx, e, Query{Search: words, Limit: limit})
		if err != nil {
			return nil, err
		}
		if len(page.Rows) > 0 {
			out = append(out, Found{e, page.Rows})
		}
	}
	return out, nil
}

// maxWords bounds how many words a search is cut into.
const maxWords = 8

// searching adds the words of a search. Where a searched field is hidden from the actor, the folded text of all searched
// fields would tell of it: the fields that may be read are looked through one by one.
func (r *Reader) searching(sel *query.Select, words string) error {
	e := sel.Entity
	var shown []string
	for _, f := range e.Search {
		if r.Readable(f) && f.Kind.Type() == field.Text {
			shown = append(shown, f.Name)
		}
	}
	if len(shown) == len(e.Search) || !slices.ContainsFunc(e.Search, func(f *model.Field) bool { return !r.Readable(f) }) {
		sel.Search = words
		return nil
	}
	scope := &rule.Scope{Schema: model.SchemaOf(r.Model, r.shows), Entity: e.Name}
	parts := []string{}
	for i, w := range strings.Fields(strings.ToLower(words)) {
		if i == maxWords {
			break
		}
		name := "word" + strconv.Itoa(i)
		scope.Vars = append(scope.Vars, rule.Var{Name: name, Type: rule.Text})
		sel.Frame.Vars = append(sel.Frame.Vars, w)
		tests := []string{"false"}
		for _, f := range shown {
			tests = append(tests, "lower("+f+") contains "+name)
		}
		parts = append(parts, "("+strings.Join(tests, " || ")+")")
	}
	if len(parts) == 0 {
		return nil
	}
	x, problems := rule.Compile(strings.Join(parts, " && "), scope, rule.Bool)
	if len(problems) > 0 {
		return fmt.Errorf("search %s: %s", e.Name, problems[0].Message)
	}
	sel.Where = append(sel.Where, x)
	return nil
}
