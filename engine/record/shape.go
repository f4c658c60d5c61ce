package record

import (
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/model"
)

// The bounds of expand.
const (
	maxExpand     = 3   // levels
	maxCollection = 200 // records of one expanded collection
)

// Shape is which parts of a record an answer has.
type Shape struct {
	entity   *model.Entity
	fields   []*model.Field
	branches []*branch
}

// branch is a link or a collection whose records are written whole.
type branch struct {
	link    *model.Field
	inverse *model.Inverse
	to      []*Shape // one for each entity that it may lead to
}

func (b *branch) shape(e *model.Entity) *Shape {
	i := slices.IndexFunc(b.to, func(s *Shape) bool { return s.entity == e })
	if i < 0 {
		return nil
	}
	return b.to[i]
}

func (s *Shape) branch(f *model.Field) *branch {
	for _, b := range s.branches {
		if b.link == f {
			return b
		}
	}
	return nil
}

// Shape reads fields= ("name,amount"; "" is all) and expand= ("client.manager,lines"; at most three levels).
// What the actor may not read is as unknown as what does not exist: a Malformed.
func (r *Reader) Shape(e *model.Entity, fields, expand string) (*Shape, error) {
	s := &Shape{entity: e}
	wanted := split(fields)
	for _, name := range wanted {
		if r.readable(e, name) == nil {
			return nil, r.unknown("fields", e, name)
		}
	}
	a := r.access(e)
	for _, f := range e.Fields {
		if a.read[f.Slot] && (len(wanted) == 0 || f.Name == model.ID || slices.Contains(wanted, f.Name)) {
			s.fields = append(s.fields, f)
		}
	}
	for _, path := range split(expand) {
		if err := r.grow(s, path, strings.Split(path, ".")); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func split(list string) []string {
	var out []string
	for _, s := range strings.Split(list, ",") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// readable finds a field that the actor may read.
func (r *Reader) readable(e *model.Entity, name string) *model.Field {
	if f := e.Field(name); f != nil && r.access(e).read[f.Slot] {
		return f
	}
	return nil
}

// unknown is the refusal of a name in a parameter.
func (r *Reader) unknown(parameter string, e *model.Entity, name string) *Problem {
	var names []string
	for _, f := range e.Fields {
		if r.Readable(f) {
			names = append(names, f.Name)
		}
	}
	for _, inv := range e.Inverses {
		names = append(names, inv.Name)
	}
	kv := params("field", name, "nearest", diag.Nearest(name, names))
	return &Problem{Code: Malformed, Say: "unknown_field", Params: kv, Fields: []FieldProblem{{Field: parameter, Code: "unknown_field", Params: kv}}}
}

// grow adds one path of expand to a shape.
func (r *Reader) grow(s *Shape, path string, steps []string) error {
	if len(steps) > maxExpand {
		return malformed("invalid_parameter", "name", "expand", "reason", path)
	}
	b, err := r.sprout(s, steps[0])
	if err != nil || len(steps) == 1 {
		return err
	}
	grown := false
	for _, to := range b.to {
		if r.readable(to.entity, steps[1]) == nil && to.entity.Inverse(steps[1]) == nil {
			continue
		}
		grown = true
		if err := r.grow(to, path, steps[1:]); err != nil {
			return err
		}
	}
	if !grown {
		return r.unknown("expand", b.to[0].entity, steps[1])
	}
	return nil
}

// sprout finds or adds the branch of a name.
func (r *Reader) sprout(s *Shape, name string) (*branch, error) {
	f, inv := r.readable(s.entity, name), s.entity.Inverse(name)
	for _, b := range s.branches {
		if f != nil && b.link == f || inv != nil && b.inverse == inv {
			return b, nil
		}
	}
	b := &branch{}
	switch {
	case f != nil && f.Link != nil:
		b.link = f
		for _, to := range f.Link.To {
			leaf, err := r.Shape(to, "", "")
			if err != nil {
				return nil, err
			}
			b.to = append(b.to, leaf)
		}
	case f == nil && inv != nil && r.Readable(inv.Link) && !r.access(inv.Entity).grant.Read.Never():
		leaf, err := r.Shape(inv.Entity, "", "")
		if err != nil {
			return nil, err
		}
		b.inverse, b.to = inv, []*Shape{leaf}
	default:
		return nil, r.unknown("expand", s.entity, name)
	}
	s.branches = append(s.branches, b)
	return b, nil
}
