package model

import (
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Automation is what happens by itself.
type Automation struct {
	Name       string
	Label      Text
	Entity     *Entity // of the record that runs are for
	On         []*Trigger
	When       *rule.Expr // over the record, with "old"; nil: always
	Do         []*Step
	Result     *rule.Expr // called: what the caller gets, over the steps' results; nil: nothing
	Limit      *Limited   // what its messages keep
	CancelWhen *rule.Expr // over the record; a waiting run is cancelled when it holds
	Once       string     // "", "record", "stage visit"
	OnceBy     *rule.Expr
	Vars       []rule.Var // the results of its steps, by Step.AsVar
	At         diag.Range
}

// TriggerKind is what sets an automation off.
type TriggerKind string

// The triggers.
const (
	OnCreated TriggerKind = "created"
	OnUpdated TriggerKind = "updated"
	OnDeleted TriggerKind = "deleted"
	OnEnters  TriggerKind = "enters"
	OnLeaves  TriggerKind = "leaves"
	OnBecomes TriggerKind = "becomes"
	OnStale   TriggerKind = "stale"
	// OnSchedule comes by the clock on the wall: once, or once for each record of Entity for which Where holds.
	OnSchedule TriggerKind = "schedule"
	OnButton   TriggerKind = "button"
	// OnCalled is a step of another automation; Form is what it takes.
	OnCalled TriggerKind = "called"
	// OnReceived is a message that a channel brought: the run is for the record that it made or changed.
	OnReceived TriggerKind = "received"
)

// Nothing stands in the place of an automation's entity where its runs are for no record.
var Nothing = &Entity{}

// Trigger is one cause.
type Trigger struct {
	Kind   TriggerKind
	Entity *Entity
	Fields []*Field // updated: only when one of these changed; nil: any
	Stage  *Stage   // enters, leaves, stale
	// Becomes: a condition that turns true, by a write or by the clock. For stale, that the record has stood in its
	// stage for the span For. Key names the trigger among all: "automation/0".
	Becomes *rule.Expr
	For     *field.Duration
	Cron    *Cron
	Where   *rule.Expr // schedule, with each: which records; nil: all
	// Form is what a button asks for, in declared order; an answer is the value of Vars[Field.Slot].
	Form    []*Field
	Confirm Text
	Icon    string
	Key     string
	At      diag.Range
}

// Button is the trigger that is a button on records of an entity; nil when there is none.
func (a *Automation) Button(e *Entity) *Trigger {
	for _, t := range a.On {
		if t.Kind == OnButton && t.Entity == e {
			return t
		}
	}
	return nil
}

// Called is the trigger that lets other automations call this one; nil when there is none.
func (a *Automation) Called() *Trigger {
	for _, t := range a.On {
		if t.Kind == OnCalled {
			return t
		}
	}
	return nil
}

// Step is one action of an automation. Path is its stable address ("2", "3.then.0"): a run remembers it.
type Step struct {
	Path   string
	Kind   string // the key it was written with: "create", "email", …
	As     string // the name of its result; its index in the frame's Vars is AsVar
	AsVar  int
	When   *rule.Expr // if: the condition; others: run only when it holds
	Action Action
	At     diag.Range
}

// Ways are the lists of steps that a step holds: a run goes one of them, that of an "each" once for each element.
func (s *Step) Ways() [][]*Step {
	switch a := s.Action.(type) {
	case *IfAction:
		return [][]*Step{a.Then, a.Else}
	case *WaitAction:
		return [][]*Step{a.Then, a.Else}
	case *ApproveAction:
		return [][]*Step{a.Then, a.Else}
	case *EachAction:
		return [][]*Step{a.Do}
	}
	return nil
}

// Action is what a step does. The set is sealed.
type Action interface{ action() }

// The actions.
type (
	// CreateAction makes a record, with rows of inline children. Its result is the record.
	CreateAction struct {
		Entity *Entity
		Set    []Assignment
		Rows   []*Rows
	}
	// UpdateAction changes a record; Of nil is the run's own record. Its result is the record.
	UpdateAction struct {
		Of     *Value
		Entity *Entity
		Set    []Assignment
	}
	// DeleteAction moves a record to the recycle bin.
	DeleteAction struct {
		Of     *Value
		Entity *Entity
	}
	// MoveAction moves a record to a stage, named alone (of the funnel that the record is in when it runs:
	// Funnel is nil, and some funnel of the entity has the stage) or as funnel.stage. Of nil is the run's own record.
	MoveAction struct {
		Of     *Value
		Entity *Entity
		Funnel *Funnel
		Stage  string
		Set    []Assignment
	}
	// TaskAction gives somebody a task. Its result is the task.
	TaskAction struct {
		Set []Assignment // over the entity task: title, assignee, due, about, …
	}
	// DocumentAction makes a PDF of a record. Its result is a file; Into keeps it in a field of the record.
	DocumentAction struct {
		Document *Document
		Of       *Value
		Into     *Field
	}
	// EmailAction puts a message into the outbox. Either Message, or Subject and Body.
	EmailAction struct {
		To, Cc        []*Value
		Message       *Message
		Subject, Body *TextTemplate
		Attach        []*Value
		Locale        *Value
		OnUnknown     string // ask, repeat or skip
		Args          []any
	}
	// WaitAction pauses the run: For a span, or Until an instant; not at all when Unless holds,
	// which is looked at again when the wait ends: it then skips the rest. With an Event the run goes on, the way
	// of Then, as soon as that holds; For and Until are the longest it waits, then it goes the way of Else. Its
	// result tells whether the event came.
	WaitAction struct {
		For        *field.Duration
		Until      *rule.Expr
		Unless     *rule.Expr
		Event      *rule.Expr
		Then, Else []*Step
	}
	// IfAction takes one of two ways.
	IfAction struct {
		Test       *rule.Expr
		Then, Else []*Step
	}
	// EachAction does its steps for each element of a collection, in order; the element is Step.As.
	EachAction struct {
		In *rule.Expr
		Do []*Step
	}
	// CallAction has another automation run for a record, Of or the run's own, and waits for its result unless it is
	// in the Background. With gives what Automation.Called().Form takes.
	CallAction struct {
		Automation *Automation
		Of         *Value
		With       []Assignment
		Background bool
	}
	// SetAction names values of the run, or gives them anew.
	SetAction struct{ Values []Named }
	// StopAction ends the run.
	StopAction struct{}
	// LogAction writes a line to the run.
	LogAction struct{ Text *TextTemplate }
)

func (*CreateAction) action()   {}
func (*UpdateAction) action()   {}
func (*DeleteAction) action()   {}
func (*MoveAction) action()     {}
func (*TaskAction) action()     {}
func (*DocumentAction) action() {}
func (*EmailAction) action()    {}
func (*WaitAction) action()     {}
func (*IfAction) action()       {}
func (*EachAction) action()     {}
func (*CallAction) action()     {}
func (*SetAction) action()      {}
func (*StopAction) action()     {}
func (*LogAction) action()      {}

// Named is a value of a run that a step gives; Slot is its place among Automation.Vars.
type Named struct {
	Name  string
	Slot  int
	Value *Value
}

// Assignment gives a field a value.
type Assignment struct {
	Field *Field
	Value *Value
}

// Rows makes one child for each element of From.
type Rows struct {
	Inverse *Inverse
	From    *rule.Expr
	Set     []Assignment // in formulas .name is of the element (Frame.Element), bare names are the run's
}

// TextTemplate is text with values in it, in several locales.
type TextTemplate struct {
	By map[string]*rule.Template // by locale; "" is the package's first
}

// In gives the template for a reader.
func (t *TextTemplate) In(locale string) *rule.Template {
	if t == nil {
		return nil
	}
	if x, ok := t.By[locale]; ok {
		return x
	}
	return t.By[""]
}
