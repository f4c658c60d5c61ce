package spec

// Report is figures over records of an entity and what they link to.
type Report struct {
	Head
	Overlay
	Label   Text            `yaml:"label" doc:"What people call it." example:"Revenue by month"`
	Help    Text            `yaml:"help" doc:"What it says and whom it is for."`
	From    Word            `yaml:"from" doc:"Records of which entity are counted." example:"invoice"`
	Where   Expr            `yaml:"where" doc:"Which of them." example:"status == \"paid\""`
	Group   List[*Grouping] `yaml:"group" doc:"What the figures are told apart by: a field, an expression, or a date by the month. Without any, the report is one line." example:"[{by: paid_on, every: month}, client.city]"`
	Across  List[*Grouping] `yaml:"across" doc:"Groups whose values are columns: a pivot table." example:"stage"`
	Measure Map[*Measure]   `yaml:"measure" doc:"The figures, by name." example:"{revenue: {sum: amount}, deals: count}"`
	Chart   Word            `yaml:"chart" enum:"table bar line area pie donut funnel number" doc:"How it is drawn above its table; table: only that." example:"bar"`
	Stacked Bool            `yaml:"stacked" doc:"true: bars and areas of one group stand on each other."`
	Date    Word            `yaml:"date" doc:"The date that the reader's choice of a period is about. Of the first group by the date unless given." example:"paid_on"`
	Sort    List[Word]      `yaml:"sort" doc:"Names of measures or groups; -name is from the greatest down. By the groups unless given." example:"-revenue"`
	Limit   Int             `yaml:"limit" doc:"At most so many groups, the first after sorting." example:"10"`
	Roles   List[Word]      `yaml:"roles" doc:"Who sees it: everybody who may read the entity unless given. Figures never count what their reader may not read." example:"[head]"`
}

// Grouping is what figures are told apart by.
type Grouping struct {
	Head
	By    Expr `yaml:"by" doc:"A field, one of a linked record, or an expression." example:"client.city"`
	Every Word `yaml:"every" enum:"day week month quarter year hour weekday" doc:"by is a date: one group for each day, week, month, quarter or year; weekday and hour: for each of the week and of the day." example:"month"`
	As    Word `yaml:"as" doc:"Its name, for sort. The last name of \"by\" unless given." example:"city"`
	Label Text `yaml:"label" doc:"Its heading. The field's label unless given."`
}

// short is the expression alone.
func (g *Grouping) short(d *decoder, n *Node) bool {
	if n.shape == scalar {
		g.By.read(d, n)
	}
	return n.shape == scalar
}

// Measure is one figure: exactly one of count, sum, avg, min, max, distinct and formula is given.
type Measure struct {
	Head
	Label    Text `yaml:"label" doc:"Its heading." example:"Revenue"`
	Count    Bool `yaml:"count" doc:"true: how many records. The short form is the word count alone." example:"true"`
	Sum      Expr `yaml:"sum" doc:"What is added up." example:"amount"`
	Avg      Expr `yaml:"avg" doc:"Of what the average is taken; empty values do not count." example:"amount"`
	Min      Expr `yaml:"min" doc:"Of what the least is taken." example:"starts_on"`
	Max      Expr `yaml:"max" doc:"Of what the greatest is taken." example:"starts_on"`
	Distinct Expr `yaml:"distinct" doc:"How many different values of this there are." example:"client"`
	Formula  Expr `yaml:"formula" doc:"Computed from the other measures of the report." example:"revenue / deals"`
	Where    Expr `yaml:"where" doc:"Which records this figure counts, of those of the report." example:"stage == \"won\""`
	words    []Word
}

// Aggregates are the keys among count, sum, … that were written. One is right.
func (m *Measure) Aggregates() []Word { return m.words }

// AggregateKeys are the keys that say what is counted.
var AggregateKeys = []string{"count", "sum", "avg", "min", "max", "distinct", "formula"}

func (m *Measure) place(n *Node) {
	if n.shape == mapping {
		m.words = nil
		for _, k := range n.keys {
			for _, a := range AggregateKeys {
				if k.Value == a {
					m.words = append(m.words, wordOf(k))
				}
			}
		}
	}
	m.At = n.At
}

// short is "deals: count".
func (m *Measure) short(_ *decoder, n *Node) bool {
	if n.shape != scalar || n.Value != "count" {
		return false
	}
	m.Count, m.words = Bool{true, n.At}, []Word{wordOf(n)}
	return true
}

// Of is the expression of an aggregate.
func (m *Measure) Of(aggregate string) Expr {
	return map[string]Expr{"sum": m.Sum, "avg": m.Avg, "min": m.Min, "max": m.Max, "distinct": m.Distinct, "formula": m.Formula}[aggregate]
}
