package main_test

import (
	"strings"
	"testing"

	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

const followPackage = `
crm: 1
name: follow
entities: {deal: {fields: {name: text}}}
roles: {boss: {all: true, admin: true}}
`

// A process that serves takes over what another one applies, and what it goes back to, without a restart.
func TestServeFollowsReleases(t *testing.T) {
	t.Parallel()
	enginetest.EachURL(t, func(t *testing.T, db string) {
		dir := writePackage(t, map[string]string{"crm.yaml": followPackage})
		s := newServer(t, dir, db)
		run(t, testPassword, "user", "add", dir, "--db", db, "--email", "ann@example.org", "--name", "Ann", "--role", "boss", "--password-stdin")
		s.start()
		c := s.signIn("ann@example.org")
		deal := map[string]any{"name": "A", "city": "Osh"}
		if status, _, err := c.do("POST", "/api/records/deal", deal); err != nil || status < 400 {
			t.Fatal("a field of tomorrow was taken", status, err)
		}
		next := writePackage(t, map[string]string{"crm.yaml": strings.Replace(followPackage, "name: text", "name: text, city: text", 1)})
		run(t, "", "apply", next, "--db", db, "--yes")
		eventually(t, "the new field", func() bool {
			status, _, err := c.do("POST", "/api/records/deal", deal)
			return err == nil && status == 201
		})
		run(t, "", "releases", "rollback", "1", "--db", db, "--yes", "--allow-loss", "deal.city")
		eventually(t, "the old model", func() bool {
			status, _, err := c.do("POST", "/api/records/deal", map[string]any{"name": "B"})
			return err == nil && status == 201
		})
	})
}
