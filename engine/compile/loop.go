package compile

import (
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// loops warns of automations that set each other off in a circle without a condition between them.
func (c *compiler) loops() {
	next := map[*model.Automation][]*model.Automation{}
	for _, a := range c.m.Automations {
		for _, b := range c.m.Automations {
			if b.When == nil && b.Once == "" && b.OnceBy == nil && slices.ContainsFunc(b.On, func(t *model.Trigger) bool { return !(a == b && stays(a.Do, t)) && setsOff(a.Do, t) }) {
				next[a] = append(next[a], b)
			}
		}
	}
	told := map[*model.Automation]bool{}
	for _, a := range c.m.Automations {
		if circle := circleFrom(a, next); circle != nil && !told[a] {
			var names []string
			for _, x := range circle {
				told[x] = true
				names = append(names, x.Name)
			}
			c.l.Warnf("automation-loop", a.At, "automations set each other off in a circle: %s → %s", strings.Join(names, " → "), a.Name).
				WithHint("give one of them a condition, or once: per record; a run that goes round too often is stopped")
		}
	}
}

// circleFrom finds a shortest way from an automation back to itself.
func circleFrom(a *model.Automation, next map[*model.Automation][]*model.Automation) []*model.Automation {
	from := map[*model.Automation]*model.Automation{}
	queue := []*model.Automation{a}
	for len(queue) > 0 {
		x := queue[0]
		queue = queue[1:]
		for _, y := range next[x] {
			if y == a {
				circle := []*model.Automation{x}
				for x != a {
					x = from[x]
					circle = append([]*model.Automation{x}, circle...)
				}
				return circle
			}
			if _, seen := from[y]; !seen {
				from[y] = x
				queue = append(queue, y)
			}
		}
	}
	return nil
}

// setsOff tells whether some step surely makes the change that a trigger waits for. Steps within conditions count not.
func setsOff(steps []*model.Step, t *model.Trigger) bool {
	return slices.ContainsFunc(steps, func(s *model.Step) bool {
		if s.When != nil {
			return false
		}
		switch x := s.Action.(type) {
		case *model.CreateAction:
			return t.Kind == model.OnCreated && x.Entity == t.Entity || t.Kind == model.OnEnters && x.Entity == t.Entity && t.Stage == t.Stage.Funnel.Stages[0]
		case *model.UpdateAction:
			return t.Kind == model.OnUpdated && x.Entity == t.Entity && (len(t.Fields) == 0 || setsOne(x.Set, t.Fields))
		case *model.MoveAction:
			return t.Kind == model.OnEnters && x.Entity == t.Entity && x.Stage == t.Stage.Name && (x.Funnel == nil || x.Funnel == t.Stage.Funnel)
		case *model.CallAction:
			return t.Kind == model.OnCalled && x.Automation.Called() == t || setsOff(x.Automation.Do, t)
		case *model.TaskAction:
			return t.Kind == model.OnCreated && t.Entity.Name == model.TaskEntity
		}
		return false
	})
}

// stays tells steps that move only the record itself, to the stage where it stands when they begin: that changes nothing.
func stays(steps []*model.Step, t *model.Trigger) bool {
	return t.Kind == model.OnEnters && !slices.ContainsFunc(steps, func(s *model.Step) bool {
		switch x := s.Action.(type) {
		case *model.MoveAction:
			_, this := x.Of.Formula.Root.(*rule.This)
			return !this || x.Stage != t.Stage.Name
		case *model.CreateAction:
			return true
		}
		return false
	})
}

func setsOne(set []model.Assignment, fields []*model.Field) bool {
	return slices.ContainsFunc(set, func(a model.Assignment) bool { return slices.Contains(fields, a.Field) })
}
