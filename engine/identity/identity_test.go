package identity_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

var club = sync.OnceValues(func() (*model.Model, error) {
	m, l := compile.Source(map[string]string{"crm.yaml": `
crm: 1
name: club
locales: [ru, en]
roles:
  boss: {label: Boss, admin: true, all: true}
  clerk: {label: Clerk}
`})
	if l.Failed() {
		return nil, errors.New(l.All()[0].Message)
	}
	return m, nil
})

// desk is a desk with a clock that the test moves.
type desk struct {
	*identity.People
	t   *testing.T
	ctx context.Context
	db  *store.DB
	now time.Time
}

func each(t *testing.T, fn func(t *testing.T, d *desk)) {
	t.Helper()
	t.Parallel()
	m, err := club()
	if err != nil {
		t.Fatal(err)
	}
	enginetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := store.Create(t.Context(), db, m); err != nil {
			t.Fatal(err)
		}
		d := &desk{t: t, ctx: t.Context(), db: db, now: time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC)}
		d.People = identity.New(db, func() *model.Model { return m }, func() time.Time { return d.now })
		fn(t, d)
	})
}

const password = "correct horse"

func (d *desk) add(name, role string) *identity.Card {
	d.t.Helper()
	email, pass := name+"@example.org", password
	c, err := d.Add(d.ctx, identity.System(), identity.Change{Name: &name, Email: &email, Role: &role, Password: &pass})
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

func (d *desk) login(name string) *identity.Session {
	d.t.Helper()
	s, err := d.Login(d.ctx, name+"@example.org", password, "192.0.2.1")
	if err != nil {
		d.t.Fatal(err)
	}
	return s
}

func (d *desk) expect(err, want error) {
	d.t.Helper()
	if !errors.Is(err, want) {
		d.t.Errorf("got %v, want %v", err, want)
	}
}

func said(err error) string {
	if err == nil {
		return "accepted"
	}
	return err.Error()
}

func p[T any](v T) *T { return &v }

func TestASessionFromSignInToTheEnd(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.add("anna", "boss")
		s, err := d.Login(d.ctx, " ANNA@Example.org", password, "192.0.2.1")
		if err != nil {
			t.Fatal(err)
		}
		if a := s.Actor; a.Role.Name != "boss" || a.As != identity.AsPerson || a.Locale != "ru" || a.User.Get("name") != "anna" {
			t.Errorf("%+v", a)
		}
		again, err := d.Resume(d.ctx, s.Secret)
		if err != nil || again.CSRF != s.CSRF || again.Actor.UserID() != s.Actor.UserID() {
			t.Fatal(again, err)
		}
		_, err = d.Resume(d.ctx, "x"+s.Secret)
		d.expect(err, identity.ErrNoSession)
		if err := d.Logout(d.ctx, s.Secret); err != nil {
			t.Fatal(err)
		}
		_, err = d.Resume(d.ctx, s.Secret)
		d.expect(err, identity.ErrNoSession)
		d.expect(d.Logout(d.ctx, "unknown"), nil)
	})
}

func TestASessionEndsIdleAndAbsolutely(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.add("anna", "boss")
		idle, used := d.login("anna"), d.login("anna")
		for range 4 {
			d.now = d.now.Add(identity.Idle - time.Hour)
			if _, err := d.Resume(d.ctx, used.Secret); err != nil {
				t.Fatal(err)
			}
		}
		_, err := d.Resume(d.ctx, idle.Secret)
		d.expect(err, identity.ErrNoSession)
		d.now = d.now.Add(identity.Absolute - 4*(identity.Idle-time.Hour))
		_, err = d.Resume(d.ctx, used.Secret)
		d.expect(err, identity.ErrNoSession)
	})
}

func TestAWrongPasswordIsWrongAndThenThrottled(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.add("anna", "boss")
		for range 4 {
			_, err := d.Login(d.ctx, "anna@example.org", "wrong", "192.0.2.1")
			d.expect(err, identity.ErrWrong)
		}
		d.login("anna") // a right one forgives
		for _, who := range []string{"anna", "nobody"} {
			for range 5 {
				_, err := d.Login(d.ctx, who+"@example.org", "wrong", "192.0.2.1")
				d.expect(err, identity.ErrWrong)
			}
			_, err := d.Login(d.ctx, who+"@example.org", password, "192.0.2.2")
			var slow *identity.Throttled
			if !errors.As(err, &slow) || slow.After != 30*time.Second {
				t.Errorf("%s: %v", who, err)
			}
		}
		d.now = d.now.Add(31 * time.Second)
		d.login("anna")
	})
}

func TestAnAddressIsThrottled(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		var err error
		for i := range 31 {
			_, err = d.Login(d.ctx, strings.Repeat("x", i+1)+"@example.org", "wrong", "192.0.2.1")
		}
		var slow *identity.Throttled
		if !errors.As(err, &slow) {
			t.Error(err)
		}
	})
}

func TestManyWrongPasswordsAtOnceDoNotSlipThrough(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.add("anna", "boss")
		var wg sync.WaitGroup
		var mu sync.Mutex
		tried := 0
		for range 12 {
			wg.Go(func() {
				_, err := d.Login(d.ctx, "anna@example.org", "wrong", "")
				mu.Lock()
				defer mu.Unlock()
				if errors.Is(err, identity.ErrWrong) {
					tried++
				}
			})
		}
		wg.Wait()
		if tried != 5 {
			t.Errorf("%d were tried", tried)
		}
	})
}

func TestAllThatIsWrongWithAUser(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.add("anna", "boss")
		sys := identity.System()
		for _, c := range []struct {
			change identity.Change
			want   string
		}{
			{identity.Change{}, "identity: invalid name:required email:required role:required"},
			{identity.Change{Name: p("B"), Email: p("b"), Role: p("bos"), Password: p("short")}, "identity: invalid email:not_an_email role:not_an_option password:weak_password"},
			{identity.Change{Name: p("B"), Email: p("ANNA@example.org"), Role: p("clerk"), Password: p("Password1")}, "identity: invalid email:unique password:common_password"},
			{identity.Change{Name: p("B"), Email: p("ben@example.org"), Role: p("clerk"), Password: p("Ben@example.org")}, "identity: invalid password:common_password"},
		} {
			_, err := d.Add(d.ctx, sys, c.change)
			if diff := cmp.Diff(c.want, said(err)); diff != "" {
				t.Error(diff)
			}
		}
	})
}

func TestTheLastAdministratorStays(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		anna := d.add("anna", "boss")
		for _, c := range []identity.Change{{Role: p("clerk")}, {Active: p(false)}} {
			_, err := d.Update(d.ctx, identity.System(), anna.ID, c)
			if said(err) != "identity: invalid role:last_admin" {
				t.Error(err)
			}
		}
		d.add("ben", "boss")
		if _, err := d.Update(d.ctx, identity.System(), anna.ID, identity.Change{Role: p("clerk")}); err != nil {
			t.Error(err)
		}
	})
}

func TestDeactivatingEndsEverything(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		boss, anna := d.add("boss", "boss"), d.add("anna", "clerk")
		s := d.login("anna")
		secret, _, err := d.NewToken(d.ctx, anna.ID, "sync", "", 0)
		if err != nil {
			t.Fatal(err)
		}
		by, err := d.Actor(d.ctx, boss.ID)
		if err != nil {
			t.Fatal(err)
		}
		c, err := d.Update(d.ctx, by, anna.ID, identity.Change{Active: p(false)})
		if err != nil || c.Active {
			t.Fatal(c, err)
		}
		_, err = d.Resume(d.ctx, s.Secret)
		d.expect(err, identity.ErrNoSession)
		_, err = d.ByToken(d.ctx, secret)
		d.expect(err, identity.ErrNoToken)
		_, err = d.Login(d.ctx, "anna@example.org", password, "")
		d.expect(err, identity.ErrWrong)
		_, err = d.Actor(d.ctx, anna.ID)
		d.expect(err, identity.ErrNoUser)
		_, err = d.Update(d.ctx, by, "0198c0de-0000-7000-8000-000000000000", identity.Change{})
		d.expect(err, identity.ErrNoUser)
	})
}

func TestANewPasswordEndsSessions(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		anna := d.add("anna", "boss")
		s := d.login("anna")
		if _, err := d.Update(d.ctx, identity.System(), anna.ID, identity.Change{Password: p("battery staple")}); err != nil {
			t.Fatal(err)
		}
		_, err := d.Resume(d.ctx, s.Secret)
		d.expect(err, identity.ErrNoSession)
		_, err = d.Login(d.ctx, "anna@example.org", password, "")
		d.expect(err, identity.ErrWrong)
		_, err = d.Login(d.ctx, "anna@example.org", "battery staple", "")
		d.expect(err, nil)
	})
}

func TestTokens(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		anna := d.add("anna", "boss")
		secret, tok, err := d.NewToken(d.ctx, anna.ID, "sync", "clerk", 24*time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		who, err := d.ByToken(d.ctx, secret)
		if err != nil || who.Role.Name != "clerk" || who.As != identity.AsToken || who.UserID() != anna.ID {
			t.Fatalf("%+v %v", who, err)
		}
		list, err := d.Tokens(d.ctx, anna.ID)
		if err != nil || len(list) != 1 || list[0].ID != tok.ID || list[0].LastSeen == nil {
			t.Errorf("%+v %v", list, err)
		}
		cards, err := d.List(d.ctx)
		if err != nil || len(cards) != 1 || cards[0].LastSeen == nil || !cards[0].LastSeen.Equal(d.now) {
			t.Errorf("%+v %v", cards, err)
		}
		_, err = d.ByToken(d.ctx, secret+"x")
		d.expect(err, identity.ErrNoToken)
		d.now = d.now.Add(24 * time.Hour)
		_, err = d.ByToken(d.ctx, secret)
		d.expect(err, identity.ErrNoToken)
		d.expect(d.DropToken(d.ctx, "0198c0de-0000-7000-8000-000000000000", tok.ID), identity.ErrNoToken)
		d.expect(d.DropToken(d.ctx, anna.ID, tok.ID), nil)
		_, _, err = d.NewToken(d.ctx, anna.ID, " ", "king", -1)
		if said(err) != "identity: invalid name:required role:not_an_option expires_in_days:too_small" {
			t.Error(err)
		}
	})
}

// name is the only value of an object, its name.
func name(raw json.RawMessage) string {
	var m map[string]any
	if json.Unmarshal(raw, &m) != nil || len(m) != 1 {
		return string(raw)
	}
	s, _ := m["name"].(string)
	return s
}

func TestUsersAreJournalledWithoutTheirPasswords(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		anna := d.add("anna", "boss")
		if _, err := d.Update(d.ctx, identity.System(), anna.ID, identity.Change{Name: p("Anna"), Password: p("battery staple")}); err != nil {
			t.Fatal(err)
		}
		err := d.db.Read(d.ctx, func(tx *store.Tx) error {
			past, _, err := tx.History(d.ctx, model.UserEntity, anna.ID, "", 10)
			if len(past) != 2 || past[0].Action != "update" || name(past[0].Before) != "anna" || name(past[0].After) != "Anna" {
				t.Errorf("%+v", past)
			}
			for _, e := range past {
				if strings.Contains(string(e.After), "battery") || strings.Contains(string(e.After), "argon") {
					t.Error("a password is in the journal")
				}
			}
			var kept string
			if err := tx.Scan(d.ctx, &kept, `SELECT password_hash FROM tamga_credential WHERE user_id = ?`, anna.ID); err != nil {
				return err
			}
			if !strings.HasPrefix(kept, "$argon2id$") {
				t.Error("a password is kept as", kept[:10])
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
