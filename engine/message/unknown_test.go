package message

import (
	"bufio"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// A process falls asleep with the message in the server's hands, and another finds its lease run out. What that one
// does is the policy's; nothing is repeated that was not to be. Then the sleeper wakes and hears that it was taken.
func TestAHandedMessageIsNotRepeatedBlindly(t *testing.T) {
	for _, tc := range []struct {
		policy  OnUnknown
		found   State // by the heir
		arrived int
	}{{"", Unknown, 1}, {Ask, Unknown, 1}, {Repeat, Sent, 2}, {Skip, Sent, 1}} {
		t.Run("on_unknown "+string(tc.policy), func(t *testing.T) {
			each(t, func(t *testing.T, db *store.DB) {
				s := startServer(t, nil)
				p := newPost(t, db, "smtp://"+s.addr)
				sleeper := p.queue
				s.taken = func(n int) {
					if n > 1 {
						return
					}
					p.at.Add(time.Minute.Microseconds())
					p.open("smtp://" + s.addr)
					p.work()
					if got := p.only(); got.State != tc.found {
						t.Errorf("the heir has left it %s, want %s", got.State, tc.found)
					}
				}
				m := invoice
				m.OnUnknown = tc.policy
				p.put(m)
				if err := sleeper.RunDue(t.Context()); err != nil {
					t.Fatal(err)
				}
				p.at.Add(100 * time.Hour.Microseconds())
				p.work()
				got := s.received()
				if len(got) != tc.arrived {
					t.Fatalf("%d arrived, want %d", len(got), tc.arrived)
				}
				if first, last := messageID(t, got[0].data), messageID(t, got[len(got)-1].data); first != last || first == "" {
					t.Errorf("Message-IDs %q and %q", first, last)
				}
				if got := p.only(); got.State != Sent {
					t.Errorf("the sleeper knows that it was taken, and it is %s", got.State)
				}
			})
		})
	}
}

// Whoever falls asleep before the message is handed over leaves nothing in doubt.
func TestDeathBeforeTheHandOver(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s := startServer(t, nil)
		p := newPost(t, db, "smtp://"+s.addr)
		p.put(invoice)
		p.write(func(tx *store.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE tamga_message SET state = 'sending', attempts = 1`)
			return err
		})
		p.work()
		if got := p.only(); got.State != Sent || len(s.received()) != 1 {
			t.Errorf("%s, %d arrived", got.State, len(s.received()))
		}
	})
}

// The line goes dead when all was said: perhaps it was taken.
func TestNoAnswerIsUnknown(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]func(r *bufio.Reader){
		"silent":   func(r *bufio.Reader) { _, _ = io.Copy(io.Discard, r) },
		"hangs up": func(*bufio.Reader) {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPost(t, enginetest.SQLite(t), "smtp://"+rawServer(t, func(r *bufio.Reader, c net.Conn) { say(r, c, func() { after(r) }) }))
			p.put(invoice)
			p.work()
			p.at.Add(100 * time.Hour.Microseconds())
			p.work()
			if got := p.only(); got.State != Unknown || got.Attempts != 1 || got.Error == "" {
				t.Errorf("%+v", got)
			}
		})
	}
}

// A person decides what became of it.
func TestAPersonDecides(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		dead := rawServer(t, func(r *bufio.Reader, c net.Conn) { say(r, c, func() {}) })
		good := startServer(t, nil)
		p := newPost(t, db, "smtp://"+dead)
		p.put(invoice)
		p.work()
		id := p.only().ID
		p.open("smtp://" + good.addr)
		p.write(func(tx *store.Tx) error { return p.Retry(t.Context(), tx, id) })
		p.work()
		if got := p.only(); got.State != Sent || got.Attempts != 2 || len(good.received()) != 1 {
			t.Fatalf("after send again: %+v", got)
		}
		err := db.Write(t.Context(), func(tx *store.Tx) error { return p.Settle(t.Context(), tx, id) })
		if !errors.Is(err, ErrKnown) {
			t.Errorf("counted as sent what is known to be: %v", err)
		}
		other := invoice
		other.MessageID = "other"
		p.open("smtp://" + dead)
		p.write(func(tx *store.Tx) error { return errors.Join(p.Put(t.Context(), tx, other)) })
		p.work()
		p.write(func(tx *store.Tx) error {
			open, _, err := p.List(t.Context(), tx, Filter{State: Unknown})
			if err != nil || len(open) != 1 {
				t.Fatalf("%d unknown, %v", len(open), err)
			}
			if err := p.Settle(t.Context(), tx, open[0].ID); err != nil {
				return err
			}
			m, err := p.Get(t.Context(), tx, open[0].ID)
			if m.State != Sent || m.SentAt == nil {
				t.Errorf("counted as sent: %+v", m)
			}
			return err
		})
	})
}
