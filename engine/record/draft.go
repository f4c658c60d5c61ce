package record

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// draft is a record on its way: what it was, what it shall be, and all that is wrong so far. A preview and the writes
// share it, so that they cannot disagree. A draft with its rows is a family: expressions see all of it at once.
type draft struct {
	r       *Reader
	entity  *model.Entity
	before  model.Row // its Entity is nil for a new record
	row     model.Row
	given   []bool // by slot: the actor gave a value
	gone    bool   // a row that its parent's new rows leave out
	quiet   bool   // a row that was not given, and is only computed because its parent changes
	parent  *draft
	via     *model.Inverse // the parent's collection that it is a row of
	place   string         // "" or "lines.0."
	rows    []*draft       // of all inline collections that were given, in order; those left out last
	inlines []*model.Inverse
	funnel  *model.Funnel // asked for on create
	stage   string
	to      *model.Stage // asked for by a move
	wrong   []FieldProblem
	warned  []FieldProblem
	denied  bool
	later   []*model.Field // formulas too long for memory: the database computes them once the record is written
	sight   *rule.Frame
}

func (r *Reader) newDraft(e *model.Entity) *draft {
	row := model.NewRow(e)
	row.Set(model.ID, newID())
	d := &draft{r: r, entity: e, row: row, given: make([]bool, len(e.Fields))}
	d.stamp()
	return d
}

func (r *Reader) draftFrom(row model.Row) *draft {
	return &draft{r: r, entity: row.Entity, before: row, row: row.Clone(), given: make([]bool, len(row.Values))}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func (d *draft) isNew() bool { return d.before.Entity == nil }

// stamp sets the system fields of a new record.
func (d *draft) stamp() {
	d.row.Set(model.CreatedAt, d.r.now)
	d.row.Set(model.UpdatedAt, d.r.now)
	d.row.Set(model.Version, int64(1))
	if who := d.r.actor(); who != nil {
		d.row.Set(model.CreatedBy, who)
		d.row.Set(model.UpdatedBy, who)
		if f := d.entity.Field(model.Owner); f != nil {
			d.row.Values[f.Slot] = who
		}
	}
}

// actor is the link to the user who acts; nil for nobody.
func (r *Reader) actor() any {
	if r.Who.User == nil {
		return nil
	}
	return field.Ref{Entity: model.UserEntity, ID: r.Who.UserID()}
}

// family is the draft and all its rows, parents first.
func (d *draft) family() []*draft {
	all := []*draft{d}
	for i := 0; i < len(all); i++ {
		all = append(all, all[i].rows...)
	}
	return all
}

func (d *draft) fail(name, code string, kv ...any) {
	d.wrong = append(d.wrong, FieldProblem{Field: d.place + name, Code: code, Params: params(kv...)})
}

// failed tells whether a field has already been found wrong.
func (d *draft) failed(name string) bool {
	return slices.ContainsFunc(d.wrong, func(p FieldProblem) bool { return p.Field == d.place+name })
}

// read takes what the actor gave. What may not be written is refused, what cannot be read is told.
func (d *draft) read(ctx context.Context, in Input) error {
	for _, name := range slices.Sorted(maps.Keys(in)) {
		if inv := d.inline(name); inv != nil {
			if err := d.readRows(ctx, inv, in[name]); err != nil {
				return err
			}
			continue
		}
		if d.isNew() && len(d.entity.Funnels) > 0 && (name == model.InFunnel || name == model.InStage) {
			d.readPlace(name, in[name])
			continue
		}
		f := d.entity.Field(name)
		if d.refuses(f, name) {
			continue
		}
		d.decode(f, in[name])
	}
	return nil
}

func (d *draft) inline(name string) *model.Inverse {
	if inv := d.entity.Inverse(name); inv != nil && inv.Inline {
		return inv
	}
	return nil
}

// refuses tells whether a field may not be given by the actor, and says why.
func (d *draft) refuses(f *model.Field, name string) bool {
	a := d.r.access(d.entity)
	switch {
	case f == nil || !a.read[f.Slot]:
		d.fail(name, "unknown_field", "field", name, "nearest", diag.Nearest(name, d.writable(a)))
	case name == model.InStage || name == model.InFunnel:
		d.fail(name, "use_move")
	case f.Formula != nil || f.Series != nil:
		d.fail(name, "computed")
	case f.System && name != model.Owner:
		d.fail(name, "readonly")
	case bound(d.r.Who) && !a.write[f.Slot]:
		d.fail(name, "forbidden_field")
	case bound(d.r.Who) && f.Readonly.Always:
		d.fail(name, "readonly")
	default:
		return false
	}
	return true
}

func (d *draft) writable(a *access) []string {
	var names []string
	for _, f := range d.entity.Fields {
		if a.read[f.Slot] && !f.System {
			names = append(names, f.Name)
		}
	}
	for _, inv := range d.entity.Inverses {
		if inv.Inline {
			names = append(names, inv.Name)
		}
	}
	return names
}

// decode reads one value. The mask of a secret leaves it as it is.
func (d *draft) decode(f *model.Field, raw any) {
	if s, ok := raw.(string); ok && s == secretMask && f.Kind.Name() == "secret" {
		return
	}
	d.given[f.Slot] = true
	v, err := d.r.decode(f, raw)
	if err != nil {
		d.failWith(f.Name, err)
		return
	}
	d.row.Values[f.Slot] = v
}

func (d *draft) failWith(name string, err error) {
	var bad *field.Error
	if errors.As(err, &bad) {
		d.wrong = append(d.wrong, FieldProblem{Field: d.place + name, Code: bad.Code, Params: bad.Params})
		return
	}
	d.fail(name, "invalid_type")
}

// problems gathers what is wrong with the whole family, in the order of fields, rows after their parent.
func (d *draft) problems() (wrong, warned []FieldProblem) {
	for _, m := range d.family() {
		if m.gone || m.quiet {
			continue
		}
		slices.SortStableFunc(m.wrong, func(a, b FieldProblem) int { return cmp.Compare(m.rank(a), m.rank(b)) })
		wrong = append(wrong, m.unnamed(m.wrong)...)
		warned = append(warned, m.unnamed(m.warned)...)
	}
	return wrong, warned
}

// unnamed tells a problem of a field that the actor may not read at the record: its name is not to be known.
func (d *draft) unnamed(list []FieldProblem) []FieldProblem {
	for i, p := range list {
		f := d.entity.Field(strings.TrimPrefix(p.Field, d.place))
		if f != nil && p.Code != "unknown_field" && !d.r.Readable(f) {
			list[i].Field = strings.TrimSuffix(d.place, ".")
		}
	}
	return list
}

// rank is the place of a problem among those of its record: fields in their order, then collections, the record last.
func (d *draft) rank(p FieldProblem) int {
	name := strings.TrimPrefix(p.Field, d.place)
	if f := d.entity.Field(name); f != nil && p.Code != "unknown_field" {
		return f.Slot // the place of a hidden field would tell that it is there
	}
	if name == "" || p.Field == strings.TrimSuffix(d.place, ".") {
		return len(d.entity.Fields) + 1
	}
	return len(d.entity.Fields)
}
