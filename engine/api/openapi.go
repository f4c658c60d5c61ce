package api

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/view"
)

// specCache keeps the documents of the model in force, by role and language.
type specCache struct {
	mu   sync.Mutex
	hash string
	kept map[[2]string][]byte
}

// openapi answers the document of what the actor may do.
func (s *Server) openapi(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	m, role := s.Records.Model(), q.actor.Role
	if role == nil {
		return refuse(http.StatusForbidden, "forbidden")
	}
	b, err := s.specs.document(m, role, q.locale)
	if err != nil {
		return err
	}
	return q.send(http.StatusOK, b)
}

func (c *specCache) document(m *model.Model, role *model.Role, loc string) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.hash != m.Hash || c.kept == nil {
		c.hash, c.kept = m.Hash, map[[2]string][]byte{}
	}
	key := [2]string{role.Name, loc}
	if b := c.kept[key]; b != nil {
		return b, nil
	}
	b, err := Document(m, role, loc)
	if err == nil {
		c.kept[key] = b
	}
	return b, err
}

// Document is the API of a package as OpenAPI 3.1, as far as a role may use it, in the words of a locale.
func Document(m *model.Model, role *model.Role, loc string) ([]byte, error) {
	meta := view.Of(m, view.Viewer{Role: role, Locale: loc})
	d := &document{meta: meta, doc: head(meta)}
	d.shared()
	for _, e := range m.Entities {
		if shown := meta.Entities[e.Name]; shown != nil {
			d.entity(shown)
		}
	}
	d.rest()
	b, err := encode(d.doc)
	if err != nil {
		return nil, fmt.Errorf("write openapi: %w", err)
	}
	return b, nil
}

// document is one on its way.
type document struct {
	meta *view.Meta
	doc  *openapi3.T
}

func head(meta *view.Meta) *openapi3.T {
	version := meta.Package.Version
	if version == "" {
		version = "1"
	}
	return &openapi3.T{
		OpenAPI: "3.1.0",
		Info: &openapi3.Info{
			Title: meta.Package.Label, Version: version,
			Description: about,
			License:     &openapi3.License{Name: "Apache-2.0", URL: "https://www.apache.org/licenses/LICENSE-2.0"},
		},
		Servers: openapi3.Servers{{URL: "/"}},
		Paths:   openapi3.NewPaths(),
		Components: &openapi3.Components{
			Schemas: openapi3.Schemas{}, Responses: openapi3.ResponseBodies{}, Parameters: openapi3.ParametersMap{},
			SecuritySchemes: openapi3.SecuritySchemes{
				"token":   {Value: &openapi3.SecurityScheme{Type: "http", Scheme: "bearer", Description: "A token made with `tamga user token` or on the page of one's own tokens."}},
				"session": {Value: &openapi3.SecurityScheme{Type: "apiKey", In: "cookie", Name: cookieName, Description: "The cookie that `POST /api/login` sets. What changes something needs the header `X-CSRF-Token` too."}},
			},
		},
		Security: openapi3.SecurityRequirements{{"token": {}}, {"session": {}}},
	}
}

const about = "Records are read and written under `/api/records/{entity}`. `where` takes an expression of the package's own language, " +
	"like `amount > 1000 && client.city == \"Osh\"`; `sort` takes fields, `-` before one for descending; `expand` puts linked records in place of their ids. " +
	"Lists are read page by page: `next` is the `cursor` of the next one. Every `POST` takes an `Idempotency-Key`: sent again, it gives the same answer and " +
	"does nothing twice. `ETag` is a record's version; with `If-Match` a change is refused when somebody else was faster. " +
	"Refusals are `application/problem+json` and name all that is wrong at once."

// call is one operation as this file describes them.
type call struct {
	method, path, id, tag, summary string
	params                         []*openapi3.ParameterRef
	body                           *openapi3.SchemaRef
	example                        any
	status                         int
	answer                         *openapi3.SchemaRef
	errors                         []int
	open                           bool // for anybody
}

func (d *document) add(c call) {
	op := &openapi3.Operation{Tags: []string{c.tag}, Summary: c.summary, OperationID: c.id, Parameters: c.params}
	if c.body != nil {
		media := &openapi3.MediaType{Schema: c.body, Example: c.example}
		op.RequestBody = &openapi3.RequestBodyRef{Value: &openapi3.RequestBody{Required: true, Content: openapi3.Content{"application/json": media}}}
	}
	if c.open {
		op.Security = &openapi3.SecurityRequirements{}
	}
	op.Responses = d.responses(c)
	item := d.doc.Paths.Value(c.path)
	if item == nil {
		item = &openapi3.PathItem{}
		d.doc.Paths.Set(c.path, item)
	}
	item.SetOperation(c.method, op)
}

func (d *document) responses(c call) *openapi3.Responses {
	words := http.StatusText(c.status)
	ok := &openapi3.Response{Description: &words}
	if c.answer != nil {
		ok.Content = openapi3.Content{"application/json": {Schema: c.answer}}
	}
	out := openapi3.NewResponses(openapi3.WithStatus(c.status, &openapi3.ResponseRef{Value: ok}))
	errs := c.errors
	if !c.open {
		errs = append([]int{http.StatusUnauthorized}, errs...)
	}
	for _, status := range append(errs, http.StatusTooManyRequests) {
		out.Set(strconv.Itoa(status), &openapi3.ResponseRef{Ref: "#/components/responses/" + strconv.Itoa(status)})
	}
	out.Delete("default")
	return out
}

// refusals are the statuses that operations refer to.
var refusals = []int{400, 401, 403, 404, 409, 412, 422, 429}

// shared are the parts that all operations refer to.
func (d *document) shared() {
	c := d.doc.Components
	for _, status := range refusals {
		words := http.StatusText(status)
		c.Responses[strconv.Itoa(status)] = &openapi3.ResponseRef{Value: &openapi3.Response{
			Description: &words, Content: openapi3.Content{"application/problem+json": {Schema: ref("Problem")}}}}
	}
	wrong := object31("field", str(), "code", str(), "message", str())
	c.Schemas["Problem"] = describe(object31("type", format("uri"), "title", str(), "status", integer(), "detail", str(),
		"errors", array(wrong), "warnings", array(wrong)), "Why a request was refused (RFC 9457).", "type", "title", "status")
	c.Schemas["Money"] = describe(object31("amount", decimalString(), "currency", pattern("^[A-Z]{3}$")), "An exact amount in a currency.", "amount", "currency")
	c.Schemas["File"] = describe(object31("id", format("uuid"), "name", str(), "type", str(), "size", integer()), "A stored file: its bytes are at /api/files/{id}.", "id", "name")
	c.Schemas["Can"] = object31("update", boolean(), "delete", boolean(), "move", boolean(), "actions", array(str()))
	for name, p := range map[string]*openapi3.Parameter{
		"id":      {Name: "id", In: "path", Required: true, Schema: format("uuid")},
		"fields":  query("fields", "Only these fields: `name,amount`.", str()),
		"expand":  query("expand", "Linked records in place of their ids, at most three deep: `client.manager,lines`.", str()),
		"where":   query("where", "An expression that chooses records.", str()),
		"search":  query("search", "Words to look for.", str()),
		"sort":    query("sort", "Fields to sort by: `-created_at,name`.", str()),
		"limit":   query("limit", "How many, 50 unless said.", bounded(1, 500)),
		"cursor":  query("cursor", "The `next` of the page before.", str()),
		"count":   query("count", "Count all that match.", boolean()),
		"deleted": query("deleted", "Look into the recycle bin instead.", boolean()),
		"caption": query("caption", "A view of the entity: what stands on its records comes beside them, as captions.", str()),
		"key":     {Name: keyHeader, In: "header", Description: "Sent again, gives the same answer and does nothing twice.", Schema: str()},
		"match":   {Name: "If-Match", In: "header", Description: "The version that is meant to change.", Schema: str()},
		"confirm": {Name: "X-Confirm-Warnings", In: "header", Description: "`1`: warnings are confirmed.", Schema: enum("1")},
	} {
		c.Parameters[name] = &openapi3.ParameterRef{Value: p}
	}
}

func query(name, help string, schema *openapi3.SchemaRef) *openapi3.Parameter {
	return &openapi3.Parameter{Name: name, In: "query", Description: help, Schema: schema}
}

func params(names ...string) []*openapi3.ParameterRef {
	var out []*openapi3.ParameterRef
	for _, n := range names {
		out = append(out, &openapi3.ParameterRef{Ref: "#/components/parameters/" + n})
	}
	return out
}

// entity describes the records of one entity.
func (d *document) entity(e *view.Entity) {
	d.doc.Tags = append(d.doc.Tags, &openapi3.Tag{Name: e.Name, Description: e.Plural})
	d.schemas(e)
	root, one := "/api/records/"+e.Name, "/api/records/"+e.Name+"/{id}"
	d.add(call{method: "GET", path: root, id: "list_" + e.Name, tag: e.Name, summary: "List", status: 200, answer: ref(e.Name + "_page"),
		params: params("where", "sort", "fields", "expand", "search", "limit", "cursor", "count", "deleted", "caption"), errors: []int{400, 403}})
	d.add(call{method: "GET", path: root + "/summary", id: "sum_" + e.Name, tag: e.Name, summary: "Count and add up", status: 200, answer: ref("Summary"),
		params: append(params("where", "search"), &openapi3.ParameterRef{Value: query("group", "A field to group by.", str())},
			&openapi3.ParameterRef{Value: query("sum", "Fields to add up.", str())}), errors: []int{400, 403}})
	d.add(call{method: "GET", path: one, id: "read_" + e.Name, tag: e.Name, summary: "Read", status: 200, answer: ref(e.Name),
		params: params("id", "fields", "expand"), errors: []int{400, 404}})
	d.past(e, one)
	d.writes(e, root, one)
}

// past describes what can be asked about a record's past.
func (d *document) past(e *view.Entity, one string) {
	for _, p := range [][2]string{{"history", "Every change, with before and after"}, {"timeline", "Changes, messages, tasks, comments and runs"}} {
		d.add(call{method: "GET", path: one + "/" + p[0], id: p[0] + "_of_" + e.Name, tag: e.Name, summary: p[1], status: 200,
			answer: ref("Past"), params: params("id", "limit", "cursor"), errors: []int{400, 404}})
	}
	d.add(call{method: "GET", path: one + "/runs", id: "runs_of_" + e.Name, tag: e.Name, summary: "Runs of automations", status: 200,
		answer: ref("Past"), params: params("id"), errors: []int{404}})
	asked := func(name, doc string) *openapi3.ParameterRef {
		return &openapi3.ParameterRef{Value: query(name, doc, str())}
	}
	d.add(call{method: "GET", path: one + "/explain", id: "explain_" + e.Name, tag: e.Name, summary: "Why automations ran or not, why it may move or not, why a field is so", status: 200,
		params: append(params("id"), asked("automation", "One automation; all unless given."), asked("at", "As of this instant; now unless given."),
			asked("move", "Why it may go to this stage or not."), asked("funnel", "The funnel of that stage."), asked("field", "Why this field is as it is."),
			asked("as", "In the eyes of the person with this e-mail address; alone: what they may do.")),
		answer: anyObject(), errors: []int{400, 403, 404}})
	d.add(call{method: "POST", path: one + "/comments", id: "comment_on_" + e.Name, tag: e.Name, summary: "Comment", status: 201,
		params: params("id", "key"), body: describe(object31("text", str()), "", "text"), example: map[string]any{"text": "Called, will come on Monday"},
		answer: anyObject(), errors: []int{400, 404, 409, 422}})
}

// writes describes the changes that the role may make.
func (d *document) writes(e *view.Entity, root, one string) {
	if e.Can.Create || e.Can.Update {
		d.add(call{method: "POST", path: root + "/preview", id: "preview_" + e.Name, tag: e.Name, summary: "The form before it is saved", status: 200,
			body: ref(e.Name + "_preview"), example: exampleOf(e, d.meta), answer: anyObject(), errors: []int{400, 403, 404}})
	}
	if e.Can.Create {
		d.add(call{method: "POST", path: root, id: "create_" + e.Name, tag: e.Name, summary: "Create", status: 201, params: params("fields", "expand", "key", "confirm"),
			body: ref(e.Name + "_new"), example: exampleOf(e, d.meta), answer: ref(e.Name), errors: []int{400, 403, 409, 422}})
	}
	if e.Can.Update {
		d.add(call{method: "PATCH", path: one, id: "update_" + e.Name, tag: e.Name, summary: "Change the fields that are given", status: 200,
			params: params("id", "fields", "expand", "match", "confirm"), body: ref(e.Name + "_changes"), example: someOf(exampleOf(e, d.meta)), answer: ref(e.Name), errors: []int{400, 403, 404, 409, 412, 422}})
	}
	if e.Can.Delete {
		d.add(call{method: "DELETE", path: one, id: "delete_" + e.Name, tag: e.Name, summary: "Move to the recycle bin", status: 204,
			params: params("id", "match"), errors: []int{403, 404, 409, 412}})
		d.add(call{method: "POST", path: one + "/restore", id: "restore_" + e.Name, tag: e.Name, summary: "Bring back from the recycle bin", status: 200,
			params: params("id", "key"), answer: ref(e.Name), errors: []int{403, 404, 409, 422}})
	}
	if e.Can.Update || e.Can.Delete {
		body := anyObject()
		body.Value.Properties = openapi3.Schemas{"change": str()}
		body.Value.Required = []string{"change"}
		d.add(call{method: "POST", path: one + "/undo", id: "undo_" + e.Name, tag: e.Name, summary: "Take a change back, by its id in the history", status: 200,
			params: params("id", "key", "confirm"), body: body, answer: anyObject(), errors: []int{403, 404, 409, 422}})
	}
	if len(e.Funnels) > 0 {
		d.moving(e, one)
	}
	for _, a := range e.Actions {
		d.action(e, one, a)
	}
}

// action is a button: its body are the answers to what it asks for.
func (d *document) action(e *view.Entity, one string, a *view.Action) {
	body, required := anyObject(), []string{}
	body.Value.Properties = openapi3.Schemas{}
	for _, f := range a.Fields {
		body.Value.Properties[f.Name] = d.kind(f, false)
		if f.Required {
			required = append(required, f.Name)
		}
	}
	body.Value.Required = required
	d.add(call{method: "POST", path: one + "/actions/" + a.Name, id: "press_" + e.Name + "_" + a.Name, tag: e.Name, summary: a.Label, status: 200,
		params: params("id", "key"), body: body, answer: anyObject(), errors: []int{403, 404, 409, 422}})
}

func (d *document) moving(e *view.Entity, one string) {
	d.add(call{method: "GET", path: one + "/moves", id: "moves_of_" + e.Name, tag: e.Name, summary: "Which stages accept it, and why others do not", status: 200,
		params: params("id"), answer: anyObject(), errors: []int{404}})
	if !e.Can.Move {
		return
	}
	var stages, funnels []any
	for _, name := range e.Funnels {
		funnels = append(funnels, name)
		for _, st := range d.meta.Funnels[name].Stages {
			if !slices.Contains(stages, any(st.Name)) {
				stages = append(stages, st.Name)
			}
		}
	}
	body := describe(object31("stage", enum(stages...), "funnel", enum(funnels...), "set", ref(e.Name+"_changes")), "", "stage")
	d.add(call{method: "POST", path: one + "/move", id: "move_" + e.Name, tag: e.Name, summary: "Move to a stage", status: 200, params: params("id", "key", "match", "confirm"),
		body: body, example: map[string]any{"stage": stages[len(stages)/2]}, answer: ref(e.Name), errors: []int{400, 403, 404, 409, 412, 422}})
}
