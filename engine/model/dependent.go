package model

// Dependent is a stored formula that a change of a field may change, and the way to the records that have it.
// A record that is created or deleted counts as one whose every field changed.
type Dependent struct {
	Formula *Field
	// Hops lead from the changed record to those of Formula.Entity; none: the changed record itself.
	// They are followed from the record before the change and from the record after it.
	Hops []Hop
	// All: every record of Formula.Entity may be affected (the formula looks at crm.<entity>).
	All bool
}

// Hop is one step from a record to others.
type Hop struct {
	// Entity is where the hop arrives.
	Entity *Entity
	// Link is the field that is followed: of the record itself, or, when Back, of those arrived at, which point to it.
	Link *Field
	Back bool
}
