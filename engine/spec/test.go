package spec

// User is a person of tests and of the demo.
type User struct {
	Head
	Name     Word `yaml:"name" doc:"The full name."`
	Email    Word `yaml:"email" doc:"The address to sign in with."`
	Role     Word `yaml:"role" doc:"What they may do."`
	Locale   Word `yaml:"locale" doc:"The language they read."`
	Password Word `yaml:"password" doc:"For the demo only. Drawn and printed when not given."`
}

// Test is a scenario.
type Test struct {
	Head
	As    Word         `yaml:"as" doc:"Who acts: a user."`
	At    Word         `yaml:"at" doc:"When it begins, like 2026-03-02T09:00."`
	Given List[*Given] `yaml:"given" doc:"What there is: steps that must succeed."`
	When  List[*Given] `yaml:"when" doc:"What is done."`
	Then  List[*Given] `yaml:"then" doc:"What must be so."`
}

// Given is one step of a test, or of drawn data.
type Given struct {
	Head
	Create     Word       `yaml:"create" doc:"Makes a record of this entity."`
	Update     Value      `yaml:"update" doc:"Changes a record."`
	Delete     Value      `yaml:"delete" doc:"Deletes a record."`
	Move       Value      `yaml:"move" doc:"Moves a record to the stage in \"to\"."`
	To         Word       `yaml:"to" doc:"move: the stage, or funnel.stage."`
	Press      Word       `yaml:"press" doc:"Presses this button, of the record in \"of\", with the answers in \"set\"." example:"refund"`
	Of         Value      `yaml:"of" doc:"press: on which record." example:"=deal"`
	Set        Map[Value] `yaml:"set" doc:"Fields and their values."`
	Rows       Map[*Rows] `yaml:"rows" doc:"create: inline children."`
	As         Word       `yaml:"as" doc:"Names the record for the steps after it."`
	By         Word       `yaml:"by" doc:"Who does this step. The test's user unless given."`
	At         Value      `yaml:"at" doc:"generate: when this step and those after it are done: a formula after \"=\"."`
	When       Expr       `yaml:"when" doc:"generate: done only when this holds."`
	Chance     Int        `yaml:"chance" doc:"generate: done in so many turns of a hundred."`
	After      Duration   `yaml:"after" doc:"Moves the clock and runs what falls due."`
	Expect     Expr       `yaml:"expect" doc:"Must hold."`
	Sent       *Sent      `yaml:"sent" doc:"A message must have been sent."`
	NotSent    *Sent      `yaml:"not_sent" doc:"No such message may have been sent."`
	Fired      *Fired     `yaml:"fired" doc:"An automation must have run: its name, or {automation, for, times}."`
	NotFired   *Fired     `yaml:"not_fired" doc:"An automation must not have run: its name, or {automation, for, because}."`
	Suppressed *Withheld  `yaml:"suppressed" doc:"A limit must have kept an automation from sending something: its name, or {automation, for, because, times}." example:"{automation: winback, for: =ann, because: consent}"`
	Sees       *Sees      `yaml:"sees" doc:"The person must see this record: =deal, or {record, fields}."`
	Hidden     *Sees      `yaml:"hidden" doc:"The person must not see this record, or these fields of it: =deal, or {record, fields}."`
	Refused    *Given     `yaml:"refused" doc:"This step must be refused."`
	Because    Word       `yaml:"because" doc:"refused: the field, or the code of the refusal: forbidden, conflict, not_found, invalid."`
	Block
	verbs []Word
}

// Verbs are the verbs that were written.
func (g *Given) Verbs() []Word { return g.verbs }

func (g *Given) place(n *Node) { g.Head.At, g.verbs = n.At, verbsOf(n) }

// Sent expects a message.
type Sent struct {
	Head
	To         Value `yaml:"to" doc:"To whom."`
	Subject    Expr  `yaml:"subject" doc:"The subject itself, or what it must satisfy: contains \"Invoice\"."`
	Attachment Word  `yaml:"attachment" doc:"A part of an attachment's name."`
	Body       Expr  `yaml:"body" doc:"A part of the text itself, or what it must satisfy: contains \"Dear\"."`
	Language   Word  `yaml:"language" doc:"The language it was written in, like ru."`
	Times      Int   `yaml:"times" doc:"How many such messages; one or more unless given, 0: none."`
}

// Fired expects that an automation ran, or did not.
type Fired struct {
	Head
	Automation Word  `yaml:"automation" doc:"Which one."`
	For        Value `yaml:"for" doc:"For which record. For any unless given."`
	Times      Int   `yaml:"times" doc:"fired: how often; once or more unless given."`
	Because    Word  `yaml:"because" doc:"not_fired: not_triggered, not_fired (its condition did not hold) or suppressed. Needs for."`
}

// Withheld expects that a limit kept something from being sent.
type Withheld struct {
	Head
	Automation Word  `yaml:"automation" doc:"Which one was to send it." example:"winback"`
	For        Value `yaml:"for" doc:"For which record. For any unless given." example:"=ann"`
	Because    Word  `yaml:"because" enum:"consent unless at_most" doc:"Why: consent, unless or at_most. Whatever the reason unless given." example:"consent"`
	Times      Int   `yaml:"times" doc:"How often; once or more unless given." example:"2"`
}

func (w *Withheld) short(d *decoder, n *Node) bool {
	if n.shape == scalar {
		w.Head.At = n.At
		w.Automation.read(d, n)
	}
	return n.shape == scalar
}

func (f *Fired) short(d *decoder, n *Node) bool {
	if n.shape == scalar {
		f.Head.At = n.At
		f.Automation.read(d, n)
	}
	return n.shape == scalar
}

// Sees expects that somebody sees a record or some of its fields, or does not.
type Sees struct {
	Head
	Record Value      `yaml:"record" doc:"Which record: =deal."`
	Fields List[Word] `yaml:"fields" doc:"These fields of it."`
}

func (s *Sees) short(d *decoder, n *Node) bool {
	if n.shape == scalar {
		s.Head.At = n.At
		s.Record.read(d, n)
	}
	return n.shape == scalar
}

// Row is a record of the demo: its fields, and "as".
type Row struct {
	Head
	As  Word
	Set Map[Value]
}

func (r *Row) read(d *decoder, n *Node) {
	r.At = n.At
	if n.shape != mapping {
		d.expected(n, "a map of fields and values")
		return
	}
	for i, k := range n.keys {
		if k.Value == "as" {
			r.As.read(d, n.items[i])
			continue
		}
		r.Set = append(r.Set, Entry[Value]{wordOf(k), Value{n.items[i].At, n.items[i]}})
	}
}

// Block is data that is drawn: its steps are done Repeat times.
type Block struct {
	Repeat Int          `yaml:"repeat" doc:"How often."`
	Seed   Int          `yaml:"seed" doc:"Another number draws other values."`
	Let    Map[Value]   `yaml:"let" doc:"Values drawn once for each turn, by name."`
	Do     List[*Given] `yaml:"do" doc:"The steps of a turn."`
}
