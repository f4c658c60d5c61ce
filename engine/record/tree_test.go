package record_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
)

func TestNothingStandsBelowItself(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := identity.System()
		top := s.create(boss, "group", record.Input{"name": "top"})
		middle := s.create(boss, "group", record.Input{"name": "middle", "parent": top.ID()})
		leaf := s.create(boss, "group", record.Input{"name": "leaf", "parent": middle.ID()})
		put := func(id, below string) error {
			return s.svc.Write(s.ctx, boss, func(w *record.Writer) error {
				_, err := w.Update(s.ctx, s.entity("group"), id, record.Input{"parent": below}, record.Options{})
				return err
			})
		}
		for _, below := range []string{top.ID(), middle.ID(), leaf.ID()} {
			if got := wrong(put(top.ID(), below)); got != "invalid parent:circle" {
				t.Errorf("top below %s: %s", below, got)
			}
		}
		if err := put(leaf.ID(), top.ID()); err != nil {
			t.Error(err)
		}
		at := top.ID()
		for i := range 99 {
			at = s.create(boss, "group", record.Input{"name": fmt.Sprint(i), "parent": at}).ID()
		}
		err := s.svc.Write(s.ctx, boss, func(w *record.Writer) error {
			_, err := w.Create(s.ctx, s.entity("group"), record.Input{"name": "too deep", "parent": at}, record.Options{})
			return err
		})
		if got := wrong(err); got != "invalid parent:too_far_down" {
			t.Error(got)
		}
	})
}

// TestTwoBranchesMovedAtOnce: each of two puts the other's branch below its own.
func TestTwoBranchesMovedAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		svc, boss := s.quiet(), identity.System()
		for range 10 {
			a, b := s.create(boss, "group", record.Input{"name": "a"}), s.create(boss, "group", record.Input{"name": "b"})
			errs := crowd(func(i int) error {
				from, to := a, b
				if i%2 == 1 {
					from, to = b, a
				}
				return svc.Write(s.ctx, boss, func(w *record.Writer) error {
					_, err := w.Update(s.ctx, from.Entity, from.ID(), record.Input{"parent": to.ID()}, record.Options{})
					return err
				})
			})
			refused := 0
			for _, err := range errs {
				switch wrong(err) {
				case "accepted":
				case "invalid parent:circle":
					refused++
				default:
					t.Error(err)
				}
			}
			a, b = s.again(a), s.again(b)
			if refused != 4 || (a.Get("parent") == nil) == (b.Get("parent") == nil) {
				t.Fatalf("%d were refused: a below %v, b below %v: %v", refused, a.Get("parent"), b.Get("parent"), errors.Join(errs...))
			}
		}
	})
}

// TestAPlanTellsOfCircles: a plain link may go round; as a tree it may not.
func TestAPlanTellsOfCircles(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		with := func(kind string) *model.Model {
			m, l := compile.Source(map[string]string{"crm.yaml": "crm: 1\nname: places\nentities:\n  region:\n    fields: {name: text, within: {type: " + kind + ", inverse: parts}}\n"})
			if l.Failed() {
				t.Fatal(l.All()[0].Message)
			}
			return m
		}
		upgrade := func(m *model.Model) error {
			loss := []string{}
			for _, e := range s.m.Entities {
				loss = append(loss, e.Name)
			}
			_, err := store.Upgrade(s.ctx, s.db, store.Options{Model: m, Frame: s.svc.Frame, Allow: loss})
			return err
		}
		if err := upgrade(with("link, to: region")); err != nil {
			t.Fatal(err)
		}
		m := with("link, to: region")
		links := &shop{t: t, ctx: s.ctx, m: m, db: s.db, svc: record.New(s.db, m, s.svc.Now)}
		a, boss := links.create(identity.System(), "region", record.Input{"name": "A"}), identity.System()
		b := links.create(boss, "region", record.Input{"name": "B", "within": a.ID()})
		links.update(boss, a, record.Input{"within": b.ID()})
		tree := with("tree")
		tree.Hash = "tree"
		p, err := store.Plan(s.ctx, s.db, tree)
		if err != nil || !strings.Contains(p.String(), "cannot be done: 2 records stand below themselves, for example ") {
			t.Error(p, err)
		}
		if err := upgrade(tree); err == nil {
			t.Error("applied over a circle")
		}
		links.update(boss, a, record.Input{"within": nil})
		if err := upgrade(tree); err != nil {
			t.Error(err)
		}
		if p, err := store.Plan(s.ctx, s.db, tree); err != nil || len(p.Steps) > 0 {
			t.Error(p, err)
		}
	})
}
