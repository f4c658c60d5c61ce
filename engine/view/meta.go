package view

// Meta is the compiled model as one user may see it, in one locale.
type Meta struct {
	Package    Package            `json:"package"`
	User       Me                 `json:"user"`
	Navigation []Group            `json:"navigation"`
	Entities   map[string]*Entity `json:"entities"`
	Funnels    map[string]*Funnel `json:"funnels"`
	Reports    []*Report          `json:"reports"`
	Dashboards []*Dashboard       `json:"dashboards"`
}

// Package is the package's head.
type Package struct {
	Name       string   `json:"name"`
	Label      string   `json:"label"`
	Version    string   `json:"version"`
	Release    string   `json:"release"` // changes whenever the model changes; every answer carries it as X-Tamga-Release
	Locales    []string `json:"locales"`
	Currency   string   `json:"currency"`
	Currencies []string `json:"currencies"`
	Zone       string   `json:"zone"`
	Accent     string   `json:"accent,omitempty"`
	Demo       bool     `json:"demo"`
}

// Me is the signed-in user.
type Me struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Email  string   `json:"email"`
	Role   string   `json:"role"`
	Label  string   `json:"role_label"`
	Locale string   `json:"locale"`
	Can    []string `json:"can"` // "outbox", "runs", "simulate", "users"
}

// Group is a heading of the navigation. An empty label has no heading.
type Group struct {
	Label    string   `json:"label"`
	Entities []string `json:"entities"`
}

// Entity is a kind of record. Fields that the user may not read are absent.
type Entity struct {
	Name    string     `json:"name"`
	Label   string     `json:"label"`
	Plural  string     `json:"plural"`
	Help    string     `json:"help,omitempty"`
	Icon    string     `json:"icon"`
	Can     Can        `json:"can"`
	Fields  []*Field   `json:"fields"` // own fields in declared order, then the system fields
	Form    *Form      `json:"form"`
	Views   []*View    `json:"views"` // at least one list; boards where there is a funnel
	Related []*Related `json:"related"`
	Funnels []string   `json:"funnels"`
	Search  bool       `json:"search"`  // whether search= finds anything
	Actions []*Action  `json:"actions"` // buttons; a record allows some of them (its "_can.actions")
}

// Action is a button of a record, and what it asks for before it is done.
type Action struct {
	Name    string   `json:"name"`
	Label   string   `json:"label"`
	Icon    string   `json:"icon,omitempty"`
	Confirm string   `json:"confirm,omitempty"`
	Fields  []*Field `json:"fields"`
}

// Can is what the user may do at all; a record may allow less (its "_can").
type Can struct {
	Create bool `json:"create"`
	Update bool `json:"update"`
	Delete bool `json:"delete"`
	Move   bool `json:"move"`
}

// Field is one field.
type Field struct {
	Name        string    `json:"name"`
	Kind        string    `json:"kind"` // a name of engine/field
	Label       string    `json:"label"`
	Help        string    `json:"help,omitempty"`
	Placeholder string    `json:"placeholder,omitempty"`
	System      bool      `json:"system,omitempty"`
	Required    bool      `json:"required,omitempty"` // always required; conditions come with preview
	Readonly    bool      `json:"readonly,omitempty"` // formula, number, system, always readonly, or not writable by the role
	Personal    bool      `json:"personal,omitempty"`
	Sortable    bool      `json:"sortable,omitempty"`
	Dynamic     bool      `json:"dynamic,omitempty"` // takes part in some condition or formula: ask preview when it changes
	Options     []*Option `json:"options,omitempty"`
	To          []string  `json:"to,omitempty"` // link, links, user: the entities it may point to
	Min         *int64    `json:"min,omitempty"`
	Max         *int64    `json:"max,omitempty"`
	Scale       *int      `json:"scale,omitempty"`
	Of          string    `json:"of,omitempty"` // range: the kind of its ends
}

// Option is one value of a choice, a funnel or a stage.
type Option struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Color string `json:"color,omitempty"` // gray red orange yellow green teal blue indigo violet pink
}

// Form is how a record is filled in.
type Form struct {
	Sections []*Section `json:"sections"`
}

// Section is a part of a form. An empty label has no heading.
type Section struct {
	Label   string   `json:"label"`
	Columns int      `json:"columns"`
	Fields  []string `json:"fields"`
	Inlines []string `json:"inlines"` // names of Related whose records are edited as rows here
}

// View is a way of showing many records.
type View struct {
	Name    string   `json:"name"`
	Label   string   `json:"label"`
	Kind    string   `json:"kind"` // list, kanban, calendar, timeline, grid
	Columns []string `json:"columns"`
	Where   string   `json:"where,omitempty"` // an expression, to be sent as where=
	Sort    string   `json:"sort,omitempty"`  // "-created_at,name", to be sent as sort=
	Funnel  string   `json:"funnel,omitempty"`
	Sum     string   `json:"sum,omitempty"` // kanban: the money or number that each stage adds up

	Starts   string `json:"starts,omitempty"`   // calendar, timeline: a date or instant
	Ends     string `json:"ends,omitempty"`     // calendar, timeline: a date, an instant, or a duration
	Resource string `json:"resource,omitempty"` // timeline: a row for each of its values
	Rows     string `json:"rows,omitempty"`     // grid
	Across   string `json:"across,omitempty"`   // grid
	Color    string `json:"color,omitempty"`    // calendar, timeline, grid: the field whose colour a record has
	Caption  bool   `json:"caption,omitempty"`  // records have a caption other than their title: ask for it with caption=
}

// Related is an inverse collection: the records of Entity whose Field links here.
type Related struct {
	Name    string   `json:"name"`
	Label   string   `json:"label"`
	Entity  string   `json:"entity"`
	Field   string   `json:"field"`
	Inline  bool     `json:"inline"`
	Columns []string `json:"columns"`
}

// Funnel is the stages of an entity.
type Funnel struct {
	Name   string   `json:"name"`
	Label  string   `json:"label"`
	Entity string   `json:"entity"`
	Stages []*Stage `json:"stages"`
}

// Stage is one place in a funnel.
type Stage struct {
	Name        string   `json:"name"`
	Label       string   `json:"label"`
	Kind        string   `json:"kind"` // open, won, lost
	Color       string   `json:"color,omitempty"`
	Probability int      `json:"probability"`
	StaleAfter  int64    `json:"stale_after,omitempty"` // seconds
	Requires    []string `json:"requires"`              // fields, or names of Related
	Next        []string `json:"next"`                  // stages where a record may go from here
	Guidance    string   `json:"guidance,omitempty"`
	Checklist   []string `json:"checklist,omitempty"`
}
