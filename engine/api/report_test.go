package api_test

import "testing"

// A report counts what its reader may read, and whoever may read none of it is told that it is not there.
func TestReports(t *testing.T) {
	each(t, func(w *world) {
		boss, clerk := w.boss(), w.clerk()
		ann := boss.make("client", map[string]any{"name": "Ann", "secret_note": "x"})
		for _, who := range []*client{boss, clerk} {
			who.make("deal", map[string]any{"name": "Big", "client": ann, "amount": "10.50"})
		}
		for who, n := range map[*client]int{boss: 2, clerk: 1} {
			amount := map[string]string{"amount": map[int]string{1: "10.50", 2: "21.00"}[n], "currency": "USD"}
			who.do("GET", "/api/reports/stages", nil, "Accept-Language", "ru").is(200).has("chart", "bar").has("period", "Created").has("groups.0.type", "choice").
				has("measures.1.type", "money").has("lines.0.keys.0.value", "new").has("lines.0.figures", []any{n, amount}).has("total", []any{n, amount}).has("lines.1", "absent")
			who.do("GET", "/api/dashboards/office/tiles/1", nil).is(200).has("total", []any{amount})
			who.do("GET", "/api/reports/stages?from=2000-01-01&to=2000-12-31", nil).is(200).has("total", []any{0, nil})
			who.do("GET", "/api/reports/stages?where="+escape(`amount > 100`), nil).is(200).has("total", []any{0, nil})
		}
		boss.do("GET", "/api/reports/notes", nil).is(200).has("lines.0.keys.0.value", "x")
		boss.do("GET", "/api/meta", nil).is(200).has("reports.1.name", "notes").has("dashboards.0.tiles.0.report", "notes").has("dashboards.1.name", "bosses")
		clerk.do("GET", "/api/meta", nil).is(200).has("reports.1", "absent").has("dashboards.0.tiles.0.place", 1).has("dashboards.1", "absent")
		for _, path := range []string{"/api/reports/notes", "/api/reports/nothing", "/api/dashboards/office/tiles/0", "/api/dashboards/office/tiles/2",
			"/api/dashboards/office/tiles/-1", "/api/dashboards/office/tiles/99", "/api/dashboards/bosses/tiles/0", "/api/dashboards/nothing/tiles/0"} {
			clerk.do("GET", path, nil).is(404)
		}
		for _, query := range []string{"from=tomorrow", "where=nothing", "where=" + escape(`client.secret_note == "x"`), "group=stage"} {
			clerk.do("GET", "/api/reports/stages?"+query, nil).is(400)
		}
	})
}
