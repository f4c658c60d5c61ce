package automation

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/query"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Turns are kept in tamga_rotation: of each pool and person, which turn was their last. Next is whoever's last turn is
// longest ago, so nobody is passed over because somebody else came or was away; who comes back takes one turn, not all
// that were missed. The row of nobody counts the turns, and holds off whoever assigns from the same pool at the same
// moment, in this process or another.

const (
	maxPool     = 1000 // people of one pool
	maxDeputies = 3    // who stand in for one another
)

// assign gives the record to whom the first rule finds that holds and finds somebody.
func (t *turn) assign(ctx context.Context, a *model.AssignAction) (any, error) {
	row, err := t.target(ctx, a.Of)
	if err != nil {
		return nil, err
	}
	said := []string{}
	for i, r := range a.Rules {
		if r.When != nil {
			holds, err := r.When.Holds(t.frame)
			if err != nil {
				return nil, fmt.Errorf("when: %w", err)
			}
			if !holds {
				continue
			}
		}
		c, err := t.pick(ctx, r, fmt.Sprintf("%s/%s/%d", t.run.Automation, t.spot.step.Path, i))
		if err != nil {
			return nil, err
		}
		if c.Entity == nil {
			said = append(said, fmt.Sprintf("rule %d finds nobody who is active and present", i+1))
			continue
		}
		ref := field.Ref{Entity: model.UserEntity, ID: c.ID()}
		if _, err := t.w.Update(ctx, row.Entity, row.ID(), record.Input{a.Field.Name: ref}, confirmed); err != nil {
			return nil, err
		}
		return t.rd.Record(c), nil
	}
	if len(said) == 0 {
		said = append(said, "no rule holds")
	}
	return nil, unable("there is nobody to give it to: " + strings.Join(said, "; "))
}

// pick takes one of the people of a rule; the zero row when there is nobody.
func (t *turn) pick(ctx context.Context, r *model.AssignRule, key string) (model.Row, error) {
	people, err := t.people(ctx, r)
	if err != nil {
		return model.Row{}, err
	}
	if r.By == model.AssignTo {
		return t.present(ctx, people)
	}
	people = slices.DeleteFunc(people, t.absent)
	if len(people) == 0 {
		return model.Row{}, nil
	}
	turns, next, err := t.turns(ctx, key)
	if err != nil {
		return model.Row{}, err
	}
	loads, err := t.loads(ctx, r.Load, people)
	if err != nil {
		return model.Row{}, err
	}
	chosen := slices.MinFunc(people, func(a, b model.Row) int {
		return cmp.Or(cmp.Compare(loads[a.ID()], loads[b.ID()]), cmp.Compare(turns[a.ID()], turns[b.ID()]), cmp.Compare(a.ID(), b.ID()))
	})
	return chosen, t.took(ctx, key, chosen.ID(), next)
}

// people are the active people of a rule, each once.
func (t *turn) people(ctx context.Context, r *model.AssignRule) (out []model.Row, err error) {
	ids, err := t.ofRoles(ctx, r.Roles)
	if err != nil {
		return nil, err
	}
	for _, v := range r.People {
		x, err := Evaluate(v, t.frame, t.prose())
		if err != nil {
			return nil, err
		}
		ids = append(ids, linked(x)...)
	}
	slices.Sort(ids)
	rows, err := t.rd.Tx.RowsByID(ctx, t.rd.Model.Entity(model.UserEntity), slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if row.Get("active") != true || row.Get(model.DeletedAt) != nil {
			continue
		}
		if r.Where != nil {
			inner := *t.frame
			inner.Element = t.rd.Record(row)
			if holds, err := r.Where.Holds(&inner); err != nil || !holds {
				if err != nil {
					return nil, fmt.Errorf("where: %w", err)
				}
				continue
			}
		}
		out = append(out, row)
	}
	return out, nil
}

// ofRoles are the people who have one of the roles.
func (t *turn) ofRoles(ctx context.Context, roles []*model.Role) (ids []string, err error) {
	if len(roles) == 0 {
		return nil, nil
	}
	args := []any{}
	for _, r := range roles {
		args = append(args, r.Name)
	}
	err = t.rd.Tx.Scan(ctx, &ids, `SELECT id FROM "user" WHERE role IN (?`+strings.Repeat(", ?", len(roles)-1)+`) AND active = ? ORDER BY id LIMIT ?`,
		append(args, true, int64(maxPool))...)
	if err != nil {
		return nil, fmt.Errorf("find the people of a role: %w", err)
	}
	return ids, nil
}

// absent tells whether a person is away today.
func (t *turn) absent(p model.Row) bool {
	today := field.DateOf(t.rd.Now().In(t.rd.Model.Zone))
	from, begins := p.Get("absent_from").(field.Date)
	until, ends := p.Get("absent_until").(field.Date)
	return (begins || ends) && (!begins || from.Compare(today) <= 0) && (!ends || today.Compare(until) <= 0)
}

// present is the first of people who is there, or the deputy of the first.
func (t *turn) present(ctx context.Context, people []model.Row) (model.Row, error) {
	for _, p := range people {
		if !t.absent(p) {
			return p, nil
		}
	}
	if len(people) == 0 {
		return model.Row{}, nil
	}
	p := people[0]
	for range maxDeputies {
		ref, ok := p.Get("deputy").(field.Ref)
		if !ok {
			break
		}
		var err error
		if p, ok, err = t.rd.Tx.Row(ctx, t.rd.Model.Entity(model.UserEntity), ref.ID); err != nil || !ok {
			return model.Row{}, err
		}
		if p.Get("active") == true && p.Get(model.DeletedAt) == nil && !t.absent(p) {
			return p, nil
		}
	}
	return model.Row{}, nil
}

// turns are when each person of a pool last had a turn, and the number of the next, which is this run's alone.
func (t *turn) turns(ctx context.Context, key string) (last map[string]int64, next int64, err error) {
	_, err = t.w.Tx.Exec(ctx, `INSERT INTO tamga_rotation (pool, person, turn) VALUES (?, ?, 1)
		ON CONFLICT (pool, person) DO UPDATE SET turn = tamga_rotation.turn + 1`, key, uuid.Nil.String())
	if err != nil {
		return nil, 0, fmt.Errorf("take a turn: %w", err)
	}
	var all []struct {
		Person string `bun:"person"`
		Turn   int64  `bun:"turn"`
	}
	if err := t.w.Tx.Scan(ctx, &all, `SELECT person, turn FROM tamga_rotation WHERE pool = ?`, key); err != nil {
		return nil, 0, fmt.Errorf("read whose turn it is: %w", err)
	}
	last = map[string]int64{}
	for _, x := range all {
		last[x.Person] = x.Turn
	}
	return last, last[uuid.Nil.String()], nil
}

func (t *turn) took(ctx context.Context, key, person string, turn int64) error {
	_, err := t.w.Tx.Exec(ctx, `INSERT INTO tamga_rotation (pool, person, turn) VALUES (?, ?, ?)
		ON CONFLICT (pool, person) DO UPDATE SET turn = excluded.turn`, key, person, turn)
	if err != nil {
		return fmt.Errorf("keep whose turn it was: %w", err)
	}
	return nil
}

// loads are how many of the records that count each person has; nothing where nothing counts.
func (t *turn) loads(ctx context.Context, l *model.Load, people []model.Row) (map[string]int64, error) {
	out := map[string]int64{}
	if l == nil {
		return out, nil
	}
	vars := make([]any, len(l.Where.Scope.Vars))
	for _, p := range people {
		vars[len(vars)-1] = t.rd.Record(p)
		f := t.rd.Frame(ctx, model.Row{}, model.Row{}, slices.Clone(vars))
		n, err := t.rd.Tx.Count(ctx, query.Select{Model: t.rd.Model, Entity: l.Entity, Where: []*rule.Expr{l.Where}, Frame: f}, 0)
		if err != nil {
			return nil, fmt.Errorf("count what a person has: %w", err)
		}
		out[p.ID()] = n
	}
	return out, nil
}
