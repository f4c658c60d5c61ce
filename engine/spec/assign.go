package spec

// Assign gives a record to a person: to one, or to one of several, or by the first rule that holds.
type Assign struct {
	Head
	Pool
	Field   Word              `yaml:"field" doc:"The field of the record that holds the person. owner unless given." example:"trainer"`
	Rules   List[*AssignRule] `yaml:"rules" doc:"A table: the first rule that holds and finds somebody gives the record." example:"[{when: city == \"Osh\", to: =branch.head}, {round_robin: role.manager}]"`
	Working Bool              `yaml:"working_hours" doc:"true: only in the working time of the package's calendar; outside it the run waits for it." example:"true"`
}

// AssignRule is one line of the table.
type AssignRule struct {
	Head
	Pool
	When Expr `yaml:"when" doc:"When this line holds. Always unless given." example:"city == \"Osh\""`
}

// Pool is of whom one is taken. Who is absent or no longer active is passed over.
type Pool struct {
	To          Value       `yaml:"to" doc:"One person; who is absent is stood in for by their deputy." example:"=branch.head"`
	RoundRobin  List[Value] `yaml:"round_robin" doc:"In turn: of a role, written role.manager, or people, written as formulas." example:"role.manager"`
	LeastLoaded List[Value] `yaml:"least_loaded" doc:"Who has least: of a role, written role.manager, or people, written as formulas." example:"role.manager"`
	Load        *Burden     `yaml:"load" doc:"least_loaded: what is counted. The records of the same entity that are at no end of their funnel, unless given." example:"{entity: task, where: done == false, field: assignee}"`
	Where       Expr        `yaml:"where" doc:"Which of these people: .name is a field of the person." example:".branch == branch"`
}

// Burden is what a person has to do: records of an entity, by the field that names the person.
type Burden struct {
	Head
	Entity Word `yaml:"entity" doc:"Whose records are counted." example:"task"`
	Where  Expr `yaml:"where" doc:"Which of them. All unless given." example:"done == false"`
	Field  Word `yaml:"field" doc:"The field that names the person. owner unless given." example:"assignee"`
}
