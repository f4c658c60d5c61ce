package scenario

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/message"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/rule"
)

// sent wants messages that went to somebody, with a subject and an attachment; how many, or at least one.
func (w *world) sent(ctx context.Context, g *model.Given) (failure *Failure, err error) {
	err = w.view(ctx, func(rd *record.Reader, f *rule.Frame) error {
		failure = nil
		all, _, err := w.outbox.List(ctx, rd.Tx, message.Filter{Limit: record.MaxLimit})
		if err != nil {
			return err
		}
		n := 0
		for _, m := range all {
			if g.Sent.Body != nil { // a list has no bodies
				if m, err = w.outbox.Get(ctx, rd.Tx, m.ID); err != nil {
					return err
				}
			}
			ok, err := w.matches(g.Sent, m, f)
			if err != nil {
				failure = failureAt(g.At, "cannot be computed: "+err.Error())
				return nil
			}
			if ok {
				n++
			}
		}
		if g.Sent.Times == nil && n > 0 || g.Sent.Times != nil && n == *g.Sent.Times {
			return nil
		}
		failure = w.notSent(g, all, n, f)
		return nil
	})
	return failure, err
}

// matches tells whether a message is the one that is expected.
func (w *world) matches(s *model.Sent, m message.Message, f *rule.Frame) (bool, error) {
	if s.To != nil {
		to, err := automation.Evaluate(s.To, f, automation.Prose(w.model, w.model.Locales[0]))
		if err != nil {
			return false, err
		}
		address, _ := to.(string)
		if !slices.ContainsFunc(append(slices.Clone(m.To), m.Cc...), func(a string) bool { return isTo(a, address) }) {
			return false, nil
		}
	}
	if s.Attach != "" && !slices.ContainsFunc(m.Attachments, func(a field.File) bool { return strings.Contains(a.Name, s.Attach) }) {
		return false, nil
	}
	if s.Locale != "" && m.Locale != s.Locale {
		return false, nil
	}
	for _, x := range []struct {
		said *rule.Expr
		text string
	}{{s.Subject, m.Subject}, {s.Body, m.Text}} {
		if x.said == nil {
			continue
		}
		if ok, err := holdsOf(x.said, f, x.text); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// holdsOf computes a condition over words, which come after the names that the step sees.
func holdsOf(x *rule.Expr, f *rule.Frame, text string) (bool, error) {
	own := *f
	last := len(x.Scope.Vars) - 1
	own.Vars = append(make([]any, 0, last+1), f.Vars[:min(last, len(f.Vars))]...)
	for len(own.Vars) < last {
		own.Vars = append(own.Vars, nil)
	}
	own.Vars = append(own.Vars, text)
	return x.Holds(&own)
}

// isTo tells whether a recipient, with or without a name, is an address.
func isTo(recipient, address string) bool {
	return strings.EqualFold(recipient, address) || strings.HasSuffix(strings.ToLower(recipient), "<"+strings.ToLower(address)+">")
}

// notSent says what was sent in place of what was expected.
func (w *world) notSent(g *model.Given, all []message.Message, n int, f *rule.Frame) *Failure {
	what := "no such message was sent"
	if len(all) == 0 {
		what = "no message was sent"
	}
	if n > 0 || g.Sent.Times != nil && *g.Sent.Times != 1 {
		what = fmt.Sprintf("%d such messages were sent", n)
		if g.Sent.Times != nil {
			what += fmt.Sprintf(", not %d", *g.Sent.Times)
		}
	}
	failure := failureAt(g.At, what)
	if s := g.Sent.Subject; s != nil {
		failure.Source = s.Source
	}
	for i := len(all) - 1; i >= 0; i-- {
		m := all[i]
		files := []string{}
		for _, a := range m.Attachments {
			files = append(files, a.Name)
		}
		failure.Parts = append(failure.Parts, Part{Source: "sent to " + strings.Join(m.To, ", "), Value: strings.TrimSpace(fmt.Sprintf("%q %s", m.Subject, strings.Join(append(files, m.Locale), ", ")))})
	}
	return failure
}

// stuck names the runs that did not come to their end: often why an expectation does not hold.
func (w *world) stuck(ctx context.Context) (notes []string, err error) {
	err = w.service.Read(ctx, identity.System(), func(rd *record.Reader) error {
		notes = nil
		for _, state := range []string{automation.Parked, automation.Failed} {
			runs, _, err := w.engine.Runs(ctx, rd, automation.Filter{State: state})
			if err != nil {
				return err
			}
			for _, r := range runs {
				note := "automation " + r.Automation + " is " + r.State + " at step " + r.Step
				if r.Error != nil {
					note += ": " + *r.Error
				}
				notes = append(notes, note)
			}
		}
		return nil
	})
	return notes, err
}
