package spec

// Form is how a record is filled in.
type Form struct {
	Head
	Overlay
	Entity   Word           `yaml:"entity" doc:"Of which entity. As the form's name unless given."`
	Sections List[*Section] `yaml:"sections" doc:"Its parts."`
	Tabs     List[*Tab]     `yaml:"tabs" doc:"Parts of a long form, one shown at a time; beside sections, which stand above them." example:"[{label: Contract, sections: [{fields: [number, signed_on]}]}]"`
}

// Tab is a part of a form that is shown alone.
type Tab struct {
	Head
	Label    Text           `yaml:"label" doc:"What people press to see it." example:"Contract"`
	Sections List[*Section] `yaml:"sections" doc:"Its parts." example:"[{fields: [number, signed_on]}]"`
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
	Label    Text       `yaml:"label" doc:"What people call it."`
	Kind     Word       `yaml:"kind" enum:"list kanban calendar timeline grid" doc:"list (unless given), kanban, calendar, timeline or grid." example:"calendar"`
	Columns  List[Word] `yaml:"columns" doc:"list: its columns; kanban: the fields of a card; grid: the one field that goes across." example:"[name, amount, stage]"`
	Where    Expr       `yaml:"where" doc:"Which records."`
	Sort     List[Word] `yaml:"sort" doc:"Fields to sort by; -field is from the greatest down."`
	Funnel   Word       `yaml:"funnel" doc:"kanban: whose stages are the columns."`
	Sum      Word       `yaml:"sum" doc:"kanban: the field that each stage adds up."`
	Group    Word       `yaml:"group" doc:"list: records stand under a heading for each value of this field." example:"company"`
	Rows     Word       `yaml:"rows" doc:"grid: the field that goes down; \"columns\" is the one that goes across." example:"floor"`
	Cell     Text       `yaml:"cell" doc:"grid: what stands in a cell; the record's title unless given." example:"{{ number }} {{ price }}"`
	Starts   Word       `yaml:"starts" doc:"calendar, timeline: the date or instant at which a record begins." example:"starts_at"`
	Ends     Word       `yaml:"ends" doc:"calendar, timeline: the date, instant or duration at which it ends. Without one a record is a moment, or a whole day." example:"ends_at"`
	Title    Text       `yaml:"title" doc:"calendar, timeline: what stands on a record; its title unless given." example:"{{ client }}, {{ room }}"`
	Resource Word       `yaml:"resource" doc:"calendar, timeline: a link, person or choice; timeline: a row for each." example:"trainer"`
	Color    Word       `yaml:"color" doc:"calendar, timeline, grid: a choice, the stage or a colour: the colour means its status, with a legend." example:"status"`
}
