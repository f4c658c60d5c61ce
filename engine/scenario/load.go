package scenario

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/store"
)

// Login is somebody whom the demo can be entered as.
type Login struct {
	Name, Email, Password string
	Role                  *model.Role
}

// perTransaction is how many steps of demo data are written in one transaction: enough that commits cost nothing,
// few enough that a retry is cheap.
const perTransaction = 500

// Load makes the demo's people and records in a database that has the model's tables, and gives the logins.
// A database that has these people already keeps its records: only passwords that the package does not declare are
// drawn anew, since nobody remembers them. progress may be nil.
//
// The records are history. They pass every rule, but no automation hears of them: a year of deals that were won
// must not send a year of invoices. So Load goes through a door of its own, to which nobody listens.
func Load(ctx context.Context, db *store.DB, m *model.Model, now time.Time) ([]Login, error) {
	desk := identity.New(db, func() *model.Model { return m }, func() time.Time { return now })
	logins, refs, fresh, err := addPeople(ctx, desk, m)
	if err != nil || !fresh {
		return logins, err
	}
	l := &loader{model: m, now: now, clock: &clock{at: now}, vars: make([]any, varsOf(m))}
	l.service = record.New(db, m, l.clock.now)
	copy(l.vars, refs)
	if err := l.load(ctx); err != nil {
		return nil, fmt.Errorf("load demo data: %w", err)
	}
	return logins, nil
}

// addPeople makes those who are not there yet; fresh tells that none was.
func addPeople(ctx context.Context, desk *identity.People, m *model.Model) (logins []Login, refs []any, fresh bool, err error) {
	fresh = true
	logins, refs = make([]Login, len(m.People)), make([]any, len(m.People))
	errs := make([]error, len(m.People))
	var mu sync.Mutex
	each(len(m.People), 0, func(i int) { // hashing a password is slow on purpose
		login, id, known, err := addPerson(ctx, desk, m.People[i])
		mu.Lock()
		defer mu.Unlock()
		logins[i], refs[i], errs[i] = login, field.Ref{Entity: model.UserEntity, ID: id}, err
		fresh = fresh && !known
	})
	return logins, refs, fresh, errors.Join(errs...)
}

func addPerson(ctx context.Context, desk *identity.People, p *model.Person) (login Login, id string, known bool, err error) {
	login = Login{Name: p.Label, Email: p.Email, Password: p.Password, Role: p.Role}
	if login.Password == "" {
		login.Password = drawPassword()
	}
	card, err := desk.ByEmail(ctx, p.Email)
	switch {
	case err == nil && p.Password == "":
		_, err = desk.Update(ctx, identity.System(), card.ID, identity.Change{Password: &login.Password})
		return login, card.ID, true, err
	case err == nil:
		return login, card.ID, true, nil
	case !errors.Is(err, identity.ErrNoUser):
		return login, "", false, err
	}
	card, err = desk.Add(ctx, identity.System(), identity.Change{Name: &p.Label, Email: &p.Email, Role: &p.Role.Name, Locale: &p.Locale, Password: &login.Password})
	if err != nil {
		return login, "", false, fmt.Errorf("add %s: %w", p.Name, err)
	}
	return login, card.ID, false, nil
}

// drawPassword is 16 letters and digits from the system's randomness.
func drawPassword() string {
	b := make([]byte, 10)
	_, _ = rand.Read(b) // never fails
	return strings.ToLower(base32.StdEncoding.EncodeToString(b))
}

// loader writes demo data.
type loader struct {
	model   *model.Model
	service *record.Service
	now     time.Time // what now() means in the data
	clock   *clock    // when a step is done, as the records remember it
	vars    []any     // records as refs, or the rows that this loader wrote
}

// load writes the steps in order, many in one transaction.
func (l *loader) load(ctx context.Context) error {
	batch := make([]*model.Given, 0, perTransaction)
	for g := range l.model.Demo() {
		if batch = append(batch, g); len(batch) == perTransaction {
			if err := l.write(ctx, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	return l.write(ctx, batch)
}

// write does a batch of steps in one transaction, which may be run again from the start.
func (l *loader) write(ctx context.Context, batch []*model.Given) error {
	at, vars := l.clock.now(), l.vars
	return l.service.Write(ctx, identity.System(), func(w *record.Writer) error {
		l.clock.set(at)
		l.vars = append([]any(nil), vars...)
		for _, g := range batch {
			if err := l.step(ctx, w, g); err != nil {
				return fmt.Errorf("%s: %s: %s: %w", g.At, verb(g), automation.Explain(err, l.model.Locales[0]), err)
			}
		}
		return nil
	})
}

func (l *loader) step(ctx context.Context, w *record.Writer, g *model.Given) error {
	f, err := l.frame(ctx, w, g)
	if err != nil {
		return err
	}
	if g.Let != nil {
		l.vars[g.AsVar], err = l.let(g.Let, f)
		return err
	}
	if g.When != nil {
		holds, err := g.When.Holds(f)
		if err != nil || !holds {
			return err
		}
	}
	if err := l.moment(g, f); err != nil {
		return err
	}
	ref, err := do(ctx, w, g, f, record.Options{Confirm: true})
	if err == nil && g.As != "" && ref != nil {
		l.vars[g.AsVar] = *ref
	}
	return err
}

// let computes a value that has a name; a record stays a ref and is read when it is used.
func (l *loader) let(v *model.Value, f *rule.Frame) (any, error) {
	return automation.Evaluate(v, f, automation.Prose(l.model, l.model.Locales[0]))
}

// moment sets the instant that this step and those after it are done at.
func (l *loader) moment(g *model.Given, f *rule.Frame) error {
	if g.Moment == nil {
		return nil
	}
	v, err := automation.Evaluate(g.Moment, f, automation.Prose(l.model, l.model.Locales[0]))
	if err != nil {
		return err
	}
	switch v := v.(type) {
	case time.Time:
		l.clock.set(v)
	case field.Date:
		l.clock.set(v.In(l.model.Zone))
	default:
		return errors.New("its instant is empty")
	}
	return nil
}

// frame is what the expressions of a step see: the names that they use, as they are now. now() is the instant of
// the demo, whenever the step is done.
func (l *loader) frame(ctx context.Context, w *record.Writer, g *model.Given) (*rule.Frame, error) {
	vars := append([]any(nil), l.vars...)
	for i := range used(g) {
		ref, ok := vars[i].(field.Ref)
		if !ok {
			continue
		}
		row, ok, err := w.Tx.Row(ctx, w.Model.Entity(ref.Entity), ref.ID)
		if err != nil {
			return nil, err
		}
		vars[i] = nil
		if ok {
			vars[i] = w.Record(row)
		}
	}
	f := w.Frame(ctx, model.Row{}, model.Row{}, vars)
	f.Now = l.now
	return f, nil
}

// used are the places of the named values that a step's expressions look at.
func used(g *model.Given) map[int]bool {
	found := map[int]bool{}
	for _, x := range automation.ExprsOf(g) {
		rule.Walk(x.Root, func(n rule.Node) {
			if v, ok := n.(*rule.Variable); ok {
				found[v.Index] = true
			}
		})
	}
	return found
}

// varsOf is how many named values the data uses.
func varsOf(m *model.Model) int {
	n := len(m.People)
	var walk func([]*model.Given)
	walk = func(gs []*model.Given) {
		for _, g := range gs {
			if n = max(n, g.AsVar+1); g.Repeat != nil {
				n = max(n, g.Repeat.NVar+1)
				walk(g.Repeat.Let)
				walk(g.Repeat.Do)
			}
		}
	}
	walk(m.Data)
	return n
}
