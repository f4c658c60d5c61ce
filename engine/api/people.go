package api

import (
	"net/http"
	"time"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/view"
)

// users lists everybody.
func (s *Server) users(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	if err := may(q, "users"); err != nil {
		return err
	}
	cards, err := s.People.List(q.ctx())
	if err != nil {
		return err
	}
	if cards == nil {
		cards = []*identity.Card{}
	}
	return q.json(http.StatusOK, map[string]any{"data": cards, "roles": s.rolesIn(q.locale)})
}

// rolesIn are the roles that can be given, with their labels.
func (s *Server) rolesIn(loc string) []view.Option {
	out := []view.Option{}
	for _, r := range s.Records.Model().Roles {
		out = append(out, view.Option{Name: r.Name, Label: view.MeOf(view.Viewer{Role: r, Locale: loc}).Label})
	}
	return out
}

// person is what may be said of a user.
type person struct {
	Name        *string `json:"name"`
	Email       *string `json:"email"`
	Role        *string `json:"role"`
	Locale      *string `json:"locale"`
	Manager     *string `json:"manager"` // the id of a user; "" is none
	Password    *string `json:"password"`
	Active      *bool   `json:"active"`
	AbsentFrom  *string `json:"absent_from"` // when they are away, and who stands in for them; "" is none
	AbsentUntil *string `json:"absent_until"`
	Deputy      *string `json:"deputy"`
}

func (p person) change() identity.Change {
	return identity.Change{Name: p.Name, Email: p.Email, Role: p.Role, Locale: p.Locale, Manager: p.Manager, Password: p.Password, Active: p.Active,
		AbsentFrom: p.AbsentFrom, AbsentUntil: p.AbsentUntil, Deputy: p.Deputy}
}

func (s *Server) addUser(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	if err := may(q, "users"); err != nil {
		return err
	}
	b, err := q.raw()
	if err != nil {
		return err
	}
	m, err := object(b)
	if err != nil {
		return err
	}
	var in person
	if err := fill(m, &in); err != nil {
		return err
	}
	a, err := s.remembered(q, b, func() (*answer, error) {
		card, err := s.People.Add(q.ctx(), q.actor, in.change())
		if err != nil {
			return nil, err
		}
		body, err := encode(card)
		return &answer{status: http.StatusCreated, location: "/api/users/" + card.ID, body: body}, err
	})
	if err != nil {
		return err
	}
	return q.answer(a)
}

func (s *Server) patchUser(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	if err := may(q, "users"); err != nil {
		return err
	}
	id, err := identifier(q.Param("id"))
	if err != nil {
		return err
	}
	var in person
	if err := q.body(&in); err != nil {
		return err
	}
	card, err := s.People.Update(q.ctx(), q.actor, id, in.change())
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, card)
}

// tokens lists the actor's own.
func (s *Server) tokens(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	list, err := s.People.Tokens(q.ctx(), q.actor.UserID())
	if err != nil {
		return err
	}
	if list == nil {
		list = []*identity.Token{}
	}
	return q.json(http.StatusOK, map[string]any{"data": list})
}

// maxTokenDays is the longest life of a token.
const maxTokenDays = 366

// addToken makes a token with the actor's own rights. Its secret is said this once and kept nowhere, so an
// Idempotency-Key cannot bring it back.
func (s *Server) addToken(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	var in struct {
		Name string `json:"name"`
		Days *int   `json:"expires_in_days"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	days := 90
	if in.Days != nil {
		days = *in.Days
	}
	if days < 1 || days > maxTokenDays {
		return &identity.Invalid{Fields: []identity.Wrong{{Field: "expires_in_days", Code: "too_large", Params: map[string]any{"max": maxTokenDays}}}}
	}
	role := ""
	if q.actor.Role != nil && q.actor.As == identity.AsToken {
		role = q.actor.Role.Name // a token gives no more than it has
	}
	secret, t, err := s.People.NewToken(q.ctx(), q.actor.UserID(), in.Name, role, time.Duration(days)*24*time.Hour)
	if err != nil {
		return err
	}
	return q.json(http.StatusCreated, map[string]any{
		"id": t.ID, "name": t.Name, "role": t.Role, "created_at": t.Created, "expires_at": t.Expires, "secret": secret,
	})
}

func (s *Server) dropToken(q *request) error {
	id, err := identifier(q.Param("id"))
	if err != nil {
		return err
	}
	if err := s.People.DropToken(q.ctx(), q.actor.UserID(), id); err != nil {
		return err
	}
	return q.NoContent(http.StatusNoContent)
}
