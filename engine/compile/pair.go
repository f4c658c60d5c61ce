package compile

import (
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/spec"
)

// pairs makes an entity of each many-to-many link that has fields of its own: deal.products with a quantity is an
// entity deal_product, whose records link one deal to one product, have that quantity, and are edited as rows of the
// deal's form. All that holds for entities holds for it: rules, rights, journal, expressions and SQL know no third thing.
func (c *compiler) pairs() []spec.Entry[*spec.Entity] {
	var out []spec.Entry[*spec.Entity]
	for _, e := range c.p.Entities {
		for _, f := range e.Value.Fields {
			if isPair(f.Value) && c.pairable(e.Key, f.Key, f.Value) {
				out = append(out, c.pair(e, f))
			}
		}
	}
	return out
}

// isPair tells a many-to-many link with fields of its own.
func isPair(f *spec.Field) bool { return len(f.With) > 0 && f.Type.Value == "links" }

// pairable refuses what a link with fields of its own has no use for.
func (c *compiler) pairable(entity, name spec.Word, f *spec.Field) bool {
	switch {
	case len(f.To) == 0:
		c.missing(f.At, quoted(name.Value), "to", "write for example to: product")
		return false
	case len(f.To) > 1:
		c.l.Errorf("wrong-value", f.To[1].At, "a link with fields of its own leads to one entity").WithHint("declare an entity of the pairs, with two links")
		return false
	}
	if f.To[0].Value == entity.Value {
		c.l.Errorf("wrong-value", f.To[0].At, "a link with fields of its own leads to another entity than %q", entity.Value).WithHint("declare an entity of the pairs, with two links")
		return false
	}
	for _, k := range []struct {
		at  diag.Range
		key string
	}{{f.Required.At, "required"}, {f.Default.At, "default"}, {f.Formula.At, "formula"}, {f.Unique.At, "unique"}, {f.Index.At, "index"}, {f.Check.At, "check"},
		{f.Visible.At, "visible"}, {f.Readonly.At, "readonly"}, {f.Inline.At, "inline"}} {
		if k.at.Known() {
			c.l.Errorf("wrong-key", k.at, "%q means nothing for a link with fields of its own: its pairs are records", k.key).WithHint("write it at a field under with:, or declare an entity of the pairs")
		}
	}
	return true
}

func (c *compiler) pair(e spec.Entry[*spec.Entity], f spec.Entry[*spec.Field]) spec.Entry[*spec.Entity] {
	s, to := f.Value, f.Value.To[0]
	at := func(name string) spec.Word { // a word that stands where the link's name does
		w := f.Key
		w.Value = name
		return w
	}
	owner := &spec.Field{Head: s.Head, Type: at("link"), To: spec.List[spec.Word]{at(e.Key.Value)}, Inverse: f.Key, InverseLabel: s.Label,
		Required: spec.Flag{Always: true, At: f.Key.At}, Inline: spec.Bool{Value: true, At: f.Key.At}, OnDelete: at("cascade"), Label: e.Value.Label}
	other := &spec.Field{Head: s.Head, Type: at("link"), To: s.To, Inverse: s.Inverse, InverseLabel: s.InverseLabel, Where: s.Where,
		Required: spec.Flag{Always: true, At: f.Key.At}, OnDelete: s.OnDelete, Help: s.Help}
	if t, _ := c.p.Entities.Get(to.Value); t != nil {
		other.Label = t.Label
	}
	pair := &spec.Entity{Head: s.Head, Owned: spec.Bool{Value: false, At: f.Key.At}, Icon: e.Value.Icon, Plural: s.Label, Title: spec.Expr{Word: at(to.Value)}}
	if s.Label.Given() {
		pair.Label = s.Label
	}
	pair.Fields = append(spec.Map[*spec.Field]{{Key: at(e.Key.Value), Value: owner}, {Key: at(to.Value), Value: other}}, s.With...)
	pair.Unique = spec.List[spec.List[spec.Word]]{{at(e.Key.Value), at(to.Value)}}
	name := at(e.Key.Value + "_" + to.Value)
	if was := e.Value.Was.Value; was != "" {
		pair.Was = at(was + "_" + to.Value)
	}
	return spec.Entry[*spec.Entity]{Key: name, Value: pair}
}
