package record

import (
	"cmp"
	"context"
	"time"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/locale"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/store"
)

// Reader reads records as an actor may, within one snapshot or transaction.
// It belongs to one goroutine.
type Reader struct {
	Model *model.Model
	Who   identity.Actor
	Tx    *store.Tx // for packages that keep tables of their own in the same transaction

	ctx    context.Context // of the transaction: for formulas that are computed while an expression looks at them
	digest *digest
	now    time.Time
	known  map[key]model.Row                 // rows read before; the zero Row: there is none
	sets   map[set][]model.Row               // collections read before
	teams  map[string][]any                  // users with all who report to them
	drafts []*draft                          // records on their way: expressions see them as they shall be
	draw   func(name string) (string, error) // draws a number of a series; nil where nothing may be written
	past   *store.Moment                     // records are read as they were then; nil: as they are
}

// set names an inverse collection of one record.
type set struct {
	link  *model.Field
	id    string
	limit int
}

type key struct {
	entity *model.Entity
	id     string
}

// Now is the instant of the transaction: everything in it happens at once.
func (r *Reader) Now() time.Time { return r.now }

// ByID gives a record the actor may read; else a NotFound.
func (r *Reader) ByID(ctx context.Context, e *model.Entity, id string) (model.Row, error) {
	row, ok, err := r.row(ctx, e, id)
	if err != nil {
		return model.Row{}, err
	}
	if !ok {
		return model.Row{}, notFound()
	}
	if ok, err := r.mayRead(ctx, row); err != nil || !ok {
		return model.Row{}, orNotFound(err)
	}
	return row, nil
}

func orNotFound(err error) error {
	if err != nil {
		return err
	}
	return notFound()
}

// Frame is what expressions over a record see: its links and collections as this transaction sees them,
// without the actor's rights (a rule holds for all). old may be the zero Row.
func (r *Reader) Frame(ctx context.Context, row, old model.Row, vars []any) *rule.Frame {
	f := &rule.Frame{Ctx: ctx, Vars: vars, Now: r.now, Zone: zoneOf(r.Model), Currency: r.Model.Currency, Source: source{r},
		Settings: r.setting, Next: r.draw, Region: r.Model.Region, Calendar: r.Model.Days()}
	if row.Entity != nil {
		f.This = r.Record(row)
	}
	if old.Entity != nil {
		f.Old = r.Record(old)
	}
	if r.Who.User != nil {
		f.User = r.Record(*r.Who.User)
	}
	return f
}

// FrameAt is what expressions over a record see at another instant: the record as it is, and the clock as it will be.
func (r *Reader) FrameAt(ctx context.Context, row model.Row, at time.Time) *rule.Frame {
	then := *r
	then.now = at
	return then.Frame(ctx, row, model.Row{}, nil)
}

// setting is the value of a setting of the package.
func (r *Reader) setting(name string) any {
	for _, s := range r.Model.Settings {
		if s.Name == name {
			return s.Default
		}
	}
	return nil
}

// TitleOf is how a record is called before the actor: by its kind and the end of its id where the title would show a field
// that is hidden from them.
func (r *Reader) TitleOf(ctx context.Context, row model.Row) (string, error) {
	if bound(r.Who) && r.access(row.Entity).grant.Untitled {
		id := row.ID()
		return cmp.Or(row.Entity.Label.In(r.Who.Locale), row.Entity.Name) + " " + id[max(0, len(id)-6):], nil
	}
	return r.called(ctx, row)
}

// called is how a record is called. It is for rules, which hold for all.
func (r *Reader) called(ctx context.Context, row model.Row) (string, error) {
	t := row.Entity.Title
	if t == nil {
		return row.ID(), nil
	}
	v, err := t.Eval(r.Frame(ctx, row, model.Row{}, nil))
	if err != nil {
		return "", err
	}
	if s, ok := v.(string); ok {
		return s, nil
	}
	return r.show(ctx)(v), nil
}

// show turns values into words, in the actor's language and the package's zone; a record shows its title.
func (r *Reader) show(ctx context.Context) func(v any) string {
	words := locale.Format(r.Who.Locale, zoneOf(r.Model))
	return func(v any) string {
		switch v := v.(type) {
		case string:
			return v
		case rule.Record:
			if row, ok := RowOf(v); ok {
				title, _ := r.TitleOf(ctx, row)
				return title
			}
			return ""
		}
		return words.Value(v)
	}
}
