package spec

// Quality is what keeps the data of an entity clean.
type Quality struct {
	Head
	Standardize *Standardize `yaml:"standardize" doc:"How values are written: applied whenever a record is written, and over those that are there." example:"{set: {name: =capitalize(name)}}"`
	Duplicates  *Duplicates  `yaml:"duplicates" doc:"When two records are of the same thing, and what is kept of them."`
	Health      *Health      `yaml:"health" doc:"Named checks, which give each record a mark from 0 to 100."`
	Archive     *Archive     `yaml:"archive" doc:"What is stale, and leaves the lists."`
}

// Standardize is how values are written.
type Standardize struct {
	Head
	Set      Map[Value] `yaml:"set" doc:"Fields and their formulas over the record." example:"{last_name: =capitalize(trim(last_name))}"`
	Schedule Word       `yaml:"schedule" doc:"When all records are gone through, as cron. Only when somebody asks unless given." example:"0 3 * * 0"`
}

// Duplicates says when two records are of the same thing.
type Duplicates struct {
	Head
	Rules    List[*Likeness] `yaml:"rules" doc:"Ways of being the same: one that holds is enough." example:"[{exact: phone}, {similar: {name: 0.9}, exact: birth_date}]"`
	Keep     Word            `yaml:"keep" enum:"oldest newest fullest" doc:"Which record survives a merge: the oldest, the newest, or the one with the most values (unless given)." example:"oldest"`
	Fields   Map[Word]       `yaml:"fields" enum:"survivor oldest newest longest greatest least together" doc:"Whose value a field takes, where it is not the survivor's; an empty one always takes the other's." example:"{phone: newest, notes: together}"`
	Schedule Word            `yaml:"schedule" doc:"When they are looked for, as cron." example:"0 4 * * *"`
}

// Likeness is one way of being the same: all that it says must hold.
type Likeness struct {
	Head
	Exact   List[Word] `yaml:"exact" doc:"Fields that are equal and not empty." example:"[phone]"`
	Similar Map[Word]  `yaml:"similar" doc:"Text fields that are alike, each by how much from 0 to 1: across spellings, word order and alphabets." example:"{name: 0.9}"`
	Where   Expr       `yaml:"where" doc:"Which records are compared." example:"!archived"`
	Merge   Bool       `yaml:"merge" doc:"true: such pairs are merged without asking." example:"true"`
}

// Health is named checks with weights.
type Health struct {
	Head
	Checks   Map[*HealthCheck] `yaml:"checks" doc:"What a good record has." example:"{reachable: {check: phone != nil || email != nil, weight: 3}}"`
	Schedule Word              `yaml:"schedule" doc:"When the marks are counted anew, as cron." example:"0 5 * * *"`
}

// HealthCheck is one thing that a good record has.
type HealthCheck struct {
	Head
	Label  Text       `yaml:"label" doc:"What it says, in words." example:"Can be reached"`
	Check  Expr       `yaml:"check" doc:"Holds for a good record." example:"phone != nil"`
	Weight Int        `yaml:"weight" doc:"How much it counts, from 1 to 100. 1 unless given." example:"3"`
	Fix    Map[Value] `yaml:"fix" doc:"Fields and formulas that mend it, when somebody asks." example:"{country: =client.country}"`
}

func (h *HealthCheck) short(d *decoder, n *Node) bool {
	if n.shape == scalar {
		h.Check.read(d, n)
	}
	return n.shape == scalar
}

// Archive is what is stale.
type Archive struct {
	Head
	Where    Expr `yaml:"where" doc:"Which records go." example:"stage == \"lost\" && updated_at < now() - years(2)"`
	Schedule Word `yaml:"schedule" doc:"When they go, as cron. Only when somebody asks unless given." example:"0 2 1 * *"`
}
