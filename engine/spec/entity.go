package spec

import "github.com/tamga-crm/tamga/engine/diag"

// Entity is a kind of record.
type Entity struct {
	Head
	Overlay
	Was       Word             `yaml:"was" doc:"The name it had before: its data is carried over."`
	Label     Text             `yaml:"label" doc:"What people call one of them."`
	Plural    Text             `yaml:"plural" doc:"What people call many of them."`
	Help      Text             `yaml:"help" doc:"A sentence for those who see it first."`
	Icon      Word             `yaml:"icon" doc:"The name of an icon, like user, building, file-text."`
	Owned     Bool             `yaml:"owned" doc:"false: its records have no owner."`
	Title     Expr             `yaml:"title" doc:"How a record is called: an expression over it, like first_name + \" \" + last_name."`
	Search    List[Word]       `yaml:"search" doc:"The fields that a search looks into."`
	Fields    Map[*Field]      `yaml:"fields" doc:"Its fields, in the order in which they are shown."`
	Rules     List[*Rule]      `yaml:"rules" doc:"Conditions that hold for every record, on every path."`
	Unique    List[List[Word]] `yaml:"unique" doc:"Lists of fields that no two records have equal."`
	Indexes   List[List[Word]] `yaml:"indexes" doc:"Lists of fields that are often searched or sorted by together."`
	Exclusive List[*Exclusive] `yaml:"exclusive" doc:"What only one record may have at a time, like a room that is booked: two that overlap are refused by the database itself."`
}

// Exclusive says what only one record may have at a time.
type Exclusive struct {
	Head
	What   List[Word] `yaml:"what" doc:"The fields that say what is held; records that differ in one of them never meet." example:"[unit]"`
	During List[Word] `yaml:"during" doc:"From when until when: two fields with dates, the last day included, or two with instants, the end not included. An empty end is for ever, an empty start holds nothing." example:"[starts_at, ends_at]"`
	Where  Expr       `yaml:"where" doc:"Which records hold it. All of them unless given." example:"status in [\"active\"]"`
}

// Rule is a condition over the whole record.
type Rule struct {
	Head
	Name    Word       `yaml:"name" doc:"A name, so that a package above can change it."`
	Check   Expr       `yaml:"check" doc:"Must hold, else the record is refused."`
	Warn    Expr       `yaml:"warn" doc:"When it holds the user is warned, and may confirm."`
	Message Text       `yaml:"message" doc:"What is said then."`
	Fields  List[Word] `yaml:"fields" doc:"Where forms show it."`
}

// Field is one value of an entity, or a setting.
type Field struct {
	Head
	Overlay
	Type         Word        `yaml:"type" enum:"kinds" doc:"The kind of value."`
	Was          Word        `yaml:"was" doc:"The name it had before: its data is carried over."`
	Label        Text        `yaml:"label" doc:"What people call it. Made from the name unless given."`
	Help         Text        `yaml:"help" doc:"A sentence beside the field."`
	Placeholder  Text        `yaml:"placeholder" doc:"An example shown while it is empty."`
	Required     Flag        `yaml:"required" doc:"Must not be empty: true, or a condition."`
	Readonly     Flag        `yaml:"readonly" doc:"May not be changed: true, or a condition."`
	Visible      Flag        `yaml:"visible" doc:"Is shown: false, or a condition."`
	Clears       Bool        `yaml:"clears" doc:"true: emptied when it is not visible."`
	Default      Value       `yaml:"default" doc:"What a new record has: a literal, or a formula after \"=\"."`
	Check        Expr        `yaml:"check" doc:"Must hold when the field is not empty."`
	Message      Text        `yaml:"message" doc:"What is said when the check fails, after the field's name."`
	Unique       Bool        `yaml:"unique" doc:"true: no two records have it equal."`
	Index        Bool        `yaml:"index" doc:"true: often searched or sorted by."`
	Personal     Bool        `yaml:"personal" doc:"true: about a person; never written to a log."`
	Options      *Options    `yaml:"options" doc:"choice, choices: the values it can have; or entity.field, to share another field's."`
	Min          Value       `yaml:"min" doc:"The least number, or the fewest characters."`
	Max          Value       `yaml:"max" doc:"The greatest number, or the most characters."`
	Scale        Int         `yaml:"scale" doc:"decimal, percent: how many decimals are kept."`
	Format       Word        `yaml:"format" doc:"number: the form of the series, like INV-{yyyy}-{00000}."`
	Per          Word        `yaml:"per" doc:"number: counts by itself for each value of this field, like a club or a kind. It counts anew with each part of the date in the format." example:"club"`
	Of           Word        `yaml:"of" enum:"integer decimal money percent date time datetime" doc:"range: the kind of its ends. Expressions say budget.from, budget.to, price in budget and overlaps(a, b); either end may be open."`
	Formula      Expr        `yaml:"formula" doc:"Computed by this expression; nobody writes it."`
	To           List[Word]  `yaml:"to" doc:"link, links: the entity it points to, or a list of them."`
	Inverse      Word        `yaml:"inverse" doc:"link: the name of the collection on the other side."`
	InverseLabel Text        `yaml:"inverse_label" doc:"link: what people call that collection. The plural of the entity unless given."`
	OnDelete     Word        `yaml:"on_delete" enum:"restrict clear cascade" doc:"link: what becomes of this record when the other is deleted: restrict (refuse), clear or cascade."`
	Where        Expr        `yaml:"where" doc:"link: which records may be chosen: a condition over the other record; this one is \"record\"."`
	Inline       Bool        `yaml:"inline" doc:"link: true: edited as rows of the other record's form."`
	With         Map[*Field] `yaml:"with" doc:"links: fields of each pair, like a quantity. The pairs are records of an entity named after both (deal_product) and rows of this one's form; roles grant it like any other, and expressions say products, .qty and .product.name." example:"{qty: {type: integer, default: 1}}"`
	Map          Map[Word]   `yaml:"map" doc:"What becomes of the values of options that went: old name to new."`
	Backfill     Value       `yaml:"backfill" doc:"What old records get when the field becomes required."`
	Convert      Value       `yaml:"convert" doc:"How old values become the new type: a formula over \"value\" after \"=\". What it gives nothing for is lost, and the plan says so." example:"=number(replace(value, \" \", \"\"))"`
}

// short is "last_name: text".
func (f *Field) short(_ *decoder, n *Node) bool {
	if n.shape == scalar {
		f.Type = wordOf(n)
	}
	return n.shape == scalar
}

// Options are the values of a choice.
type Options struct {
	Of    Word // entity.field: those of another field
	Items Map[*Option]
	At    diag.Range
}

// Option is one value of a choice.
type Option struct {
	Head
	Label Text `yaml:"label" doc:"What people call it."`
	Color Word `yaml:"color" enum:"gray red orange yellow green teal blue indigo violet pink" doc:"gray red orange yellow green teal blue indigo violet pink."`
	Was   Word `yaml:"was" doc:"The name it had before."`
}

func (o *Option) short(d *decoder, n *Node) bool {
	if n.shape == scalar {
		o.Label.read(d, n)
	}
	return n.shape == scalar
}

func (o *Options) read(d *decoder, n *Node) {
	o.At = n.At
	switch {
	case n.shape == mapping:
		o.Items.read(d, n)
	case n.shape == sequence:
		for _, c := range n.items {
			o.item(d, c)
		}
	case n.empty:
		d.expected(n, "a list or a map of options")
	default:
		o.Of = wordOf(n)
	}
}

func (o *Options) item(d *decoder, n *Node) {
	if n.shape == scalar && !n.empty {
		w := wordOf(n)
		o.Items = append(o.Items, Entry[*Option]{w, &Option{Head: Head{n.At}}})
		return
	}
	d.expected(n, "the name of an option").WithHint("for labels write a map: {site: Site, call: Call}")
}
