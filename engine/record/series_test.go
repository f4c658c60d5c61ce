package record_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

const clubs = `
crm: 1
name: clubs
entities:
  club: {fields: {name: text}}
  bill:
    fields:
      number: {type: number, format: "{yyyy}-{000}", per: club}
      club: {type: link, to: club, inverse: bills}
      amount: {type: integer, min: 1}
    unique: [[club, number]]
`

// TestNumbersPerClub: each club counts by itself, without gaps, whoever presses at once and whatever is refused.
func TestNumbersPerClub(t *testing.T) {
	t.Parallel()
	m, l := compile.Source(map[string]string{"crm.yaml": clubs})
	if m == nil {
		t.Fatal(l.All()[0].Message)
	}
	enginetest.Each(t, func(t *testing.T, db *store.DB) {
		s := shopOver(t, db, m)
		boss, svc := identity.System(), s.quiet()
		osh, naryn := s.create(boss, "club", record.Input{"name": "Osh"}), s.create(boss, "club", record.Input{"name": "Naryn"})
		var mu sync.Mutex
		got := map[string][]string{}
		errs := crowd(func(i int) error {
			for n := range 6 {
				in := record.Input{"club": []string{osh.ID(), naryn.ID()}[i%2], "amount": n} // 0 is refused
				if i == 7 {
					delete(in, "club")
				}
				err := svc.Write(s.ctx, boss, func(w *record.Writer) error {
					row, err := w.Create(s.ctx, s.entity("bill"), in, record.Options{})
					if err == nil {
						mu.Lock()
						defer mu.Unlock()
						key := fmt.Sprint(row.Get("club"))
						got[key] = append(got[key], row.Get("number").(string))
					}
					return err
				})
				if n > 0 && err != nil {
					return err
				}
			}
			return nil
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		if len(got) != 3 {
			t.Fatalf("there are %d groups: %v", len(got), got)
		}
		for club, numbers := range got {
			slices.Sort(numbers)
			for i, n := range numbers {
				if want := fmt.Sprintf("2026-%03d", i+1); n != want {
					t.Fatalf("club %s has %v", club, numbers)
				}
			}
		}
	})
}
