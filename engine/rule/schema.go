package rule

// Schema tells the checker what names mean. compile implements it over the model it is making.
type Schema interface {
	// Member finds a field or an inverse collection of an entity.
	Member(entity, name string) (Member, bool)
	// Members lists the names of an entity, for "did you mean".
	Members(entity string) []string
	// Entities lists every entity, for crm.<entity>.
	Entities() []string
	// Setting finds the type of a setting of the package.
	Setting(name string) (Type, bool)
	// Settings lists them, for "did you mean".
	Settings() []string
	// Series lists the numbered series, for next("…"); Roles the roles, for has_role.
	Series() []string
	Roles() []string
}

// Member is one name of an entity.
type Member struct {
	Type Type
	// Slot is the index of the field's value in a record. -1 for an inverse collection.
	Slot int
	// Inverse: the records of Entity whose link field Link points to this one. Nil for a field.
	Inverse *Inverse
	// Many: a many-to-many links field; its refs are loaded through the record like an inverse.
	Many bool
	// Clock: its value depends on the time (a formula computed when read).
	Clock bool
}

// Inverse is the other end of a link.
type Inverse struct {
	Entity string
	Link   string
}

// Scope says which names an expression may use.
type Scope struct {
	Schema Schema
	Entity string // the entity of "this"; its members are bare names. Empty: no record.
	Self   string // another name of "this": a side of a match
	Old    bool   // "old" is the record before the change
	Vars   []Var  // named values: results of steps, records of a test, message parameters
	// Element is what "#" and ".field" look at outside of every predicate: the rows of a step. Nil: nothing.
	Element *Type
	Roles   bool // unused names of roles are checked
}

// Var is a named value that a scope adds.
type Var struct {
	Name string
	Type Type
}
