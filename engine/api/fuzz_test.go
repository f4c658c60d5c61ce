package api_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// FuzzWhere: whatever stands in where, sort and search of a list is answered or refused, for an administrator and for
// one who may see little; it is never the server that fails, and the little is never more.
func FuzzWhere(f *testing.F) {
	w := newWorld(f, enginetest.SQLite(f))
	boss, clerk := w.boss(), w.clerk()
	ann := boss.make("client", map[string]any{"name": "Ann", "email": "ann@example.org", "secret_note": "swordfish"})
	boss.make("deal", map[string]any{"name": "Gold", "client": ann, "amount": "10.50"})
	for _, where := range []string{`name == "Ann"`, `amount > 5 && client.name startsWith "A"`, `sum(lines, .price) > 0`, `count(crm.client, .email != nil) > 1`, `close_date < today() + days(3)`,
		`stage in ["new", "won"]`, `client.deals`, `owner == user`, `1/0 > 0`, `name matches "(a+)+$"`, `created_by.email contains "b"`, `secret_note == "swordfish"`, `client.secret_note != nil`, "\x00", `"\ud800"`} {
		f.Add(where, "-name,amount", "gold")
	}
	handler := w.server.Handler()
	ask := func(c *client, path string) *httptest.ResponseRecorder {
		req := httptest.NewRequest("GET", path, nil)
		req.Header.Set("Cookie", c.cookie)
		res := httptest.NewRecorder()
		handler.ServeHTTP(res, req)
		return res
	}
	f.Fuzz(func(t *testing.T, where, sort, search string) {
		query := "?where=" + escape(where) + "&sort=" + escape(sort) + "&search=" + escape(search) + "&count=true"
		for _, entity := range []string{"deal", "client", "task"} {
			if a := ask(boss, "/api/records/"+entity+query); a.Code >= 500 || a.Code == 401 {
				t.Errorf("%s: %d %s", query, a.Code, a.Body)
			}
		}
		if a := ask(clerk, "/api/records/deal"+query); a.Code >= 500 || a.Code == 200 && !strings.Contains(a.Body.String(), `"total":0`) {
			t.Errorf("a clerk without deals: %s: %d %s", query, a.Code, a.Body)
		}
	})
}
