package query

import (
	"strings"

	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Select asks for records of an entity.
type Select struct {
	Model  *model.Model
	Entity *model.Entity
	// Where must all hold: permission, filter, view. They are over the entity's record, or the condition of a
	// Source.Select over crm.<entity>.
	Where []*rule.Expr
	// Frame gives the values of all in Where that is not the record: the user, the clock, the outer record.
	Frame   *rule.Frame
	Sort    []model.Order // empty: in the order in which records were made
	Search  string        // words, all of which must be found
	Cursor  string        // of Cursor, for the same Select; "" for the first page
	Limit   int           // 0: all
	Deleted bool          // those in the recycle bin instead of the others
}

// Records is the statement of a page: the columns of the entity's stored fields, in their order.
// An error is a *NoSQL, or ErrCursor.
func (q Select) Records(d Dialect) (Statement, error) {
	c, s, where, err := q.conditions(d)
	if err != nil {
		return Statement{}, err
	}
	keys, err := c.keys(s, q.Sort)
	if err != nil {
		return Statement{}, err
	}
	var place []*fragment
	if q.Cursor != "" {
		if place, err = c.parseCursor(q.Cursor, keys); err != nil {
			return Statement{}, err
		}
	}
	page := page{c, s, where, keys, q.Limit}
	out := page.whole(place)
	if page.splits(place) {
		out = page.halves(place)
	}
	return Statement{out.text, out.args}, nil
}

// Count is the statement of how many there are, whatever the page; most > 0 stops counting there.
func (q Select) Count(d Dialect, most int) (Statement, error) {
	_, s, where, err := q.conditions(d)
	if err != nil {
		return Statement{}, err
	}
	out := build("SELECT COUNT(*) FROM @ WHERE @", raw(s.from()), joined(where, " AND "))
	if most > 0 {
		out = build("SELECT COUNT(*) FROM (SELECT 1 FROM @ WHERE @ LIMIT @) AS t", raw(s.from()), joined(where, " AND "), whole(int64(most)))
	}
	return Statement{out.text, out.args}, nil
}

// columns are those of the stored fields.
func columns(r *row) fragment {
	var names []string
	for _, f := range r.entity.Fields {
		for _, name := range f.Columns() {
			names = append(names, r.column(name).text)
		}
	}
	return raw(strings.Join(names, ", "))
}

// conditions opens the table and compiles what must hold.
func (q Select) conditions(d Dialect) (*compiler, *selection, []fragment, error) {
	frame := q.Frame
	if frame == nil {
		frame = &rule.Frame{Currency: q.Model.Currency, Zone: q.Model.Zone, Calendar: q.Model.Days()}
	}
	c := &compiler{model: q.Model, dialect: d, frame: frame}
	s := c.open(q.Entity)
	bin := "@ IS NULL"
	if q.Deleted {
		bin = "@ IS NOT NULL"
	}
	where := []fragment{build(bin, s.row.column(model.DeletedAt))}
	for _, e := range q.Where {
		holds, err := c.condition(s, e)
		if err != nil {
			return nil, nil, nil, err
		}
		where = append(where, holds)
	}
	return c, s, append(where, c.search(s.row, q.Search)...), nil
}

// search finds every word in the folded text of the record; nothing in an entity that is not searched.
func (c *compiler) search(r *row, search string) []fragment {
	if strings.TrimSpace(search) == "" {
		return nil
	}
	if len(r.entity.Search) == 0 {
		return []fragment{raw("FALSE")}
	}
	var out []fragment
	for _, w := range words(search) {
		out = append(out, build(`@ LIKE @ ESCAPE '\'`, r.column(model.SearchColumn), c.dialect.value(within(w), "text")))
	}
	return out
}

// idValue is an id of a record.
func (c *compiler) idValue(id string) (fragment, bool) {
	u, err := uuid.Parse(id)
	return c.dialect.value(u.String(), "uuid"), err == nil
}

// linkValue is what a link's column holds.
func (c *compiler) linkValue(f *model.Field, v string) (fragment, bool) {
	if f.Link != nil && len(f.Link.To) > 1 {
		return c.dialect.value(v, "text"), true
	}
	return c.idValue(v)
}

// Summary asks for figures over records.
type Summary struct {
	Select
	Group *model.Field   // nil: one group of all
	Sum   []*model.Field // numbers and money
}

// Statement gives one row for each group, the largest first: the group's columns (none without Group), the count, and for
// each of Sum the sum as its column keeps it; for money the smallest and the largest currency besides. Where these
// differ, a sum means nothing.
func (q Summary) Statement(d Dialect) (Statement, error) {
	_, s, where, err := q.conditions(d)
	if err != nil {
		return Statement{}, err
	}
	var group, out []string
	if q.Group != nil {
		for _, name := range q.Group.Columns() {
			group = append(group, s.row.column(name).text)
		}
	}
	out = append(out, append(group, "COUNT(*)")...)
	for _, f := range q.Sum {
		out = append(out, sums(d, s.row, f)...)
	}
	sql := build("SELECT @ FROM @ WHERE @", raw(strings.Join(out, ", ")), raw(s.from()), joined(where, " AND "))
	if q.Group != nil {
		sql = build("@ GROUP BY @ ORDER BY COUNT(*) DESC, @ NULLS LAST LIMIT 1000", sql, raw(strings.Join(group, ", ")), raw(group[0]))
	}
	return Statement{sql.text, sql.args}, nil
}

func sums(d Dialect, r *row, f *model.Field) []string {
	sum := "SUM(" + r.column(f.Name).text + ")"
	out := []string{d.of(sum, sum+"::bigint")}
	if f.Kind.Type() == field.Amount {
		currency := r.column(f.Name + "_currency").text
		out = append(out, "MIN("+currency+")", "MAX("+currency+")")
	}
	return out
}
