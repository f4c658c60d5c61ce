package handbook

import (
	"strings"

	"github.com/tamga-crm/tamga/engine/model"
)

func (b *book) automations() {
	if len(b.m.Automations) == 0 {
		return
	}
	b.para("## %s", b.say("docs.automations"))
	for _, a := range b.m.Automations {
		b.para("### %s", b.label(a.Label, a.Name))
		var when []string
		for _, t := range a.On {
			when = append(when, b.trigger(a, t))
		}
		said := strings.Join(when, " "+b.say("docs.or")+" ")
		if a.When != nil {
			said += ", " + b.say("docs.if", "what", source(a.When))
		}
		b.para("%s:", said)
		b.out.WriteByte('\n')
		b.steps(a.Do, "")
		b.bounds(a)
	}
}

// bounds are how often an automation runs, and when it ends early.
func (b *book) bounds(a *model.Automation) {
	switch {
	case a.OnceBy != nil:
		b.para("%s", b.say("docs.once_by", "what", source(a.OnceBy)))
	case a.Once == "record":
		b.para("%s", b.say("docs.once_record"))
	case a.Once == "stage visit":
		b.para("%s", b.say("docs.once_visit"))
	}
	if a.Limit != nil {
		b.para("%s", b.say("docs.limited", "limit", plain(a.Limit.Limit.Name), "what", b.limit(a.Limit.Limit)))
	}
	if a.CancelWhen != nil {
		b.para("%s", b.say("docs.cancelled", "what", source(a.CancelWhen)))
	}
}

func (b *book) trigger(a *model.Automation, t *model.Trigger) string {
	what := ""
	if t.Entity != nil && t.Entity != model.Nothing {
		what = b.entity(t.Entity)
	}
	key, params := "docs.on_"+string(t.Kind), []any{"what", what}
	switch {
	case t.Stage != nil:
		params = append(params, "stage", b.label(t.Stage.Label, t.Stage.Name))
		if t.For != nil {
			params = append(params, "span", b.format.Value(*t.For))
		}
	case t.Kind == model.OnButton:
		params = append(params, "button", b.label(a.Label, a.Name))
	case t.Cron != nil:
		params = append(params, "cron", t.Cron.Source)
	case t.Kind == model.OnBecomes:
		params = append(params, "condition", source(t.Becomes))
	case len(t.Fields) > 0:
		key, params = "docs.on_updated_fields", append(params, "fields", b.fields(t.Fields))
	}
	return b.say(key, params...)
}

// steps are a numbered list; the ways of a branch stand under it.
func (b *book) steps(list []*model.Step, indent string) {
	for i, s := range list {
		said := b.step(s)
		if branch, ok := s.Action.(*model.IfAction); ok {
			b.line("%s%d. %s:", indent, i+1, b.say("docs.if", "what", source(branch.Test)))
			b.steps(branch.Then, indent+"   ")
			if len(branch.Else) > 0 {
				b.line("%s   %s:", indent, b.say("docs.else"))
				b.out.WriteByte('\n')
				b.steps(branch.Else, indent+"   ")
			}
			continue
		}
		if each, ok := s.Action.(*model.EachAction); ok {
			b.line("%s%d. %s:", indent, i+1, b.say("docs.each", "what", source(each.In), "name", plain(s.As)))
			b.steps(each.Do, indent+"   ")
			continue
		}
		if s.When != nil {
			said += ", " + b.say("docs.if", "what", source(s.When))
		}
		b.line("%s%d. %s", indent, i+1, said)
		if wait, ok := s.Action.(*model.WaitAction); ok {
			b.way(wait.Then, "docs.came", indent)
			b.way(wait.Else, "docs.late", indent)
		}
		if ask, ok := s.Action.(*model.ApproveAction); ok {
			b.way(ask.Then, "docs.approved", indent)
			b.way(ask.Else, "docs.not_approved", indent)
		}
	}
}

// way is a list of steps that a run may go, under the words for when.
func (b *book) way(list []*model.Step, when, indent string) {
	if len(list) == 0 {
		return
	}
	b.line("%s   %s:", indent, b.say(when))
	b.out.WriteByte('\n')
	b.steps(list, indent+"   ")
}

// step is one action in words: what it does, and with which values.
func (b *book) step(s *model.Step) string {
	of := func(v *model.Value, e *model.Entity) string {
		if v != nil && v.Formula != nil && v.Formula.Source != "this" {
			return source(v.Formula)
		}
		return b.entity(e)
	}
	do := func(what string) string { return b.say("step."+s.Kind, "what", what) }
	switch a := s.Action.(type) {
	case *model.CreateAction:
		return do(b.entity(a.Entity)) + b.set(a.Set)
	case *model.UpdateAction:
		return do(of(a.Of, a.Entity)) + b.set(a.Set)
	case *model.DeleteAction:
		return do(of(a.Of, a.Entity))
	case *model.MoveAction:
		return do(b.stageOf(a)) + b.set(a.Set)
	case *model.WebhookAction:
		return do(b.value(nil, a.URL)) + b.pairs(a.Body)
	case *model.AssignAction:
		return do(b.field(a.Field)) + b.assign(a)
	case *model.TaskAction:
		return do("") + b.set(a.Set)
	case *model.ApproveAction:
		return do(b.people(a.By)) + ": “" + plain(b.template(a.Text)) + "”, " + b.say("docs.within", "span", b.format.Value(a.Within))
	case *model.NotifyAction:
		return do(b.people(a.To)) + ": “" + plain(b.template(a.Text)) + "”"
	case *model.SendAction:
		return do(b.value(nil, a.To)) + ": “" + plain(b.template(a.Text)) + "”"
	case *model.DocumentAction:
		return do(b.label(a.Document.Label, a.Document.Name))
	case *model.EmailAction:
		return do(b.email(a))
	case *model.WaitAction:
		return do("") + b.wait(a)
	case *model.CallAction:
		return do(b.label(a.Automation.Label, a.Automation.Name)) + b.set(a.With)
	case *model.SetAction:
		var said []string
		for _, v := range a.Values {
			said = append(said, plain(v.Name)+" = "+b.value(nil, v.Value))
		}
		return do(strings.Join(said, ", "))
	case *model.LogAction:
		return do("") + ": " + plain(b.template(a.Text))
	}
	return do("")
}

func (b *book) stageOf(a *model.MoveAction) string {
	for _, f := range a.Entity.Funnels {
		if s := f.Stage(a.Stage); s != nil && (a.Funnel == nil || a.Funnel == f) {
			return b.label(s.Label, s.Name)
		}
	}
	return plain(a.Stage)
}

// email is whom it goes to and what it says.
func (b *book) email(a *model.EmailAction) string {
	var to []string
	for _, v := range a.To {
		to = append(to, b.value(nil, v))
	}
	said := plain(b.template(a.Subject))
	if a.Message != nil {
		said = plain(b.template(a.Message.Subject))
	}
	return strings.Join(to, ", ") + ", “" + said + "”"
}

func (b *book) wait(a *model.WaitAction) string {
	said := ""
	if a.Event != nil {
		said = ": " + b.say("docs.until", "what", source(a.Event))
	}
	switch {
	case a.For != nil && a.Event != nil:
		said += ", " + b.say("docs.within", "span", b.format.Value(*a.For))
	case a.Until != nil && a.Event != nil:
		said += ", " + b.say("docs.at_most_until", "what", source(a.Until))
	case a.For != nil:
		said = ": " + b.format.Value(*a.For)
	case a.Until != nil:
		said = ": " + b.say("docs.until", "what", source(a.Until))
	}
	if a.Unless != nil {
		said += ", " + b.say("docs.unless", "what", source(a.Unless))
	}
	return said
}

// template is the text as it was written, values and all.
func (b *book) template(t *model.TextTemplate) string {
	if in := t.In(b.locale); in != nil {
		return in.Source
	}
	return ""
}

func (b *book) set(list []model.Assignment) string {
	var said []string
	for _, a := range list {
		said = append(said, b.field(a.Field)+" = "+b.value(a.Field, a.Value))
	}
	if len(said) == 0 {
		return ""
	}
	return " (" + strings.Join(said, ", ") + ")"
}

// value is a literal in words, or a formula as it was written.
func (b *book) value(f *model.Field, v *model.Value) string {
	switch {
	case v == nil:
		return ""
	case v.Formula != nil:
		return source(v.Formula)
	case v.Template != nil:
		return "“" + plain(v.Template.Source) + "”"
	}
	if name, ok := v.Literal.(string); ok && f != nil {
		for _, o := range f.Choices {
			if o.Name == name {
				return b.label(o.Label, name)
			}
		}
	}
	return plain(b.format.Value(v.Literal))
}
