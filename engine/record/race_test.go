package record_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/record"
)

// crowd runs fn in eight goroutines and gives what each gave.
func crowd(fn func(i int) error) []error {
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() { errs[i] = fn(i) })
	}
	wg.Wait()
	return errs
}

// quiet is a door without the shop's own listener, which is not made for crowds.
func (s *shop) quiet() *record.Service { return record.New(s.db, s.m, s.svc.Now) }

func TestNoUpdateIsLost(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		svc, boss := s.quiet(), identity.System()
		inv := s.create(boss, "invoice", record.Input{})
		line := s.create(boss, "line", record.Input{"invoice": inv.ID(), "name": "L", "price": "1"})
		errs := crowd(func(int) error {
			for done := 0; done < 5; {
				fresh := s.again(line)
				version := fresh.Get("version").(int64)
				err := svc.Write(s.ctx, boss, func(w *record.Writer) error {
					_, err := w.Update(s.ctx, line.Entity, line.ID(), record.Input{"qty": fresh.Get("qty").(int64) + 1}, record.Options{Version: &version})
					return err
				})
				if wrong(err) == "stale" {
					continue
				}
				if err != nil {
					return err
				}
				done++
			}
			return nil
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		if qty := s.again(line).Get("qty"); qty != int64(41) {
			t.Errorf("qty is %v", qty)
		}
		if got := money(s.again(inv), "total"); got != "41.00 USD" {
			t.Error("total is", got)
		}
	})
}

func TestNumbersAreGivenOnce(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		svc := s.quiet()
		var mu sync.Mutex
		seen := map[string]bool{}
		errs := crowd(func(int) error {
			for range 5 {
				err := svc.Write(s.ctx, identity.System(), func(w *record.Writer) error {
					row, err := w.Create(s.ctx, s.entity("invoice"), record.Input{}, record.Options{})
					if err != nil {
						return err
					}
					mu.Lock()
					defer mu.Unlock()
					seen[row.Get("number").(string)] = true
					return nil
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		for i := range 40 {
			if n := fmt.Sprintf("INV-2026-%04d", i+1); !seen[n] {
				t.Errorf("%s is left out", n)
			}
		}
	})
}

func TestUniqueInARaceIsAConflict(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		svc := s.quiet()
		errs := crowd(func(int) error {
			return svc.Write(s.ctx, identity.System(), func(w *record.Writer) error {
				_, err := w.Create(s.ctx, s.entity("client"), record.Input{"name": "A", "email": "a@example.org"}, record.Options{})
				return err
			})
		})
		accepted := 0
		for _, err := range errs {
			switch wrong(err) {
			case "accepted":
				accepted++
			case "conflict email:unique":
			default:
				t.Error(err)
			}
		}
		if accepted != 1 {
			t.Errorf("%d were accepted", accepted)
		}
	})
}

func TestSumsOfChildrenWrittenAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		svc := s.quiet()
		inv := s.create(identity.System(), "invoice", record.Input{})
		errs := crowd(func(i int) error {
			return svc.Write(s.ctx, identity.System(), func(w *record.Writer) error {
				_, err := w.Create(s.ctx, s.entity("line"), record.Input{"invoice": inv.ID(), "name": "L", "price": json.Number(fmt.Sprint(i))}, record.Options{})
				return err
			})
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		if got := money(s.again(inv), "total"); got != "28.00 USD" {
			t.Error("total is", got)
		}
	})
}
