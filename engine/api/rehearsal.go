package api

import (
	"context"
	"net/http"
	"time"
)

// Rehearsals are the simulations and test runs that people ask for. What they give is written as JSON as it is.
type Rehearsals interface {
	Start(ctx context.Context, by, kind string, from, to time.Time) (id string, err error)
	List(ctx context.Context) (any, error)
	ByID(ctx context.Context, id string) (any, error) // nil: there is none
}

// rehearsals lists the last ones.
func (s *Server) rehearsals(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	if err := may(q, "simulate"); err != nil {
		return err
	}
	list, err := s.Rehearsals.List(q.ctx())
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, map[string]any{"data": list, "next": nil})
}

// rehearsal gives one with its report.
func (s *Server) rehearsal(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	if err := may(q, "simulate"); err != nil {
		return err
	}
	id, err := identifier(q.Param("id"))
	if err != nil {
		return err
	}
	one, err := s.Rehearsals.ByID(q.ctx(), id)
	if err != nil {
		return err
	}
	if one == nil {
		return refuse(http.StatusNotFound, "not_found")
	}
	return q.json(http.StatusOK, one)
}

// rehearse asks for a simulation of a period, or for a run of the tests.
func (s *Server) rehearse(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	if err := may(q, "simulate"); err != nil {
		return err
	}
	var in struct {
		Kind string `json:"kind"`
		From string `json:"from"`
		To   string `json:"to"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	from, to, err := s.periodOf(in.Kind, in.From, in.To)
	if err != nil {
		return err
	}
	id, err := s.Rehearsals.Start(q.ctx(), q.actor.UserID(), in.Kind, from, to)
	if err != nil {
		return err
	}
	return q.json(http.StatusAccepted, map[string]any{"id": id})
}

// periodOf reads the days or instants that a simulation goes over; it ends now unless said.
func (s *Server) periodOf(kind, from, to string) (begins, ends time.Time, err error) {
	wrong := func(name string) error { return refuse(http.StatusBadRequest, "invalid_parameter", "name", name) }
	switch kind {
	case "tests":
		return begins, ends, nil
	case "simulation":
	default:
		return begins, ends, refuse(http.StatusBadRequest, "invalid_parameter", "name", "kind", "reason", "simulation, tests")
	}
	read := func(text string) (time.Time, bool) {
		if t, err := time.ParseInLocation(time.DateOnly, text, s.Records.Model().Zone); err == nil {
			return t, true
		}
		t, err := time.Parse(time.RFC3339, text)
		return t, err == nil
	}
	ends = s.Now()
	ok := true
	if begins, ok = read(from); !ok {
		return begins, ends, wrong("from")
	}
	if to != "" {
		if ends, ok = read(to); !ok {
			return begins, ends, wrong("to")
		}
	}
	if !begins.Before(ends) {
		return begins, ends, wrong("to")
	}
	return begins, ends, nil
}
