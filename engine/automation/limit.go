package automation

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/locale"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/rule"
)

// A step that reaches somebody keeps the limit of its message, or of its automation. It is looked at when the step is
// to be done, not when the run began. What must not be sent is suppressed: the step says why, and the run goes on.
// What may not be sent yet is held: the run waits before the step, and looks again. What is sent is counted in
// tamga_touch, in the step's transaction, with the reached record locked: two runs at once do not both take the last.

// Withheld is the state of a step that a limit did not let through.
const Withheld = "suppressed"

// suppression is why, as the run keeps it.
type suppression struct {
	Kind    string `json:"kind"` // "suppressed"
	Limit   string `json:"limit"`
	Because string `json:"because"` // consent, unless, at_most
}

// gate looks whether a step may reach somebody now. done tells that it did not pass: the step was suppressed (goOn), or
// the run waits.
func (t *turn) gate(ctx context.Context, s *model.Step) (done, goOn bool, err error) {
	l := t.limitOf(s)
	if l == nil {
		return false, false, nil
	}
	to, err := l.To.Eval(t.frame)
	if err != nil {
		return false, false, fmt.Errorf("limit %s: %w", l.Limit.Name, err)
	}
	ref, ok := refs(to).(field.Ref)
	if !ok {
		return false, false, nil // there is nobody; the step itself says so
	}
	row, ok, err := t.w.Tx.Lock(ctx, l.Limit.Entity, ref.ID)
	if err != nil || !ok {
		return false, false, err
	}
	frame := t.rd.Frame(ctx, row, model.Row{}, nil)
	why, err := t.suppressed(ctx, l.Limit, frame, ref)
	if err != nil {
		return false, false, fmt.Errorf("limit %s: %w", l.Limit.Name, err)
	}
	if why != "" {
		b, err := json.Marshal(suppression{"suppressed", l.Limit.Name, why})
		if err != nil {
			return false, false, err
		}
		text := string(b)
		return true, true, t.pass(ctx, stepOutcome{State: Withheld, Result: &text}, t.spot.next)
	}
	until, err := heldUntil(l.Limit, frame, t.rd.Model.Zone, t.engine.service.Now())
	if err != nil {
		return false, false, fmt.Errorf("limit %s: %w", l.Limit.Name, err)
	}
	if until != nil {
		return true, false, t.hold(ctx, *until)
	}
	return false, false, t.touch(ctx, l.Limit, ref, s)
}

// limitOf is the limit that a step keeps; nil when it reaches nobody, or keeps none.
func (t *turn) limitOf(s *model.Step) *model.Limited {
	a, ok := s.Action.(*model.EmailAction)
	if !ok {
		return nil
	}
	if a.Message != nil && a.Message.Limit != nil {
		return a.Message.Limit
	}
	return t.program.automation.Limit
}

// suppressed is why nothing may be sent; "" when it may.
func (t *turn) suppressed(ctx context.Context, l *model.Limit, f *rule.Frame, to field.Ref) (string, error) {
	if l.Consent != nil {
		if given, err := l.Consent.Holds(f); err != nil || !given {
			return "consent", err
		}
	}
	if l.Unless != nil {
		if holds, err := l.Unless.Holds(f); err != nil || holds {
			return "unless", err
		}
	}
	for _, c := range l.AtMost {
		var n int64
		since := field.Duration{Months: -c.Per.Months, Days: -c.Per.Days, Seconds: -c.Per.Seconds}.Add(t.rd.Now().In(t.rd.Model.Zone)).UTC()
		err := t.w.Tx.Scan(ctx, &n, `SELECT count(*) FROM tamga_touch WHERE policy = ? AND entity = ? AND record = ? AND at > ?`, l.Name, to.Entity, to.ID, since)
		if err != nil || n >= c.Times {
			return "at_most", err
		}
	}
	return "", nil
}

// heldUntil is when it may be sent, when that is not now.
func heldUntil(l *model.Limit, f *rule.Frame, zone *time.Location, now time.Time) (*time.Time, error) {
	at := now
	if l.NotBefore != nil {
		v, err := l.NotBefore.Eval(f)
		if err != nil {
			return nil, err
		}
		var begins time.Time
		switch v := v.(type) {
		case time.Time:
			begins = v
		case field.Date:
			begins = v.In(zone)
		}
		if begins.After(at) {
			at = begins
		}
	}
	if l.Quiet != nil {
		if l.Zone != nil {
			v, err := l.Zone.Eval(f)
			if err != nil {
				return nil, err
			}
			if name, _ := v.(string); name != "" {
				if own, err := time.LoadLocation(name); err == nil {
					zone = own
				}
			}
		}
		at = l.Quiet.End(at, zone)
	}
	if !at.After(now) {
		return nil, nil
	}
	at = at.UTC().Truncate(time.Microsecond)
	return &at, nil
}

// touch counts that somebody is reached.
func (t *turn) touch(ctx context.Context, l *model.Limit, to field.Ref, s *model.Step) error {
	_, err := t.w.Tx.Exec(ctx, `INSERT INTO tamga_touch (policy, entity, record, at, run, path) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (run, path) DO NOTHING`,
		l.Name, to.Entity, to.ID, t.engine.service.Now(), t.run.ID, t.place())
	if err != nil {
		return fmt.Errorf("count who is reached: %w", err)
	}
	return nil
}

// suppressions are the steps of a run that a limit did not let through, in the reader's words; nothing where there are none.
func suppressions(rd *record.Reader, outcomes []stepOutcome, at time.Time) (said []string) {
	for _, o := range outcomes {
		if why := suppressedBy(o, locale.Words(rd.Who.Locale)); why != "" && !o.At.After(at) {
			said = append(said, why)
		}
	}
	return said
}

// suppressedBy is why a step was suppressed; "" when it was not.
func suppressedBy(o stepOutcome, words *locale.Catalogue) string {
	var s suppression
	if o.State != Withheld || o.Result == nil || json.Unmarshal([]byte(*o.Result), &s) != nil {
		return ""
	}
	return words.Say("explain.suppressed_by", map[string]any{"limit": s.Limit, "why": words.Say("explain.limit."+s.Because, nil)})
}
