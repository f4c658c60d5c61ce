package api

import (
	"github.com/getkin/kin-openapi/openapi3"

	"github.com/tamga-crm/tamga/engine/view"
)

// The words of JSON Schema that the document is made of.

func schema(types ...string) *openapi3.SchemaRef {
	t := openapi3.Types(types)
	return &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &t}}
}

func str() *openapi3.SchemaRef       { return schema("string") }
func integer() *openapi3.SchemaRef   { return schema("integer") }
func boolean() *openapi3.SchemaRef   { return schema("boolean") }
func anyValue() *openapi3.SchemaRef  { return &openapi3.SchemaRef{Value: &openapi3.Schema{}} }
func anyObject() *openapi3.SchemaRef { return schema("object") }

func ref(name string) *openapi3.SchemaRef {
	return &openapi3.SchemaRef{Ref: "#/components/schemas/" + name}
}

func format(f string) *openapi3.SchemaRef {
	s := str()
	s.Value.Format = f
	return s
}

func pattern(p string) *openapi3.SchemaRef {
	s := str()
	s.Value.Pattern = p
	return s
}

func decimalString() *openapi3.SchemaRef { return pattern(`^-?[0-9]+(\.[0-9]+)?$`) }

func enum(values ...any) *openapi3.SchemaRef {
	s := str()
	s.Value.Enum = values
	return s
}

func bounded(lowest, highest float64) *openapi3.SchemaRef {
	s := integer()
	s.Value.Min, s.Value.Max = &lowest, &highest
	return s
}

func array(items *openapi3.SchemaRef) *openapi3.SchemaRef {
	s := schema("array")
	s.Value.Items = items
	return s
}

func either(of ...*openapi3.SchemaRef) *openapi3.SchemaRef {
	return &openapi3.SchemaRef{Value: &openapi3.Schema{AnyOf: of}}
}

// orEmpty lets a value be null.
func orEmpty(s *openapi3.SchemaRef) *openapi3.SchemaRef {
	switch {
	case s.Ref != "":
		return either(s, schema("null"))
	case len(s.Value.AnyOf) > 0:
		s.Value.AnyOf = append(s.Value.AnyOf, schema("null"))
	case s.Value.Type != nil:
		t := append(*s.Value.Type, "null")
		s.Value.Type = &t
		if s.Value.Enum != nil {
			s.Value.Enum = append(s.Value.Enum, nil)
		}
	}
	return s
}

// object31 makes an object of names and schemas.
func object31(kv ...any) *openapi3.SchemaRef {
	s := anyObject()
	s.Value.Properties = openapi3.Schemas{}
	for i := 0; i+1 < len(kv); i += 2 {
		s.Value.Properties[kv[i].(string)] = kv[i+1].(*openapi3.SchemaRef)
	}
	return s
}

func describe(s *openapi3.SchemaRef, help string, required ...string) *openapi3.SchemaRef {
	s.Value.Description, s.Value.Required = help, required
	return s
}

// schemas describes a record as it is read, made and changed.
func (d *document) schemas(e *view.Entity) {
	all := d.doc.Components.Schemas
	record := describe(object31("_title", str(), "_entity", enum(e.Name), "_can", ref("Can")), e.Help)
	record.Value.Title = e.Label
	made := anyObject()
	made.Value.Properties = openapi3.Schemas{}
	for _, f := range e.Fields {
		record.Value.Properties[f.Name] = labelled(orEmpty(d.kind(f, true)), f)
		if f.Name == "id" {
			record.Value.Properties["id"] = labelled(format("uuid"), f)
		}
		if !f.Readonly {
			made.Value.Properties[f.Name] = labelled(orEmpty(d.kind(f, false)), f)
			if f.Required {
				made.Value.Required = append(made.Value.Required, f.Name)
			}
		}
	}
	d.rows(e, record, made)
	d.places(e, made)
	all[e.Name] = record
	all[e.Name+"_page"] = describe(object31("data", array(ref(e.Name)), "captions", array(str()), "next", schema("string", "null"), "total", integer()), "", "data", "next")
	d.inputs(e, made)
}

// inputs are the bodies that writing takes, as far as the role may write.
func (d *document) inputs(e *view.Entity, made *openapi3.SchemaRef) {
	all := d.doc.Components.Schemas
	changes := anyObject()
	changes.Value.Properties = openapi3.Schemas{}
	for name, s := range made.Value.Properties {
		changes.Value.Properties[name] = s
	}
	if e.Can.Create {
		all[e.Name+"_new"] = made
	}
	if e.Can.Update || e.Can.Move {
		all[e.Name+"_changes"] = changes
	}
	if e.Can.Create || e.Can.Update {
		preview := anyObject()
		preview.Value.Properties = openapi3.Schemas{"id": format("uuid")}
		for name, s := range made.Value.Properties {
			preview.Value.Properties[name] = s
		}
		all[e.Name+"_preview"] = preview
	}
}

// rows are the inline children, read with expand= and written with their parent.
func (d *document) rows(e *view.Entity, record, made *openapi3.SchemaRef) {
	for _, r := range e.Related {
		record.Value.Properties[r.Name] = array(ref(r.Entity))
		record.Value.Properties[r.Name].Value.Description = "With `expand=" + r.Name + "`."
		if r.Inline {
			made.Value.Properties[r.Name] = array(anyObject())
			made.Value.Properties[r.Name].Value.Description = "Rows: with an `id` they are changed, without one made, left out deleted."
		}
	}
}

// places are where a new record may begin.
func (d *document) places(e *view.Entity, made *openapi3.SchemaRef) {
	if len(e.Funnels) > 0 {
		made.Value.Properties["funnel"] = describe(str(), "The funnel to begin in.")
		made.Value.Properties["stage"] = describe(str(), "The stage to begin in; its demands hold.")
	}
}

func labelled(s *openapi3.SchemaRef, f *view.Field) *openapi3.SchemaRef {
	if s.Ref != "" {
		return s
	}
	s.Value.Title, s.Value.Description, s.Value.ReadOnly = f.Label, f.Help, f.Readonly
	return s
}

// kind is the JSON of a kind of field; read tells answers from bodies.
func (d *document) kind(f *view.Field, read bool) *openapi3.SchemaRef {
	switch f.Kind {
	case "integer", "rating":
		s := integer()
		s.Value.Min, s.Value.Max = toFloat(f.Min), toFloat(f.Max)
		return s
	case "decimal", "percent", "money":
		return number31(f.Kind, read)
	case "boolean":
		return boolean()
	case "date":
		return format("date")
	case "datetime":
		return format("date-time")
	case "email":
		return format("email")
	case "duration":
		return format("duration")
	case "url":
		return format("uri")
	case "choice":
		return choice(f)
	case "choices", "tags":
		return array(choice(f))
	case "link", "user", "tree", "links":
		return link(f, read)
	case "file", "image", "files":
		return stored(f, read)
	case "location":
		return object31("lat", schema("number"), "lon", schema("number"))
	case "range":
		end := *f
		end.Kind = f.Of
		return object31("from", d.kind(&end, read), "to", d.kind(&end, read))
	case "json":
		return anyValue()
	}
	s := str()
	if f.Max != nil && *f.Max > 0 {
		n := uint64(*f.Max)
		s.Value.MaxLength = &n
	}
	return s
}

func number31(kind string, read bool) *openapi3.SchemaRef {
	switch {
	case kind == "money" && read:
		return ref("Money")
	case kind == "money":
		return either(ref("Money"), decimalString(), schema("number"))
	case read:
		return decimalString()
	}
	return either(decimalString(), schema("number"))
}

func choice(f *view.Field) *openapi3.SchemaRef {
	s := str()
	for _, o := range f.Options {
		s.Value.Enum = append(s.Value.Enum, o.Name)
	}
	return s
}

// link is the id, or the record with expand.
func link(f *view.Field, read bool) *openapi3.SchemaRef {
	one := format("uuid")
	if len(f.To) > 1 {
		one = describe(object31("entity", str(), "id", format("uuid")), "", "entity", "id")
	}
	if read {
		of := []*openapi3.SchemaRef{one}
		for _, e := range f.To {
			of = append(of, ref(e))
		}
		one = either(of...)
	}
	if f.Kind == "links" {
		return array(one)
	}
	return one
}

func stored(f *view.Field, read bool) *openapi3.SchemaRef {
	one := ref("File")
	if !read {
		one = either(ref("File"), format("uuid"))
	}
	if f.Kind == "files" {
		return array(one)
	}
	return one
}

func toFloat(n *int64) *float64 {
	if n == nil {
		return nil
	}
	f := float64(*n)
	return &f
}
