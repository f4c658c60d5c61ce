package spec

// Dashboard is a page of tiles.
type Dashboard struct {
	Head
	Overlay
	Label Text        `yaml:"label" doc:"What people call it." example:"Head office"`
	Icon  Word        `yaml:"icon" doc:"Its icon in the navigation." example:"chart"`
	Roles List[Word]  `yaml:"roles" doc:"Who sees it: everybody unless given. A tile that its reader may not read is left out." example:"[owner, head]"`
	Tiles List[*Tile] `yaml:"tiles" doc:"Its tiles, in order." example:"[{report: revenue_by_month, width: 2}]"`
}

// Tile is a part of a dashboard: exactly one of report, view, number, target and text is given.
type Tile struct {
	Head
	Report Word    `yaml:"report" doc:"A report, with its chart." example:"revenue_by_month"`
	View   Word    `yaml:"view" doc:"The first records of a view, written entity.view." example:"deal.urgent"`
	Number *Number `yaml:"number" doc:"One figure." example:"{from: deal, where: stage == \"won\", sum: amount}"`
	Target Word    `yaml:"target" doc:"A target: plan and fact of the period." example:"sales_plan"`
	Text   Text    `yaml:"text" doc:"Words, in paragraphs." example:"Ask Anna when a figure looks odd."`
	Label  Text    `yaml:"label" doc:"The tile's heading. That of what it shows unless given."`
	Width  Int     `yaml:"width" doc:"How many of the page's four columns it takes: 1 to 4. 1 for a number, 2 for the others unless given." example:"2"`
}

// Number is one figure over records of an entity.
type Number struct {
	Measure
	From Word `yaml:"from" doc:"Records of which entity." example:"deal"`
}

// Target is what is planned, beside what came of it.
type Target struct {
	Head
	Overlay
	Label   Text       `yaml:"label" doc:"What people call it." example:"Sales plan"`
	From    Word       `yaml:"from" doc:"Records of which entity make the fact." example:"deal"`
	Where   Expr       `yaml:"where" doc:"Which of them." example:"stage == \"won\""`
	Measure *Measure   `yaml:"measure" doc:"What is counted." example:"{sum: amount}"`
	Date    Word       `yaml:"date" doc:"The date that decides into which period a record falls." example:"stage_since"`
	Every   Word       `yaml:"every" enum:"day week month quarter year" doc:"For how long a plan is: month unless given." example:"month"`
	Per     Word       `yaml:"per" doc:"For whom there is a plan of its own: a person, link or choice of the entity. One plan for all unless given." example:"owner"`
	Plan    *Plan      `yaml:"plan" doc:"What is planned: a number, the same for every period; or the entity that keeps the plans." example:"{entity: quota, value: amount, date: month, per: seller}"`
	Roles   List[Word] `yaml:"roles" doc:"Who sees it. Everybody who may read the entity unless given." example:"[head]"`
}

// Plan is where the planned figures stand.
type Plan struct {
	Head
	Amount Value `yaml:"amount" doc:"The same for every period and everybody; a formula after \"=\" may use settings." example:"=settings.monthly_plan"`
	Entity Word  `yaml:"entity" doc:"The entity whose records are plans." example:"quota"`
	Value  Word  `yaml:"value" doc:"Its field with the planned figure." example:"amount"`
	Date   Word  `yaml:"date" doc:"Its date within the period." example:"month"`
	Per    Word  `yaml:"per" doc:"Its field that says for whom, like \"per\" of the target." example:"seller"`
}

// short is the number alone, or a formula.
func (p *Plan) short(_ *decoder, n *Node) bool {
	if n.shape == scalar {
		p.Amount = Value{n.At, n}
	}
	return n.shape == scalar
}
