package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine"
	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/record"
)

var explainFlags struct{ db, at, move, field, as string }

var explainVerb = &verb{
	name: "explain", args: "ENTITY/ID [AUTOMATION] [DIR]", short: "say why an automation ran or not, why a record may or may not",
	long: "For a record: what each automation made of it, or one of them with every change that it looked at, whether it\n" +
		"ran, and if not which part of its condition did not hold, with values and places in the YAML. As of now, or as\n" +
		"of a moment of the past (--at). Also why the record may go to a stage or not (--move), why a field has its value\n" +
		"or may not be changed (--field), and what somebody may do with it (--as).",
	examples: []string{
		"tamga explain deal/01939f5a-7c3e-7b1a-9d2e-5f4c3b2a1d0e",
		"tamga explain deal/01939f5a-7c3e-7b1a-9d2e-5f4c3b2a1d0e send_invoice --at 2026-03-02T09:00:00Z",
		"tamga explain deal/01939f5a-7c3e-7b1a-9d2e-5f4c3b2a1d0e --move won",
	},
	flags: func(f *flags) {
		f.db(&explainFlags.db)
		f.StringVar(&explainFlags.at, "at", "", "as of this `instant`: 2026-03-02T09:00:00Z, 2026-03-02T09:00 or 2026-03-02")
		f.StringVar(&explainFlags.move, "move", "", "why it may go to this `stage` or not (or funnel.stage)")
		f.StringVar(&explainFlags.field, "field", "", "why this `field` is as it is")
		f.StringVar(&explainFlags.as, "as", "", "in the eyes of the person with this `e-mail`; alone: what they may do")
		f.withJSON()
	},
	run: runExplain,
}

func runExplain(ctx context.Context, c *console, _ *flags, args []string) error {
	q, dir, err := question(args)
	if err != nil {
		return err
	}
	reply, err := engine.Explain(ctx, engine.Target{Dir: dir, DB: explainFlags.db}, q)
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(reply)
	}
	c.print("%s", explained(reply, q.Automation != ""))
	return nil
}

// question reads the command line. A last argument that is a folder is the package.
func question(args []string) (q automation.Question, dir string, err error) {
	dir = "."
	if n := len(args); n > 1 {
		if info, err := os.Stat(args[n-1]); err == nil && info.IsDir() {
			dir, args = args[n-1], args[:n-1]
		}
	}
	if len(args) == 0 || len(args) > 2 {
		return q, dir, usagef("say which record: tamga explain ENTITY/ID [AUTOMATION] [DIR]")
	}
	entity, id, found := strings.Cut(args[0], "/")
	if _, bad := uuid.Parse(id); !found || bad != nil {
		return q, dir, usagef("%q names no record; write entity/id, like deal/01939f5a-7c3e-7b1a-9d2e-5f4c3b2a1d0e", args[0])
	}
	q = automation.Question{Entity: entity, Record: id, Field: explainFlags.field, As: explainFlags.as, Stage: explainFlags.move}
	if funnel, stage, found := strings.Cut(explainFlags.move, "."); found {
		q.Funnel, q.Stage = funnel, stage
	}
	if len(args) == 2 {
		q.Automation = args[1]
	}
	q.Moment, err = instant("--at", explainFlags.at)
	return q, dir, err
}

// instant reads a moment of the past; "" is now.
func instant(flag, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04", "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.ParseInLocation(form, text, time.Local); err == nil {
			if t.After(time.Now()) {
				return t, usagef("%s: %s has not come yet", flag, text)
			}
			return t, nil
		}
	}
	return time.Time{}, usagef("%s: %q is no instant; write 2026-03-02T09:00:00Z, 2026-03-02T09:00 or 2026-03-02", flag, text)
}

// explained prints an explanation for people.
func explained(r *automation.Reply, whole bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s (%s), %s\n", r.Entity, r.Record, r.Title, r.Moment.Format(time.RFC3339))
	if r.Answer != nil {
		fmt.Fprintf(&b, "%s\n", r.Answer.Text)
		for _, c := range r.Answer.Clauses {
			writeClause(&b, c, 1)
		}
	}
	for _, a := range r.Automations {
		writeAutomation(&b, a, whole)
	}
	if r.Answer == nil && len(r.Automations) == 0 {
		b.WriteString("No automation is about such records.\n")
	}
	return b.String()
}

func writeAutomation(b *strings.Builder, a automation.Explanation, whole bool) {
	fmt.Fprintf(b, "\n%s (%s): %s\n", a.Automation, a.Label, a.Text)
	if a.At != nil {
		fmt.Fprintf(b, "  %s:%d:%d  %s\n", a.At.File, a.At.Line, a.At.Column, strings.Join(a.Triggers, " | "))
	}
	for _, c := range a.Turns {
		writeClause(b, c, 1)
	}
	if !whole {
		if len(a.Decisions) > 0 && a.Verdict == automation.NotFired && a.Decisions[0].Condition != nil {
			writeClause(b, *a.Decisions[0].Condition, 1)
		}
		return
	}
	for _, d := range a.Decisions {
		fmt.Fprintf(b, "\n  %s  %s: %s\n", d.At.Format(time.RFC3339), d.Trigger, d.Text)
		if d.Run != nil {
			fmt.Fprintf(b, "    run %s\n", d.Run.ID)
		}
		if d.Release != "" {
			fmt.Fprintf(b, "    %s\n", d.Release)
		}
		if d.Condition != nil {
			writeClause(b, *d.Condition, 2)
		}
	}
	if a.Condition != nil {
		b.WriteString("\n  As of the moment asked about:\n")
		writeClause(b, *a.Condition, 2)
	}
}

func writeClause(b *strings.Builder, c record.Clause, depth int) {
	mark := "·"
	if c.Holds != nil {
		mark = map[bool]string{true: "✓", false: "✗"}[*c.Holds]
	}
	fmt.Fprintf(b, "%s%s %s%s\n", strings.Repeat("  ", depth), mark, c.Text, at(c.At))
	if c.Tree != nil {
		writePart(b, c.Tree, depth+1)
	}
}

func writePart(b *strings.Builder, p *record.Part, depth int) {
	value, arrow := p.Value, ""
	if p.Hidden {
		value = "(hidden)"
	}
	if p.Decides && len(p.Parts) > 0 {
		arrow = "  ← decides"
	}
	fmt.Fprintf(b, "%s%s = %s%s%s\n", strings.Repeat("  ", depth), strings.Join(strings.Fields(p.Source), " "), value, at(p.At), arrow)
	if p.Note != "" {
		fmt.Fprintf(b, "%s  %s\n", strings.Repeat("  ", depth), p.Note)
	}
	for _, below := range p.Parts {
		writePart(b, below, depth+1)
	}
}

func at(p *record.Place) string {
	if p == nil {
		return ""
	}
	return fmt.Sprintf("  %s:%d:%d", p.File, p.Line, p.Column)
}
