package plan

import (
	"crypto/sha256"
	"encoding/hex"
	stdjson "encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Class says what a change costs.
type Class string

// The classes.
const (
	Safe  Class = "safe"  // at once, and nothing is lost
	Slow  Class = "slow"  // rewrites or locks a large table
	Lossy Class = "lossy" // loses data, and must be allowed by name
)

// SlowRows is the number of rows from which rewriting a table, or reading all of it, is called slow.
const SlowRows = 100_000

// Step is one change and what the database says about it.
type Step struct {
	Change  Change
	Class   Class
	Rows    int64    // touched
	Lost    int64    // values or rows that would be lost
	Note    string   // what to know: "212 records hold it"
	Blocked string   // why it cannot be done as the data stands; "" when it can
	Samples []string // ids of some records that are meant
}

// Plan is the changes between a database and a package, as a value.
type Plan struct {
	Package string
	Version string
	Hash    string // of the package
	Release string // hash of the package that was applied last; "" for none
	State   string // hash of the database's structure and last release
	Wanted  Schema
	Steps   []*Step

	Wider, Narrower []string // what roles may do that they might not, and may no longer do; in words
}

// Empty tells that the tables are as they should be.
func (p *Plan) Empty() bool { return len(p.Steps) == 0 }

// Nothing tells that there is nothing to do and no release to record.
func (p *Plan) Nothing() bool { return p.Empty() && p.Hash == p.Release }

// Of gives the steps of a class.
func (p *Plan) Of(c Class) []*Step {
	var list []*Step
	for _, s := range p.Steps {
		if s.Class == c {
			list = append(list, s)
		}
	}
	return list
}

// Blocked gives the steps that cannot be done as the data stands.
func (p *Plan) Blocked() []*Step {
	return slices.DeleteFunc(slices.Clone(p.Steps), func(s *Step) bool { return s.Blocked == "" })
}

// Unallowed gives the names of the losses that are not among those allowed.
func (p *Plan) Unallowed(allowed []string) []string {
	var names []string
	for _, s := range p.Of(Lossy) {
		if n := s.Change.Subject(); !slices.Contains(allowed, n) && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

// String prints the plan for people; the same plan gives the same text.
func (p *Plan) String() string {
	var b strings.Builder
	if p.Empty() {
		b.WriteString("Nothing to change.\n")
		p.access(&b)
		return b.String()
	}
	for _, s := range p.Steps {
		fmt.Fprintf(&b, "%-5s  %s", s.Class, s.Change)
		if s.Note != "" {
			b.WriteString(": " + s.Note)
		}
		if s.Blocked != "" {
			b.WriteString("\n       cannot be done: " + s.Blocked)
		}
		if len(s.Samples) > 0 {
			b.WriteString("\n       for example " + strings.Join(s.Samples, ", "))
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%s: %d safe, %d slow, %d lossy.\n", counted(len(p.Steps), "change"), len(p.Of(Safe)), len(p.Of(Slow)), len(p.Of(Lossy)))
	if names := p.Unallowed(nil); len(names) > 0 {
		b.WriteString("Allow what would be lost with --allow-loss " + strings.Join(names, " --allow-loss ") + ", or keep it with was:, map:, backfill: or convert:.\n")
	}
	p.access(&b)
	return b.String()
}

// access tells who may do more, and who less.
func (p *Plan) access(b *strings.Builder) {
	for _, s := range p.Wider {
		b.WriteString("wider     " + s + "\n")
	}
	for _, s := range p.Narrower {
		b.WriteString("narrower  " + s + "\n")
	}
	if len(p.Wider) > 0 {
		b.WriteString("Grant what is wider with --allow-access.\n")
	}
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprint(n, " ", what, "s")
}

// Told is a step as it is written down for programs.
type Told struct {
	Kind    string   `json:"kind"`
	Name    string   `json:"name"`
	From    string   `json:"from,omitempty"` // of what is renamed or carried over
	To      string   `json:"to,omitempty"`
	Says    string   `json:"says"`
	Class   Class    `json:"class"`
	Rows    int64    `json:"rows"`
	Lost    int64    `json:"lost"`
	Note    string   `json:"note,omitempty"`
	Blocked string   `json:"blocked,omitempty"`
	Samples []string `json:"samples,omitempty"`
}

// MarshalJSON writes the plan for programs.
func (p *Plan) MarshalJSON() ([]byte, error) {
	steps := make([]Told, len(p.Steps))
	for i, s := range p.Steps {
		from, to := carried(s.Change)
		steps[i] = Told{KindOf(s.Change), s.Change.Subject(), from, to, s.Change.String(), s.Class, s.Rows, s.Lost, s.Note, s.Blocked, s.Samples}
	}
	return stdjson.Marshal(map[string]any{"package": p.Package, "version": p.Version, "hash": p.Hash, "state": p.State, "changes": steps, "wider": orNone(p.Wider), "narrower": orNone(p.Narrower)})
}

// Tell reads the steps of a plan that MarshalJSON wrote.
func Tell(b []byte) ([]Told, error) {
	var p struct{ Changes []Told }
	if err := stdjson.Unmarshal(b, &p); err != nil {
		return nil, fmt.Errorf("read a plan: %w", err)
	}
	return p.Changes, nil
}

// Words are the step for people, on one line.
func (s Told) Words() string {
	if s.Note == "" {
		return s.Says
	}
	return s.Says + ": " + s.Note
}

// KindOf names a change for programs: "add_column".
func KindOf(c Change) string {
	name := strings.TrimPrefix(fmt.Sprintf("%T", c), "*plan.")
	var b strings.Builder
	for i, r := range name {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte('_')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}

// digest is a short name of what is written as JSON.
func digest(v any) string {
	b, err := stdjson.Marshal(v)
	if err != nil {
		panic("plan: not JSON: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// orNone is an empty list where there is none.
func orNone(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
