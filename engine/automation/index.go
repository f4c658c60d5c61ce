package automation

import (
	"slices"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// index is a model made quick to ask: which automations may a change of this entity set off.
// An entity without automations costs one look into a map.
type index struct {
	model    *model.Model
	causes   map[string]*causes  // by entity
	programs map[string]*program // by automation
	becomes  map[string]cause    // by the trigger's key
	schedule map[string]cause    // those of a schedule, by key
	own      map[string][]cause  // those, by the entity that their condition is over
	watched  map[string]bool     // entities whose changes may move or cancel a waiting run
}

// causes are the triggers of one entity, each list in the order of declaration.
type causes struct {
	kinds  map[model.TriggerKind][]cause
	enters map[string][]cause // by funnel.stage
	leaves map[string][]cause
}

// cause is one trigger of one automation.
type cause struct {
	order      int // of declaration
	automation *model.Automation
	trigger    *model.Trigger
}

func newIndex(m *model.Model) *index {
	ix := &index{model: m, causes: map[string]*causes{}, programs: map[string]*program{}, watched: map[string]bool{},
		schedule: map[string]cause{}, becomes: map[string]cause{}, own: map[string][]cause{}}
	for i, a := range m.Automations {
		ix.programs[a.Name] = newProgram(a)
		for _, t := range a.On {
			ix.add(cause{i, a, t})
		}
		ix.watch(a)
	}
	return ix
}

func (ix *index) add(c cause) {
	e := c.trigger.Entity
	if e == nil {
		e = c.automation.Entity
	}
	cs := ix.causes[e.Name]
	if cs == nil {
		cs = &causes{map[model.TriggerKind][]cause{}, map[string][]cause{}, map[string][]cause{}}
		ix.causes[e.Name] = cs
	}
	switch k := c.trigger.Kind; k {
	case model.OnSchedule:
		ix.schedule[c.trigger.Key] = c
	case model.OnBecomes, model.OnStale:
		ix.becomes[c.trigger.Key] = c
		ix.own[e.Name] = append(ix.own[e.Name], c)
	case model.OnEnters:
		cs.enters[place(c.trigger.Stage)] = append(cs.enters[place(c.trigger.Stage)], c)
	case model.OnLeaves:
		cs.leaves[place(c.trigger.Stage)] = append(cs.leaves[place(c.trigger.Stage)], c)
	default:
		cs.kinds[k] = append(cs.kinds[k], c)
	}
}

func place(s *model.Stage) string { return s.Funnel.Name + "." + s.Name }

// watch notes which entities a waiting run of the automation may depend on.
func (ix *index) watch(a *model.Automation) {
	var exprs []*rule.Expr
	var results []*model.Entity
	eachStep(a.Do, func(s *model.Step) {
		switch x := s.Action.(type) {
		case *model.WaitAction:
			exprs = append(exprs, x.Until, x.Event)
		case *model.CreateAction:
			results = append(results, x.Entity)
		case *model.UpdateAction:
			results = append(results, x.Entity)
		case *model.MoveAction:
			results = append(results, x.Entity)
		case *model.EachAction:
			if x.In.Type.Elem != nil {
				results = append(results, ix.model.Entity(x.In.Type.Elem.Entity))
			}
		}
	})
	if exprs = append(exprs, a.CancelWhen); len(exprs) == 1 && a.CancelWhen == nil {
		return
	}
	for _, e := range append(results, a.Entity) {
		if e != nil {
			ix.watched[e.Name] = true
		}
	}
	for _, x := range exprs {
		for _, e := range entitiesOf(x) {
			ix.watched[e] = true
		}
	}
}

// entitiesOf are the entities whose members an expression looks at.
func entitiesOf(x *rule.Expr) (names []string) {
	if x == nil {
		return nil
	}
	rule.Walk(x.Root, func(n rule.Node) {
		switch n := n.(type) {
		case *rule.Field:
			names = append(names, n.Of.Type().Entity)
		case *rule.Collection:
			names = append(names, n.Entity)
		case *rule.All:
			names = append(names, n.Entity)
		}
	})
	return names
}

// program is the steps of an automation by path, each with the path that comes after it.
type program struct {
	automation *model.Automation
	first      string
	at         map[string]spot
	order      []string                 // every path, as written
	answers    map[string]*model.Entity // what other systems answer, by the name of the step's result
	named      map[string][]int         // the values that a run keeps by name, and their places: several ways may use a name
	vars       int                      // how many named values the steps' expressions see
	old        bool                     // some step looks at the record before the change
}

// spot is a step and where the run goes from it; "" is the end.
type spot struct {
	step  *model.Step
	next  string
	loops []string // the paths of the steps "each" that it is within, the outermost first
}

func newProgram(a *model.Automation) *program {
	p := &program{automation: a, at: map[string]spot{}, vars: len(a.Vars), named: map[string][]int{}, answers: map[string]*model.Entity{}}
	for _, t := range a.On {
		for _, f := range t.Form {
			p.name(f.Name, f.Slot)
		}
	}
	p.first = p.lay(a.Do, "", nil)
	eachStep(a.Do, func(s *model.Step) {
		p.order = append(p.order, s.Path)
		if s.As != "" {
			p.name(s.As, s.AsVar)
			if a, ok := s.Action.(*model.WebhookAction); ok {
				p.answers[s.As] = a.Answer
			}
		}
		if x, ok := s.Action.(*model.SetAction); ok {
			for _, v := range x.Values {
				p.name(v.Name, v.Slot)
			}
		}
		for _, x := range exprsOf(s) {
			p.old = p.old || looksBack(x)
		}
	})
	return p
}

// lay places a list of steps before what follows it, and gives the path where the list begins.
// The last step for an element leads back to its "each", which takes the next element or goes on.
func (p *program) lay(steps []*model.Step, after string, loops []string) string {
	for i := len(steps) - 1; i >= 0; i-- {
		s := steps[i]
		p.at[s.Path] = spot{s, after, loops}
		end, inner := after, loops
		if _, ok := s.Action.(*model.EachAction); ok {
			end, inner = s.Path, append(slices.Clone(loops), s.Path)
		}
		for _, way := range s.Ways() {
			p.lay(way, end, inner)
		}
		after = s.Path
	}
	return after
}

// name notes a value that a run keeps by name.
func (p *program) name(name string, slot int) {
	if !slices.Contains(p.named[name], slot) {
		p.named[name] = append(p.named[name], slot)
	}
}

// branch is where a list of steps begins; an empty one goes on after the step that holds it.
func branch(steps []*model.Step, next string) string {
	if len(steps) == 0 {
		return next
	}
	return steps[0].Path
}

// eachStep visits every step, as written.
func eachStep(steps []*model.Step, fn func(*model.Step)) {
	for _, s := range steps {
		fn(s)
		for _, way := range s.Ways() {
			eachStep(way, fn)
		}
	}
}
