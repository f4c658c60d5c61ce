package api

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
)

// explain tells why automations ran for a record or did not, why it may go to a stage or not, why a field is as it is,
// and what somebody may do with it: to whoever may read the record, as far as they may. What others may do is told to
// those who manage people.
func (s *Server) explain(q *request) error {
	v, err := q.params("automation", "at", "move", "funnel", "field", "as")
	if err != nil {
		return err
	}
	ask := automation.Question{Automation: v.Get("automation"), Stage: v.Get("move"), Funnel: v.Get("funnel"), Field: v.Get("field"), As: v.Get("as")}
	if text := v.Get("at"); text != "" {
		if ask.Moment, err = time.Parse(time.RFC3339Nano, text); err != nil || ask.Moment.After(s.Now()) {
			return refuse(http.StatusBadRequest, "invalid_parameter", "name", "at")
		}
	}
	if ask.As != "" && !isSelf(q, ask.As) {
		if err := may(q, "users"); err != nil {
			return err
		}
	}
	var out *automation.Reply
	err = s.within(q, func(r *record.Reader, e *model.Entity, id string) (err error) {
		ask.Entity, ask.Record = e.Name, id
		out, err = s.Runs.Ask(q.ctx(), r, ask)
		return err
	})
	if errors.Is(err, identity.ErrNoUser) {
		return refuse(http.StatusBadRequest, "invalid_parameter", "name", "as")
	}
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, out)
}

func isSelf(q *request, email string) bool {
	if q.actor.User == nil {
		return false
	}
	own, _ := q.actor.User.Get("email").(string)
	return strings.EqualFold(own, strings.TrimSpace(email))
}
