package scenario

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/rule"
)

// withheld wants a limit to have kept an automation from sending something. A failure tells what became of its steps.
func (w *world) withheld(ctx context.Context, g *model.Given) (failure *Failure, err error) {
	x := g.Withheld
	err = w.view(ctx, func(rd *record.Reader, f *rule.Frame) error {
		of, err := refOfValue(x.For, w.model, f)
		if err != nil {
			failure = failureAt(x.At, "cannot be computed: "+err.Error())
			return nil
		}
		runs, _, err := w.engine.Runs(ctx, rd, automation.Filter{Automation: x.Automation.Name, Entity: of.Entity, Record: of.ID, Limit: record.MaxLimit})
		if err != nil {
			return err
		}
		failure = judgeWithheld(x, runs)
		return nil
	})
	return failure, err
}

func judgeWithheld(x *model.Withheld, runs []automation.Run) *Failure {
	n, parts := 0, []Part{}
	for _, r := range runs {
		for _, s := range r.Steps {
			if s.State == automation.Withheld && (x.Because == "" || reasonOf(s.Result) == x.Because) {
				n++
			}
			parts = append(parts, Part{Source: "step " + s.Path + " " + s.Kind, Value: s.State + " " + reasonOf(s.Result)})
		}
	}
	if x.Times == nil && n > 0 || x.Times != nil && n == *x.Times {
		return nil
	}
	f := failureAt(x.At, fmt.Sprintf("a limit kept the automation %q from sending %s", x.Automation.Name, times(n)))
	if n == 0 {
		f.Message = fmt.Sprintf("no limit kept the automation %q from sending", x.Automation.Name)
	}
	f.Parts = parts
	return f
}

func reasonOf(result json.RawMessage) string {
	var s struct{ Because string }
	_ = json.Unmarshal(result, &s) // what is no suppression has no reason
	return s.Because
}
