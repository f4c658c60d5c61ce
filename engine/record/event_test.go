package record_test

import (
	"context"
	"errors"
	"testing"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
)

type listener func(ctx context.Context, w *record.Writer, e *record.Event) error

func (l listener) Changed(ctx context.Context, w *record.Writer, e *record.Event) error {
	return l(ctx, w, e)
}

func TestAListenersErrorUndoesTheChange(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boom := errors.New("boom")
		s.svc.Listen(listener(func(context.Context, *record.Writer, *record.Event) error { return boom }))
		_, err := s.tryCreate(identity.System(), "product", record.Input{"name": "P"})
		if !errors.Is(err, boom) {
			t.Error(err)
		}
		if got, _, _ := s.names(identity.System(), "product", record.Query{}); got != "" {
			t.Error("it was kept:", got)
		}
	})
}

func TestACircleOfListenersIsStopped(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		deepest := 0
		s.svc.Listen(listener(func(ctx context.Context, w *record.Writer, e *record.Event) error {
			deepest = max(deepest, e.Depth)
			_, err := w.Create(ctx, e.After.Entity, record.Input{"name": "P"}, record.Options{})
			return err
		}))
		_, err := s.tryCreate(identity.System(), "product", record.Input{"name": "P"})
		s.refused(err, "invalid too_deep")
		if deepest != 16 {
			t.Error(deepest)
		}
	})
}

func TestAListenerSeesAndChangesTheRecord(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		s.svc.Listen(listener(func(ctx context.Context, w *record.Writer, e *record.Event) error {
			if e.Kind != record.Created || e.After.Entity.Name != "product" {
				return nil
			}
			_, err := w.Update(ctx, e.After.Entity, e.After.ID(), record.Input{"code": "P-" + e.After.Get("name").(string)}, record.Options{})
			return err
		}))
		p := s.create(identity.System(), "product", record.Input{"name": "P"})
		if got := s.again(p); got.Get("code") != "P-P" || got.Get("version") != int64(2) {
			t.Error(got.Get("code"), got.Get("version"))
		}
	})
}

func TestManyToManyBothWays(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := s.person("boss", "admin")
		c := s.create(boss, "client", record.Input{"name": "A", "email": "a@example.org"})
		p, q := s.create(boss, "product", record.Input{"name": "P"}), s.create(boss, "product", record.Input{"name": "Q"})
		d := s.create(boss, "deal", record.Input{"name": "D", "client": c.ID(), "products": []any{q.ID(), p.ID()}})
		if l := s.object(boss, d, "products")["products"].([]any); len(l) != 2 || l[0].(map[string]any)["name"] != "Q" {
			t.Error(l)
		}
		if l := s.object(boss, p, "deals")["deals"].([]any); len(l) != 1 || l[0].(map[string]any)["name"] != "D" {
			t.Error(l)
		}
		s.refused(s.tryDelete(boss, p), "conflict :restrict")
		d = s.update(boss, d, record.Input{"products": []any{q.ID()}})
		if err := s.tryDelete(boss, p); err != nil {
			t.Error(err)
		}
		if got, _, _ := s.names(boss, "deal", record.Query{Where: `any(products, .name == "Q")`}); got != "D" {
			t.Error(got)
		}
	})
}

func TestTasksAreAboutAnything(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := s.person("boss", "admin")
		c := s.create(boss, "client", record.Input{"name": "A", "email": "a@example.org"})
		task := s.create(boss, "task", record.Input{"title": "T", "about": map[string]any{"entity": "client", "id": c.ID()}})
		if l := s.object(boss, c, "tasks")["tasks"].([]any); len(l) != 1 || l[0].(map[string]any)["_title"] != "T" {
			t.Error(l)
		}
		task = s.update(boss, task, record.Input{"done": true})
		if task.Get("done_at") == nil {
			t.Error("a task does not know when it was done")
		}
		if task = s.update(boss, task, record.Input{"done": false}); task.Get("done_at") != nil {
			t.Error("a task that is not done knows when it was")
		}
		if err := s.tryDelete(boss, c); err != nil || !s.gone(task) {
			t.Error("a task outlived what it was about", err)
		}
	})
}

func TestFilesAreThoseThatMayBeSeen(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		anna, ben := s.person("anna", "manager"), s.person("ben", "manager")
		var id string
		err := s.db.Write(s.ctx, func(tx *store.Tx) error {
			f, err := tx.PutFile(s.ctx, store.NewFile{Name: "a.pdf", Type: "application/pdf", Bytes: []byte("x"), By: anna.UserID(), At: noon})
			id = f.ID
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		c := s.create(anna, "client", record.Input{"name": "A", "email": "a@example.org"})
		_, err = s.tryCreate(ben, "deal", record.Input{"name": "D", "client": c.ID(), "contract": id})
		s.refused(err, "invalid contract:not_found")
		d := s.create(anna, "deal", record.Input{"name": "D", "client": c.ID(), "contract": map[string]any{"id": id, "name": "evil.html", "type": "text/html"}})
		if got := s.object(anna, d, "")["contract"].(map[string]any); got["name"] != "a.pdf" || got["type"] != "application/pdf" {
			t.Error(got)
		}
		may := func(who identity.Actor) (ok bool) {
			s.read(who, func(r *record.Reader) (err error) { ok, err = r.MayReadFile(s.ctx, id); return err })
			return ok
		}
		boss := s.person("boss", "admin")
		if !may(anna) || may(ben) || !may(boss) {
			t.Error(may(anna), may(ben), may(boss))
		}
	})
}

func TestHalfAWriteIsNeverKept(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := s.person("boss", "admin")
		inv := s.create(boss, "invoice", record.Input{"lines": rows(map[string]any{"name": "A", "price": "1"})})
		err := s.write(boss, func(w *record.Writer) error {
			_, err := w.Create(s.ctx, s.entity("payment"), record.Input{"invoice": inv.ID(), "amount": "2"}, record.Options{})
			s.refused(err, "invalid :rule")
			return nil // whoever calls goes on as if nothing were
		})
		s.refused(err, "invalid :rule")
		err = s.write(boss, func(w *record.Writer) error {
			_, err := w.Create(s.ctx, s.entity("client"), record.Input{}, record.Options{})
			s.refused(err, "invalid name:required email:rule phone:rule")
			_, err = w.Create(s.ctx, s.entity("product"), record.Input{"name": "P"}, record.Options{})
			return err
		})
		s.refused(err, "accepted")
	})
}
