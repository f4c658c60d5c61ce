package plan

import (
	"cmp"
	"slices"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
)

// Schema is a set of tables: wanted by a model, or found in a database.
type Schema struct {
	Tables []*Table // by name
}

// Table is one table. The first column of an entity's table is its id.
type Table struct {
	Name       string
	Was        string
	Columns    []*Column
	Primary    []string
	Uniques    []*Index
	Indexes    []*Index
	Foreigns   []*Foreign
	Exclusions []*Exclusion `json:",omitempty"`
	System     bool         // Tamga's own
}

// Column is one column.
type Column struct {
	Name    string
	Was     string
	Type    Type
	NotNull bool
	Default string // a literal in SQL, for system tables only

	// What a release remembers of a column, for no database does.
	Options  []string          `json:",omitempty"` // the values of a choice; of a stage, "funnel.stage"
	Within   string            `json:",omitempty"` // the column whose value stands before the dot
	Scale    int               `json:",omitempty"` // decimals of a number kept as an integer
	Required bool              `json:",omitempty"`
	Formula  string            `json:",omitempty"` // what it is computed from: nothing is lost when it goes
	Tree     bool              `json:",omitempty"` // a link by which records stand below each other
	Basis    string            `json:",omitempty"` // what of the package the formula rests on beside its text
	Of       string            `json:",omitempty"` // the field, of a second column of a value
	Map      map[string]string `json:"-"`          // where the values that go are carried
	Field    *model.Field      `json:"-"`
}

// Type is a physical type; store says how each database writes it.
type Type struct {
	field.Store
	Bytes bool // a blob; Store is not looked at
	UUID  bool // StoreText that holds ids: uuid on PostgreSQL, TEXT on SQLite
}

// Order is which way an index is sorted as people read: empties last, text by the root collation of Unicode.
type Order string

// The orders. An index that nobody reads in order has none.
const (
	Ascending  Order = "asc"
	Descending Order = "desc"
)

// Index is an index or a unique constraint. Its name tells its order, which no inspection does.
type Index struct {
	Name    string
	Columns []string
	Where   string // a partial index; only constants of Tamga's own ("deleted_at IS NULL")
	Order   Order  `json:",omitempty"`
	Search  bool   // trigrams over a folded text column, where the database has them
}

// Foreign is a foreign key.
type Foreign struct {
	Name     string
	Column   string
	Table    string
	OnDelete string // "", "CASCADE", "SET NULL"; record enforces on_delete itself, this is the second lock
}

// Table finds a table by name; nil when there is none.
func (s Schema) Table(name string) *Table {
	i := slices.IndexFunc(s.Tables, func(t *Table) bool { return t.Name == name })
	if i < 0 {
		return nil
	}
	return s.Tables[i]
}

// Column finds a column by name; nil when there is none.
func (t *Table) Column(name string) *Column {
	i := slices.IndexFunc(t.Columns, func(c *Column) bool { return c.Name == name })
	if i < 0 {
		return nil
	}
	return t.Columns[i]
}

// sort brings indexes and foreign keys into the order of their names; columns keep theirs.
func (t *Table) sort() {
	byName := func(a, b *Index) int { return cmp.Compare(a.Name, b.Name) }
	slices.SortFunc(t.Uniques, byName)
	slices.SortFunc(t.Indexes, byName)
	slices.SortFunc(t.Foreigns, func(a, b *Foreign) int { return cmp.Compare(a.Name, b.Name) })
}
