package automation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
)

// ask answers a question as an actor.
func (w *world) ask(who identity.Actor, q automation.Question) (out *automation.Reply) {
	w.t.Helper()
	q.Entity = "deal"
	w.must(w.service.Read(w.t.Context(), who, func(rd *record.Reader) (err error) {
		out, err = w.engine.Ask(w.t.Context(), rd, q)
		return err
	}))
	return out
}

func (w *world) why(id, name string, at time.Time) automation.Explanation {
	w.t.Helper()
	list := w.ask(english(), automation.Question{Record: id, Automation: name, Moment: at}).Automations
	if len(list) != 1 {
		w.t.Fatalf("%d explanations", len(list))
	}
	return list[0]
}

func english() identity.Actor {
	who := identity.System()
	who.Locale = "en"
	return who
}

// deciding are the parts that decide a condition, as "source = value at line:column".
func deciding(p *record.Part) (out []string) {
	if p.Decides {
		out = append(out, p.Source+" = "+p.Value)
	}
	for _, below := range p.Parts {
		out = append(out, deciding(below)...)
	}
	return out
}

// A run that was not started is explained from the journal: which part of the condition did not hold, with the values
// that it had then, whatever they have become since.
func TestExplainNotFired(t *testing.T) {
	on(t, func(w *world) {
		client := w.create("contact", record.Input{"name": "Ann"})
		id := w.create("deal", record.Input{"name": "Gold", "client": client, "amount": "300"})
		if got := w.why(id, "send_invoice", time.Time{}); got.Verdict != automation.NotTriggered || len(got.Decisions) != 0 {
			t.Errorf("before anything: %+v", got)
		}
		w.pass(time.Hour)
		w.move(id, "invoice")
		moved := w.now()
		w.pass(time.Hour)
		w.update("contact", client, record.Input{"email": "ann@example.org"})
		got := w.why(id, "send_invoice", time.Time{})
		if got.Verdict != automation.NotFired || len(got.Decisions) != 1 {
			t.Fatalf("%+v", got)
		}
		d := got.Decisions[0]
		if !d.At.Equal(moved) || d.Trigger != "A record comes to “invoice”" && !strings.Contains(d.Trigger, "nvoice") || *d.Condition.Holds {
			t.Errorf("%+v", d)
		}
		if parts := deciding(d.Condition.Tree); len(parts) != 1 || parts[0] != "client.email != nil = false" {
			t.Errorf("decided by %q", parts)
		}
		at := d.Condition.Tree.Parts[1].At
		if at == nil || at.File != "shop.yaml" || at.Line == 0 || at.Column <= d.Condition.Tree.At.Column {
			t.Errorf("the part stands at %+v, the whole at %+v", at, d.Condition.Tree.At)
		}
		if !*got.Condition.Holds {
			t.Error("as of now the condition holds")
		}
		if then := w.why(id, "send_invoice", moved); *then.Condition.Holds {
			t.Error("as of the move it did not")
		}
		if before := w.why(id, "send_invoice", moved.Add(-time.Minute)); before.Verdict != automation.NotTriggered {
			t.Errorf("before the move: %s", before.Verdict)
		}
	})
}

// A run is told by its state, now and as of the past; a second visit that once forbids is suppressed.
func TestExplainRuns(t *testing.T) {
	on(t, func(w *world) {
		id := w.deal(nil)
		w.pass(time.Hour)
		w.move(id, "invoice")
		w.run()
		moved := w.now()
		got := w.why(id, "send_invoice", time.Time{})
		if got.Verdict != automation.Waiting || got.Decisions[0].Run == nil || got.Decisions[0].Run.DueAt == nil {
			t.Fatalf("%+v", got)
		}
		w.pass(24 * time.Hour)
		w.move(id, "lost")
		got = w.why(id, "send_invoice", time.Time{})
		if got.Verdict != automation.Cancelled || !strings.Contains(got.Text, "cancel_when") {
			t.Errorf("%s: %s", got.Verdict, got.Text)
		}
		if then := w.why(id, "send_invoice", moved.Add(time.Hour)); then.Verdict == automation.Cancelled {
			t.Error("an hour after the move it was not cancelled yet")
		}
		all := w.ask(english(), automation.Question{Record: id}).Automations
		if len(all) < 2 {
			t.Errorf("%d automations are about deals", len(all))
		}
	})
}

// once: what ran already is not run again, and says so.
func TestExplainSuppressed(t *testing.T) {
	on(t, func(w *world) {
		w.model = shop(t, func(s string) string { return strings.Replace(s, "once: per stage visit", "once: per record", 1) })
		w.boot()
		id := w.deal(nil)
		for _, stage := range []string{"invoice", "proposal", "invoice"} {
			w.pass(time.Hour)
			w.move(id, stage)
		}
		got := w.why(id, "send_invoice", time.Time{})
		if len(got.Decisions) != 2 || got.Decisions[0].Verdict != automation.Suppressed || got.Decisions[0].Run == nil || got.Decisions[0].Run.ID != got.Decisions[1].Run.ID {
			t.Errorf("%+v", got.Decisions)
		}
	})
}

// What somebody may not read is not told by the trees, nor what follows from it.
func TestExplainHides(t *testing.T) {
	on(t, func(w *world) {
		client := w.create("contact", record.Input{"name": "Ann"})
		id := w.create("deal", record.Input{"name": "Gold", "client": client})
		w.move(id, "invoice")
		yes := model.Permission{Always: true}
		role := &model.Role{Name: "clerk", Label: model.Text{"": "Clerk"}, Grants: map[string]*model.Grant{
			"deal": {Read: yes}, "contact": {Read: yes, Fields: map[string]model.Access{"email": model.AccessNone}},
		}}
		who := identity.Actor{Role: role, As: identity.AsPerson, Locale: "en"}
		got := w.ask(who, automation.Question{Record: id, Automation: "send_invoice"}).Automations[0]
		tree := got.Decisions[0].Condition.Tree
		if !tree.Hidden || tree.Value != "" || got.Decisions[0].Condition.Holds != nil {
			t.Errorf("%+v", tree)
		}
		for _, p := range tree.Parts {
			if hidden := strings.Contains(p.Source, "email"); p.Hidden != hidden {
				t.Errorf("%s: hidden is %v", p.Source, p.Hidden)
			}
		}
		role.Grants["contact"] = &model.Grant{}
		got = w.ask(who, automation.Question{Record: id, Automation: "send_invoice"}).Automations[0]
		if p := got.Decisions[0].Condition.Tree; !p.Hidden || strings.Contains(fmt.Sprint(*p.Parts[1], *p.Parts[1].Parts[0]), "Ann") {
			t.Errorf("a record that may not be read is told: %+v", p)
		}
		if got.Verdict != automation.NotFired {
			t.Errorf("that it did not run may be known: %s", got.Verdict)
		}
	})
}

// A move is explained clause by clause, a field by who set it.
func TestExplainMoveAndField(t *testing.T) {
	on(t, func(w *world) {
		id := w.create("deal", record.Input{"name": "Gold"})
		no := w.ask(english(), automation.Question{Record: id, Stage: "won"}).Answer
		if no.Verdict != "refused" || len(no.Clauses) != 2 || no.Clauses[1].Kind != "requires" || no.Clauses[1].Name != "amount" || *no.Clauses[1].Holds {
			t.Errorf("%+v", no)
		}
		before := w.now()
		w.pass(time.Hour)
		w.update("deal", id, record.Input{"amount": "10"})
		if yes := w.ask(english(), automation.Question{Record: id, Stage: "won"}).Answer; yes.Verdict != "allowed" {
			t.Errorf("%+v", yes)
		}
		if then := w.ask(english(), automation.Question{Record: id, Stage: "won", Moment: before}).Answer; then.Verdict != "refused" {
			t.Errorf("an hour ago: %+v", then)
		}
		field := w.ask(english(), automation.Question{Record: id, Field: "amount"}).Answer
		if field.Verdict != "value" || !strings.Contains(field.Text, "10") {
			t.Errorf("%+v", field)
		}
		if then := w.ask(english(), automation.Question{Record: id, Field: "amount", Moment: before}).Answer; then.Verdict != "empty" {
			t.Errorf("an hour ago: %+v", then)
		}
	})
}

// A condition that the clock turns is explained too: that it does not hold yet, and when it will; then its run, which
// is no change's.
func TestExplainTurns(t *testing.T) {
	on(t, func(w *world) {
		w.model = shop(t, func(s string) string {
			return s + "\n  nudge:\n    on: {stale: sales.proposal, for: 2d}\n    when: amount > 5\n    do: [{log: late}]\n"
		})
		w.boot()
		w.must(w.engine.Adopt(t.Context()))
		id := w.create("deal", record.Input{"name": "Gold", "amount": "10"})
		w.pass(time.Hour)
		w.move(id, "proposal")
		moved := w.now()
		w.pass(time.Hour)
		got := w.why(id, "nudge", time.Time{})
		if got.Verdict != automation.NotTriggered || len(got.Turns) != 1 || *got.Turns[0].Holds || !strings.Contains(got.Turns[0].Text, "The clock turns it on") {
			t.Errorf("%+v", got)
		}
		w.pass(49 * time.Hour)
		got = w.why(id, "nudge", time.Time{})
		if got.Verdict != automation.Done || len(got.Decisions) != 1 || got.Decisions[0].Entry != "" || !got.Decisions[0].At.Equal(moved.Add(48*time.Hour)) || !*got.Turns[0].Holds || got.Decisions[0].Run == nil {
			t.Errorf("%+v", got)
		}
	})
}

// What the clock was to set off and did not is worked out as well: the schedule that came and left the record out, the
// condition that turned while "when" did not hold.
func TestExplainTheClock(t *testing.T) {
	on(t, func(w *world) {
		w.model = shop(t, func(s string) string {
			return s + "\n  nudge:\n    on: {stale: sales.proposal, for: 2d}\n    when: amount > 50\n    do: [{log: late}]\n" +
				"  daily:\n    on: {schedule: \"0 12 * * *\", each: {entity: deal, where: amount > 50}}\n    do: [{log: noon}]\n"
		})
		w.boot()
		w.must(w.engine.Adopt(t.Context()))
		id := w.create("deal", record.Input{"name": "Gold", "amount": "10"})
		w.move(id, "proposal")
		moved := w.now()
		w.pass(50 * time.Hour)
		got := w.why(id, "nudge", time.Time{})
		if got.Verdict != automation.NotFired || len(got.Decisions) != 1 || !got.Decisions[0].At.Equal(moved.Add(48*time.Hour)) || got.Decisions[0].Condition == nil || *got.Decisions[0].Condition.Holds {
			t.Errorf("%+v", got)
		}
		got = w.why(id, "daily", time.Time{})
		if got.Verdict != automation.NotFired || len(got.Decisions) != 2 || *got.Decisions[0].Condition.Holds || len(got.Turns) != 1 || *got.Turns[0].Holds {
			t.Errorf("%+v", got)
		}
		w.update("deal", id, record.Input{"amount": "100"})
		w.pass(24 * time.Hour)
		got = w.why(id, "daily", time.Time{})
		if got.Verdict != automation.Done || len(got.Decisions) != 3 || got.Decisions[0].Run == nil || got.Decisions[1].Verdict != automation.NotFired {
			t.Errorf("%+v", got)
		}
	})
}
