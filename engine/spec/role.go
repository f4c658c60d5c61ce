package spec

// Role is what a user may do.
type Role struct {
	Head
	Overlay
	Label    Text        `yaml:"label" doc:"What people call it."`
	Admin    Bool        `yaml:"admin" doc:"true: may manage people, settings, runs and the outbox."`
	All      Bool        `yaml:"all" doc:"true: may do everything with every entity."`
	Portal   Bool        `yaml:"portal" doc:"true: for people outside the company."`
	Entities Map[*Grant] `yaml:"entities" doc:"What it may do with each entity: a map, or true for everything."`
	Actions  List[Word]  `yaml:"actions" enum:"import export outbox runs simulate users" doc:"Other things it may do: import, export, outbox, runs, simulate, users."`
}

// Grant is what a role may do with an entity.
type Grant struct {
	Head
	Every   Bool      `yaml:"-"`
	Read    Flag      `yaml:"read" doc:"true, false, own, team (the user's and those of all who report to them), or a condition over the record and user."`
	Create  Flag      `yaml:"create" doc:"true, false, or a condition over the new record."`
	Update  Flag      `yaml:"update" doc:"true, false, own, team, or a condition."`
	Delete  Flag      `yaml:"delete" doc:"true, false, own, team, or a condition."`
	Move    Flag      `yaml:"move" doc:"May change the stage. As update unless given."`
	Actions Map[Flag] `yaml:"actions" doc:"Buttons that it may press, by the automation: true, own, team, or a condition. None unless given." example:"{refund: own}"`
	Fields  Map[Word] `yaml:"fields" enum:"none read write" doc:"Fields that differ: none, read or write. A formula that reads a hidden field is hidden too unless it is named here, and so is a title: the record is then called by its kind."`
}

// short is "deal: true": everything, or nothing.
func (g *Grant) short(_ *decoder, n *Node) bool {
	if n.tag == "!!bool" {
		g.Every = Bool{n.Value == "true", n.At}
	}
	return n.tag == "!!bool"
}
