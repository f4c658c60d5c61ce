package compile

import (
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// member is a name and the kind of its value.
type member struct{ name, kind string }

// What channels bring, by their kinds.
var (
	messageShape = []member{{"from", "email"}, {"from_name", "text"}, {"to", "email"}, {"subject", "text"}, {"text", "longtext"}, {"received_at", "datetime"}, {"files", "files"}}
	callShape    = []member{{"from", "phone"}, {"to", "phone"}, {"incoming", "boolean"}, {"answered", "boolean"}, {"started_at", "datetime"}, {"duration", "duration"}, {"recording", "url"}}
	pageShape    = []member{{"url", "url"}, {"referrer", "url"}, {"source", "text"}, {"medium", "text"}, {"campaign", "text"}, {"language", "text"}}
	sendingShape = []member{{"id", "text"}, {"to", "text"}, {"text", "longtext"}, {"language", "text"}}
	answerShape  = []member{{"status", "integer"}, {"body", "json"}}
)

// came is the scope of what a channel brings, or of the message that it sends.
func (c *compiler) came(x *model.Channel, s *spec.Channel) *rule.Scope {
	scope := &rule.Scope{Schema: c.schema}
	add := func(name string, e *model.Entity) {
		x.Came = append(x.Came, e)
		scope.Vars = append(scope.Vars, rule.Var{Name: name, Type: rule.RecordOf(e.Name)})
	}
	switch x.Kind {
	case model.FormChannel:
		form := c.shape(x.Name + " form")
		for _, w := range s.Fields {
			if f := x.Entity.Field(w.Value); f != nil {
				form.Fields = append(form.Fields, &model.Field{Entity: form, Name: f.Name, Label: f.Label, Kind: f.Kind, Options: f.Options, Choices: f.Choices, Slot: len(form.Fields), At: f.At})
			}
		}
		add("form", form)
		add("page", c.shape(x.Name+" page", pageShape...))
	case model.Mailbox:
		add("message", c.shape(x.Name+" message", messageShape...))
	case model.Webhook:
		body := c.shape(x.Name + " body")
		home := &entity{Entity: body, fields: map[string]*spec.Field{}}
		for _, f := range s.Body {
			if c.memberName(f.Key, "member") {
				body.Fields = append(body.Fields, c.declareField(home, f.Key, f.Value))
			}
		}
		if len(s.Body) == 0 {
			c.missing(s.At, "the channel "+quoted(x.Name), "body", "write body: {phone: phone, sum: money}: the members of the JSON, with their types")
		}
		add("body", body)
	case model.Calls:
		add("call", c.shape(x.Name+" call", callShape...))
	default:
		add("message", c.shape(x.Name+" message", sendingShape...))
	}
	return scope
}

// shape is a record that no table keeps: expressions reach its members like those of any other. Its name has a
// space, which no entity's has.
func (c *compiler) shape(name string, members ...member) *model.Entity {
	e := &model.Entity{Name: name}
	for _, m := range members {
		kind, ok := field.Named(m.kind)
		if !ok {
			panic("compile: a shape has a field of an unknown kind " + m.kind)
		}
		e.Fields = append(e.Fields, &model.Field{Entity: e, Name: m.name, Label: model.Text{"": humanize(m.name)}, Kind: kind, Slot: len(e.Fields),
			Options: field.Options{Zone: c.m.Zone, Region: c.m.Region, Currency: c.m.Currency, Currencies: c.m.Currencies}})
	}
	if c.shapes == nil {
		c.shapes = map[string]*model.Entity{}
	}
	c.shapes[name] = e
	c.worldChanged()
	return e
}
