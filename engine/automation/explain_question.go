package automation

import (
	"context"
	"time"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
)

// Question is what somebody wants explained about a record: what automations made of it, or one of Stage, Field and
// Access.
type Question struct {
	Entity, Record string
	Automation     string    // "": all
	Moment         time.Time // zero: now
	Stage, Funnel  string    // why it may or may not go there
	Field          string    // why it has this value, may be changed or not
	As             string    // the e-mail of a person in whose eyes it is asked; alone: what they may do with the record
}

// Reply is the explanation: Automations, or Answer.
type Reply struct {
	Entity      string         `json:"entity"`
	Record      string         `json:"record"`
	Title       string         `json:"title"`
	Moment      time.Time      `json:"moment"`
	Automations []Explanation  `json:"automations,omitempty"`
	Answer      *record.Answer `json:"answer,omitempty"`
}

// Ask answers a question, as far as the reader may know it.
func (e *Engine) Ask(ctx context.Context, rd *record.Reader, q Question) (*Reply, error) {
	entity := rd.Model.Entity(q.Entity)
	if entity == nil {
		return nil, &record.Problem{Code: record.NotFound, Say: "not_found"}
	}
	row, err := rd.ByID(ctx, entity, q.Record)
	if err != nil {
		return nil, err
	}
	out := &Reply{Entity: entity.Name, Record: row.ID(), Moment: q.Moment}
	if out.Title, err = rd.TitleOf(ctx, row); err != nil {
		return nil, err
	}
	if out.Moment.IsZero() {
		out.Moment = rd.Now()
	}
	out.Moment = out.Moment.In(rd.Model.Zone)
	if q.Stage == "" && q.Field == "" && q.As == "" {
		out.Automations, err = e.askAutomations(ctx, rd, entity, q)
		return out, err
	}
	out.Answer, err = askRecord(ctx, rd, entity, q)
	return out, err
}

func (e *Engine) askAutomations(ctx context.Context, rd *record.Reader, entity *model.Entity, q Question) ([]Explanation, error) {
	if q.Automation != "" && rd.Model.Automation(q.Automation) == nil {
		var names []string
		for _, a := range rd.Model.Automations {
			names = append(names, a.Name)
		}
		return nil, &record.Problem{Code: record.Malformed, Say: "explain.no_automation",
			Params: map[string]any{"name": q.Automation, "nearest": diag.Nearest(q.Automation, names)}}
	}
	return e.Explain(ctx, rd, entity, q.Record, q.Automation, q.Moment)
}

// askRecord answers what the record itself decides.
func askRecord(ctx context.Context, rd *record.Reader, entity *model.Entity, q Question) (*record.Answer, error) {
	if !q.Moment.IsZero() {
		rd = rd.AsOf(store.Moment{At: q.Moment})
	}
	eyes := rd
	if q.As != "" {
		who, err := identity.ActorOf(ctx, rd.Tx, rd.Model, q.As)
		if err != nil {
			return nil, err
		}
		if q.Stage == "" && q.Field == "" {
			return rd.ExplainAccess(ctx, entity, q.Record, who)
		}
		who.Locale = rd.Who.Locale
		eyes = rd.For(who)
	}
	if q.Stage != "" {
		return eyes.ExplainMove(ctx, entity, q.Record, q.Funnel, q.Stage)
	}
	return eyes.ExplainField(ctx, entity, q.Record, q.Field)
}
