package compile

import (
	"slices"
	"strconv"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/spec"
)

// exclusive is one being made, beside what the YAML says of it.
type exclusive struct {
	*model.Exclusive
	entity *entity
	spec   *spec.Exclusive
}

// declareExclusives gives each condition of exclusive use a computed field of its entity. It is kept right in the
// transaction of whatever it reads, as every formula is, so the database's own constraint can look at it: no database
// lets a constraint look at other records.
func (c *compiler) declareExclusives() {
	for _, e := range c.m.Entities {
		x := c.entities[e.Name]
		for i, s := range x.spec.Exclusive {
			out := &model.Exclusive{At: s.At}
			if s.Where.Given() {
				out.Holds = c.holdsField(x, i, s)
			}
			c.exclusive = append(c.exclusive, &exclusive{out, x, s})
		}
	}
}

func (c *compiler) holdsField(e *entity, i int, s *spec.Exclusive) *model.Field {
	name := model.Holds
	if i > 0 {
		name += "_" + strconv.Itoa(i+1)
	}
	if f := e.Field(name); f != nil {
		c.l.Errorf("reserved-name", f.At, "%q is the field that says whether a record of %q holds what is exclusive", name, e.Name).
			WithHint("give this field another name").WithRelated(s.At, "exclusive")
		return nil
	}
	kind, _ := field.Named("boolean")
	f := &model.Field{Entity: e.Entity, Name: name, Slot: len(e.Fields), Kind: kind, System: true, Visible: model.Flag{Always: true}, Label: c.systemLabel(model.Holds), At: s.At}
	e.Fields = append(e.Fields, f)
	e.fields[name] = &spec.Field{Head: s.Head, Formula: s.Where}
	return f
}

// exclusives names the fields; formulas are known by now.
func (c *compiler) exclusives() {
	for _, x := range c.exclusive {
		if x.Holds != nil && x.Holds.Live {
			c.l.Errorf("wrong-value", x.spec.Where.At, "what is held cannot depend on the clock: no write would tell the database that it changed").
				WithHint("leave out today() and now(); the dates of during say when it is held")
		}
		if c.heldThings(x) && c.heldDuring(x) {
			x.entity.Exclusive = append(x.entity.Exclusive, x.Exclusive)
		}
	}
}

func (c *compiler) heldThings(x *exclusive) bool {
	if len(x.spec.What) == 0 {
		c.missing(x.spec.At, "exclusive use", "what", "write what: and the fields that say what is held")
		return false
	}
	x.What = c.fieldsNamed(x.entity.Entity, x.spec.What)
	for i, f := range x.What {
		if len(f.Columns()) != 1 || !slices.Contains([]field.Type{field.Record, field.Text, field.Int, field.Day}, f.Kind.Type()) {
			c.l.Errorf("wrong-type", x.spec.What[i].At, "%q is %s, and what is held is a link, a choice, a text, a whole number or a date that is kept in a column", f.Name, f.Kind.Name())
			return false
		}
	}
	return len(x.What) == len(x.spec.What)
}

func (c *compiler) heldDuring(x *exclusive) bool {
	if len(x.spec.During) != 2 {
		c.missing(x.spec.At, "exclusive use", "during", "write during: and two fields: from when and until when")
		return false
	}
	fields := c.fieldsNamed(x.entity.Entity, x.spec.During)
	if len(fields) != 2 {
		return false
	}
	for i, f := range fields {
		if f.Live || !slices.Contains([]string{"date", "datetime"}, f.Kind.Name()) || f.Kind != fields[0].Kind {
			c.l.Errorf("wrong-type", x.spec.During[i].At, "%q is %s, and during takes two dates, or two fields with date and time, that are kept in columns", f.Name, f.Kind.Name())
			return false
		}
	}
	x.During = [2]*model.Field(fields)
	return true
}
