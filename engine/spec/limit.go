package spec

// Limit is how often, when and whether people may be reached: one policy with a name, for every automation and message
// that says so.
type Limit struct {
	Head
	Overlay
	Entity    Word       `yaml:"entity" doc:"Who is reached: records of this entity. Every condition is over one of them." example:"contact"`
	Consent   Expr       `yaml:"consent" doc:"Must hold, or nothing is sent." example:"consent_email"`
	Unless    Expr       `yaml:"unless" doc:"Nothing is sent while this holds." example:"any(claims, .open)"`
	AtMost    List[*Cap] `yaml:"at_most" doc:"How often one may be reached under this limit, whatever sends it; what is more is not sent." example:"[{times: 1, per: 3d}, {times: 6, per: 30d}]"`
	Quiet     Word       `yaml:"quiet" doc:"Hours in which nothing is sent: it waits for their end." example:"21:00-09:00"`
	Zone      Expr       `yaml:"zone" doc:"The time zone of the hours, like Asia/Bishkek. That of the package unless given, or where it is empty." example:"city.zone"`
	NotBefore Expr       `yaml:"not_before" doc:"A date or an instant until which nothing is sent: it waits. The field do_not_disturb_until, if there is one, unless given." example:"do_not_disturb_until"`
}

// Cap is how often in a span of time.
type Cap struct {
	Head
	Times Int      `yaml:"times" doc:"How often." example:"1"`
	Per   Duration `yaml:"per" doc:"In which span of time." example:"3d"`
}

// Limited names a limit, and who is reached.
type Limited struct {
	Head
	By Word  `yaml:"by" doc:"The limit, of section limits." example:"marketing"`
	To Value `yaml:"to" doc:"Who is reached: a formula that gives a record of the limit's entity. The run's own record, or the one that it is linked with, unless given." example:"=client"`
}

func (l *Limited) short(d *decoder, n *Node) bool {
	if n.shape == scalar {
		l.Head.At = n.At
		l.By.read(d, n)
	}
	return n.shape == scalar
}
