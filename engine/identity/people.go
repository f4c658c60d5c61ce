package identity

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/store"
)

// People is the desk where people, sessions and tokens are known. Users are records of the built-in entity "user",
// written only here and journalled like any other record.
type People struct {
	db    *store.DB
	model func() *model.Model
	now   func() time.Time
}

// New makes the desk. model gives the model in force; now is the clock.
func New(db *store.DB, model func() *model.Model, now func() time.Time) *People {
	return &People{db: db, model: model, now: now}
}

// Card is a user as the people's page shows one.
type Card struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	Email    string     `json:"email"`
	Role     string     `json:"role"`
	Manager  string     `json:"manager,omitempty"` // the id of whom they report to
	Locale   string     `json:"locale"`
	Active   bool       `json:"active"`
	LastSeen *time.Time `json:"last_seen"`
	// When they are away, as days, and who stands in for them; "" is none.
	AbsentFrom  string `json:"absent_from"`
	AbsentUntil string `json:"absent_until"`
	Deputy      string `json:"deputy"`
}

// List gives every user by name.
func (p *People) List(ctx context.Context) ([]*Card, error) {
	var list []*Card
	err := p.db.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Every(ctx, p.entity(), 100_000)
		if err != nil {
			return err
		}
		seen, err := lastSeen(ctx, tx)
		for _, row := range rows {
			list = append(list, cardOf(row, seen))
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	slices.SortStableFunc(list, func(a, b *Card) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return list, nil
}

// lastSeen is when each user last used a session or a token, by id.
func lastSeen(ctx context.Context, tx *store.Tx) (map[string]time.Time, error) {
	var list []struct {
		User string    `bun:"user_id"`
		Seen time.Time `bun:"seen_at"`
	}
	err := tx.Scan(ctx, &list, `SELECT user_id, MAX(seen_at) AS seen_at FROM (
		SELECT user_id, seen_at FROM tamga_session UNION ALL SELECT user_id, seen_at FROM tamga_token WHERE seen_at IS NOT NULL) s GROUP BY user_id`)
	seen := make(map[string]time.Time, len(list))
	for _, s := range list {
		seen[s.User] = s.Seen
	}
	return seen, err
}

func cardOf(row model.Row, seen map[string]time.Time) *Card {
	c := &Card{ID: row.ID()}
	c.Name, _ = row.Get("name").(string)
	c.Email, _ = row.Get("email").(string)
	c.Role, _ = row.Get("role").(string)
	manager, _ := row.Get(model.Manager).(field.Ref)
	c.Manager = manager.ID
	c.Locale, _ = row.Get("locale").(string)
	c.Active, _ = row.Get("active").(bool)
	if d, ok := row.Get("absent_from").(field.Date); ok {
		c.AbsentFrom = d.String()
	}
	if d, ok := row.Get("absent_until").(field.Date); ok {
		c.AbsentUntil = d.String()
	}
	if r, ok := row.Get("deputy").(field.Ref); ok {
		c.Deputy = r.ID
	}
	if t, ok := seen[c.ID]; ok {
		c.LastSeen = &t
	}
	return c
}

// ByEmail finds a user; ErrNoUser when there is none.
func (p *People) ByEmail(ctx context.Context, email string) (*Card, error) {
	var c *Card
	err := p.db.Read(ctx, func(tx *store.Tx) error {
		row, ok, err := p.byEmail(ctx, tx, email)
		if err == nil && !ok {
			return ErrNoUser
		}
		if err == nil {
			c = cardOf(row, nil)
		}
		return err
	})
	return c, err
}

func (p *People) byEmail(ctx context.Context, tx *store.Tx, email string) (model.Row, bool, error) {
	return userWith(ctx, tx, p.entity(), email)
}

// ActorOf is ActorIn by e-mail address.
func ActorOf(ctx context.Context, tx *store.Tx, m *model.Model, email string) (Actor, error) {
	row, ok, err := userWith(ctx, tx, m.Entity(model.UserEntity), email)
	if err != nil || !ok {
		return Actor{}, orNoUser(err)
	}
	return ActorIn(ctx, tx, m, row.ID())
}

func userWith(ctx context.Context, tx *store.Tx, users *model.Entity, email string) (model.Row, bool, error) {
	probe := model.NewRow(users)
	probe.Set(model.ID, uuid.Nil.String())
	probe.Set("email", strings.ToLower(strings.TrimSpace(email)))
	rows, err := tx.Alike(ctx, probe, []*model.Field{users.Field("email")}, 1)
	if err != nil || len(rows) == 0 {
		return model.Row{}, false, err
	}
	return rows[0], true, nil
}

func (p *People) entity() *model.Entity { return p.model().Entity(model.UserEntity) }

// Actor makes the actor of an active user by id, in a capacity of their own; ErrNoUser when there is none.
func (p *People) Actor(ctx context.Context, id string) (who Actor, err error) {
	err = p.db.Read(ctx, func(tx *store.Tx) error {
		who, err = ActorIn(ctx, tx, p.model(), id)
		return err
	})
	return who, err
}

// ActorIn is Actor within a transaction, for a given model. A user whose role the model has no more is none.
func ActorIn(ctx context.Context, tx *store.Tx, m *model.Model, id string) (Actor, error) {
	row, ok, err := tx.Row(ctx, m.Entity(model.UserEntity), id)
	if err != nil || !ok {
		return Actor{}, orNoUser(err)
	}
	if active, _ := row.Get("active").(bool); !active || row.Get(model.DeletedAt) != nil {
		return Actor{}, ErrNoUser
	}
	name, _ := row.Get("role").(string)
	role := m.Role(name)
	if role == nil {
		return Actor{}, ErrNoUser
	}
	locale, _ := row.Get("locale").(string)
	if locale == "" && len(m.Locales) > 0 {
		locale = m.Locales[0]
	}
	return Actor{User: &row, Role: role, As: AsPerson, Locale: locale}, nil
}

func ref(row *model.Row) any {
	if row == nil {
		return nil
	}
	return field.Ref{Entity: model.UserEntity, ID: row.ID()}
}

func orNoUser(err error) error {
	if err != nil {
		return err
	}
	return ErrNoUser
}
