package api

import (
	"net/http"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
)

// runStates are those a list can be asked for.
var runStates = []string{automation.Running, automation.Waiting, automation.Failed, automation.Parked, automation.Done, automation.Cancelled}

// runs lists the runs of everything.
func (s *Server) runs(q *request) error {
	v, err := q.params("state", "automation", "limit", "cursor")
	if err != nil {
		return err
	}
	if err := may(q, "runs"); err != nil {
		return err
	}
	f := automation.Filter{State: v.Get("state"), Automation: v.Get("automation"), Cursor: v.Get("cursor")}
	if err := oneOf(v, "state", runStates); err != nil {
		return err
	}
	if err := checkCursor(f.Cursor); err != nil {
		return err
	}
	if f.Limit, err = number(v, "limit", 1, record.MaxLimit, record.DefaultLimit); err != nil {
		return err
	}
	var list []automation.Run
	var next string
	err = s.Records.Read(q.ctx(), q.actor, func(r *record.Reader) (err error) {
		list, next, err = s.Runs.Runs(q.ctx(), r, f)
		return err
	})
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, map[string]any{"data": list, "next": orNil(next)})
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// recordRuns lists the runs of one record to whoever may read it.
func (s *Server) recordRuns(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	list := []automation.Run{}
	err := s.within(q, func(r *record.Reader, e *model.Entity, id string) error {
		if _, err := r.ByID(q.ctx(), e, id); err != nil {
			return err
		}
		runs, err := s.Runs.RunsOf(q.ctx(), r, e.Name, id)
		list = append(list[:0], runs...)
		return err
	})
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, map[string]any{"data": list})
}

// runVerb lets a person attend to a run: retry, skip, cancel.
func (s *Server) runVerb(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	if err := may(q, "runs"); err != nil {
		return err
	}
	id, err := identifier(q.Param("id"))
	if err != nil {
		return err
	}
	switch q.Param("verb") {
	case "retry":
		err = s.Runs.Retry(q.ctx(), q.actor, id)
	case "skip":
		err = s.Runs.Skip(q.ctx(), q.actor, id)
	case "cancel":
		err = s.Runs.Cancel(q.ctx(), q.actor, id)
	default:
		return refuse(http.StatusNotFound, "unknown_action", with("name", q.Param("verb"), []string{"retry", "skip", "cancel"})...)
	}
	if err != nil {
		return err
	}
	var run automation.Run
	err = s.Records.Read(q.ctx(), q.actor, func(r *record.Reader) (err error) {
		run, err = s.Runs.RunByID(q.ctx(), r, id)
		return err
	})
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, run)
}
