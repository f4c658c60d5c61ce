package spec

// Funnel is the stages that records of an entity go through.
type Funnel struct {
	Head
	Overlay
	Was    Word        `yaml:"was" doc:"The name it had before."`
	Label  Text        `yaml:"label" doc:"What people call it."`
	Entity Word        `yaml:"entity" doc:"Whose records go through it."`
	Select Expr        `yaml:"select" doc:"Which new records enter it; the first funnel that holds is taken."`
	Stages Map[*Stage] `yaml:"stages" doc:"Its stages in order. New records enter the first."`
	Map    Map[Word]   `yaml:"map" doc:"Where records of stages that went stand now: old stage to new."`
}

// Stage is one place in a funnel.
type Stage struct {
	Head
	Overlay
	Was         Word       `yaml:"was" doc:"The name it had before."`
	Label       Text       `yaml:"label" doc:"What people call it."`
	Kind        Word       `yaml:"kind" enum:"open won lost" doc:"open (unless given), won or lost: how it ends."`
	Color       Word       `yaml:"color" enum:"gray red orange yellow green teal blue indigo violet pink" doc:"gray red orange yellow green teal blue indigo violet pink."`
	Probability Int        `yaml:"probability" doc:"How likely it is won, in percent."`
	StaleAfter  Duration   `yaml:"stale_after" doc:"After how long a record here is overdue, like 15m or 5d."`
	Requires    List[Word] `yaml:"requires" doc:"Fields and collections that must not be empty to come in."`
	Enter       Expr       `yaml:"enter" doc:"Must hold to come in."`
	Message     Text       `yaml:"message" doc:"What is said when enter does not hold."`
	Next        List[Word] `yaml:"next" doc:"The stages where a record may go from here. Any unless given."`
	Back        Flag       `yaml:"back" doc:"Whether a record may go back from here: false, or a condition over the record as it stands here. True unless given." example:"invoice == nil"`
	Guidance    Text       `yaml:"guidance" doc:"What to do here."`
	Checklist   List[Word] `yaml:"checklist" doc:"Things to tick off here."`
}
