package record_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
)

func usd(s string) field.Money {
	return field.Money{Amount: decimal.RequireFromString(s), Currency: "USD"}
}

func money(row model.Row, name string) string {
	m, ok := row.Get(name).(field.Money)
	if !ok {
		return "-"
	}
	return m.String()
}

func rows(list ...map[string]any) []any {
	out := make([]any, len(list))
	for i, m := range list {
		out[i] = m
	}
	return out
}

func TestEverythingWrongIsToldAtOnceInTheOrderOfFields(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		anna := s.person("anna", "manager")
		_, err := s.tryCreate(anna, "client", record.Input{"phone": "zzz", "email": "nobody", "birth": "2030-01-01", "limit": "5",
			"city": "paris", "age": json.Number("5"), "colour": "red", "version": json.Number("1"), "name": strings.Repeat("x", 81)})
		s.refused(err, "invalid name:too_long email:not_an_email phone:not_a_phone city:not_an_option birth:check age:computed "+
			"version:readonly colour:unknown_field limit:unknown_field")
		_, err = s.tryCreate(anna, "client", record.Input{})
		s.refused(err, "invalid name:required email:rule phone:rule")
	})
}

func TestMessagesSpeakTheActorsLanguage(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		anna := s.person("anna", "manager")
		anna.Locale = "ru"
		_, err := s.tryCreate(anna, "client", record.Input{"name": "A"})
		var p *record.Problem
		if !errors.As(err, &p) || p.Fields[0].Message != "Укажите телефон или почту" {
			t.Errorf("got %v", err)
		}
	})
}

func TestCreateFillsInWhatNobodyGave(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		anna := s.person("anna", "manager")
		c := s.create(anna, "client", record.Input{"name": " Ann ", "phone": "0555 123 456", "birth": "2000-03-01", "city": "osh"})
		d := s.create(anna, "deal", record.Input{"name": "Gold", "client": c.ID(), "amount": "10"})
		got := map[string]any{"name": c.Get("name"), "phone": c.Get("phone"), "kind": d.Get("kind"), "code": d.Get("code"), "funnel": d.Get("funnel"),
			"stage": d.Get("stage"), "owner": d.Get("owner").(field.Ref).ID == anna.UserID(), "city": d.Get("city"), "version": d.Get("version"),
			"since": d.Get("stage_since").(time.Time).Equal(noon), "amount": money(d, "amount"), "probability": d.Get("probability")}
		want := map[string]any{"name": "Ann", "phone": "+996555123456", "kind": "new", "code": "D-Gold", "funnel": "sales", "stage": "new",
			"owner": true, "city": "osh", "version": int64(1), "since": true, "amount": "10.00 USD", "probability": int64(5)}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if got := s.object(anna, c, "")["age"]; got != 26.0 {
			t.Errorf("age is %v", got)
		}
		if diff := cmp.Diff([]string{"create client name,phone,city,birth,revenue,deals_count", "create deal name,client,kind,amount,code,city,stage", "update client deals_count"}, s.told()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestUpdateOfNothingIsNoChange(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		anna := s.person("anna", "manager")
		c := s.create(anna, "client", record.Input{"name": "Ann", "email": "ann@example.org"})
		s.told()
		same := s.update(anna, c, record.Input{"name": "Ann", "email": "ann@EXAMPLE.org"})
		if same.Get("version") != int64(1) || len(s.told()) != 0 {
			t.Error("a change of nothing counted")
		}
		changed := s.update(anna, c, record.Input{"name": "Anna"})
		if changed.Get("version") != int64(2) || changed.Get("updated_by").(field.Ref).ID != anna.UserID() {
			t.Error("a change was not counted")
		}
		if diff := cmp.Diff([]string{"update client name"}, s.told()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestVisibleRequiredReadonlyAndClears(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		anna, sys := s.person("anna", "manager"), identity.System()
		c := s.create(anna, "client", record.Input{"name": "Ann", "email": "ann@example.org"})
		_, err := s.tryCreate(anna, "deal", record.Input{"name": "Gold", "client": c.ID(), "vip": true})
		s.refused(err, "invalid vip_reason:required")
		d := s.create(anna, "deal", record.Input{"name": "Gold", "client": c.ID(), "vip": true, "vip_reason": "friend", "amount": "1"})
		d = s.update(anna, d, record.Input{"vip": false})
		if d.Get("vip_reason") != nil {
			t.Error("a hidden field kept its value")
		}
		_, err = s.tryUpdate(anna, d, record.Input{"note": "x"})
		s.refused(err, "invalid note:forbidden_field")
		boss := s.person("boss", "admin")
		d = s.update(boss, d, record.Input{"note": "x"})
		won, err := s.tryMove(boss, d, record.Move{Stage: "won"})
		s.refused(err, "accepted")
		_, err = s.tryUpdate(boss, won, record.Input{"note": "y"})
		s.refused(err, "invalid note:readonly")
		if _, err = s.tryUpdate(sys, won, record.Input{"note": "y"}); err != nil {
			t.Error("readonly bound Tamga itself:", err)
		}
		_, err = s.tryUpdate(anna, won, record.Input{"stage": "new", "funnel": "sales"})
		s.refused(err, "invalid funnel:use_move stage:use_move")
	})
}

func TestWarningsAreConfirmed(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		anna := s.person("anna", "manager")
		in := record.Input{"name": "Test", "email": "t@example.org"}
		_, err := s.tryCreate(anna, "client", in)
		s.refused(err, "invalid unconfirmed :rule")
		err = s.write(anna, func(w *record.Writer) error {
			_, err := w.Create(s.ctx, s.entity("client"), in, record.Options{Confirm: true})
			return err
		})
		s.refused(err, "accepted")
	})
}

func TestLinksMustBeThereReadableAndChoosable(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		sys, anna := identity.System(), s.person("anna", "manager")
		c := s.create(anna, "client", record.Input{"name": "Ann", "email": "ann@example.org"})
		free := s.create(sys, "product", record.Input{"name": "P1"})
		sold := s.create(sys, "product", record.Input{"name": "P2", "sold": true})
		_, err := s.tryCreate(anna, "deal", record.Input{"name": "G", "client": "0198c0de-0000-7000-8000-000000000000", "products": []any{sold.ID()}})
		s.refused(err, "invalid client:not_found products:not_choosable")
		_, err = s.tryCreate(anna, "deal", record.Input{"name": "G", "client": "nonsense"})
		s.refused(err, "invalid client:not_found")
		d := s.create(anna, "deal", record.Input{"name": "G", "client": c.ID(), "products": []any{free.ID()}})
		ben := s.person("ben", "manager")
		_, err = s.tryCreate(ben, "invoice", record.Input{"deal": d.ID()})
		s.refused(err, "invalid deal:not_found")
	})
}

func TestUniqueNamesWhoHasIt(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		sys, anna := identity.System(), s.person("anna", "manager")
		c := s.create(anna, "client", record.Input{"name": "Ann", "email": "ann@example.org"})
		_, err := s.tryCreate(anna, "client", record.Input{"name": "Other", "email": "ann@example.org"})
		s.refused(err, "conflict email:unique")
		var p *record.Problem
		if errors.As(err, &p) && (p.Fields[0].Params["title"] != "Ann" || p.Fields[0].Params["record"] != c.ID()) {
			t.Errorf("got %v", p.Fields[0].Params)
		}
		_, err = s.tryCreate(anna, "client", record.Input{"email": "ann@example.org"})
		s.refused(err, "invalid name:required email:unique")
		s.create(sys, "product", record.Input{"name": "P", "code": "1"})
		s.create(sys, "product", record.Input{"name": "P"})
		s.create(sys, "product", record.Input{"name": "P"})
		_, err = s.tryCreate(sys, "product", record.Input{"name": "P", "code": "1"})
		s.refused(err, "conflict name:unique code:unique")
	})
}

func TestInlineRowsLiveWithTheirParent(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := s.person("boss", "admin")
		_, err := s.tryCreate(boss, "invoice", record.Input{"discount": "x", "lines": rows(
			map[string]any{"name": "A", "qty": json.Number("0")}, map[string]any{"price": "5", "amount": "3"}, map[string]any{"id": "x"})})
		s.refused(err, "invalid discount:not_a_number lines.2.id:not_found lines.0.qty:too_small lines.0.price:required lines.1.name:required lines.1.amount:computed")

		inv := s.create(boss, "invoice", record.Input{"discount": "10", "lines": rows(
			map[string]any{"name": "A", "price": "100", "qty": json.Number("2")}, map[string]any{"name": "B", "price": "50"})})
		if got := money(inv, "total") + " " + inv.Get("number").(string); got != "225.00 USD INV-2026-0001" {
			t.Error(got)
		}
		if diff := cmp.Diff([]string{"create invoice number,discount,total,paid", "create line invoice,name,qty,price,amount", "create line invoice,name,qty,price,amount"}, s.told()); diff != "" {
			t.Error(diff)
		}
		lines := s.object(boss, inv, "lines")["lines"].([]any)
		first := lines[0].(map[string]any)["id"]
		inv = s.update(boss, inv, record.Input{"lines": rows(map[string]any{"id": first, "qty": json.Number("1")}, map[string]any{"name": "C", "price": "1"})})
		if got := money(inv, "total"); got != "90.90 USD" || inv.Get("version") != int64(2) {
			t.Error(got, inv.Get("version"))
		}
		inv = s.update(boss, inv, record.Input{"discount": "0"})
		if got := money(inv, "total"); got != "101.00 USD" {
			t.Error("rows did not follow the parent:", got)
		}
		if n := len(s.object(boss, inv, "lines")["lines"].([]any)); n != 2 {
			t.Errorf("%d lines", n)
		}
	})
}

func TestAFormulaFollowsWhatItReads(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := s.person("boss", "admin")
		a := s.create(boss, "client", record.Input{"name": "A", "email": "a@example.org", "city": "osh"})
		b := s.create(boss, "client", record.Input{"name": "B", "email": "b@example.org"})
		d := s.create(boss, "deal", record.Input{"name": "D", "client": a.ID(), "amount": "10"})
		if _, err := s.tryMove(boss, d, record.Move{Stage: "won"}); err != nil {
			t.Fatal(err)
		}
		if got := money(s.again(a), "revenue"); got != "10.00 USD" {
			t.Error(got)
		}
		if v := s.again(a).Get("version"); v != int64(1) {
			t.Errorf("a computed change counted a version: %v", v)
		}
		d = s.update(boss, d, record.Input{"client": b.ID()})
		if got := money(s.again(a), "revenue") + " " + money(s.again(b), "revenue"); got != "0.00 USD 10.00 USD" && got != "- 10.00 USD" {
			t.Error(got)
		}
		if d.Get("city") != nil {
			t.Error("city did not follow the client")
		}
		s.update(boss, b, record.Input{"city": "bishkek"})
		if got := s.again(d).Get("city"); got != "bishkek" {
			t.Error("city did not follow the client's:", got)
		}
		if err := s.tryDelete(boss, d); err != nil {
			t.Fatal(err)
		}
		if n := s.again(b).Get("deals_count"); n != int64(0) {
			t.Errorf("deleted deals count: %v", n)
		}
	})
}

func TestARuleHoldsHoweverItComesToBeBroken(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := s.person("boss", "admin")
		inv := s.create(boss, "invoice", record.Input{"lines": rows(map[string]any{"name": "A", "price": "100"})})
		s.create(boss, "payment", record.Input{"invoice": inv.ID(), "amount": "60"})
		_, err := s.tryCreate(boss, "payment", record.Input{"invoice": inv.ID(), "amount": "60"})
		s.refused(err, "invalid :rule")
		if got := money(s.again(inv), "paid"); got != "60.00 USD" {
			t.Error("a refused write was kept:", got)
		}
	})
}

func TestIfMatch(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := s.person("boss", "admin")
		c := s.create(boss, "client", record.Input{"name": "A", "email": "a@example.org"})
		s.update(boss, c, record.Input{"name": "B"})
		one := int64(1)
		err := s.write(boss, func(w *record.Writer) error {
			_, err := w.Update(s.ctx, c.Entity, c.ID(), record.Input{"name": "C"}, record.Options{Version: &one})
			return err
		})
		s.refused(err, "stale")
	})
}

func TestSeveralWritesAreOne(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := s.person("boss", "admin")
		err := s.write(boss, func(w *record.Writer) error {
			if _, err := w.Create(s.ctx, s.entity("client"), record.Input{"name": "A", "email": "a@example.org"}, record.Options{}); err != nil {
				return err
			}
			_, err := w.Create(s.ctx, s.entity("client"), record.Input{"name": "A", "email": "a@example.org"}, record.Options{})
			return err
		})
		s.refused(err, "conflict email:unique")
		s.create(boss, "client", record.Input{"name": "A", "email": "a@example.org"})
	})
}
