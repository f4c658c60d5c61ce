package automation

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/locale"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
)

// Run is a run as people see it, in the JSON of the API.
type Run struct {
	ID          string     `json:"id"`
	Automation  string     `json:"automation"`
	Label       string     `json:"label"`
	Entity      string     `json:"entity"`
	Record      string     `json:"record"`
	RecordTitle string     `json:"record_title"` // "" when the reader may not read the record, or it is gone
	State       string     `json:"state"`
	Trigger     string     `json:"trigger"`
	CalledBy    string     `json:"called_by,omitempty"` // the run whose step or change set it off
	Step        string     `json:"step"`                // the path it stands before, "" at the end
	Steps       []Step     `json:"steps"`
	DueAt       *time.Time `json:"due_at"`
	Attempts    int        `json:"attempts"`
	Error       *string    `json:"error"`
	CreatedAt   time.Time  `json:"created_at"`
	FinishedAt  *time.Time `json:"finished_at"`
}

// Step is one step of a run: what became of it, or that it has not been reached.
type Step struct {
	Path   string          `json:"path"`
	Kind   string          `json:"kind"`
	Label  string          `json:"label"`
	State  string          `json:"state"` // pending, done, skipped, suppressed, waiting, failed, parked
	At     *time.Time      `json:"at"`
	Error  *string         `json:"error"`
	Result json.RawMessage `json:"result"` // the kind of field and its value
	// Element and Of are how far an "each" has come: the element it is at, counted from one, of so many. A step within it
	// shows what became of it for the element that it was done for last.
	Element int `json:"element,omitempty"`
	Of      int `json:"of,omitempty"`
}

// Filter picks runs. The zero Filter picks all.
type Filter struct {
	State      string
	Automation string
	Entity     string
	Record     string
	Cursor     string // what Runs gave as next
	Limit      int    // 0: 50, at most 500
}

// Runs gives runs, newest first, in the reader's language. Who may see runs is the caller's business; titles of
// records are given only as the reader may read them. next is "" on the last page.
func (e *Engine) Runs(ctx context.Context, rd *record.Reader, f Filter) (page []Run, next string, err error) {
	for _, id := range []string{f.Cursor, f.Record} {
		if _, err := uuid.Parse(id); id != "" && err != nil {
			return nil, "", &record.Problem{Code: record.Malformed, Say: "invalid_cursor"}
		}
	}
	limit := min(f.Limit, record.MaxLimit)
	if limit <= 0 {
		limit = record.DefaultLimit
	}
	where, args := f.where()
	rs, err := selectRuns(ctx, rd.Tx, fmt.Sprintf(`%s ORDER BY r.id DESC LIMIT %d`, where, limit+1), args...)
	if err != nil {
		return nil, "", err
	}
	if len(rs) > limit {
		rs = rs[:limit]
		next = rs[limit-1].ID
	}
	page, err = e.describe(ctx, rd, rs)
	return page, next, err
}

// RunsOf gives the runs of one record, newest first.
func (e *Engine) RunsOf(ctx context.Context, rd *record.Reader, entity, id string) ([]Run, error) {
	page, _, err := e.Runs(ctx, rd, Filter{Entity: entity, Record: id, Limit: record.MaxLimit})
	return page, err
}

// RunByID gives one run; a NotFound problem when there is none.
func (e *Engine) RunByID(ctx context.Context, rd *record.Reader, id string) (Run, error) {
	r, err := known(ctx, rd.Tx, id)
	if err != nil {
		return Run{}, err
	}
	page, err := e.describe(ctx, rd, []*run{r})
	if err != nil {
		return Run{}, err
	}
	return page[0], nil
}

func (f Filter) where() (string, []any) {
	conds, args := []string{"1 = 1"}, []any{}
	add := func(cond, v string) {
		if v != "" {
			conds, args = append(conds, cond), append(args, v)
		}
	}
	add("r.state = ?", f.State)
	add("r.automation = ?", f.Automation)
	add("r.entity = ?", f.Entity)
	add("r.record = ?", f.Record)
	add("r.id < ?", f.Cursor)
	return "WHERE " + strings.Join(conds, " AND "), args
}

// describe puts runs and their steps into the reader's words.
func (e *Engine) describe(ctx context.Context, rd *record.Reader, rs []*run) ([]Run, error) {
	outcomes, err := outcomesOf(ctx, rd, rs)
	if err != nil {
		return nil, err
	}
	ix := e.indexOf(rd.Model)
	page := make([]Run, 0, len(rs))
	for _, r := range rs {
		v := Run{
			ID: r.ID, Automation: r.Automation, Label: r.Automation, Entity: r.Entity, Record: r.Record, State: r.State, Trigger: r.Trigger,
			Step: r.Step, DueAt: r.DueAt, Attempts: r.Attempts, Error: r.Error, CreatedAt: r.CreatedAt, FinishedAt: r.FinishedAt,
		}
		if r.Parent != nil {
			v.CalledBy = *r.Parent
		}
		p := ix.programs[r.Automation]
		if p != nil {
			v.Label = p.automation.Label.In(rd.Who.Locale)
		}
		v.Steps = steps(p, r, outcomes[r.ID], rd.Who.Locale)
		if v.RecordTitle, err = title(ctx, rd, r); err != nil {
			return nil, err
		}
		page = append(page, v)
	}
	return page, nil
}

func title(ctx context.Context, rd *record.Reader, r *run) (string, error) {
	row, ok, err := find(ctx, rd, rd.Model.Entity(r.Entity), r.Record)
	if err != nil || !ok {
		return "", err
	}
	return rd.TitleOf(ctx, row)
}

// steps gives the steps of a program with what became of each, then those that only an older release had.
func steps(p *program, r *run, done []stepOutcome, lang string) []Step {
	list := []Step{}
	if p != nil {
		for _, path := range p.order {
			s := p.at[path].step
			step := Step{Path: path, Kind: s.Kind, Label: label(s, lang), State: "pending"}
			if l, begun := r.loop(path); begun {
				step.State, step.Element, step.Of = Running, l.At+1, len(l.Items)
			}
			list = append(list, step)
		}
	}
next:
	for _, o := range done {
		for i := range list {
			if list[i].Path == Path(o.Path) && list[i].Kind == o.Kind {
				list[i].settle(o, lang)
				continue next
			}
		}
		s := Step{Path: o.Path, Kind: o.Kind, Label: o.Kind}
		s.settle(o, lang)
		list = append(list, s)
	}
	return list
}

func (s *Step) settle(o stepOutcome, lang string) {
	s.State, s.At, s.Error = o.State, &o.At, o.Error
	if why := suppressedBy(o, locale.Words(lang)); why != "" {
		s.Error = &why
	}
	if o.Result != nil {
		s.Result = json.RawMessage(*o.Result)
	}
}

// label says what a step does.
func label(s *model.Step, lang string) string {
	what := ""
	switch a := s.Action.(type) {
	case *model.CreateAction:
		what = a.Entity.Label.In(lang)
	case *model.UpdateAction:
		what = nameOf(a.Entity, lang)
	case *model.DeleteAction:
		what = nameOf(a.Entity, lang)
	case *model.MoveAction:
		what = stageLabel(a, lang)
	case *model.WebhookAction:
		what = source(a.URL)
	case *model.AssignAction:
		what = a.Field.Label.In(lang)
	case *model.DocumentAction:
		what = a.Document.Label.In(lang)
	case *model.EachAction:
		what = a.In.Source
	case *model.CallAction:
		what = a.Automation.Label.In(lang)
	case *model.SetAction:
		var names []string
		for _, v := range a.Values {
			names = append(names, v.Name)
		}
		what = strings.Join(names, ", ")
	case *model.EmailAction:
		if a.Message != nil {
			what = a.Message.Name
		} else if t := a.Subject.In(lang); t != nil {
			what = t.Source
		}
	}
	words := locale.Words(lang)
	if key := "step." + s.Kind; words.Has(key) {
		return strings.TrimSuffix(words.Say(key, map[string]any{"what": what}), ": ")
	}
	return s.Kind
}

func nameOf(e *model.Entity, lang string) string {
	if e == nil {
		return ""
	}
	return e.Label.In(lang)
}

// stageLabel is the words of the stage that a move goes to, in the first funnel that has it.
func stageLabel(a *model.MoveAction, lang string) string {
	funnels := []*model.Funnel{a.Funnel}
	if a.Funnel == nil && a.Entity != nil {
		funnels = a.Entity.Funnels
	}
	for _, f := range funnels {
		if f != nil && f.Stage(a.Stage) != nil {
			return f.Stage(a.Stage).Label.In(lang)
		}
	}
	return a.Stage
}
