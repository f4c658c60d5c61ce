package model

import (
	"slices"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Entity is a kind of thing that the CRM keeps.
type Entity struct {
	Name          string
	Was           string
	Label, Plural Text
	Help          Text
	Icon          string
	System        bool // declared by Tamga: user, task
	Owned         bool
	Title         *rule.Expr // over the record: how it is called
	Search        []*Field
	Fields        []*Field // own fields in declared order, then the system fields; Field.Slot is the index
	Inverses      []*Inverse
	Rules         []*Rule
	Unique        [][]*Field
	Indexes       [][]*Field
	Exclusive     []*Exclusive
	Funnels       []*Funnel // those of this entity, in declared order
	Formulas      []*Field  // the stored formulas, in the order in which they are computed
	Form          *Form     // the default form
	Forms         []*Form
	Views         []*View
	At            diag.Range
}

// Names of the system fields.
const (
	ID          = "id"
	CreatedAt   = "created_at"
	CreatedBy   = "created_by"
	UpdatedAt   = "updated_at"
	UpdatedBy   = "updated_by"
	Version     = "version"
	Owner       = "owner"      // unless the entity says owned: false
	DeletedAt   = "deleted_at" // set: in the recycle bin
	Holds       = "holds"      // where the entity has an exclusive with a condition: "holds", "holds_2"
	InFunnel    = "funnel"     // these four where the entity has a funnel
	InStage     = "stage"
	StageSince  = "stage_since"
	Probability = "probability"
)

// Names of the built-in entities.
const (
	UserEntity = "user"
	TaskEntity = "task"
)

// Manager is the field of a user that says whom they report to.
const Manager = "manager"

// Field finds a field by name; nil when there is none. Entities have tens of fields: a walk is quick.
func (e *Entity) Field(name string) *Field {
	for _, f := range e.Fields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// IsTree tells a link by which the records of an entity stand below each other.
func IsTree(f *Field) bool { return f.Kind.Name() == "tree" && f.Formula == nil }

// Inverse finds an inverse collection by name; nil when there is none.
func (e *Entity) Inverse(name string) *Inverse {
	for _, i := range e.Inverses {
		if i.Name == name {
			return i
		}
	}
	return nil
}

// Field is one value of an entity.
type Field struct {
	Entity      *Entity
	Name        string
	Was         string
	Slot        int // index in Row.Values
	Kind        field.Kind
	Options     field.Options // what the kind needs to read a value
	System      bool          // Tamga's own: never written by a client
	Label       Text
	Help        Text
	Placeholder Text
	Required    Flag
	Readonly    Flag
	Visible     Flag // the compiler sets Always unless declared otherwise
	Clears      bool // cleared while not visible
	Default     *Value
	Check       *rule.Expr
	Message     Text // said when Check fails
	Unique      bool
	Index       bool
	Personal    bool
	Choices     []*Option    // choice, choices
	Link        *Link        // link, links, user, tree
	Formula     *rule.Expr   // computed, never written
	Live        bool         // the formula depends on the clock: computed when read, no column
	Segment     bool         // it is a segment of that name: no form or list shows it unless told to
	Rank        int          // stored formulas are computed by rising rank, over all entities
	Dependents  []*Dependent // the stored formulas that a change of this field may change, by rank
	Watchers    []*Dependent // the conditions of triggers "becomes" that a change of this field may turn; see Watch
	Dynamic     bool         // takes part in a condition or a formula
	Series      *Series      // number
	Map         map[string]string
	Backfill    *Value
	Convert     *rule.Expr
	At          diag.Range
}

// Watch is the condition of a trigger in the place of a stored formula: a Dependent leads to its records, and its Name
// is the trigger's Key. It has no slot and no column.
func Watch(t *Trigger) *Field {
	return &Field{Entity: t.Entity, Name: t.Key, Slot: -1, Formula: t.Becomes}
}

// Stored tells whether the field has columns of its own.
func (f *Field) Stored() bool { return !f.Live && len(f.Kind.Columns()) > 0 }

// Option is one value of a choice.
type Option struct {
	Name  string
	Was   string
	Label Text
	Color string
}

// Link is where a link points and how it behaves.
type Link struct {
	To       []*Entity // several: any of these
	Inverse  string    // name of the collection on the other side; may be empty
	OnDelete OnDelete
	Where    *rule.Expr // which records may be chosen: over the target, "this" record as variable "record"
	Inline   bool       // edited as rows of the parent's form
}

// OnDelete says what becomes of a record when what it links to is deleted.
type OnDelete string

// The choices of on_delete.
const (
	Restrict OnDelete = "restrict"
	Clear    OnDelete = "clear"
	Cascade  OnDelete = "cascade"
)

// Inverse is the collection on the other side of a link: the records of Entity whose Link points here.
type Inverse struct {
	Name   string
	Label  Text
	Entity *Entity
	Link   *Field
	Inline bool
}

// Rule is a condition over the whole record; Warn ones may be confirmed by the user.
type Rule struct {
	Name    string
	Check   *rule.Expr // must hold
	Warn    bool       // Check is a warning when it holds
	Message Text
	Fields  []*Field
	At      diag.Range
}

// Exclusive refuses two records that hold, of which What are equal and During overlap. Dates include the last day,
// instants do not include the end; an empty end is for ever; what lacks a start or one of What holds nothing.
type Exclusive struct {
	What   []*Field
	During [2]*Field
	Holds  *Field // computed: whether a record holds; nil: all do
	At     diag.Range
}

// Days tells that both ends are days, of which the last is included.
func (x *Exclusive) Days() bool { return x.During[0].Kind.Name() == "date" }

// Fields are those that decide whether two records meet.
func (x *Exclusive) Fields() []*Field {
	list := append(slices.Clone(x.What), x.During[:]...)
	if x.Holds != nil {
		list = append(list, x.Holds)
	}
	return list
}

// Series is the format of a numbered series: "INV-{yyyy}-{00000}".
type Series struct {
	Name   string // entity.field
	Format string
	Per    *Field // it counts by itself for each value of this field; nil: for all
}

// Row is the values of one record, by Field.Slot, in the Go forms of package field.
type Row struct {
	Entity *Entity
	Values []any
}

// NewRow makes an empty row.
func NewRow(e *Entity) Row { return Row{e, make([]any, len(e.Fields))} }

// ID is the record's id.
func (r Row) ID() string { s, _ := r.Get(ID).(string); return s }

// Get is the value of a field by name; nil when the field is unknown or empty.
func (r Row) Get(name string) any {
	if f := r.Entity.Field(name); f != nil {
		return r.Values[f.Slot]
	}
	return nil
}

// Set changes the value of a field by name; the field must exist.
func (r Row) Set(name string, v any) { r.Values[r.Entity.Field(name).Slot] = v }

// Clone copies the row.
func (r Row) Clone() Row {
	v := make([]any, len(r.Values))
	copy(v, r.Values)
	return Row{r.Entity, v}
}
