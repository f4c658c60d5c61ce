package identity

import (
	"context"
	"time"

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
	Locale   string     `json:"locale"`
	Active   bool       `json:"active"`
	LastSeen *time.Time `json:"last_seen"`
}

// Change is what is to become of a user; nil leaves as it is. A password is never kept but as its hash.
type Change struct {
	Name, Email, Role, Locale, Password *string
	Active                              *bool
}

// Add makes a user; Name, Email and Role are needed. Without a password the user cannot sign in until one is set.
// All that is wrong is told in one *Invalid.
func (p *People) Add(ctx context.Context, by Actor, c Change) (*Card, error) {
	panic("identity: not built yet")
}

// Update changes a user. Deactivating, and setting a password, ends the user's sessions; deactivating ends tokens too.
// The last active administrator stays one.
func (p *People) Update(ctx context.Context, by Actor, id string, c Change) (*Card, error) {
	panic("identity: not built yet")
}

// List gives every user by name.
func (p *People) List(ctx context.Context) ([]*Card, error) { panic("identity: not built yet") }

// ByEmail finds a user; ErrNoUser when there is none.
func (p *People) ByEmail(ctx context.Context, email string) (*Card, error) {
	panic("identity: not built yet")
}

// Actor makes the actor of an active user by id, in a capacity of their own; ErrNoUser when there is none.
func (p *People) Actor(ctx context.Context, id string) (Actor, error) {
	panic("identity: not built yet")
}

// ActorIn is Actor within a transaction, for a given model.
func ActorIn(ctx context.Context, tx *store.Tx, m *model.Model, id string) (Actor, error) {
	panic("identity: not built yet")
}
