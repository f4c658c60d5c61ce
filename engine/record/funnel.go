package record

import (
	"context"
	"fmt"
	"slices"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
)

// Way is whether a record may go to a stage, and if not, all that is missing.
type Way struct {
	Stage   *model.Stage
	Allowed bool
	Errors  []FieldProblem
}

// Moves looks at every stage of the record's funnel. The stage where it stands is allowed.
func (r *Reader) Moves(ctx context.Context, e *model.Entity, id string) ([]Way, error) {
	row, err := r.ByID(ctx, e, id)
	if err != nil {
		return nil, err
	}
	name, _ := row.Get(model.InFunnel).(string)
	fn := funnelOf(e, name)
	if fn == nil {
		return nil, nil
	}
	may, err := r.permits(ctx, r.access(e).grant.Move, row)
	if err != nil {
		return nil, err
	}
	ways := make([]Way, 0, len(fn.Stages))
	for _, st := range fn.Stages {
		way, err := r.way(ctx, row, st, may)
		if err != nil {
			return nil, fmt.Errorf("way to stage %s: %w", st.Name, err)
		}
		ways = append(ways, way)
	}
	return ways, nil
}

// way tries a move without writing.
func (r *Reader) way(ctx context.Context, row model.Row, st *model.Stage, may bool) (Way, error) {
	d := r.draftFrom(row)
	if d.standing() == st {
		return Way{Stage: st, Allowed: true}, nil
	}
	if !may {
		return Way{Stage: st, Errors: []FieldProblem{{Code: "forbidden"}}}, nil
	}
	d.to = st
	err := r.during(d, func() error { return d.make(ctx, nil) })
	wrong, _ := d.problems()
	return Way{Stage: st, Allowed: len(wrong) == 0, Errors: wrong}, err
}

// Move brings a record to a stage, with fields filled in on the way. Where it stands already changes nothing.
func (w *Writer) Move(ctx context.Context, e *model.Entity, id string, m Move) (model.Row, error) {
	g := w.access(e).grant
	row, err := w.locked(ctx, e, id, g.Move, m.Options)
	if err != nil {
		return model.Row{}, err
	}
	if len(m.Set) > 0 {
		if err := w.demand(ctx, g.Update, row); err != nil {
			return model.Row{}, err
		}
	}
	d := w.draftFrom(row)
	d.to = d.stageOf(m)
	if d.to != nil && d.to == d.standing() {
		d.to = nil
		if len(m.Set) == 0 {
			return row, nil
		}
	}
	err = w.during(d, func() error {
		if err := d.make(ctx, m.Set); err != nil {
			return err
		}
		return w.accept(d, m.Options)
	})
	if err != nil {
		return model.Row{}, err
	}
	kind := Moved
	if d.to == nil {
		kind = Updated
	}
	return w.keep(ctx, d, kind)
}

// stageOf finds the stage that a move names, or tells what is wrong with the name. A stage named alone is looked for in
// the record's own funnel first.
func (d *draft) stageOf(m Move) *model.Stage {
	in, _ := d.before.Get(model.InFunnel).(string)
	own := funnelOf(d.entity, in)
	if m.Funnel != "" {
		if own = funnelOf(d.entity, m.Funnel); own == nil {
			d.fail(model.InFunnel, "unknown_funnel", "funnel", m.Funnel, "nearest", diag.Nearest(m.Funnel, funnelNames(d.entity)))
			return nil
		}
	}
	if own == nil {
		for _, fn := range d.entity.Funnels {
			if st := fn.Stage(m.Stage); st != nil {
				return st
			}
		}
		d.unknownStage(nil, m.Stage)
		return nil
	}
	st := own.Stage(m.Stage)
	if st == nil {
		d.unknownStage(own, m.Stage)
	}
	return st
}

func funnelOf(e *model.Entity, name string) *model.Funnel {
	i := slices.IndexFunc(e.Funnels, func(f *model.Funnel) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	return e.Funnels[i]
}

// readPlace takes the funnel or stage in which a new record shall begin.
func (d *draft) readPlace(name string, v any) {
	s, ok := v.(string)
	switch {
	case v == nil || s == "" && ok:
	case !ok:
		d.fail(name, "invalid_type", "expected", "text")
	case name == model.InFunnel:
		if d.funnel = funnelOf(d.entity, s); d.funnel == nil {
			d.fail(name, "unknown_funnel", "funnel", s, "nearest", diag.Nearest(s, funnelNames(d.entity)))
		}
	default:
		d.stage = s
	}
}

func funnelNames(e *model.Entity) []string {
	names := make([]string, len(e.Funnels))
	for i, f := range e.Funnels {
		names[i] = f.Name
	}
	return names
}

// enter gives a new record its place: the funnel that was asked for, else the first whose select holds (and that has
// the stage asked for); the stage asked for, else the first.
func (d *draft) enter(ctx context.Context) (bool, error) {
	if !d.isNew() || len(d.entity.Funnels) == 0 || d.failed(model.InFunnel) || d.failed(model.InStage) {
		return false, nil
	}
	fn := d.funnel
	if fn == nil {
		var err error
		if fn, err = d.selected(ctx); err != nil {
			return false, err
		}
	}
	if fn == nil {
		if d.stage != "" {
			d.unknownStage(nil, d.stage)
		}
		return false, nil
	}
	st := fn.Stages[0]
	if d.stage != "" {
		if st = fn.Stage(d.stage); st == nil {
			d.unknownStage(fn, d.stage)
			return false, nil
		}
	}
	d.putIn(st)
	return true, nil
}

// selected is the first funnel that takes the record.
func (d *draft) selected(ctx context.Context) (*model.Funnel, error) {
	for _, fn := range d.entity.Funnels {
		if d.stage != "" && fn.Stage(d.stage) == nil {
			continue
		}
		if fn.Select == nil {
			return fn, nil
		}
		holds, err := fn.Select.Holds(d.frame(ctx))
		if err != nil {
			return nil, fmt.Errorf("select of funnel %s: %w", fn.Name, err)
		}
		if holds {
			return fn, nil
		}
	}
	return nil, nil
}

func (d *draft) unknownStage(fn *model.Funnel, name string) {
	var names []string
	for _, f := range d.entity.Funnels {
		if fn == nil || f == fn {
			for _, st := range f.Stages {
				names = append(names, st.Name)
			}
		}
	}
	d.fail(model.InStage, "unknown_stage", "stage", name, "nearest", diag.Nearest(name, names))
}

// putIn puts the record into a stage, from now on.
func (d *draft) putIn(st *model.Stage) {
	d.row.Set(model.InFunnel, st.Funnel.Name)
	d.row.Set(model.InStage, st.Name)
	d.row.Set(model.StageSince, d.r.now)
	if f := d.entity.Field(model.Probability); f != nil {
		v, err := f.Kind.Decode(st.Probability, f.Options)
		if err != nil {
			panic("record: probability of stage " + st.Name + ": " + err.Error())
		}
		d.row.Values[f.Slot] = v
	}
}

// goTo puts an existing record into a stage; that the way there is not open is told.
func (d *draft) goTo(ctx context.Context, st *model.Stage) error {
	from := d.standing()
	if from != nil && from.Funnel == st.Funnel {
		ok, err := d.open(ctx, from, st)
		if err != nil {
			return err
		}
		if !ok {
			labels, err := d.openFrom(ctx, from)
			if err != nil {
				return err
			}
			d.fail(model.InStage, "stage_not_allowed", "from", from.Label.In(d.r.Who.Locale), "stage", st.Label.In(d.r.Who.Locale), "allowed", labels)
		}
	}
	d.putIn(st)
	return nil
}

// standing is the stage in which an existing record is; nil when it is in none that the model knows.
func (d *draft) standing() *model.Stage {
	if d.isNew() {
		return nil
	}
	in, _ := d.before.Get(model.InFunnel).(string)
	name, _ := d.before.Get(model.InStage).(string)
	if fn := funnelOf(d.entity, in); fn != nil {
		return fn.Stage(name)
	}
	return nil
}

// open tells whether the funnel lets the record, as it stands, go from one stage to another.
func (d *draft) open(ctx context.Context, from, to *model.Stage) (bool, error) {
	if from.Next != nil && !slices.Contains(from.Next, to) {
		return false, nil
	}
	if !isBack(from, to) {
		return true, nil
	}
	if from.Back == nil {
		return !from.NoBack, nil
	}
	return from.Back.Holds(d.r.Frame(ctx, d.before, model.Row{}, nil))
}

func isBack(from, to *model.Stage) bool {
	stages := from.Funnel.Stages
	return slices.Index(stages, to) < slices.Index(stages, from)
}

func (d *draft) openFrom(ctx context.Context, from *model.Stage) ([]string, error) {
	var labels []string
	for _, st := range from.Funnel.Stages {
		if st == from {
			continue
		}
		ok, err := d.open(ctx, from, st)
		if err != nil {
			return nil, err
		}
		if ok {
			labels = append(labels, st.Label.In(d.r.Who.Locale))
		}
	}
	return labels, nil
}

// guards checks what the stage demands of who comes in: all that is missing, at once.
func (d *draft) guards(ctx context.Context) error {
	st := d.arriving()
	if st == nil {
		return nil
	}
	label := st.Label.In(d.r.Who.Locale)
	for _, need := range st.Requires {
		name, empty, err := d.lacks(ctx, need)
		if err != nil {
			return err
		}
		if empty && !d.failed(name) {
			d.fail(name, "stage_required", "stage", label)
		}
	}
	if st.Enter == nil {
		return nil
	}
	holds, err := st.Enter.Holds(d.frame(ctx))
	if err == nil && !holds {
		p := d.worded("", "enter_refused", st.Message)
		p.Params, p.At = params("stage", label), placeOf(st.Enter)
		d.wrong = append(d.wrong, p)
	}
	return err
}

// arriving is the stage that this write brings the record to; nil when it stays.
func (d *draft) arriving() *model.Stage {
	if len(d.entity.Funnels) == 0 {
		return nil
	}
	in, _ := d.row.Get(model.InFunnel).(string)
	name, _ := d.row.Get(model.InStage).(string)
	fn := funnelOf(d.entity, in)
	if fn == nil {
		return nil
	}
	if st := fn.Stage(name); st != d.standing() {
		return st
	}
	return nil
}

// lacks tells whether what a stage requires is empty.
func (d *draft) lacks(ctx context.Context, need *model.Requirement) (name string, empty bool, err error) {
	if need.Field != nil {
		v := d.r.valueOf(ctx, need.Field, d.row)
		if refs, ok := v.([]field.Ref); ok {
			return need.Field.Name, len(refs) == 0, nil
		}
		return need.Field.Name, v == nil, nil
	}
	rows, err := d.r.members(ctx, d.entity, need.Inverse, d.row.ID(), 1)
	return need.Inverse.Name, len(rows) == 0, err
}
