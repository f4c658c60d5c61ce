package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/store"
)

// Change is what is to become of a user; nil leaves as it is. A password is never kept but as its hash.
type Change struct {
	Name, Email, Role, Locale, Password *string
	AbsentFrom, AbsentUntil, Deputy     *string // days, and a user; "" is none
	Manager                             *string // the id of a user, or "" for none
	Active                              *bool
}

// Add makes a user; Name, Email and Role are needed. Without a password the user cannot sign in until one is set.
// All that is wrong is told in one *Invalid.
func (p *People) Add(ctx context.Context, by Actor, c Change) (*Card, error) {
	e := p.entity()
	row := model.NewRow(e)
	for _, f := range e.Fields {
		if f.Default != nil && f.Default.Formula == nil {
			row.Values[f.Slot] = f.Default.Literal
		}
	}
	now := p.now().Truncate(time.Microsecond)
	for name, v := range map[string]any{model.ID: uuid.Must(uuid.NewV7()).String(), model.CreatedAt: now, model.UpdatedAt: now,
		model.CreatedBy: ref(by.User), model.UpdatedBy: ref(by.User), model.Version: int64(1), "active": true} {
		row.Set(name, v)
	}
	return p.write(ctx, by, c, func(*store.Tx) (model.Row, model.Row, error) { return model.Row{}, row.Clone(), nil })
}

// Update changes a user. Deactivating, and setting a password, ends the user's sessions; deactivating ends tokens too.
// The last active administrator stays one.
func (p *People) Update(ctx context.Context, by Actor, id string, c Change) (*Card, error) {
	return p.write(ctx, by, c, func(tx *store.Tx) (model.Row, model.Row, error) { return p.changing(ctx, tx, by, id) })
}

// write keeps a user as the change makes it; from gives the row before and the row to be changed.
func (p *People) write(ctx context.Context, by Actor, c Change, from func(tx *store.Tx) (before, after model.Row, err error)) (*Card, error) {
	hash, err := p.hashOf(ctx, c)
	if err != nil {
		return nil, err
	}
	var card *Card
	err = p.db.Write(ctx, func(tx *store.Tx) error {
		before, after, err := from(tx)
		if err != nil {
			return err
		}
		if err := p.apply(ctx, tx, after, before, c); err != nil {
			return err
		}
		if err := p.keep(ctx, tx, by, before, after); err != nil {
			return err
		}
		if err := p.keepPassword(ctx, tx, after, hash, c); err != nil {
			return err
		}
		card = cardOf(after, nil)
		return nil
	})
	var bad *Invalid
	if err != nil && err != ErrNoUser && !errors.As(err, &bad) {
		return nil, fmt.Errorf("write user: %w", err)
	}
	return card, err
}

// hashOf hashes a new password, before a transaction is opened: it takes long. What is weak is told by apply.
func (p *People) hashOf(ctx context.Context, c Change) (string, error) {
	if c.Password == nil || weak(*c.Password, "") != nil {
		return "", nil
	}
	return hash(ctx, *c.Password)
}

func (p *People) changing(ctx context.Context, tx *store.Tx, by Actor, id string) (before, after model.Row, err error) {
	before, ok, err := tx.Lock(ctx, p.entity(), id)
	if err != nil || !ok {
		return before, after, orNoUser(err)
	}
	after = before.Clone()
	version, _ := before.Get(model.Version).(int64)
	after.Set(model.Version, version+1)
	after.Set(model.UpdatedAt, p.now().Truncate(time.Microsecond))
	after.Set(model.UpdatedBy, ref(by.User))
	return before, after, nil
}

// apply takes the change over into a row, or tells all that is wrong with it.
func (p *People) apply(ctx context.Context, tx *store.Tx, row, before model.Row, c Change) error {
	bad := &Invalid{}
	for _, v := range []struct {
		name  string
		value *string
	}{{"name", c.Name}, {"email", c.Email}, {"role", c.Role}, {"locale", c.Locale},
		{"absent_from", c.AbsentFrom}, {"absent_until", c.AbsentUntil}, {"deputy", c.Deputy}} {
		if v.value != nil {
			bad.take(row, v.name, *v.value)
		}
	}
	if c.Active != nil {
		row.Set("active", *c.Active)
	}
	if err := p.manage(ctx, tx, row, c, bad); err != nil {
		return err
	}
	for _, name := range []string{"name", "email", "role"} {
		if row.Get(name) == nil && !bad.has(name) {
			bad.Fields = append(bad.Fields, Wrong{Field: name, Code: "required"})
		}
	}
	if err := p.check(ctx, tx, row, before, bad); err != nil {
		return err
	}
	email, _ := row.Get("email").(string)
	if c.Password != nil {
		if w := weak(*c.Password, email); w != nil {
			bad.Fields = append(bad.Fields, *w)
		}
	}
	if len(bad.Fields) > 0 {
		return bad
	}
	return nil
}

// manage says whom a user reports to: another user, who does not report to them.
func (p *People) manage(ctx context.Context, tx *store.Tx, row model.Row, c Change, bad *Invalid) error {
	switch {
	case c.Manager == nil:
		return nil
	case *c.Manager == "":
		row.Set(model.Manager, nil)
		return nil
	}
	wrong := Wrong{Field: model.Manager, Code: "not_found"}
	if _, err := uuid.Parse(*c.Manager); err == nil {
		manager, ok, err := tx.Row(ctx, row.Entity, *c.Manager)
		if err != nil {
			return err
		}
		if err := tx.AwaitTree(ctx, row.Entity.Field(model.Manager)); err != nil {
			return err
		}
		below, err := tx.Below(ctx, row.Entity.Field(model.Manager), row.ID())
		if err != nil {
			return err
		}
		if ok && manager.ID() != row.ID() && !slices.Contains(below, manager.ID()) {
			row.Set(model.Manager, ref(&manager))
			return nil
		}
		if ok {
			wrong.Code = "reports_to_themselves"
		}
	}
	bad.Fields = append(bad.Fields, wrong)
	return nil
}

// take reads one value. E-mail addresses are kept in small letters: they are what people sign in by.
func (i *Invalid) take(row model.Row, name, value string) {
	f := row.Entity.Field(name)
	if name == "email" {
		value = strings.ToLower(value)
	}
	v, err := f.Kind.Decode(value, f.Options)
	var bad *field.Error
	if errors.As(err, &bad) {
		i.Fields = append(i.Fields, Wrong{Field: name, Code: bad.Code, Params: bad.Params})
		return
	}
	row.Values[f.Slot] = v
}

func (i *Invalid) has(name string) bool {
	return slices.ContainsFunc(i.Fields, func(w Wrong) bool { return w.Field == name })
}

// check asks what only the database and the model know: whether the address is taken, the role there, an administrator left.
func (p *People) check(ctx context.Context, tx *store.Tx, row, before model.Row, bad *Invalid) error {
	if email, _ := row.Get("email").(string); email != "" && !bad.has("email") {
		other, ok, err := p.byEmail(ctx, tx, email)
		if err != nil {
			return err
		}
		if ok && other.ID() != row.ID() {
			bad.Fields = append(bad.Fields, Wrong{Field: "email", Code: "unique"})
		}
	}
	if role, _ := row.Get("role").(string); role != "" && p.model().Role(role) == nil {
		bad.Fields = append(bad.Fields, p.notARole(role))
	}
	if err := p.checkAbsence(ctx, tx, row, bad); err != nil {
		return err
	}
	if before.Entity == nil || !p.administers(before) || p.administers(row) {
		return nil
	}
	rows, err := tx.Every(ctx, p.entity(), 100_000)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(rows, func(r model.Row) bool { return r.ID() != row.ID() && p.administers(r) }) {
		bad.Fields = append(bad.Fields, Wrong{Field: "role", Code: "last_admin"})
	}
	return nil
}

// checkAbsence asks whether the absence ends after it begins, and whether the deputy is another person who is there.
func (p *People) checkAbsence(ctx context.Context, tx *store.Tx, row model.Row, bad *Invalid) error {
	from, begins := row.Get("absent_from").(field.Date)
	until, ends := row.Get("absent_until").(field.Date)
	if begins && ends && until.Compare(from) < 0 {
		bad.Fields = append(bad.Fields, Wrong{Field: "absent_until", Code: "wrong_order"})
	}
	deputy, ok := row.Get("deputy").(field.Ref)
	if !ok {
		return nil
	}
	other, found, err := tx.Row(ctx, p.entity(), deputy.ID)
	if err == nil && (!found || deputy.ID == row.ID() || other.Get("active") != true) {
		bad.Fields = append(bad.Fields, Wrong{Field: "deputy", Code: "not_found"})
	}
	return err
}

// administers tells whether a user can manage people.
func (p *People) administers(row model.Row) bool {
	active, _ := row.Get("active").(bool)
	name, _ := row.Get("role").(string)
	role := p.model().Role(name)
	return active && role != nil && (role.Admin || role.All)
}

func (p *People) notARole(name string) Wrong {
	var names []string
	for _, r := range p.model().Roles {
		names = append(names, r.Name)
	}
	return Wrong{Field: "role", Code: "not_an_option", Params: map[string]any{"value": name, "options": names, "nearest": diag.Nearest(name, names)}}
}

// keep writes the row and its history.
func (p *People) keep(ctx context.Context, tx *store.Tx, by Actor, before, after model.Row) error {
	action, was, is := "create", map[string]any(nil), map[string]any{}
	var changed []*model.Field
	for _, f := range after.Entity.Fields {
		if before.Entity != nil && reflect.DeepEqual(before.Values[f.Slot], after.Values[f.Slot]) {
			continue
		}
		changed = append(changed, f)
		if !f.System {
			is[f.Name] = f.Kind.Encode(after.Values[f.Slot])
		}
	}
	if before.Entity == nil {
		if err := tx.Insert(ctx, after); err != nil {
			return taken(err)
		}
	} else {
		if len(is) == 0 {
			return nil
		}
		action, was = "update", map[string]any{}
		for name := range is {
			f := before.Entity.Field(name)
			was[name] = f.Kind.Encode(before.Values[f.Slot])
		}
		if err := tx.Update(ctx, after, changed); err != nil {
			return taken(err)
		}
	}
	version, _ := after.Get(model.Version).(int64)
	return tx.Journal(ctx, store.Entry{At: p.now(), Entity: model.UserEntity, Record: after.ID(), Action: action, By: by.UserID(),
		As: string(by.As), Cause: by.Cause, Version: version, Before: object(was), After: object(is)})
}

// taken is the database's own word that an address is taken, when two ask at once.
func taken(err error) error {
	var v *store.Violation
	if errors.As(err, &v) && v.Kind == store.Unique {
		return &Invalid{[]Wrong{{Field: "email", Code: "unique"}}}
	}
	return err
}

func object(m map[string]any) json.RawMessage {
	if m == nil {
		return nil
	}
	b, err := json.Marshal(m)
	if err != nil {
		panic("identity: user cannot be JSON: " + err.Error())
	}
	return b
}

// keepPassword sets the password, and ends what a change ends.
func (p *People) keepPassword(ctx context.Context, tx *store.Tx, row model.Row, hash string, c Change) error {
	off := c.Active != nil && !*c.Active
	if hash != "" {
		_, err := tx.Exec(ctx, `INSERT INTO tamga_credential (user_id, password_hash, changed_at) VALUES (?, ?, ?)
			ON CONFLICT (user_id) DO UPDATE SET password_hash = excluded.password_hash, changed_at = excluded.changed_at`, row.ID(), hash, p.now())
		if err != nil {
			return err
		}
	}
	if hash == "" && !off {
		return nil
	}
	if err := p.endSessions(ctx, tx, row.ID()); err != nil || !off {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM tamga_token WHERE user_id = ?`, row.ID())
	return err
}
