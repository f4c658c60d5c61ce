package spec

import "github.com/tamga-crm/tamga/engine/diag"

// Package is one CRM as its YAML says it: the manifest and every section of every file, merged.
type Package struct {
	Manifest
	Sections
	Changes []Change          `yaml:"-"` // what each layer does to those below
	Hash    string            `yaml:"-"` // of every file: the same YAML gives the same hash
	Broken  bool              `yaml:"-"` // a file was not read: what stands in it would seem to be missing
	Wrong   map[diag.Pos]bool `yaml:"-"` // elements that are no maps at all: nothing more is to be said of them
}

// Manifest is the head of crm.yaml.
type Manifest struct {
	CRM        Int         `yaml:"crm" doc:"The version of the language. Write 1."`
	Name       Word        `yaml:"name" doc:"The package's name in snake_case."`
	Label      Text        `yaml:"label" doc:"What people call it."`
	Version    Word        `yaml:"version" doc:"The package's own version, like 1.4.0."`
	Extends    List[Word]  `yaml:"extends" doc:"Folders of packages that this one builds on, like ../base."`
	Locales    List[Word]  `yaml:"locales" doc:"Languages of the package, like [en, ru]. The first is the default."`
	Currency   Word        `yaml:"currency" doc:"The default currency, like USD."`
	Currencies List[Word]  `yaml:"currencies" doc:"Other currencies that money may have."`
	Timezone   Word        `yaml:"timezone" doc:"Where the business is, like Asia/Bishkek. Days begin and end there."`
	Region     Word        `yaml:"region" doc:"The country (ISO 3166, like KG) of phone numbers written without a country code. Taken from the time zone unless given."`
	Icon       Word        `yaml:"icon" doc:"The icon of the CRM."`
	Accent     Word        `yaml:"accent" doc:"The main colour of the screens: gray red orange yellow green teal blue indigo violet pink, or #rrggbb."`
	Calendar   *Calendar   `yaml:"calendar" doc:"Working days and hours."`
	Settings   Map[*Field] `yaml:"settings" doc:"Typed values that the customer's administrator may change, used as settings.<name>."`
}

// Calendar is the working time.
type Calendar struct {
	Head
	Days     List[Word] `yaml:"days" enum:"mon tue wed thu fri sat sun" doc:"Working days: mon tue wed thu fri sat sun."`
	Hours    Word       `yaml:"hours" doc:"Working hours, like \"09:00-18:00\"."`
	Holidays List[Word] `yaml:"holidays" doc:"Days off, like 2026-01-01."`
}

// Sections are what any file may hold.
type Sections struct {
	Entities    Map[*Entity]     `yaml:"entities" doc:"What the CRM keeps: kinds of record with their fields."`
	Funnels     Map[*Funnel]     `yaml:"funnels" doc:"The stages that records of an entity go through."`
	Automations Map[*Automation] `yaml:"automations" doc:"What happens by itself."`
	Roles       Map[*Role]       `yaml:"roles" doc:"What people may do. What is not granted is denied."`
	Documents   Map[*Document]   `yaml:"documents" doc:"Templates of PDF documents."`
	Messages    Map[*Message]    `yaml:"messages" doc:"Templates of e-mails."`
	Forms       Map[*Form]       `yaml:"forms" doc:"How records are filled in. Without one, a form shows the fields in declared order."`
	Views       Map[Map[*View]]  `yaml:"views" doc:"How many records are shown: views by entity, then by name. Without any, an entity has a list, and a board for each funnel."`
	Navigation  List[*Group]     `yaml:"navigation" doc:"Headings of the navigation with their entities. Without it, every entity is shown."`
	Users       Map[*User]       `yaml:"users" doc:"People of tests and of the demo, by a short name."`
	Tests       Map[*Test]       `yaml:"tests" doc:"Scenarios that \"tamga test\" runs."`
	Data        Map[List[*Row]]  `yaml:"data" doc:"Records of the demo, by entity, in the order in which they are made."`
	Generate    List[*Block]     `yaml:"generate" doc:"Records of the demo that are drawn, the same on every machine."`
	Reports     Map[*Report]     `yaml:"reports" doc:"Figures over records: counts, sums and averages by group, as a table and a chart."`
	Dashboards  Map[*Dashboard]  `yaml:"dashboards" doc:"Pages of tiles: reports, views, numbers and targets."`
	Targets     Map[*Target]     `yaml:"targets" doc:"What is planned for each period, person or group, beside what came of it."`
	Limits      Map[*Limit]      `yaml:"limits" doc:"How often, when and whether people may be reached: policies with a name, for automations and messages."`
	Segments    Map[*Segment]    `yaml:"segments" doc:"Conditions with a name. Each is a live list of its entity, and true or false of every record: client.vip."`
	Matches     Map[*Match]      `yaml:"matches" doc:"Which records of two entities suit each other: a panel on either side."`
	Channels    Map[*Channel]    `yaml:"channels" doc:"The ways in and out: public forms, mailboxes, webhooks, calls; mail, text messages, messengers."`
	Quality     Map[*Quality]    `yaml:"quality" doc:"What keeps data clean, by entity: how values are written, duplicates, checks, what is archived."`
}

// Overlay says how an element changes one of the same name in a package below.
type Overlay struct {
	Extend  Bool `yaml:"extend" doc:"true: adds to the element of the same name in the package below (maps merge, lists append)."`
	Replace Bool `yaml:"replace" doc:"true: takes the place of the element of the same name in the package below."`
	Remove  Bool `yaml:"remove" doc:"true: removes the element of the same name in the package below."`
}

// Group is a heading of the navigation.
type Group struct {
	Head
	Label    Text       `yaml:"label" doc:"The heading. Without one the entities stand alone."`
	Entities List[Word] `yaml:"entities" doc:"The entities under it."`
}

func (g *Group) short(d *decoder, n *Node) bool {
	if n.shape == scalar {
		g.Entities = List[Word]{wordOf(n)}
	}
	return n.shape == scalar
}
