package api

import (
	"net/http"
	"strconv"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/report"
	"github.com/tamga-crm/tamga/engine/view"
)

// report answers a report of the package with its figures, as the reader may see them.
func (s *Server) report(q *request) error {
	return s.figures(q, func(m *model.Model) *model.Report { return m.Report(q.Param("name")) })
}

// tile answers the figures of a tile of a dashboard, by its place.
func (s *Server) tile(q *request) error {
	return s.figures(q, func(m *model.Model) *model.Report {
		d := m.Dashboard(q.Param("name"))
		at, err := strconv.Atoi(q.Param("place"))
		if d == nil || err != nil || at < 0 || at >= len(d.Tiles) || !view.MaySee(q.actor.Role, d) {
			return nil
		}
		if t := d.Tiles[at]; t.Number != nil {
			return t.Number
		}
		return d.Tiles[at].Report
	})
}

func (s *Server) figures(q *request, named func(m *model.Model) *model.Report) error {
	v, err := q.params("from", "to", "where")
	if err != nil {
		return err
	}
	ask := report.Ask{Where: v.Get("where")}
	if ask.From, err = day(v.Get("from"), "from"); err != nil {
		return err
	}
	if ask.To, err = day(v.Get("to"), "to"); err != nil {
		return err
	}
	var out *report.Answer
	err = s.Records.Read(q.ctx(), q.actor, func(r *record.Reader) error {
		rep := named(r.Model)
		if rep == nil {
			return refuse(http.StatusNotFound, "not_found")
		}
		out, err = report.Of(q.ctx(), r, rep, ask)
		return err
	})
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, out)
}

// day reads a parameter that is a date; nil when it is not there.
func day(s, name string) (*field.Date, error) {
	if s == "" {
		return nil, nil
	}
	d, err := field.ParseDate(s)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "invalid_parameter", "name", name, "reason", s)
	}
	return &d, nil
}
