package scenario

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/rule"
)

// expect wants an expression to hold, and shows the value of each part when it does not.
func (w *world) expect(ctx context.Context, g *model.Given) (failure *Failure, err error) {
	err = w.view(ctx, func(rd *record.Reader, f *rule.Frame) error {
		holds, err := g.Expect.Holds(f)
		if err != nil {
			failure = failureAt(g.At, "cannot be computed: "+err.Error())
			failure.Source = g.Expect.Source
			return nil
		}
		if holds {
			return nil
		}
		failure = failureAt(g.At, "does not hold")
		failure.Source = g.Expect.Source
		trace, err := g.Expect.Trace(f)
		if err != nil {
			return err
		}
		failure.Parts = w.parts(f, trace)
		return nil
	})
	return failure, err
}

// parts puts a trace into words: what was looked at, in the order of the text, without what says itself.
func (w *world) parts(f *rule.Frame, t *rule.Trace) []Part {
	var parts []Part
	for _, p := range t.Parts {
		below := w.parts(f, p)
		value := record.Say(f, p.Value)
		if value == p.Source {
			parts = append(parts, below...)
			continue
		}
		parts = append(parts, Part{Source: p.Source, Value: value, Parts: below})
	}
	return parts
}

// refused wants a step to be refused, for the field or the code that it names.
func (w *world) refused(ctx context.Context, g *model.Given, as *model.Person) (*Failure, error) {
	if g.By != nil {
		as = g.By
	}
	err := w.change(ctx, g.Refused, as, false)
	var p *record.Problem
	if err == nil {
		f := failureAt(g.At, verb(g.Refused)+" was not refused")
		return f, w.queue.RunDue(ctx)
	}
	if !errors.As(err, &p) {
		f := failureAt(g.At, verb(g.Refused)+" was not refused but failed: "+err.Error())
		return f, ctx.Err()
	}
	if g.Because == "" || because(p, g.Because) {
		return nil, nil
	}
	return failureAt(g.At, fmt.Sprintf("%s was refused, but because of %s, not of %q: %s", verb(g.Refused), strings.Join(reasons(p), ", "), g.Because,
		automation.Explain(err, w.lang(as)))), nil
}

// because tells whether a refusal names a field or a code.
func because(p *record.Problem, reason string) bool {
	return string(p.Code) == reason || slices.ContainsFunc(reasons(p), func(r string) bool { return r == reason || strings.HasSuffix(r, "."+reason) })
}

// reasons are what "because" may say of a refusal, the nearest first: its fields and what is wrong with them, or the refusal itself.
func reasons(p *record.Problem) []string {
	var out []string
	for _, f := range slices.Concat(p.Fields, p.Warnings) {
		for _, r := range []string{f.Field, f.Code} {
			if r != "" && !slices.Contains(out, r) {
				out = append(out, r)
			}
		}
	}
	return append(out, p.Say)
}
