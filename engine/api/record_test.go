package api_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestRecordsAreMadeReadChangedAndDeleted(t *testing.T) {
	each(t, func(w *world) {
		c := w.boss()
		a := c.do("POST", "/api/records/client", map[string]any{"name": "Ann", "email": "ann@example.org"}).is(201).
			has("_title", "Ann").has("_entity", "client").has("_can.update", true)
		id := a.id()
		if got := a.header.Get("Location"); got != "/api/records/client/"+id {
			t.Errorf("Location %q", got)
		}
		one := "/api/records/client/" + id
		read := c.do("GET", one, nil).is(200).has("name", "Ann").has("secret_note", nil)
		tag := read.header.Get("ETag")
		c.do("GET", one, nil, "If-None-Match", tag).is(304)
		changed := c.do("PATCH", one, map[string]any{"name": "Anna"}, "If-Match", tag).is(200).has("name", "Anna")
		if changed.header.Get("ETag") == tag {
			t.Error("the version did not change")
		}
		c.do("PATCH", one, map[string]any{"name": "Anne"}, "If-Match", tag).is(412)
		c.do("PATCH", one, map[string]any{"name": "Anne"}, "If-Match", "nonsense").is(412)
		c.do("DELETE", one, nil, "If-Match", tag).is(412)
		c.do("DELETE", one, nil).is(204)
		c.do("GET", "/api/records/client", nil).is(200).has("data", []any{})
		c.do("GET", "/api/records/client?deleted=true", nil).is(200).has("data.0.id", id)
		c.do("POST", one+"/restore", nil).is(200).has("name", "Anna")
		c.do("GET", one+"/history", nil).is(200).has("data.0.action", "restore").has("data.0.by.name", "Bo Boss").has("next", nil)
	})
}

func TestAllErrorsAtOnceInTheReadersLanguage(t *testing.T) {
	each(t, func(w *world) {
		c := w.boss()
		a := c.do("POST", "/api/records/deal", map[string]any{"amount": "-1", "kind": "other"}).is(422)
		fields := map[string]bool{}
		for _, e := range a.json["errors"].([]any) {
			fields[e.(map[string]any)["field"].(string)] = true
		}
		for _, f := range []string{"name", "client", "amount", "kind"} {
			if !fields[f] {
				t.Errorf("nothing is said of %s: %s", f, a.text)
			}
		}
		if got := a.header.Get("Content-Type"); got != "application/problem+json" {
			t.Errorf("Content-Type %q", got)
		}
		c.do("PATCH", "/api/me", map[string]any{"locale": "ru"}).is(200).has("role_label", "Начальник")
		c.do("POST", "/api/records/client", map[string]any{"name": "Nobody"}).is(422).has("errors.0.message", "Укажите почту")
		c.do("PATCH", "/api/me", map[string]any{"locale": "xx"}).is(422)
	})
}

func TestWarningsAreConfirmed(t *testing.T) {
	each(t, func(w *world) {
		c := w.boss()
		body := map[string]any{"name": "Test", "email": "t@example.org"}
		c.do("POST", "/api/records/client", body).is(422).has("warnings.0.message", "Really a test?")
		c.do("POST", "/api/records/client", body, "X-Confirm-Warnings", "1").is(201)
		body["email"], body["_confirm"] = "t2@example.org", true
		c.do("POST", "/api/records/client", body).is(201)
	})
}

func TestMoving(t *testing.T) {
	each(t, func(w *world) {
		c := w.boss()
		client := c.make("client", map[string]any{"name": "Ann", "email": "a@example.org"})
		deal := "/api/records/deal/" + c.make("deal", map[string]any{"name": "D", "client": client})
		c.do("GET", deal, nil).is(200).has("stage", "new").has("funnel", "sales")
		c.do("GET", deal+"/moves", nil).is(200).has("stages.1.stage", "offer").has("stages.1.allowed", false).has("stages.1.errors.0.field", "amount")
		c.do("POST", deal+"/move", map[string]any{"stage": "offer"}).is(422).has("errors.0.field", "amount")
		c.do("POST", deal+"/move", map[string]any{"stage": "offer", "set": map[string]any{"amount": "10.50"}}).is(200).
			has("stage", "offer").has("amount", map[string]any{"amount": "10.50", "currency": "USD"})
		c.do("POST", deal+"/move", map[string]any{"stage": "offer"}).is(200)
		c.do("POST", deal+"/move", map[string]any{"stage": "ofer"}).is(422)
		c.do("POST", deal+"/move", map[string]any{"stag": "won"}).is(400)
		c.do("POST", deal+"/move", map[string]any{}).is(422)
		c.do("GET", deal+"/history", nil).is(200).has("data.0.action", "move")
	})
}

func TestListsAreAskedStrictly(t *testing.T) {
	each(t, func(w *world) {
		c := w.boss()
		client := c.make("client", map[string]any{"name": "Ann", "email": "a@example.org"})
		for i := range 5 {
			c.make("deal", map[string]any{"name": fmt.Sprint("Deal ", i), "client": client, "amount": fmt.Sprint(i*10) + ".00", "lines": []any{map[string]any{"name": "x", "price": "1.00"}}})
		}
		c.do("GET", "/api/records/deal?sort=-amount&limit=2&count=true&expand=client,lines&fields=name,client", nil).is(200).
			has("total", 5).has("data.0.name", "Deal 4").has("data.0.client.name", "Ann").has("data.0.lines.0.name", "x").has("data.0.amount", "absent")
		page := c.do("GET", "/api/records/deal?sort=name&limit=3", nil).is(200)
		next := page.at("next").(string)
		c.do("GET", "/api/records/deal?sort=name&limit=3&cursor="+next, nil).is(200).has("data.0.name", "Deal 3").has("next", nil)
		c.do("GET", "/api/records/deal?where="+escape(`amount > 25 && client.name == "Ann"`)+"&sort=name", nil).is(200).has("data.0.name", "Deal 3").has("data.2", "absent")
		c.do("GET", "/api/records/deal?search=deal+2", nil).is(200).has("data.0.name", "Deal 2")
		c.do("GET", "/api/records/deal/summary?group=stage&sum=amount", nil).is(200).has("count", 5).has("sum.amount.amount", "100.00").has("groups.0.value", "new")
		for _, bad := range []string{"wher=1", "limit=0", "limit=501", "limit=x", "count=maybe", "sort=nam", "where=nam+%3D%3D+1", "fields=nam", "expand=nam", "cursor=zzz", "where=" + strings.Repeat("(", 500),
			"limit=1&limit=2", "sort=%ff", "where=%00"} {
			if a := c.do("GET", "/api/records/deal?"+bad, nil); a.status != 400 {
				t.Errorf("%s: %d %s", bad, a.status, a.text)
			}
		}
		c.do("GET", "/api/records/deel", nil).is(404)
		c.do("GET", "/api/search?q=Ann", nil).is(200).has("groups.0.entity", "client").has("groups.0.data.0._title", "Ann")
	})
}

func TestAChangeIsTakenBackOverHTTP(t *testing.T) {
	each(t, func(w *world) {
		boss, clerk := w.boss(), w.clerk()
		one := "/api/records/client/" + boss.make("client", map[string]any{"name": "Ann", "email": "a@example.org"})
		boss.do("PATCH", one, map[string]any{"name": "Anna"}).is(200)
		change := boss.do("GET", one+"/history", nil).is(200).at("data.0.id")
		boss.do("POST", one+"/undo", nil).is(422).has("errors.0.field", "change")
		boss.do("POST", one+"/undo", map[string]any{"change": "x"}).is(400)
		boss.do("POST", one+"/undo", map[string]any{"chnage": change}).is(400)
		clerk.do("POST", "/api/records/deal/"+boss.make("deal", map[string]any{"name": "D", "client": strings.TrimPrefix(one, "/api/records/client/")})+"/undo", map[string]any{"change": change}).is(404)
		boss.do("POST", one+"/undo", map[string]any{"change": change}).is(200).has("action", "update").has("fields.0", "name")
		boss.do("GET", one, nil).is(200).has("name", "Ann")
		boss.do("PATCH", one, map[string]any{"name": "Annika"}).is(200)
		boss.do("POST", one+"/undo", map[string]any{"change": change}).is(200).has("action", "").has("kept.0.field", "name").has("kept.0.message", "Was changed since")
		clerk.do("POST", "/api/runs/00000000-0000-7000-8000-000000000001/undo", nil).is(403)
		boss.do("POST", "/api/runs/00000000-0000-7000-8000-000000000001/undo", nil).is(404)
	})
}
