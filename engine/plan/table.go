package plan

import (
	"cmp"
	"slices"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
)

// Names of what every database holds beside the fields.
const (
	SearchColumn = model.SearchColumn   // folded text of the fields that an entity is searched by
	Live         = "deleted_at IS NULL" // the records outside the recycle bin

	// The columns of a pair table.
	PairSource   = model.PairSource
	PairTarget   = model.PairTarget
	PairPosition = model.PairPosition
)

// Tables gives the tables that a model wants, Tamga's own among them, by name.
func Tables(m *model.Model) Schema {
	s := Schema{Tables: System()}
	for _, e := range m.Entities {
		t := entityTable(e)
		t.addBasis(m)
		s.Tables = append(s.Tables, t)
		for _, f := range e.Fields {
			if IsPairs(f) {
				s.Tables = append(s.Tables, pairTable(e, f))
			}
		}
	}
	slices.SortFunc(s.Tables, func(a, b *Table) int { return cmp.Compare(a.Name, b.Name) })
	for _, t := range s.Tables {
		t.sort()
	}
	return s
}

// IsPairs tells a many-to-many link: its pairs are a table of their own.
func IsPairs(f *model.Field) bool { return f.Link != nil && !f.Live && len(f.Kind.Columns()) == 0 }

// PairsOf names the table of the pairs of a many-to-many link.
func PairsOf(f *model.Field) string { return f.PairTable() }

// ColumnsOf names the columns of a field in its entity's table.
func ColumnsOf(f *model.Field) []string { return f.Columns() }

func entityTable(e *model.Entity) *Table {
	t := &Table{Name: e.Name, Was: e.Was, Primary: []string{model.ID}}
	for _, f := range e.Fields {
		t.addField(f)
	}
	if t.Column(model.DeletedAt) == nil {
		t.Columns = append(t.Columns, instant(model.DeletedAt).null())
	}
	if len(e.Search) > 0 {
		c := text(SearchColumn).null()
		for _, f := range e.Search {
			c.Formula += f.Name + " "
		}
		t.Columns = append(t.Columns, c)
		t.addSearch()
	}
	for _, u := range e.Unique {
		t.addUnique(u)
	}
	for _, list := range e.Indexes {
		t.addIndex(t.indexOf(columnsOf(list)))
	}
	for _, x := range e.Exclusive {
		t.addExclusion(x)
	}
	if len(e.Funnels) > 0 {
		t.addIndex(t.indexOf([]string{model.InFunnel, model.InStage, model.CreatedAt, model.ID})) // a column of a board
	}
	for _, v := range e.Views {
		t.addSort(v)
	}
	return t
}

func (t *Table) addSearch() {
	t.addIndex(&Index{Name: short(t.Name + SearchColumn + "_idx"), Columns: []string{SearchColumn}, Search: true})
}

// AddSearch adds the indexes of search to tables that come from a database without them.
func AddSearch(s *Schema) {
	for _, t := range s.Tables {
		if t.Column(SearchColumn) != nil && !slices.ContainsFunc(t.Indexes, func(x *Index) bool { return x.Search }) {
			t.addSearch()
			t.sort()
		}
	}
}

func (t *Table) addField(f *model.Field) {
	for i, name := range ColumnsOf(f) {
		t.Columns = append(t.Columns, columnOf(f, i, name))
	}
	if !f.Stored() {
		return
	}
	if f.Unique {
		t.addUnique([]*model.Field{f})
	}
	if len(targets(f)) == 1 {
		t.Foreigns = append(t.Foreigns, &Foreign{Name: short(t.Name + "_" + f.Name + "_fkey"), Column: f.Name, Table: targets(f)[0]})
	}
	t.addIndexOf(f)
}

// addIndexOf serves a link's collection, and those who see their own records: a list of them, the newest first.
func (t *Table) addIndexOf(f *model.Field) {
	switch {
	case f.System && f.Name == model.Owner:
		t.addIndex(t.indexOf([]string{f.Name, model.CreatedAt, model.ID}))
	case f.Name == model.CreatedBy || f.Name == model.UpdatedBy:
	case f.Link != nil:
		t.addIndex(t.indexOf([]string{f.Name, model.ID}))
	case f.Index:
		t.addIndex(t.indexOf(ColumnsOf(f)))
	}
}

// addBasis notes what formulas rest on beside their texts: when that changes, so do their values.
func (t *Table) addBasis(m *model.Model) {
	for _, c := range t.Columns {
		if c.Formula != "" && c.Field != nil {
			c.Basis = m.Basis(c.Field.Formula)
		}
	}
}

func columnOf(f *model.Field, i int, name string) *Column {
	c := &Column{Name: name, Type: columnType(f, i), NotNull: alwaysThere(f), Field: f}
	if f.Was != "" {
		c.Was = f.Was + f.Kind.Columns()[i].Suffix
	}
	if i > 0 {
		if c.Of = f.Name; f.Kind.Type() == field.Interval && c.Type.Store == field.StoreInt {
			c.Scale = scaleOf(f)
		}
		return c
	}
	c.Required = f.Required.Always
	if f.Formula != nil {
		c.Formula = f.Formula.Source
	}
	c.Scale = scaleOf(f)
	c.Tree = model.IsTree(f)
	c.addOptions()
	return c
}

// scaleOf is the number of decimals of what is kept as a scaled integer.
func scaleOf(f *model.Field) int {
	switch field.EndOf(f.Kind).Name() {
	case "money":
		return field.MoneyScale
	case "decimal", "percent":
		return f.Options.Scale
	}
	return 0
}

// alwaysThere tells what record fills in on every write. Required fields stay nullable: a draft of yesterday
// must survive the rule of today, and record holds the rule on every path.
func alwaysThere(f *model.Field) bool {
	return f.System && slices.Contains([]string{model.ID, model.Version, model.CreatedAt, model.UpdatedAt}, f.Name)
}

func columnType(f *model.Field, i int) Type {
	t := Type{Store: f.Kind.Columns()[i].Store}
	t.UUID = f.System && f.Name == model.ID || len(targets(f)) == 1
	return t
}

// targets are the entities that a stored link may point to.
func targets(f *model.Field) []string {
	if f.Link == nil {
		return nil
	}
	names := make([]string, len(f.Link.To))
	for i, e := range f.Link.To {
		names[i] = e.Name
	}
	return names
}

func columnsOf(fields []*model.Field) []string {
	var names []string
	for _, f := range fields {
		names = append(names, ColumnsOf(f)...)
	}
	return names
}

func (t *Table) addUnique(fields []*model.Field) {
	cols := columnsOf(fields)
	if len(cols) > 0 {
		t.Uniques = append(t.Uniques, &Index{Name: indexName(t.Name, cols, "key"), Columns: cols, Where: Live})
	}
}

func (t *Table) indexOf(cols []string) *Index {
	return &Index{Name: indexName(t.Name, cols, "idx"), Columns: cols}
}

// addSort serves a list's order; the id behind it is how pages continue.
func (t *Table) addSort(v *model.View) {
	if len(v.Sort) == 0 || v.Sort[0].Field.Name == model.ID {
		return
	}
	x := &Index{Order: Ascending}
	if v.Sort[0].Desc {
		x.Order = Descending
	}
	for _, o := range v.Sort {
		if !o.Field.Stored() || o.Desc != v.Sort[0].Desc {
			return
		}
		x.Columns = append(x.Columns, ColumnsOf(o.Field)[0])
	}
	if len(x.Columns) == 1 && alwaysThere(v.Sort[0].Field) {
		x.Order = Ascending // read backwards as well: there are no empties
	}
	x.Columns = append(x.Columns, model.ID)
	x.Name = indexName(t.Name, x.Columns, string(x.Order))
	t.addIndex(x)
}

// addIndex leaves out what another index serves as well.
func (t *Table) addIndex(x *Index) {
	if len(x.Columns) == 0 || slices.ContainsFunc(t.Indexes, func(o *Index) bool { return o.serves(x) }) {
		return
	}
	t.Indexes = slices.DeleteFunc(t.Indexes, func(o *Index) bool { return x.serves(o) })
	t.Indexes = append(t.Indexes, x)
}

func (x *Index) serves(o *Index) bool {
	return x.Where == o.Where && x.Search == o.Search && x.Order == o.Order && len(x.Columns) >= len(o.Columns) &&
		slices.Equal(x.Columns[:len(o.Columns)], o.Columns)
}

// pairTable keeps the pairs of a many-to-many link, in the order that they were given.
func pairTable(e *model.Entity, f *model.Field) *Table {
	t := &Table{Name: PairsOf(f), Primary: []string{PairSource, PairTarget}, Columns: []*Column{
		uuid(PairSource), {Name: PairTarget, Type: Type{UUID: len(f.Link.To) == 1}, NotNull: true}, integer(PairPosition)}}
	if f.Was != "" || e.Was != "" {
		t.Was = short(cmp.Or(e.Was, e.Name) + "_" + cmp.Or(f.Was, f.Name))
	}
	t.Foreigns = []*Foreign{{Name: short(t.Name + "_source_fkey"), Column: PairSource, Table: e.Name, OnDelete: "CASCADE"}}
	if len(f.Link.To) == 1 {
		t.Foreigns = append(t.Foreigns, &Foreign{Name: short(t.Name + "_target_fkey"), Column: PairTarget, Table: f.Link.To[0].Name, OnDelete: "CASCADE"})
	}
	t.addIndex(t.indexOf([]string{PairTarget}))
	return t
}
