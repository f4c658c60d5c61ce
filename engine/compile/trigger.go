package compile

import (
	"fmt"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// cause is one word of a trigger that was written, and where.
type cause struct {
	kind model.TriggerKind
	word spec.Word
}

// triggerKinds are the causes, as they are named to whoever gives none.
const triggerKinds = "created, updated, deleted, enters, leaves, becomes, stale, schedule, button, called or received"

func causesOf(s *spec.Trigger) (given []cause) {
	for _, c := range []cause{{model.OnCreated, s.Created}, {model.OnUpdated, s.Updated}, {model.OnDeleted, s.Deleted},
		{model.OnEnters, s.Enters}, {model.OnLeaves, s.Leaves}, {model.OnBecomes, s.Becomes.Word}, {model.OnStale, s.Stale}, {model.OnSchedule, s.Schedule}, {model.OnButton, s.Button}, {model.OnCalled, s.Called}, {model.OnReceived, s.Received}} {
		if c.word.Given() {
			given = append(given, c)
		}
	}
	return given
}

// trigger compiles one cause of an automation; nth is its place among them.
func (c *compiler) trigger(a *model.Automation, s *spec.Trigger, nth int) {
	given := causesOf(s)
	switch {
	case len(given) == 0:
		c.missing(s.At, "the trigger", "cause", "write "+triggerKinds)
		return
	case len(given) > 1:
		c.l.Errorf("wrong-value", given[1].word.At, "a trigger is one cause, and this one has both %q and %q", given[0].kind, given[1].kind).
			WithHint("write a list: on: [{%s: …}, {%s: …}]", given[0].kind, given[1].kind)
		return
	}
	out := &model.Trigger{Kind: given[0].kind, At: s.At, Key: fmt.Sprintf("%s/%d", a.Name, nth)}
	word := given[0].word
	if !c.triggerEntity(out, s, word) {
		return
	}
	c.triggerKeys(out, s)
	if a.Entity != nil && a.Entity != out.Entity {
		c.l.Errorf("wrong-value", word.At, "this trigger is about %q, and the one before about %q", out.Entity.Name, a.Entity.Name).
			WithHint("an automation is about one entity: make two automations")
		return
	}
	a.Entity = out.Entity
	a.On = append(a.On, out)
	switch out.Kind {
	case model.OnBecomes:
		c.becomes(out, s)
	case model.OnStale:
		c.stale(out, s)
	case model.OnButton:
		out.Confirm, out.Icon = c.text(s.Confirm), s.Icon.Value
	case model.OnSchedule:
		out.Cron = c.cron(s.Schedule)
		if s.Each != nil {
			out.Where = c.selects(s.Each.Where.Word, c.scopeOf(out.Entity))
		}
	}
}

// answers makes the fields that a button asks for, and names them for the steps.
func (c *compiler) answers(a *model.Automation, list []*spec.Trigger, n *names) {
	for _, s := range list {
		home := &entity{Entity: &model.Entity{Name: a.Name}, fields: map[string]*spec.Field{}}
		for _, e := range append(s.Form[:len(s.Form):len(s.Form)], s.Takes...) {
			f := c.declareField(home, e.Key, e.Value)
			if f.Kind.Type() == field.Record || f.Series != nil || len(f.Kind.Columns()) == 0 || e.Value.Formula.Given() {
				c.l.Errorf("wrong-type", e.Value.At, "%q cannot be asked for: buttons and calls take plain values", f.Name).WithHint("use text, integer, money, percent, boolean, date or choice")
			}
			f.Required = model.Flag{Always: e.Value.Required.Always}
			if e.Value.Default.Given() {
				f.Default = c.value(e.Value.Default, f, n.scope)
			}
			slot := n.add(e.Key, model.TypeOf(f))
			if slot < 0 {
				continue
			}
			f.Slot, f.Entity = slot, nil
			for _, t := range a.On {
				if t.At == s.At {
					t.Form = append(t.Form, f)
				}
			}
		}
	}
}

// buttonNamed finds the automation that is a button of an entity.
func (c *compiler) buttonNamed(e *model.Entity, w spec.Word) *model.Automation {
	var known []string
	for _, a := range c.m.Automations {
		if a.Button(e) == nil {
			continue
		}
		if a.Name == w.Value {
			c.use(AutomationName, a.Name, w)
			return a
		}
		known = append(known, a.Name)
	}
	c.unknown("unknown-automation", w, "button of "+quoted(e.Name), known)
	return nil
}

// scheduled is the entity that a schedule goes through; Nothing when it comes once.
func (c *compiler) scheduled(s *spec.Trigger) *model.Entity {
	switch {
	case s.Each == nil:
		return model.Nothing
	case !s.Each.Entity.Given():
		c.missing(s.Each.At, `"each"`, "entity", "write entity: and whose records the schedule goes through")
		return nil
	}
	return c.entityNamed(s.Each.Entity)
}

// cron reads a schedule; nil when it is wrong, or never comes, which is reported.
func (c *compiler) cron(w spec.Word) *model.Cron {
	cron, err := model.ParseCron(w.Value)
	if err != nil {
		c.l.Errorf("wrong-value", w.At, "%s", err).WithHint(`write minute, hour, day, month and weekday, like "0 3 * * *" for every night at three`)
		return nil
	}
	if cron.Next(time.Unix(0, 0), time.UTC).IsZero() {
		c.l.Errorf("never-scheduled", w.At, "the schedule %q never comes: there is no such day", w.Value)
		return nil
	}
	return cron
}

// triggerEntity finds what the trigger is about; false when that is not known.
func (c *compiler) triggerEntity(out *model.Trigger, s *spec.Trigger, word spec.Word) bool {
	switch out.Kind {
	case model.OnEnters, model.OnLeaves, model.OnStale:
		if out.Stage = c.triggerStage(word); out.Stage == nil {
			return false
		}
		out.Entity = out.Stage.Funnel.Entity
	case model.OnBecomes:
		if !s.Entity.Given() {
			c.missing(word.At, "the trigger", "entity", "write entity: and whose records the condition is about")
			return false
		}
		out.Entity = c.entityNamed(s.Entity)
	case model.OnSchedule:
		out.Entity = c.scheduled(s)
	case model.OnReceived:
		out.Entity = c.received(s)
	default:
		out.Entity = c.entityNamed(word)
	}
	return out.Entity != nil
}

// triggerKeys refuses keys that belong to other causes.
func (c *compiler) triggerKeys(out *model.Trigger, s *spec.Trigger) {
	refuse := func(given bool, key string, at diag.Range, kind model.TriggerKind) {
		if given && out.Kind != kind {
			c.l.Errorf("wrong-key", at, "“%s” belongs to %s, not to %s", key, kind, out.Kind)
		}
	}
	if len(s.Fields) > 0 {
		refuse(true, "fields", s.Fields[0].At, model.OnUpdated)
		out.Fields = c.fieldsNamed(out.Entity, s.Fields)
	}
	refuse(s.Entity.Given(), "entity", s.Entity.At, model.OnBecomes)
	if len(s.Form) > 0 {
		refuse(true, "form", s.Form[0].Key.At, model.OnButton)
	}
	if len(s.Takes) > 0 {
		refuse(true, "takes", s.Takes[0].Key.At, model.OnCalled)
	}
	refuse(s.Confirm.Given(), "confirm", s.Confirm.At, model.OnButton)
	refuse(s.Icon.Given(), "icon", s.Icon.At, model.OnButton)
	if s.Each != nil {
		refuse(true, "each", s.Each.At, model.OnSchedule)
	}
	refuse(s.For.Given(), "for", s.For.At, model.OnStale)
}

// becomes is a condition whose turning true is the cause. One that cannot turn is said to be so.
func (c *compiler) becomes(out *model.Trigger, s *spec.Trigger) {
	out.Becomes = c.expr(s.Becomes.Word, c.scopeOf(out.Entity), rule.Bool)
	if out.Becomes == nil {
		return
	}
	if len(out.Becomes.Reads) == 0 && !out.Becomes.Clock {
		c.l.Errorf("never-becomes", s.Becomes.At, "this condition reads no field and no clock, so it never turns true").
			WithHint("write a condition over %s", out.Entity.Name)
		return
	}
	c.watch(out)
}

// stale is the condition that a record has stood in its stage for a span.
func (c *compiler) stale(out *model.Trigger, s *spec.Trigger) {
	out.For = out.Stage.StaleAfter
	if s.For.Given() {
		span := s.For.Value
		out.For = &span
	}
	if out.For == nil {
		c.missing(s.Stale.At, "the trigger", "for", fmt.Sprintf("write for: 3d, or stale_after at the stage %s", out.Stage.Name))
		return
	}
	source := fmt.Sprintf("funnel == %q && stage == %q && stage_since%s <= now()", out.Stage.Funnel.Name, out.Stage.Name, added(*out.For))
	x, problems := rule.Compile(source, c.scopeOf(out.Entity), rule.Bool)
	if x == nil {
		panic("compile: the condition of stale: " + problems[0].Message)
	}
	out.Becomes = x
	c.watch(out)
}

// added is a span as an expression adds it.
func added(d field.Duration) string {
	var b strings.Builder
	for _, part := range []struct {
		n    int64
		name string
	}{{int64(d.Months), "months"}, {int64(d.Days), "days"}, {d.Seconds / 3600, "hours"}, {d.Seconds % 3600 / 60, "minutes"}} {
		if part.n != 0 {
			fmt.Fprintf(&b, " + %s(%d)", part.name, part.n)
		}
	}
	return b.String()
}

func (c *compiler) triggerStage(w spec.Word) *model.Stage {
	funnel, stage, ok := strings.Cut(w.Value, ".")
	if !ok {
		c.l.Errorf("unknown-stage", w.At, "a stage is written funnel.stage, and %q has no point", w.Value).WithHint("write for example %s.won", firstFunnel(c, w.Value))
		return nil
	}
	f := c.funnelOf(nil, w.Sub(0, len(funnel)))
	if f == nil {
		return nil
	}
	return c.stageNamed(f, w.Sub(len(funnel)+1, len(stage)))
}

func firstFunnel(c *compiler, word string) string {
	for _, f := range c.m.Funnels {
		if f.Name == word || f.Stage(word) != nil {
			return f.Name
		}
	}
	return "sales"
}
