package spec

// Segment is a condition with a name.
type Segment struct {
	Head
	Overlay
	Label  Text `yaml:"label" doc:"What people call it." example:"Regulars"`
	Help   Text `yaml:"help" doc:"Who belongs here, in words."`
	Entity Word `yaml:"entity" doc:"Records of which entity." example:"contact"`
	Where  Expr `yaml:"where" doc:"Which of them. In expressions the segment's name is true of these: client.regular." example:"count(visits, .came_at > now() - days(30)) >= 8"`
}

// Match says which records of two entities suit each other.
type Match struct {
	Head
	Overlay
	Label    Text            `yaml:"label" doc:"What people call it." example:"Suitable flats"`
	Between  Map[Word]       `yaml:"between" doc:"The two sides: the name that each has in the condition, and its entity." example:"{request: request, unit: unit}"`
	Where    Expr            `yaml:"where" doc:"When two records suit each other; each side by its name." example:"unit.price <= request.budget && unit.rooms == request.rooms"`
	Score    Expr            `yaml:"score" doc:"A number: the greatest stands first." example:"unit.area"`
	SetAside Bool            `yaml:"set_aside" doc:"true: people may put a pair aside, with a reason, and see it no more." example:"true"`
	Columns  Map[List[Word]] `yaml:"columns" doc:"What the panel shows of each side: fields by the side's name." example:"{unit: [number, price]}"`
}
