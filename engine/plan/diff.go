package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/model"
)

// Diff thinks out what turns the tables that were found into those that are wanted. last is what the last release
// declared (the zero Schema for none): only what Tamga made is ever taken away, and it remembers what the database
// itself does not (options, decimals). Renames come from was, never from guessing. The steps are classed by their
// kind alone; store weighs them by the data.
func Diff(found, last, wanted Schema) *Plan {
	d := &differ{found: found, last: last, wanted: wanted, was: map[string]string{}}
	for _, t := range wanted.Tables {
		d.rename(t)
	}
	for _, t := range wanted.Tables {
		d.table(t)
	}
	for _, t := range last.Tables {
		d.gone(t)
	}
	d.dependents()
	d.exclusions()
	p := &Plan{State: digest([]any{found, last}), Wanted: wanted}
	slices.SortStableFunc(d.changes, func(a, b Change) int { return cmp.Compare(phase(a), phase(b)) })
	for _, c := range d.changes {
		p.Steps = append(p.Steps, &Step{Change: c, Class: classOf(c)})
	}
	return p
}

// phase is the order of changes: names first, then what is added, then values, then what binds or goes.
func phase(c Change) int {
	const last = 1 << 20
	switch c := c.(type) {
	case *RenameTable:
		return 0
	case *RenameColumn:
		return 1
	case *DropIndex, *DropForeign, *DropExclusion:
		return 2
	case *CreateTable:
		return 3
	case *AddColumn:
		return 4
	case *ChangeType, *Rescale:
		return 5
	case *MapValue, *LoseValue:
		return 6 + within(c) // stages while their funnel still has its old name
	case *Fill, *Require:
		return 8
	case *Compute:
		return rank(c.Column)
	case *SetNotNull, *AddForeign, *DropColumn:
		return last - 2
	case *AddIndex, *AddExclusion, *Grow:
		return last - 1
	case *DropTable:
		return last
	}
	panic("plan: unknown change " + KindOf(c))
}

// rank is the order of computing: formulas by their rank, the text to search by after all of them.
func rank(c *Column) int {
	if c.Field == nil {
		return 1 << 19
	}
	return 9 + c.Field.Rank
}

// dependents adds the formulas that look at what the plan changes the values of.
func (d *differ) dependents() {
	for i := 0; i < len(d.changes); i++ { // grows as it goes: a formula may depend on a formula
		f := fieldOf(d.changes[i])
		if f == nil {
			continue
		}
		for _, dep := range f.Dependents {
			d.compute(dep.Formula.Entity.Name, dep.Formula.Name)
		}
		if slices.Contains(f.Entity.Search, f) {
			d.compute(f.Entity.Name, SearchColumn)
		}
	}
}

func (d *differ) compute(table, column string) {
	for _, c := range d.changes {
		if c, ok := c.(*Compute); ok && c.Table == table && c.Column.Name == column {
			return
		}
	}
	if t := d.wanted.Table(table); t != nil && t.Column(column) != nil {
		d.add(&Compute{table, t.Column(column)})
	}
}

// fieldOf is the field whose values a change touches; nil for others.
func fieldOf(c Change) *model.Field {
	switch c := c.(type) {
	case *ChangeType:
		return c.To.Field
	case *Rescale:
		return c.To.Field
	case *MapValue:
		return c.Column.Field
	case *LoseValue:
		return c.Column.Field
	case *Fill:
		return c.Field
	case *Compute:
		return c.Column.Field
	}
	return nil
}

func within(c Change) int {
	switch c := c.(type) {
	case *MapValue:
		if c.Column.Within != "" {
			return 0
		}
	case *LoseValue:
		if c.Column.Within != "" {
			return 0
		}
	}
	return 1
}

func classOf(c Change) Class {
	switch c := c.(type) {
	case *DropColumn:
		if c.Derived() {
			return Safe
		}
		return Lossy
	case *DropTable, *LoseValue:
		return Lossy
	case *ChangeType:
		return Slow
	}
	return Safe
}

type differ struct {
	found, last, wanted Schema
	was                 map[string]string // old name of a renamed table → its new one
	changes             []Change
}

func (d *differ) add(c Change) { d.changes = append(d.changes, c) }

// rename notes a table that is there under the name that it was. Names that are still wanted stay where they are.
func (d *differ) rename(want *Table) {
	if want.Was == "" || d.found.Table(want.Name) != nil || d.found.Table(want.Was) == nil || d.wanted.Table(want.Was) != nil {
		return
	}
	d.add(&RenameTable{want.Was, want.Name})
	d.was[want.Was] = want.Name
}

func (d *differ) table(want *Table) {
	have := d.found.Table(want.Name)
	if have == nil && d.was[want.Was] == want.Name {
		have = d.found.Table(want.Was)
	}
	if have == nil {
		d.add(&CreateTable{want})
		return
	}
	last := d.last.Table(have.Name)
	if last == nil {
		last = &Table{}
	}
	renamed := d.columns(have, last, want)
	d.foreigns(have, want, renamed)
	d.indexes(have, last, want)
}

// columns gives the old name of every column that is kept.
func (d *differ) columns(have, last, want *Table) map[string]string {
	kept := map[string]string{}
	for _, w := range want.Columns {
		h := have.Column(w.Name)
		if h == nil && w.Was != "" && want.Column(w.Was) == nil {
			if h = have.Column(w.Was); h != nil {
				d.add(&RenameColumn{want.Name, w.Was, w.Name})
			}
		}
		if h == nil {
			d.newColumn(want, w)
			continue
		}
		kept[h.Name] = w.Name
		d.column(want, h, last.Column(h.Name), w)
	}
	for _, c := range last.Columns {
		if have.Column(c.Name) != nil && kept[c.Name] == "" {
			d.add(&DropColumn{want.Name, c, want.System})
		}
	}
	return kept
}

func (d *differ) newColumn(t *Table, w *Column) {
	c := &AddColumn{Table: t.Name, Column: w}
	for _, f := range t.Foreigns {
		if f.Column == w.Name {
			c.Foreign = f
		}
	}
	d.add(c)
	f := w.Field
	switch {
	case w.Formula != "":
		d.add(&Compute{t.Name, w})
	case f == nil || w.Of != "": // Tamga's own, or the second column of a value
	case f.Backfill != nil:
		d.add(&Fill{t.Name, f, f.Backfill})
	case f.Default != nil && f.Default.Formula == nil && f.Default.Template == nil:
		d.add(&Fill{t.Name, f, f.Default})
	}
}

// column compares a column with what is wanted. last is what the last release said of it; nil when it knew nothing.
func (d *differ) column(t *Table, h, last, w *Column) {
	if last == nil {
		last = &Column{Options: w.Options, Scale: w.Scale, Required: w.Required, Formula: w.Formula, Basis: w.Basis, Tree: w.Tree}
	}
	switch {
	case h.Type != w.Type:
		d.add(&ChangeType{t.Name, &Column{Name: w.Name, Type: h.Type, Scale: last.Scale, NotNull: h.NotNull}, w})
	case last.Scale != w.Scale:
		d.add(&Rescale{t.Name, last, w})
	}
	if h.NotNull != w.NotNull {
		d.add(&SetNotNull{t.Name, w})
	}
	d.values(t, last, w)
	if w.Tree && !last.Tree {
		d.add(&Grow{t.Name, w})
	}
	switch {
	case w.Formula != "" && (last.Formula != w.Formula || last.Basis != w.Basis):
		d.add(&Compute{t.Name, w})
	case !w.Required || last.Required:
	case w.Field.Backfill != nil:
		d.add(&Fill{t.Name, w.Field, w.Field.Backfill})
	default:
		d.add(&Require{t.Name, w})
	}
}

// values carries over the options that go, or loses them.
func (d *differ) values(t *Table, last, w *Column) {
	for _, old := range last.Options {
		if slices.Contains(w.Options, old) || len(w.Options) == 0 {
			continue
		}
		if to, ok := w.Map[old]; ok {
			d.add(&MapValue{t.Name, w, old, to})
		} else {
			d.add(&LoseValue{t.Name, w, old})
		}
	}
}

// foreigns compares by meaning: SQLite has no names for foreign keys.
func (d *differ) foreigns(have, want *Table, kept map[string]string) {
	same := func(h, w *Foreign) bool {
		return kept[h.Column] == w.Column && cmp.Or(d.was[h.Table], h.Table) == w.Table && h.OnDelete == w.OnDelete
	}
	for _, h := range have.Foreigns {
		if kept[h.Column] != "" && !slices.ContainsFunc(want.Foreigns, func(w *Foreign) bool { return same(h, w) }) {
			d.add(&DropForeign{want.Name, &Foreign{Name: h.Name, Column: kept[h.Column], Table: h.Table, OnDelete: h.OnDelete}})
		}
	}
	for _, w := range want.Foreigns {
		added := !slices.Contains(values(kept), w.Column)
		if !added && !slices.ContainsFunc(have.Foreigns, func(h *Foreign) bool { return same(h, w) }) {
			d.add(&AddForeign{want.Name, w})
		}
	}
}

func values(m map[string]string) []string {
	var list []string
	for _, v := range m {
		list = append(list, v)
	}
	return list
}

func (d *differ) indexes(have, last, want *Table) {
	d.indexList(want.Name, have.Uniques, last.Uniques, want.Uniques, true)
	d.indexList(want.Name, have.Indexes, last.Indexes, want.Indexes, false)
}

// retyped tells an index over a column that is made anew: the index goes with it.
func (d *differ) retyped(table string, x *Index) bool {
	return slices.ContainsFunc(d.changes, func(c Change) bool {
		t, ok := c.(*ChangeType)
		return ok && t.Table == table && slices.Contains(x.Columns, t.To.Name)
	})
}

func (d *differ) indexList(table string, have, last, want []*Index, unique bool) {
	have = slices.DeleteFunc(slices.Clone(have), func(h *Index) bool {
		if !d.retyped(table, h) {
			return false
		}
		d.add(&DropIndex{table, h.Name})
		return true
	})
	for _, h := range have {
		declared := slices.ContainsFunc(last, func(x *Index) bool { return x.Name == h.Name })
		inTheWay := slices.ContainsFunc(want, func(x *Index) bool { return x.Name == h.Name && !x.same(h) })
		if inTheWay || declared && !slices.ContainsFunc(want, h.same) {
			d.add(&DropIndex{table, h.Name})
		}
	}
	for _, w := range want {
		if !slices.ContainsFunc(have, w.same) {
			d.add(&AddIndex{table, w, unique})
		}
	}
}

func (x *Index) same(o *Index) bool {
	return x.Name == o.Name && slices.Equal(x.Columns, o.Columns) && strings.EqualFold(x.Where, o.Where) && x.Search == o.Search
}

// gone drops a table that the last release declared and this one does not.
func (d *differ) gone(last *Table) {
	have := d.found.Table(last.Name)
	if have != nil && d.wanted.Table(last.Name) == nil && d.was[last.Name] == "" && !last.System {
		d.add(&DropTable{have})
	}
}
