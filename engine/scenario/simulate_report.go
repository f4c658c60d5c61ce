package scenario

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/store"
)

// Simulation is what the automations of a package would have done in a period, beside what was really done.
type Simulation struct {
	From         time.Time    `json:"from"`
	To           time.Time    `json:"to"`
	InForce      bool         `json:"in_force"` // the package is the one that the database was brought to last
	Records      int          `json:"records"`  // that stood there at the beginning
	Replayed     int          `json:"replayed"` // changes that were made again
	LeftOut      int          `json:"left_out"` // changes to what is not there in the simulation
	Refused      int          `json:"refused"`  // changes that a uniqueness of the package does not take
	Automations  []Automation `json:"automations"`
	Load         []Workload   `json:"load"`
	Milliseconds int64        `json:"milliseconds"`
}

// Automation is one automation of the package, or one that really ran and that the package has no more.
type Automation struct {
	Name    string     `json:"name"`
	Label   string     `json:"label"`
	Labels  model.Text `json:"labels,omitempty"` // in all languages of the package
	Gone    bool       `json:"gone"`             // it is not in the package
	Would   Figures    `json:"would"`
	Did     Figures    `json:"did"`
	Other   *Figures   `json:"other,omitempty"` // what the package that it is compared with would have done
	New     []Example  `json:"new"`             // would have run, and did not
	Missing []Example  `json:"missing"`         // ran, and would not have
}

// Figures are what came of an automation.
type Figures struct {
	Runs     int            `json:"runs"`
	Parked   int            `json:"parked"` // of the runs: needed a person
	Sent     int            `json:"sent"`
	Created  map[string]int `json:"created"` // records by entity
	Examples []Example      `json:"examples"`
}

// Example is a record that an automation ran for.
type Example struct {
	Entity string    `json:"entity"`
	Record string    `json:"record"`
	Title  string    `json:"title"`
	Link   string    `json:"link"`
	At     time.Time `json:"at"`

	here string // its id in the simulated world
}

// Workload is what automations would have given one person to do on one day, and what they really gave.
type Workload struct {
	Person string `json:"person"` // "": nobody
	Day    string `json:"day"`
	Would  int    `json:"would"` // tasks
	Did    int    `json:"did"`
}

// mostExamples bounds the examples of a figure.
const mostExamples = 10

// compare reads the same figures of the simulated world and of the real one.
func (s *simulation) compare(ctx context.Context, real *store.Tx) error {
	did, didLoad, err := s.happened(ctx, real)
	if err != nil {
		return err
	}
	var would map[string]*happening
	var wouldLoad map[[2]string]int
	err = s.db.Read(ctx, func(tx *store.Tx) error {
		would, wouldLoad, err = s.happened(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.align(ctx, would, did); err != nil {
		return err
	}
	for _, a := range s.model.Automations {
		one := s.beside(a.Name, a.Label.In(s.model.Locales[0]), would[a.Name], did[a.Name])
		one.Labels = a.Label
		s.report.Automations = append(s.report.Automations, one)
	}
	var gone []string
	for name := range did {
		if s.model.Automation(name) == nil {
			gone = append(gone, name)
		}
	}
	slices.Sort(gone)
	for _, name := range gone {
		a := s.beside(name, name, nil, did[name])
		a.Gone = true
		s.report.Automations = append(s.report.Automations, a)
	}
	s.load(wouldLoad, didLoad)
	return s.db.Read(ctx, func(tx *store.Tx) error { return s.titles(ctx, tx) })
}

// align gives the records of both worlds one name each: what a simulated automation made in the place of a real record
// is called by the real one's id, and what it made beyond that has no link.
func (s *simulation) align(ctx context.Context, would, did map[string]*happening) error {
	return s.db.Read(ctx, func(tx *store.Tx) error {
		real := map[string]string{}
		for id, o := range s.twins {
			here, err := s.twin(ctx, tx, o)
			if err != nil {
				return err
			}
			if here != "" {
				real[here] = id
			}
		}
		here := map[string]string{}
		for sim, id := range real {
			here[id] = sim
		}
		var made []string
		if err := tx.Scan(ctx, &made, `SELECT record FROM tamga_journal WHERE as_what = 'automation' AND action = 'create'`); err != nil {
			return err
		}
		ours := map[string]bool{}
		for _, id := range made {
			ours[id] = true
		}
		each := func(by map[string]*happening, fn func(x *Example)) {
			for _, h := range by {
				for i := range h.runs {
					fn(&h.runs[i])
				}
				h.figures.Examples = append([]Example{}, h.runs[:min(len(h.runs), mostExamples)]...)
			}
		}
		each(would, func(x *Example) {
			x.here = x.Record
			if id := real[x.Record]; id != "" {
				x.Record, x.Link = id, "/e/"+x.Entity+"/"+id
			} else if ours[x.Record] {
				x.Link = ""
			}
		})
		each(did, func(x *Example) {
			if x.here = here[x.Record]; x.here == "" {
				x.here = x.Record
			}
		})
		return nil
	})
}

// happening is what one automation did in one of the two worlds.
type happening struct {
	figures Figures
	runs    []Example // all, oldest first
}

func (s *simulation) beside(name, label string, would, did *happening) Automation {
	a := Automation{Name: name, Label: label, New: []Example{}, Missing: []Example{}}
	if label == "" {
		a.Label = name
	}
	if would == nil {
		would = &happening{figures: Figures{Created: map[string]int{}, Examples: []Example{}}}
	}
	if did == nil {
		did = &happening{figures: Figures{Created: map[string]int{}, Examples: []Example{}}}
	}
	a.Would, a.Did = would.figures, did.figures
	a.New, a.Missing = without(would.runs, did.runs), without(did.runs, would.runs)
	return a
}

// without gives examples of runs for records that the others did not run as often for.
func without(runs, others []Example) []Example {
	left := map[string]int{}
	for _, r := range others {
		left[r.Record]++
	}
	out := []Example{}
	for _, r := range runs {
		if left[r.Record]--; left[r.Record] < 0 && len(out) < mostExamples {
			out = append(out, r)
		}
	}
	return out
}

// happened reads what automations did in the period.
func (s *simulation) happened(ctx context.Context, tx *store.Tx) (map[string]*happening, map[[2]string]int, error) {
	by := map[string]*happening{}
	of := func(name string) *happening {
		if by[name] == nil {
			by[name] = &happening{figures: Figures{Created: map[string]int{}, Examples: []Example{}}}
		}
		return by[name]
	}
	var runs []struct {
		Automation string    `bun:"automation"`
		Entity     string    `bun:"entity"`
		Record     string    `bun:"record"`
		State      string    `bun:"state"`
		At         time.Time `bun:"created_at"`
	}
	err := tx.Scan(ctx, &runs, `SELECT automation, entity, CAST(record AS TEXT) AS record, state, created_at FROM tamga_run
		WHERE created_at >= ? AND created_at < ? ORDER BY created_at, id`, s.period.From, s.period.To)
	if err != nil {
		return nil, nil, err
	}
	for _, r := range runs {
		h := of(r.Automation)
		h.figures.Runs++
		if r.State == "parked" {
			h.figures.Parked++
		}
		x := Example{Entity: r.Entity, Record: r.Record, At: r.At.In(s.model.Zone)}
		if r.Entity != "" { // a schedule's may be for no record
			x.Link = "/e/" + r.Entity + "/" + r.Record
		}
		h.runs = append(h.runs, x)
	}
	var sent []struct {
		Automation string `bun:"automation"`
		N          int    `bun:"n"`
	}
	err = tx.Scan(ctx, &sent, `SELECT r.automation, count(*) AS n FROM tamga_message m JOIN tamga_run r ON r.id = m.run
		WHERE m.created_at >= ? AND m.created_at < ? AND r.created_at >= ? GROUP BY r.automation`, s.period.From, s.period.To, s.period.From)
	if err != nil {
		return nil, nil, err
	}
	for _, x := range sent {
		of(x.Automation).figures.Sent = x.N
	}
	load, err := s.made(ctx, tx, of)
	return by, load, err
}

// made counts the records that automations made, and the tasks among them by person and day.
func (s *simulation) made(ctx context.Context, tx *store.Tx, of func(string) *happening) (map[[2]string]int, error) {
	var made []struct {
		Automation string    `bun:"automation"`
		Entity     string    `bun:"entity"`
		After      string    `bun:"after"`
		At         time.Time `bun:"at"`
	}
	err := tx.Scan(ctx, &made, `SELECT r.automation, j.entity, CAST(j.after AS TEXT) AS after, j.at FROM tamga_journal j JOIN tamga_run r ON CAST(r.id AS TEXT) = j.cause
		WHERE j.as_what = 'automation' AND j.action = 'create' AND j.at >= ? AND j.at < ? AND r.created_at >= ?`, s.period.From, s.period.To, s.period.From)
	if err != nil {
		return nil, err
	}
	load := map[[2]string]int{}
	for _, x := range made {
		of(x.Automation).figures.Created[x.Entity]++
		if x.Entity != model.TaskEntity {
			continue
		}
		var task struct{ Assignee string }
		if err := json.Unmarshal([]byte(x.After), &task); err != nil {
			task.Assignee = ""
		}
		load[[2]string{x.At.In(s.model.Zone).Format(time.DateOnly), task.Assignee}]++
	}
	return load, nil
}

// titles names the records of the examples, as they are called in the simulated world.
func (s *simulation) titles(ctx context.Context, tx *store.Tx) error {
	for _, a := range s.report.Automations {
		for _, list := range [][]Example{a.New, a.Missing, a.Would.Examples, a.Did.Examples} {
			for i := range list {
				var err error
				if list[i].Title, err = s.title(ctx, tx, list[i]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (s *simulation) title(ctx context.Context, tx *store.Tx, x Example) (string, error) {
	e := s.model.Entity(x.Entity)
	if e == nil || e.Title == nil {
		return "", nil
	}
	row, ok, err := tx.Row(ctx, e, x.here)
	if err != nil || !ok {
		return "", err
	}
	v, err := e.Title.Eval(s.service.Frame(ctx, tx, row))
	if err != nil {
		return "", nil // a title that cannot be computed is no reason to tell nothing
	}
	text, _ := v.(string)
	return text, nil
}

// load puts the tasks of both worlds side by side, by day and person.
func (s *simulation) load(would, did map[[2]string]int) {
	keys := map[[2]string]bool{}
	for k := range would {
		keys[k] = true
	}
	for k := range did {
		keys[k] = true
	}
	s.report.Load = []Workload{}
	for k := range keys {
		name := k[1]
		if u := s.users[name]; u != nil {
			name, _ = u.Get("name").(string)
		}
		s.report.Load = append(s.report.Load, Workload{Person: name, Day: k[0], Would: would[k], Did: did[k]})
	}
	slices.SortFunc(s.report.Load, func(a, b Workload) int { return strings.Compare(a.Day+" "+a.Person, b.Day+" "+b.Person) })
}

// Against adds what another package would have done in the same period: the one in force, before a new one is applied.
func (r *Simulation) Against(other *Simulation) {
	for i, a := range r.Automations {
		for _, b := range other.Automations {
			if a.Name == b.Name && !b.Gone {
				r.Automations[i].Other = &b.Would
			}
		}
	}
}

// Write prints the report for people.
func (r *Simulation) Write(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s to %s: %d records stood there, %d changes replayed", r.From.Format(time.DateOnly), r.To.Format(time.DateOnly), r.Records, r.Replayed)
	if r.LeftOut > 0 {
		fmt.Fprintf(&b, ", %d left out (about what is not there in the simulation)", r.LeftOut)
	}
	if r.Refused > 0 {
		fmt.Fprintf(&b, ", %d that a uniqueness of this package does not take", r.Refused)
	}
	fmt.Fprintf(&b, ", in %.1f s. Nothing was written or sent.\n", float64(r.Milliseconds)/1000)
	for _, a := range r.Automations {
		a.write(&b)
	}
	if len(r.Load) > 0 {
		b.WriteString("\nTasks by day and person: would be given (were given)\n")
	}
	for _, l := range r.Load {
		name := l.Person
		if name == "" {
			name = "nobody"
		}
		fmt.Fprintf(&b, "  %s  %-24s %d (%d)\n", l.Day, name, l.Would, l.Did)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func (a Automation) write(b *strings.Builder) {
	fmt.Fprintf(b, "\n%s (%s)", a.Name, a.Label)
	if a.Gone {
		b.WriteString(": not in this package")
	}
	b.WriteString("\n")
	fmt.Fprintf(b, "  would have: %s\n", a.Would)
	if a.Other != nil {
		fmt.Fprintf(b, "  in force:   %s\n", *a.Other)
	}
	fmt.Fprintf(b, "  really did: %s\n", a.Did)
	for _, x := range a.New {
		fmt.Fprintf(b, "  + %s  %s  %s\n", x.At.Format("2006-01-02 15:04"), x.Title, x.Link)
	}
	for _, x := range a.Missing {
		fmt.Fprintf(b, "  - %s  %s  %s\n", x.At.Format("2006-01-02 15:04"), x.Title, x.Link)
	}
}

// String says what came of an automation in one line.
func (f Figures) String() string {
	parts := []string{fmt.Sprintf("%d runs", f.Runs)}
	if f.Sent > 0 {
		parts = append(parts, fmt.Sprintf("%d messages", f.Sent))
	}
	var made []string
	for e := range f.Created {
		made = append(made, e)
	}
	slices.Sort(made)
	for _, e := range made {
		parts = append(parts, fmt.Sprintf("%d %s", f.Created[e], e))
	}
	if f.Parked > 0 {
		parts = append(parts, fmt.Sprintf("%d need a person", f.Parked))
	}
	return strings.Join(parts, ", ")
}
