package main_test

import (
	"path/filepath"
	"testing"
)

// A simulation and the tests are done by the server as jobs, for those who may, and their reports are kept.
func TestRehearsals(t *testing.T) {
	t.Parallel()
	dir := writePackage(t, map[string]string{"crm.yaml": explainPackage})
	db := "sqlite:" + filepath.Join(dir, "shop.db")
	for email, role := range map[string]string{"ann@example.org": "manager", "bob@example.org": "clerk"} {
		run(t, testPassword, "user", "add", dir, "--db", db, "--email", email, "--name", role, "--role", role, "--password-stdin")
	}
	s := newServer(t, dir, db)
	s.start()
	ann := s.signIn("ann@example.org")
	id := s.must(ann, "POST", "/api/records/deal", map[string]any{"name": "Gold", "amount": "2000"})["id"].(string)
	s.must(ann, "POST", "/api/records/deal/"+id+"/move", map[string]any{"stage": "invoice"})
	report := func(body map[string]any) (report map[string]any) {
		id := s.must(ann, "POST", "/api/rehearsals", body)["id"].(string)
		eventually(t, "the report is there", func() bool {
			one := s.must(ann, "GET", "/api/rehearsals/"+id, nil)
			report, _ = one["report"].(map[string]any)
			if one["state"] == "failed" {
				t.Fatal(one["error"])
			}
			return one["state"] == "done"
		})
		return report
	}
	sim := report(map[string]any{"kind": "simulation", "from": "2026-01-01"})
	remind := sim["automations"].([]any)[0].(map[string]any)
	if would, did := remind["would"].(map[string]any), remind["did"].(map[string]any); would["runs"] != 1.0 || did["runs"] != 1.0 {
		t.Errorf("%v", remind)
	}
	if tests := report(map[string]any{"kind": "tests"}); tests["failed"] != 0.0 {
		t.Errorf("%v", tests)
	}
	if list := s.must(ann, "GET", "/api/rehearsals", nil)["data"].([]any); len(list) != 2 {
		t.Errorf("%d are listed", len(list))
	}
	bob := s.signIn("bob@example.org")
	for _, x := range []struct {
		who          *client
		method, path string
		body         any
		want         int
	}{
		{bob, "GET", "/api/rehearsals", nil, 403},
		{bob, "POST", "/api/rehearsals", map[string]any{"kind": "tests"}, 403},
		{ann, "POST", "/api/rehearsals", map[string]any{"kind": "wish"}, 400},
		{ann, "POST", "/api/rehearsals", map[string]any{"kind": "simulation", "from": "soon"}, 400},
		{ann, "GET", "/api/rehearsals/01939f5a-7c3e-7b1a-9d2e-5f4c3b2a1d0e", nil, 404},
	} {
		if status, body, err := x.who.do(x.method, x.path, x.body); err != nil || status != x.want {
			t.Errorf("%s %s: %d %v %v, want %d", x.method, x.path, status, body, err, x.want)
		}
	}
}
