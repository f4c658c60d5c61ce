package main_test

import (
	"path/filepath"
	"strings"
	"testing"
)

const explainPackage = `
crm: 1
name: shop
locales: [en]
entities:
  deal:
    title: name
    fields:
      name: {type: text, required: true}
      amount: money
funnels:
  sales:
    entity: deal
    stages:
      new: {}
      invoice: {}
      won: {kind: won, requires: [amount]}
automations:
  remind:
    label: Remind of a large one
    on: {enters: sales.invoice}
    when: amount > 1000 && owner != nil
    do:
      - task: {title: "Call about {{ name }}"}
roles:
  manager: {all: true, admin: true}
  clerk: {entities: {deal: {read: true}}}
`

// What the command line, the API and the records say of one record is the same.
func TestExplain(t *testing.T) {
	t.Parallel()
	dir := writePackage(t, map[string]string{"crm.yaml": explainPackage})
	db := "sqlite:" + filepath.Join(dir, "shop.db")
	for email, role := range map[string]string{"ann@example.org": "manager", "bob@example.org": "clerk"} {
		run(t, testPassword, "user", "add", dir, "--db", db, "--email", email, "--name", role, "--role", role, "--password-stdin")
	}
	s := newServer(t, dir, db)
	s.start()
	ann := s.signIn("ann@example.org")
	id := s.must(ann, "POST", "/api/records/deal", map[string]any{"name": "Gold", "amount": "10"})["id"].(string)
	s.must(ann, "POST", "/api/records/deal/"+id+"/move", map[string]any{"stage": "invoice"})

	path := "/api/records/deal/" + id + "/explain"
	told := s.must(ann, "GET", path+"?automation=remind", nil)["automations"].([]any)[0].(map[string]any)
	if told["verdict"] != "not_fired" {
		t.Errorf("%v", told)
	}
	out := run(t, "", "explain", "deal/"+id, "remind", dir, "--db", db)
	for _, want := range []string{"remind (Remind of a large one): It did not run: its condition did not hold", "✗ Its condition does not hold", "amount > 1000 = false  crm.yaml:22:11", "amount = 10"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if out := run(t, "", "explain", "deal/"+id, dir, "--db", db, "--as", "bob@example.org"); !strings.Contains(out, "✗ Right to change") || !strings.Contains(out, "✓ Right to see") {
		t.Errorf("what a clerk may do:\n%s", out)
	}
	bob := s.signIn("bob@example.org")
	for query, want := range map[string]int{"?move=won": 200, "?as=bob@example.org": 200, "?as=ann@example.org": 403, "?at=2099-01-01T00:00:00Z": 400,
		"?automation=remnid": 400, "?field=nothing": 400, "?move=nowhere": 400} {
		if status, body, err := bob.do("GET", path+query, nil); err != nil || status != want {
			t.Errorf("%s: %d %v %v, want %d", query, status, body, err, want)
		}
	}
}
