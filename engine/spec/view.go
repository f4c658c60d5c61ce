package spec

// Form is how a record is filled in.
type Form struct {
	Head
	Overlay
	Entity   Word           `yaml:"entity" doc:"Of which entity. As the form's name unless given."`
	Sections List[*Section] `yaml:"sections" doc:"Its parts."`
	Tabs     Later          `yaml:"tabs"`
}

// Section is a part of a form.
type Section struct {
	Head
	Label   Text       `yaml:"label" doc:"Its heading."`
	Columns Int        `yaml:"columns" doc:"1 or 2 fields in a row."`
	Fields  List[Word] `yaml:"fields" doc:"Fields, and inline collections that are edited as rows."`
	When    Expr       `yaml:"when" doc:"Shown only when this holds."`
}

// View is a way of showing many records.
type View struct {
	Head
	Overlay
	Label   Text       `yaml:"label" doc:"What people call it."`
	Kind    Word       `yaml:"kind" enum:"list kanban calendar timeline grid" doc:"list (unless given) or kanban."`
	Columns List[Word] `yaml:"columns" doc:"list: its columns; kanban: the fields of a card."`
	Where   Expr       `yaml:"where" doc:"Which records."`
	Sort    List[Word] `yaml:"sort" doc:"Fields to sort by; -field is from the greatest down."`
	Funnel  Word       `yaml:"funnel" doc:"kanban: whose stages are the columns."`
	Sum     Word       `yaml:"sum" doc:"kanban: the field that each stage adds up."`
	Group   Later      `yaml:"group"`
	Rows    Later      `yaml:"rows"`
	Cell    Later      `yaml:"cell"`
	Color   Later      `yaml:"color"`
}
