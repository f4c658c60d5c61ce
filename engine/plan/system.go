package plan

import "github.com/tamga-crm/tamga/engine/field"

// Shorthands for the columns of Tamga's own tables.
func text(name string) *Column {
	return &Column{Name: name, Type: Type{Store: field.StoreText}, NotNull: true}
}
func uuid(name string) *Column {
	return &Column{Name: name, Type: Type{Store: field.StoreText, UUID: true}, NotNull: true}
}
func integer(name string) *Column {
	return &Column{Name: name, Type: Type{Store: field.StoreInt}, NotNull: true}
}
func boolean(name string) *Column {
	return &Column{Name: name, Type: Type{Store: field.StoreBool}, NotNull: true}
}
func instant(name string) *Column {
	return &Column{Name: name, Type: Type{Store: field.StoreInstant}, NotNull: true}
}
func json(name string) *Column {
	return &Column{Name: name, Type: Type{Store: field.StoreJSON}, NotNull: true}
}
func blob(name string) *Column { return &Column{Name: name, Type: Type{Bytes: true}, NotNull: true} }

func (c *Column) null() *Column { c.NotNull = false; return c }

// System are Tamga's own tables: each is described by the package that owns it.
func System() []*Table {
	return []*Table{
		// Owned by store: what was applied, and every change of every record.
		{Name: "tamga_release", System: true, Primary: []string{"id"}, Columns: []*Column{
			uuid("id"), text("package"), text("version"), text("hash"), json("schema"), json("plan"), instant("applied_at"),
			text("applied_by"), text("note").null(), integer("milliseconds"), blob("files")}},
		{Name: "tamga_journal", System: true, Primary: []string{"id"}, Columns: []*Column{
			uuid("id"), instant("at"), text("entity"), uuid("record"), text("action"), uuid("by").null(), text("as_what"),
			text("cause").null(), integer("version"), json("before").null(), json("after").null()},
			Indexes: []*Index{{Name: "tamga_journal_record", Columns: []string{"entity", "record", "id"}}, {Name: "tamga_journal_at", Columns: []string{"at"}},
				{Name: "tamga_journal_cause", Columns: []string{"cause"}}}},
		{Name: "tamga_series", System: true, Primary: []string{"name", "period"}, Columns: []*Column{
			text("name"), text("period"), integer("last")}},
		// Owned by store: files. Bytes are kept once by content hash.
		{Name: "tamga_blob", System: true, Primary: []string{"hash"}, Columns: []*Column{text("hash"), blob("bytes")}},
		{Name: "tamga_file", System: true, Primary: []string{"id"}, Columns: []*Column{
			uuid("id"), text("name"), text("type"), integer("size"), text("hash"), uuid("created_by").null(), instant("created_at")}},
		// Owned by identity.
		{Name: "tamga_credential", System: true, Primary: []string{"user_id"}, Columns: []*Column{
			uuid("user_id"), text("password_hash"), instant("changed_at")}},
		{Name: "tamga_session", System: true, Primary: []string{"hash"}, Columns: []*Column{
			text("hash"), uuid("user_id"), text("csrf"), instant("created_at"), instant("seen_at"), instant("expires_at")}},
		{Name: "tamga_token", System: true, Primary: []string{"id"}, Columns: []*Column{
			uuid("id"), text("hash"), text("name"), uuid("user_id"), text("role"), instant("created_at"), instant("expires_at").null(), instant("seen_at").null()},
			Uniques: []*Index{{Name: "tamga_token_hash", Columns: []string{"hash"}}}},
		{Name: "tamga_attempt", System: true, Primary: []string{"key"}, Columns: []*Column{
			text("key"), integer("failures"), instant("since"), instant("until").null()}},
		{Name: "tamga_idempotency", System: true, Primary: []string{"key"}, Columns: []*Column{
			text("key"), text("request_hash"), integer("status").null(), text("location").null(), text("etag").null(), text("body").null(), instant("created_at")}},
		// Owned by record.
		{Name: "tamga_comment", System: true, Primary: []string{"id"}, Columns: []*Column{
			uuid("id"), text("entity"), uuid("record"), uuid("by").null(), instant("at"), text("body")},
			Indexes: []*Index{{Name: "tamga_comment_record", Columns: []string{"entity", "record", "id"}}}},
		// Owned by job.
		{Name: "tamga_job", System: true, Primary: []string{"id"}, Columns: []*Column{
			uuid("id"), text("kind"), text("key"), text("lane"), json("payload").null(), text("state"), instant("due_at"), integer("attempts"),
			integer("puts"), text("leased_by").null(), instant("leased_until").null(), instant("handed_at").null(), text("error").null(), instant("created_at")},
			Uniques: []*Index{{Name: "tamga_job_key", Columns: []string{"kind", "key"}}},
			Indexes: []*Index{{Name: "tamga_job_lane", Columns: []string{"kind", "state", "lane", "due_at", "id"}}}},
		// Owned by automation.
		{Name: "tamga_run", System: true, Primary: []string{"id"}, Columns: []*Column{
			uuid("id"), text("automation"), text("release"), text("entity"), uuid("record"), text("trigger"), text("once_key").null(), text("state"),
			text("step"), text("step_kind"), integer("turn"), json("vars"), json("before").null(), instant("due_at").null(), integer("attempts"), integer("depth"),
			uuid("parent").null(), text("error").null(), uuid("started_by").null(), instant("created_at"), instant("finished_at").null()},
			Uniques: []*Index{{Name: "tamga_run_once", Columns: []string{"once_key"}}},
			Indexes: []*Index{{Name: "tamga_run_record", Columns: []string{"entity", "record", "id"}}, {Name: "tamga_run_state", Columns: []string{"state", "id"}},
				{Name: "tamga_run_automation", Columns: []string{"automation", "id"}}}},
		{Name: "tamga_run_step", System: true, Primary: []string{"run", "path"}, Columns: []*Column{
			uuid("run"), text("path"), text("kind"), text("state"), instant("at"), json("result").null(), text("error").null()}},
		{Name: "tamga_run_watch", System: true, Primary: []string{"entity", "record", "run"}, Columns: []*Column{
			text("entity"), uuid("record"), uuid("run")},
			Indexes: []*Index{{Name: "tamga_run_watch_run", Columns: []string{"run"}}}},
		// Who was reached under which limit.
		{Name: "tamga_touch", System: true, Primary: []string{"run", "path"}, Columns: []*Column{
			text("policy"), text("entity"), uuid("record"), instant("at"), uuid("run"), text("path")},
			Indexes: []*Index{{Name: "tamga_touch_record", Columns: []string{"policy", "entity", "record", "at"}}}},
		// Whose turn it was: of each pool that records are given from, the last turn of each person.
		{Name: "tamga_rotation", System: true, Primary: []string{"pool", "person"}, Columns: []*Column{
			text("pool"), uuid("person"), integer("turn")}},
		// Conditions of triggers "becomes": of each record where one holds or is to be looked at, how it stands; and how
		// far the records that were there before the trigger have been looked at.
		{Name: "tamga_edge", System: true, Primary: []string{"trigger", "record"}, Columns: []*Column{
			text("trigger"), uuid("record"), boolean("holds"), instant("due_at").null()}},
		{Name: "tamga_watch", System: true, Primary: []string{"trigger"}, Columns: []*Column{
			text("trigger"), text("condition"), uuid("reached").null(), boolean("done")}},
		// Schedules: when each comes next, and how far it has gone through its records.
		{Name: "tamga_schedule", System: true, Primary: []string{"trigger"}, Columns: []*Column{
			text("trigger"), text("cron"), instant("due_at"), uuid("reached").null()}},
		// Owned by scenario: simulations and test runs that people asked for.
		{Name: "tamga_rehearsal", System: true, Primary: []string{"id"}, Columns: []*Column{
			uuid("id"), text("kind"), text("state"), instant("from_at").null(), instant("to_at").null(), integer("done"), integer("total"),
			json("report").null(), text("error").null(), uuid("created_by").null(), instant("created_at"), instant("finished_at").null()}},
		// Owned by message.
		{Name: "tamga_message", System: true, Primary: []string{"id"}, Columns: []*Column{
			uuid("id"), text("message_id"), json("recipients"), json("cc").null(), text("subject"), text("body_text"), text("body_html"), json("attachments").null(),
			text("locale"), text("entity").null(), uuid("record").null(), text("automation").null(), uuid("run").null(), text("state"), integer("attempts"),
			text("on_unknown").null(), text("error").null(), instant("created_at"), instant("next_at").null(), instant("sent_at").null()},
			Uniques: []*Index{{Name: "tamga_message_id", Columns: []string{"message_id"}}},
			Indexes: []*Index{{Name: "tamga_message_run", Columns: []string{"run"}}, {Name: "tamga_message_record", Columns: []string{"entity", "record", "id"}}, {Name: "tamga_message_state", Columns: []string{"state", "created_at"}}}},
	}
}
