package record_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
)

func TestRecordJSON(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := s.person("boss", "admin")
		c := s.create(boss, "client", record.Input{"name": `A "q" <b> \` + "\u2028", "email": "a@example.org", "birth": "2000-01-02"})
		p := s.create(boss, "product", record.Input{"name": "P"})
		d := s.create(boss, "deal", record.Input{"name": "D", "client": c.ID(), "amount": map[string]any{"amount": "1200", "currency": "eur"}, "products": []any{p.ID()}})
		got := s.object(boss, d, "")
		for _, name := range []string{"id", "created_by", "updated_by", "owner", "stage_since", "created_at", "updated_at"} {
			if got[name] == nil {
				t.Errorf("no %s", name)
			}
			delete(got, name)
		}
		want := map[string]any{"_entity": "deal", "_title": "D / " + c.Get("name").(string), "_can": map[string]any{"update": true, "delete": true, "move": true, "actions": []any{}},
			"name": "D", "client": c.ID(), "kind": "new", "amount": map[string]any{"amount": "1200.00", "currency": "EUR"}, "products": []any{p.ID()},
			"cost": nil, "vip": nil, "vip_reason": nil, "note": nil, "code": "D-D", "contract": nil, "lost_reason": nil, "city": nil, "version": 1.0, "deleted_at": nil,
			"funnel": "sales", "stage": "new", "probability": 5.0}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestExpandInBatches(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := s.person("boss", "admin")
		c := s.create(boss, "client", record.Input{"name": "A", "email": "a@example.org"})
		d := s.create(boss, "deal", record.Input{"name": "D", "client": c.ID()})
		inv := s.create(boss, "invoice", record.Input{"deal": d.ID(), "lines": rows(map[string]any{"name": "L", "price": "1"})})
		got := s.object(boss, inv, "deal.client,lines,deal.owner")
		deal := got["deal"].(map[string]any)
		if deal["_title"] != "D / A" || deal["client"].(map[string]any)["name"] != "A" || deal["owner"].(map[string]any)["_title"] != "boss" {
			t.Error(deal)
		}
		if l := got["lines"].([]any); len(l) != 1 || l[0].(map[string]any)["_title"] != "L" {
			t.Error(got["lines"])
		}
		s.read(boss, func(r *record.Reader) error {
			for expand, want := range map[string]string{"deal.client.deals.owner": "malformed invalid_parameter", "clients": "malformed unknown_field expand:unknown_field",
				"number": "malformed unknown_field expand:unknown_field", "deal.nothing": "malformed unknown_field expand:unknown_field"} {
				_, err := r.Shape(inv.Entity, "", expand)
				s.refused(err, want)
			}
			return nil
		})
	})
}

func TestALinkToWhatMayNotBeReadIsAnID(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		anna, boss := s.person("anna", "manager"), s.person("boss", "admin")
		c := s.create(boss, "client", record.Input{"name": "A", "email": "a@example.org"})
		d := s.create(boss, "deal", record.Input{"name": "D", "client": c.ID()})
		task := s.create(boss, "task", record.Input{"title": "T", "about": map[string]any{"entity": "deal", "id": d.ID()}})
		got := s.object(anna, task, "about")["about"]
		if diff := cmp.Diff(any(map[string]any{"entity": "deal", "id": d.ID()}), got); diff != "" {
			t.Error(diff)
		}
		if got := s.object(boss, task, "about")["about"].(map[string]any)["_entity"]; got != "deal" {
			t.Error(got)
		}
	})
}

func TestPreviewIsWhatCreateAnswers(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := s.person("boss", "admin")
		in := func() record.Input {
			return record.Input{"discount": "10", "lines": rows(map[string]any{"name": "A", "price": "100", "qty": json.Number("3")}, map[string]any{"name": "B", "price": "0.05"})}
		}
		preview := s.preview(boss, "invoice", "", in())
		inv := s.create(boss, "invoice", in())
		created := s.object(boss, inv, "lines")
		for _, m := range append([]any{created}, created["lines"].([]any)...) {
			for _, name := range []string{"id", "_can", "number", "_title"} {
				delete(m.(map[string]any), name)
			}
		}
		var got map[string]any
		if err := json.Unmarshal(preview.Record, &got); err != nil {
			t.Fatal(err)
		}
		for _, m := range append([]any{got}, got["lines"].([]any)...) {
			for _, name := range []string{"number", "_title"} {
				delete(m.(map[string]any), name)
			}
		}
		for _, l := range got["lines"].([]any) {
			l.(map[string]any)["invoice"] = inv.ID()
		}
		if diff := cmp.Diff(created, got); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(record.FieldState{Visible: true, Readonly: true}, preview.Fields["lines.0.amount"]); diff != "" {
			t.Error(diff)
		}
	})
}

func TestPreviewOfAnEditFollowsTheRowsThatAreNotGiven(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := s.person("boss", "admin")
		inv := s.create(boss, "invoice", record.Input{"lines": rows(map[string]any{"name": "A", "price": "100"})})
		p := s.preview(boss, "invoice", inv.ID(), record.Input{"discount": "20"})
		var got struct{ Total struct{ Amount string } }
		if err := json.Unmarshal(p.Record, &got); err != nil || got.Total.Amount != "80.00" {
			t.Error(got, err)
		}
		s.told()
		inv = s.update(boss, inv, record.Input{"discount": "20"})
		if money(inv, "total") != "80.00 USD" || inv.Get("version") != int64(2) {
			t.Error(money(inv, "total"), inv.Get("version"))
		}
		if diff := cmp.Diff([]string{"update invoice discount,total", "update line amount"}, s.told()); diff != "" {
			t.Error(diff)
		}
		line := s.object(boss, inv, "lines")["lines"].([]any)[0].(map[string]any)
		if line["version"] != 1.0 || line["amount"].(map[string]any)["amount"] != "80.00" {
			t.Error(line)
		}
	})
}

func (s *shop) preview(who identity.Actor, entity, id string, in record.Input) *record.Preview {
	s.t.Helper()
	var p *record.Preview
	s.read(who, func(r *record.Reader) (err error) {
		p, err = r.Preview(s.ctx, s.entity(entity), id, in)
		return err
	})
	return p
}

func TestPreviewTellsErrorsAndStates(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		anna := s.person("anna", "manager")
		p := s.preview(anna, "deal", "", record.Input{"vip": true, "amount": "x"})
		var codes []string
		for _, e := range p.Errors {
			codes = append(codes, e.Field+":"+e.Code)
		}
		if got := strings.Join(codes, " "); got != "name:required client:required amount:not_a_number vip_reason:required" {
			t.Error(got)
		}
		if got := p.Fields["vip_reason"]; got != (record.FieldState{Visible: true, Required: true}) {
			t.Error(got)
		}
		if got := p.Fields["note"]; got != (record.FieldState{Visible: true, Readonly: true}) {
			t.Error(got)
		}
		if _, there := p.Fields["cost"]; there {
			t.Error("a hidden field is in the preview")
		}
		c := s.create(anna, "client", record.Input{"name": "A", "email": "a@example.org"})
		d := s.create(anna, "deal", record.Input{"name": "D", "client": c.ID(), "vip": true, "vip_reason": "x"})
		p = s.preview(anna, "deal", d.ID(), record.Input{"vip": false})
		var got map[string]any
		if err := json.Unmarshal(p.Record, &got); err != nil || got["vip_reason"] != nil || p.Fields["vip_reason"].Visible {
			t.Error(err, got["vip_reason"], p.Fields["vip_reason"])
		}
		if s.again(d).Get("vip_reason") != "x" {
			t.Error("a preview wrote")
		}
	})
}

func TestHistoryAndTimeline(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		anna := s.person("anna", "manager")
		c := s.create(anna, "client", record.Input{"name": "A", "email": "a@example.org"})
		d := s.create(anna, "deal", record.Input{"name": "D", "client": c.ID()})
		s.update(anna, d, record.Input{"name": "E"})
		if err := s.write(anna, func(w *record.Writer) error {
			_, err := w.Comment(s.ctx, d.Entity, d.ID(), " called ")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		s.create(anna, "task", record.Input{"title": "T", "about": map[string]any{"entity": "deal", "id": d.ID()}})
		if _, err := s.tryMove(anna, d, record.Move{Stage: "lost", Set: record.Input{"lost_reason": "price"}}); err != nil {
			t.Fatal(err)
		}
		if got := s.timeline(anna, d, "", 10); got != "move lost_reason:null>\"price\" stage:\"new\">\"lost\" | task | comment called | update name:\"D\">\"E\" | create" {
			t.Error(got)
		}
		var last string
		var pages []string
		for range 5 {
			s.read(anna, func(r *record.Reader) error {
				page, err := r.Timeline(s.ctx, d.Entity, d.ID(), last, 1)
				if len(page) == 1 {
					last = page[0].ID
					pages = append(pages, string(page[0].Kind))
					if page[0].By == nil || page[0].By.Name != "anna" {
						t.Error("by nobody")
					}
				}
				return err
			})
		}
		if diff := cmp.Diff([]string{"change", "task", "comment", "change", "change"}, pages); diff != "" {
			t.Error(diff)
		}
		err := s.write(anna, func(w *record.Writer) error { _, err := w.Comment(s.ctx, d.Entity, d.ID(), "  "); return err })
		s.refused(err, "invalid text:required")
	})
}

func (s *shop) timeline(who identity.Actor, row model.Row, before string, limit int) string {
	var lines []string
	s.read(who, func(r *record.Reader) error {
		past, err := r.Timeline(s.ctx, row.Entity, row.ID(), before, limit)
		for _, x := range past {
			line := string(x.Kind)
			if x.Kind == record.ChangeEntry {
				line = string(x.Action)
			}
			line += " " + x.Text
			if x.Action != record.Created {
				for _, a := range x.Changes {
					line += " " + a.Field.Name + ":" + string(a.Before) + ">" + string(a.After)
				}
			}
			lines = append(lines, strings.Join(strings.Fields(line), " "))
		}
		return err
	})
	return strings.Join(lines, " | ")
}
