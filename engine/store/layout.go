package store

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/plan"
)

// layout is how the records of an entity lie in their table. It is made once for each entity.
type layout struct {
	fields  []*model.Field // those with columns, in order
	widths  []int          // how many columns each has
	columns []string       // their columns
	pairs   []*model.Field // many-to-many links
	selects string         // SELECT columns FROM table
	insert  string
}

func (d *DB) layoutOf(e *model.Entity) *layout {
	d.mu.RLock()
	l := d.layouts[e]
	d.mu.RUnlock()
	if l != nil {
		return l
	}
	l = newLayout(e)
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.layouts) > 1000 { // entities of models that were replaced
		clear(d.layouts)
	}
	d.layouts[e] = l
	return l
}

func newLayout(e *model.Entity) *layout {
	l := &layout{}
	for _, f := range e.Fields {
		if f.Stored() {
			cols := plan.ColumnsOf(f)
			l.fields, l.widths, l.columns = append(l.fields, f), append(l.widths, len(cols)), append(l.columns, cols...)
		} else if plan.IsPairs(f) {
			l.pairs = append(l.pairs, f)
		}
	}
	l.selects = "SELECT " + quoteAll(l.columns) + " FROM " + quote(e.Name)
	written := l.columns
	if len(e.Search) > 0 {
		written = append(slices.Clone(written), plan.SearchColumn)
	}
	l.insert = "INSERT INTO " + quote(e.Name) + " (" + quoteAll(written) + ") VALUES (" + marks(len(written)) + ")"
	return l
}

// values gives the columns of some fields of a row, and its search text when one of them is searched.
func values(row model.Row, fields []*model.Field) []any {
	args := make([]any, 0, len(fields)+4)
	for _, f := range fields {
		args = append(args, f.Kind.Store(row.Values[f.Slot], f.Options)...)
	}
	return args
}

// searchText is what a record is found by: the words of its searched fields, folded.
func searchText(row model.Row) any {
	var words []string
	for _, f := range row.Entity.Search {
		switch v := f.Kind.Encode(row.Values[f.Slot]).(type) {
		case nil:
		case string:
			words = append(words, v)
		case []string:
			words = append(words, v...)
		case map[string]any, []field.File, field.File:
		default:
			words = append(words, fmt.Sprint(v))
		}
	}
	if len(words) == 0 {
		return nil
	}
	return Fold(strings.Join(words, " "))
}

func searches(e *model.Entity, fields []*model.Field) bool {
	return slices.ContainsFunc(fields, func(f *model.Field) bool { return slices.Contains(e.Search, f) })
}

// quote writes a name so that no name can be anything else.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func quoteAll(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = quote(n)
	}
	return strings.Join(quoted, ", ")
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }
