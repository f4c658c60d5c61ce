package spec

import (
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
)

// Automation is what happens by itself.
type Automation struct {
	Head
	Overlay
	Label      Text           `yaml:"label" doc:"What people call it."`
	On         List[*Trigger] `yaml:"on" doc:"What sets it off: one trigger or a list."`
	When       Expr           `yaml:"when" doc:"A condition over the record; \"old\" is the record before the change."`
	Do         List[*Step]    `yaml:"do" doc:"Its steps, in order."`
	CancelWhen Expr           `yaml:"cancel_when" doc:"A run that waits is cancelled when this holds."`
	Result     Expr           `yaml:"result" doc:"called: what the caller gets, computed when the run ends." example:"invoice"`
	Once       Word           `yaml:"once" doc:"How often one record may run it: per record, per stage visit, or per <expression>."`
	Limit      *Limited       `yaml:"limit" doc:"The limit, of section limits, that everything it sends keeps: its name, or {by, to}." example:"marketing"`
}

// Trigger is one cause.
type Trigger struct {
	Head
	Created  Word        `yaml:"created" doc:"A record of this entity was made."`
	Updated  Word        `yaml:"updated" doc:"A record of this entity was changed."`
	Fields   List[Word]  `yaml:"fields" doc:"updated: only when one of these changed."`
	Deleted  Word        `yaml:"deleted" doc:"A record of this entity was deleted."`
	Enters   Word        `yaml:"enters" doc:"A record came to this stage, written funnel.stage."`
	Leaves   Word        `yaml:"leaves" doc:"A record left this stage, written funnel.stage."`
	Becomes  Expr        `yaml:"becomes" doc:"A condition over a record of \"entity\" that turns true, by a write or by the clock."`
	Stale    Word        `yaml:"stale" doc:"A record has stood too long in this stage, written funnel.stage."`
	Schedule Word        `yaml:"schedule" doc:"When, as cron in the package's time zone: minute, hour, day, month, weekday. What fell due while nothing ran comes once." example:"0 9 * * mon-fri"`
	Button   Word        `yaml:"button" doc:"A person presses it on a record of this entity; the automation's label and \"when\" are the button's. Roles name who may." example:"deal"`
	Form     Map[*Field] `yaml:"form" doc:"button: what it asks for first; the answers are names in the steps." example:"{reason: {type: text, required: true}}"`
	Confirm  Text        `yaml:"confirm" doc:"button: asked before it is done." example:"Refund the whole amount?"`
	Icon     Word        `yaml:"icon" doc:"button: its icon." example:"phone"`
	Received Word        `yaml:"received" doc:"A message came by this channel and made a record, or changed one: the run is for that record." example:"site_form"`
	Called   Word        `yaml:"called" doc:"Another automation calls it, for a record of this entity." example:"deal"`
	Takes    Map[*Field] `yaml:"takes" doc:"called: what the call gives; names in the steps." example:"{days: {type: integer, required: true}}"`
	For      Duration    `yaml:"for" doc:"stale: for how long. The stage's stale_after unless given."`
	Entity   Word        `yaml:"entity" doc:"becomes: whose records."`
	Each     *Each       `yaml:"each" doc:"schedule: once for each of these records. Without it, once for none." example:"{entity: membership, where: status == \"active\"}"`
}

// Each is the records that a schedule goes through.
type Each struct {
	Head
	Entity Word `yaml:"entity" doc:"Whose records."`
	Where  Expr `yaml:"where" doc:"Which of them. All unless given."`
}

// Step is one action: exactly one of its verbs is written, and the keys that belong to it.
type Step struct {
	Head
	Create     Word        `yaml:"create" doc:"Makes a record of this entity."`
	Update     Value       `yaml:"update" doc:"Changes a record: =this, =client, or the name of a step's result after \"=\"."`
	Delete     Value       `yaml:"delete" doc:"Deletes a record."`
	Move       Value       `yaml:"move" doc:"Moves a record to the stage in \"to\"."`
	To         Word        `yaml:"to" doc:"move: the stage, or funnel.stage."`
	Task       Map[Value]  `yaml:"task" doc:"Gives somebody a task: title, assign, due, notes, about."`
	Email      *Email      `yaml:"email" doc:"Sends an e-mail."`
	Document   Word        `yaml:"document" doc:"Makes a PDF from this document template; \"as\" names the file."`
	Of         Value       `yaml:"of" doc:"document, assign: of which record. The run's own unless given."`
	Into       Word        `yaml:"into" doc:"document: the file field of that record that keeps it."`
	Wait       *Wait       `yaml:"wait" doc:"Waits: a duration, or {for, until, unless}, or for an event: {event, within}."`
	If         Expr        `yaml:"if" doc:"Takes one of two ways."`
	Then       List[*Step] `yaml:"then" doc:"if, wait for an event: the steps when it holds."`
	Else       List[*Step] `yaml:"else" doc:"if, wait for an event: the steps when it does not hold."`
	Stop       Bool        `yaml:"stop" doc:"true: ends the run."`
	Log        Text        `yaml:"log" doc:"Writes a line to the run."`
	Each       Expr        `yaml:"each" doc:"Goes through the elements of a collection, one after another: \"as\" names the element for the steps in \"do\". Elements that are gone when their turn comes are passed over." example:"filter(client.deals, .amount > 100)"`
	Do         List[*Step] `yaml:"do" doc:"each: the steps for each element."`
	As         Word        `yaml:"as" doc:"Names the step's result for the steps after it; each: names the element."`
	When       Expr        `yaml:"when" doc:"The step is done only when this holds."`
	Set        Map[Value]  `yaml:"set" doc:"Fields and their values: literals, or formulas after \"=\". As a step of its own: named values of the run, which a later set may change."`
	Rows       Map[*Rows]  `yaml:"rows" doc:"create: inline children, by the name of their collection."`
	Assign     *Assign     `yaml:"assign" doc:"Gives the record to a person: in turn, to who has least, or by a table of rules." example:"{round_robin: role.manager}"`
	Send       *Send       `yaml:"send" doc:"Sends a text by a channel: sms or messenger." example:"{via: sms, to: =client.phone, text: \"We wait for you, {{ client.first_name }}\"}"`
	Notify     *Notify     `yaml:"notify" doc:"Tells people of Tamga something, with a link to the record." example:"{to: role.manager, text: \"{{ this }} waits\"}"`
	Webhook    *Request    `yaml:"webhook" doc:"Asks another system by HTTPS, again until it takes it; \"as\" names its answer." example:"{url: https://warehouse.example.org/orders, body: {number: =number}, secret: env:WAREHOUSE_SECRET}"`
	Approve    *Approve    `yaml:"approve" doc:"Asks people and goes on by their answer: \"then\" when it is yes, \"else\" when it is no or nobody answers in time; \"as\" names whether it was approved." example:"{by: role.head, within: 4h, text: \"Freeze {{ this }}?\"}"`
	Call       Word        `yaml:"call" doc:"Has another automation run, one that is called, and waits until it is over; \"as\" names its result." example:"remind"`
	With       Map[Value]  `yaml:"with" doc:"call: the values that the other takes." example:"{days: 3}"`
	Background Bool        `yaml:"background" doc:"call: goes on at once and does not wait for the other."`
	verbs      []Word
}

// Verbs are the verbs that were written, in order. One is right.
func (s *Step) Verbs() []Word { return s.verbs }

// stepVerbs are the keys that say what a step does.
var stepVerbs = []string{"create", "update", "delete", "move", "task", "email", "document", "wait", "if", "stop", "log",
	"assign", "send", "notify", "webhook", "each", "approve", "call", "after", "expect", "sent", "not_sent",
	"fired", "not_fired", "suppressed", "sees", "hidden", "refused", "repeat", "press"}

func (s *Step) place(n *Node) { s.At, s.verbs = n.At, verbsOf(n) }

func verbsOf(n *Node) []Word {
	var out []Word
	for _, k := range n.keys {
		if slices.Contains(stepVerbs, k.Value) {
			out = append(out, wordOf(k))
		}
	}
	// "set" alone is the step that names a value; beside another verb it is that verb's own key.
	if k, _ := n.lookup("set"); len(out) == 0 && k != nil {
		out = append(out, wordOf(k))
	}
	return out
}

// Rows makes one child for each element of a collection.
type Rows struct {
	Head
	From Expr       `yaml:"from" doc:"The collection: one child is made for each element."`
	Set  Map[Value] `yaml:"set" doc:"Fields of the child; in formulas .name is a field of the element."`
}

// Email is a message to be sent.
type Email struct {
	Head
	To        List[Value] `yaml:"to" doc:"Addresses, people or other records with an e-mail address."`
	CC        List[Value] `yaml:"cc" doc:"Who gets a copy."`
	Template  Word        `yaml:"template" doc:"The message of section messages."`
	Subject   Text        `yaml:"subject" doc:"Without a template: the subject."`
	Body      Text        `yaml:"body" doc:"Without a template: the text, in Markdown."`
	Attach    List[Value] `yaml:"attach" doc:"Files: results of document steps, or file fields."`
	Locale    Value       `yaml:"locale" doc:"The reader's language. Taken from the record or the package unless given."`
	OnUnknown Word        `yaml:"on_unknown" enum:"ask repeat skip" doc:"What to do when a crash or a dead line leaves it unknown whether the mail server took the message: ask a person (unless given), repeat it under the same Message-ID, or skip: count it as sent." example:"repeat"`
}

// Wait pauses a run.
type Wait struct {
	Head
	For    Duration `yaml:"for" doc:"For how long, like 5d."`
	Until  Value    `yaml:"until" doc:"Until when: a formula after \"=\"."`
	Unless Expr     `yaml:"unless" doc:"Does not wait, and skips the rest, when this holds; looked at again when the wait ends."`
	Event  Expr     `yaml:"event" doc:"Until this turns true: a payment, a reply. \"as\" names whether it came; \"then\" and \"else\" are the steps when it came and when it did not." example:"invoice.status == \"paid\""`
	Within Duration `yaml:"within" doc:"event: for how long at most, unless until says until when." example:"5d"`
}

func (w *Wait) short(d *decoder, n *Node) bool {
	if n.shape == scalar {
		w.For.read(d, n)
	}
	return n.shape == scalar
}

// Per gives what follows "per " in once.
func (a *Automation) Per() (Word, bool) {
	rest, ok := strings.CutPrefix(a.Once.Value, "per ")
	if !ok || strings.TrimSpace(rest) == "" {
		return Word{}, false
	}
	return a.Once.Sub(len("per "), len(rest)), true
}

// Place is where an element stands.
func (h Head) Place() diag.Range { return h.At }
