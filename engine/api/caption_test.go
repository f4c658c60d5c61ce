package api_test

import "testing"

// What stands on the records of a calendar or grid comes beside them, and never tells what may not be read.
func TestCaptions(t *testing.T) {
	w := onSQLite(t)
	boss, clerk := w.boss(), w.clerk()
	ann := boss.make("client", map[string]any{"name": "Ann", "secret_note": "x"})
	for _, who := range []*client{boss, clerk} {
		who.make("deal", map[string]any{"name": "Big", "client": ann, "close_date": "2026-03-02"})
	}
	boss.do("GET", "/api/records/deal?caption=closing", nil).is(200).has("captions", []string{"Big for Ann", "Big for Ann"})
	boss.do("GET", "/api/records/deal?caption=noted", nil).is(200).has("captions", []string{"x", "x"})
	boss.do("GET", "/api/records/deal", nil).is(200).has("captions", "absent")
	clerk.do("GET", "/api/records/deal?caption=closing", nil).is(200).has("captions", []string{"Big for Ann"})
	clerk.do("GET", "/api/records/deal?caption=noted", nil).is(200).has("captions", "absent")
	clerk.do("GET", "/api/records/deal?caption=nothing", nil).is(400)
	boss.do("GET", "/api/meta", nil).is(200).has("entities.client.views.0.name", "notes").has("entities.client.views.0.across", "created_by").
		has("entities.deal.views.0.starts", "close_date").has("entities.deal.views.1.caption", true)
	clerk.do("GET", "/api/meta", nil).is(200).has("entities.client.views.0.kind", "list").has("entities.deal.views.0.caption", true).has("entities.deal.views.1.caption", "absent")
}
