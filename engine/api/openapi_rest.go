package api

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/tamga-crm/tamga/engine/view"
)

// exampleID is the id of examples.
const exampleID = "01939f5a-7c3e-7b1a-9d2e-5f4c3b2a1d0e"

// exampleOf is a body that makes a record: what is required, and the first few of the rest.
func exampleOf(e *view.Entity, meta *view.Meta) map[string]any {
	out := map[string]any{}
	for _, f := range e.Fields {
		if f.Readonly || f.Name == "owner" || !f.Required && len(out) >= 4 {
			continue
		}
		if v := exampleValue(f, meta); v != nil {
			out[f.Name] = v
		}
	}
	return out
}

// someOf is one member of an example.
func someOf(m map[string]any) map[string]any {
	for _, k := range sortedKeys(m) {
		return map[string]any{k: m[k]}
	}
	return m
}

func exampleValue(f *view.Field, meta *view.Meta) any {
	switch f.Kind {
	case "integer", "rating":
		return exampleInt(f)
	case "boolean":
		return true
	case "decimal", "percent":
		return "12.5"
	case "money":
		return map[string]any{"amount": "1200.00", "currency": meta.Package.Currency}
	case "date":
		return "2026-03-25"
	case "datetime":
		return "2026-03-25T14:30:00Z"
	case "email":
		return "anna@example.com"
	case "phone":
		return "+996555123456"
	case "url":
		return "https://example.com"
	case "choice":
		if len(f.Options) > 0 {
			return f.Options[0].Name
		}
	case "link", "user", "tree":
		if len(f.To) == 1 {
			return exampleID
		}
	case "text", "longtext", "person_name", "address":
		return f.Label
	}
	return nil
}

func exampleInt(f *view.Field) any {
	if f.Min != nil && *f.Min > 1 {
		return *f.Min
	}
	return 1
}

// rest describes what belongs to no entity.
func (d *document) rest() {
	all := d.doc.Components.Schemas
	all["Summary"] = object31("groups", array(object31("value", anyValue(), "count", integer(), "sum", anyObject())), "count", integer(), "sum", anyObject())
	all["Past"] = describe(object31("data", array(anyObject()), "next", schema("string", "null")), "", "data")
	all["Me"] = object31("id", format("uuid"), "name", str(), "email", str(), "role", str(), "role_label", str(), "locale", str(), "can", array(str()))
	all["Session"] = object31("user", ref("Me"), "csrf", str())
	d.doc.Tags = append(d.doc.Tags, &openapi3.Tag{Name: "session", Description: "Who is signed in"},
		&openapi3.Tag{Name: "everything", Description: "Across entities"}, &openapi3.Tag{Name: "operation", Description: "People, runs, messages"})
	d.sessionCalls()
	d.acrossCalls()
	d.operationCalls()
}

func (d *document) sessionCalls() {
	const tag = "session"
	login := describe(object31("email", format("email"), "password", str()), "", "email", "password")
	d.add(call{method: "POST", path: "/api/login", id: "login", tag: tag, summary: "Sign in", status: 200, body: login, open: true,
		example: map[string]any{"email": "anna@example.com", "password": "correct horse battery staple"}, answer: ref("Session"), errors: []int{400, 401}})
	d.add(call{method: "POST", path: "/api/logout", id: "logout", tag: tag, summary: "Sign out", status: 204})
	d.add(call{method: "GET", path: "/api/session", id: "session", tag: tag, summary: "Who is signed in", status: 200, answer: ref("Session")})
	d.add(call{method: "PATCH", path: "/api/me", id: "change_me", tag: tag, summary: "Change one's language", status: 200,
		body: object31("locale", str(), "absent_from", str(), "absent_until", str(), "deputy", str()), example: map[string]any{"locale": "en"}, answer: ref("Me"), errors: []int{400, 422}})
	d.add(call{method: "GET", path: "/api/tokens", id: "list_tokens", tag: tag, summary: "One's own tokens", status: 200, answer: ref("Past")})
	d.add(call{method: "POST", path: "/api/tokens", id: "create_token", tag: tag, summary: "Make a token; its secret is shown this once", status: 201,
		body: describe(object31("name", str(), "expires_in_days", bounded(1, maxTokenDays)), "", "name"), example: map[string]any{"name": "Web shop", "expires_in_days": 90},
		answer: anyObject(), errors: []int{400, 422}})
	d.add(call{method: "DELETE", path: "/api/tokens/{id}", id: "delete_token", tag: tag, summary: "Take a token away", status: 204, params: params("id"), errors: []int{404}})
}

func (d *document) acrossCalls() {
	const tag = "everything"
	d.add(call{method: "GET", path: "/api/meta", id: "meta", tag: tag, summary: "The CRM as one may see it: entities, fields, forms, views, funnels", status: 200, answer: anyObject()})
	d.add(call{method: "GET", path: "/api/search", id: "search", tag: tag, summary: "Look for words in everything", status: 200,
		params: []*openapi3.ParameterRef{{Value: query("q", "Words to look for.", str())}}, answer: anyObject(), errors: []int{400}})
	d.reportCalls()
	operations := array(describe(object31("method", enum("POST", "PATCH", "DELETE"), "path", str(), "body", anyObject()), "", "method", "path"))
	d.add(call{method: "POST", path: "/api/batch", id: "batch", tag: tag, summary: "Many changes: all or none when atomic", status: 200, params: params("key", "confirm"),
		body:    describe(object31("operations", operations, "atomic", boolean()), "", "operations"),
		example: map[string]any{"atomic": true, "operations": []any{map[string]any{"method": "DELETE", "path": "/api/records/task/" + exampleID}}},
		answer:  anyObject(), errors: []int{400, 403, 404, 409, 412, 422}})
	d.add(call{method: "GET", path: "/api/files/{id}", id: "read_file", tag: tag, summary: "The bytes of a file", status: 200, params: params("id"), errors: []int{404}})
	d.upload()
}

// reportCalls describes the figures.
func (d *document) reportCalls() {
	asked := []*openapi3.ParameterRef{{Value: query("from", "The first day of the period.", format("date"))},
		{Value: query("to", "The last day of the period.", format("date"))}, {Value: query("where", "A condition over the records that are counted.", str())}}
	named := func(names ...string) []*openapi3.ParameterRef {
		var out []*openapi3.ParameterRef
		for _, n := range names {
			out = append(out, &openapi3.ParameterRef{Value: &openapi3.Parameter{Name: n, In: "path", Required: true, Schema: str()}})
		}
		return append(out, asked...)
	}
	d.add(call{method: "GET", path: "/api/reports/{name}", id: "read_report", tag: "everything", summary: "A report with its figures", status: 200,
		params: named("name"), answer: anyObject(), errors: []int{400, 404}})
	d.add(call{method: "GET", path: "/api/dashboards/{name}/tiles/{place}", id: "read_tile", tag: "everything", summary: "The figures of a tile of a dashboard, by its place from 0",
		status: 200, params: named("name", "place"), answer: anyObject(), errors: []int{400, 404}})
}

// upload is the one body that is no JSON.
func (d *document) upload() {
	d.add(call{method: "POST", path: "/api/files", id: "create_file", tag: "everything", summary: "Keep a file, to be put into a field", status: 201,
		params: params("key"), answer: ref("File"), errors: []int{400, 422}})
	form := describe(object31("file", format("binary")), "", "file")
	d.doc.Paths.Value("/api/files").Post.RequestBody = &openapi3.RequestBodyRef{Value: &openapi3.RequestBody{
		Required: true, Content: openapi3.Content{"multipart/form-data": {Schema: form}}}}
}

func (d *document) operationCalls() {
	const tag = "operation"
	can := d.meta.User.Can
	if slices.Contains(can, "users") {
		d.peopleCalls()
	}
	if slices.Contains(can, "runs") {
		d.add(call{method: "GET", path: "/api/runs", id: "list_runs", tag: tag, summary: "Runs of automations", status: 200, answer: ref("Past"),
			params: append(params("limit", "cursor"), &openapi3.ParameterRef{Value: query("state", "", enum("running", "waiting", "failed", "parked", "done", "cancelled"))},
				&openapi3.ParameterRef{Value: query("automation", "", str())}), errors: []int{400, 403}})
		verb := &openapi3.ParameterRef{Value: &openapi3.Parameter{Name: "verb", In: "path", Required: true, Schema: enum("retry", "skip", "cancel")}}
		d.add(call{method: "POST", path: "/api/runs/{id}/{verb}", id: "attend_run", tag: tag, summary: "Try a run again, skip its step, cancel it", status: 200,
			params: append(params("id"), verb), answer: anyObject(), errors: []int{403, 404, 409}})
		d.add(call{method: "POST", path: "/api/runs/{id}/undo", id: "undo_run", tag: tag, summary: "Take back all that a run changed", status: 200,
			params: params("id", "key"), answer: anyObject(), errors: []int{403, 404, 409}})
	}
	if slices.Contains(can, "simulate") {
		period := describe(object31("kind", enum("simulation", "tests"), "from", str(), "to", str()), "", "kind")
		d.add(call{method: "GET", path: "/api/rehearsals", id: "list_rehearsals", tag: tag, summary: "Simulations and test runs that were asked for", status: 200, answer: ref("Past"), errors: []int{403}})
		d.add(call{method: "POST", path: "/api/rehearsals", id: "create_rehearsal", tag: tag, summary: "Simulate the automations over a period, or run the package's tests", status: 202,
			body: period, example: map[string]any{"kind": "simulation", "from": "2026-01-01", "to": "2026-02-01"}, answer: anyObject(), errors: []int{400, 403}})
		d.add(call{method: "GET", path: "/api/rehearsals/{id}", id: "read_rehearsal", tag: tag, summary: "One of them with its report", status: 200, params: params("id"), answer: anyObject(), errors: []int{403, 404}})
	}
	if slices.Contains(can, "outbox") {
		d.add(call{method: "GET", path: "/api/outbox", id: "list_messages", tag: tag, summary: "Messages", status: 200, answer: ref("Past"),
			params: append(params("search", "limit", "cursor"), &openapi3.ParameterRef{Value: query("state", "", enum("held", "queued", "sending", "sent", "failed", "unknown"))}), errors: []int{400, 403}})
		d.add(call{method: "GET", path: "/api/outbox/{id}", id: "read_message", tag: tag, summary: "A message with its text", status: 200, params: params("id"), answer: anyObject(), errors: []int{403, 404}})
		d.add(call{method: "POST", path: "/api/outbox/{id}/send", id: "send_message", tag: tag, summary: "Try to send now", status: 200, params: params("id"), answer: anyObject(), errors: []int{403, 404, 409}})
		d.add(call{method: "POST", path: "/api/outbox/{id}/settle", id: "settle_message", tag: tag, summary: "Count a message as sent of which it is unknown", status: 200, params: params("id"), answer: anyObject(), errors: []int{403, 404, 409}})
	}
}

func (d *document) peopleCalls() {
	const tag = "operation"
	person := object31("name", str(), "email", format("email"), "role", str(), "manager", str(), "locale", str(), "password", str(), "active", boolean(),
		"absent_from", str(), "absent_until", str(), "deputy", str())
	d.add(call{method: "GET", path: "/api/users", id: "list_users", tag: tag, summary: "People", status: 200, answer: ref("Past"), errors: []int{403}})
	d.add(call{method: "POST", path: "/api/users", id: "create_user", tag: tag, summary: "Add somebody", status: 201, params: params("key"), body: person,
		example: map[string]any{"name": "Anna Petrova", "email": "anna@example.com", "role": d.meta.User.Role, "password": "correct horse battery staple"},
		answer:  anyObject(), errors: []int{400, 403, 409, 422}})
	d.add(call{method: "PATCH", path: "/api/users/{id}", id: "update_user", tag: tag, summary: "Change somebody", status: 200, params: params("id"), body: person,
		example: map[string]any{"active": false}, answer: anyObject(), errors: []int{400, 403, 404, 409, 422}})
}
