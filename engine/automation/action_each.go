package automation

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
)

// loop is how far a step "each" has come: the run keeps it among its values, under a key that is no name.
// What the collection holds is settled when the step begins; whether an element is still there, at its turn.
type loop struct {
	Items []json.RawMessage `json:"items"`
	At    int               `json:"at"`
	Gone  int               `json:"gone,omitempty"`
	Of    int               `json:"of"` // elements of this loop times those of the loops around it
}

func loopKey(path string) string { return "each " + path }

// each takes the next element, or goes on with the step after it. Taking an element writes nothing but how far the
// loop has come, so it commits with the element's first step: one that was begun is gone on with, none is begun twice.
func (t *turn) each(ctx context.Context, a *model.EachAction) error {
	s := t.spot.step
	l, begun := t.run.loop(s.Path)
	if begun {
		l.At++
	} else {
		var err error
		if l, err = t.begun(a); err != nil {
			return err
		}
	}
	if l.At >= len(l.Items) {
		return t.leave(ctx, a, l)
	}
	if err := t.run.keepLoop(s.Path, &l); err != nil {
		return err
	}
	t.forget(a)
	v, err := decodeValue(l.Items[l.At], t.rd.Model.Zone)
	if err != nil {
		return err
	}
	if err := t.name(ctx, s.As, v); err != nil {
		return err
	}
	t.stand(branch(a.Do, s.Path))
	return nil
}

// begun settles what the loop goes through.
func (t *turn) begun(a *model.EachAction) (loop, error) {
	v, err := a.In.Eval(t.frame)
	if err != nil {
		return loop{}, fmt.Errorf("each: %w", err)
	}
	elements, _ := listed(refs(v)).([]any)
	l := loop{Of: len(elements)}
	for _, outer := range t.spot.loops {
		around, _ := t.run.loop(outer)
		l.Of *= max(around.Of, 1)
	}
	if l.Of > MaxRows {
		return loop{}, unable(fmt.Sprintf("%d elements are more than a run goes through (%d)", l.Of, MaxRows))
	}
	for _, x := range elements {
		raw, err := encodeValue(x)
		if err != nil {
			return loop{}, fmt.Errorf("each: %w", err)
		}
		l.Items = append(l.Items, raw)
	}
	return l, nil
}

// leave ends a loop and says how many elements it came to.
func (t *turn) leave(ctx context.Context, a *model.EachAction, l loop) error {
	t.forget(a)
	if err := t.run.keepLoop(t.spot.step.Path, nil); err != nil {
		return err
	}
	count, err := encodeValue(int64(len(l.Items) - l.Gone))
	if err != nil {
		return err
	}
	text := string(count)
	return t.pass(ctx, stepOutcome{State: Done, Result: &text}, t.spot.next)
}

// forget empties the names that were given for the element before.
func (t *turn) forget(a *model.EachAction) {
	own := map[string]bool{t.spot.step.As: true}
	eachStep(a.Do, func(s *model.Step) {
		own[s.As] = s.As != ""
		t.run.drop(loopKey(s.Path))
	})
	for name, is := range own {
		if is {
			t.run.drop(name)
			for _, slot := range t.program.named[name] {
				t.frame.Vars[slot] = nil
			}
		}
	}
}

// looping tells that the step is an "each" that has begun: its "when" was asked then.
func (t *turn) looping() bool {
	switch t.spot.step.Action.(type) {
	case *model.IfAction:
		return true // its own words are its condition
	case *model.EachAction:
		_, begun := t.run.loop(t.spot.step.Path)
		return begun
	case *model.CallAction:
		return t.run.calledAt(t.place()) != ""
	}
	return false
}

// passOver goes on to the next element where the one that the run is at is gone, and notes that.
func (t *turn) passOver(ctx context.Context) (bool, error) {
	path, err := t.vanished(ctx)
	if err != nil || path == "" {
		return false, err
	}
	l, _ := t.run.loop(path)
	l.Gone++
	if err := t.run.keepLoop(path, &l); err != nil {
		return false, err
	}
	why := "the record was deleted"
	o := stepOutcome{State: "skipped", Error: &why}
	return true, t.pass(ctx, o, path)
}

// vanished gives the outermost loop around the step whose element is a record that is gone; "": none is.
func (t *turn) vanished(ctx context.Context) (string, error) {
	for _, path := range t.spot.loops {
		l, begun := t.run.loop(path)
		if !begun || l.At >= len(l.Items) {
			continue
		}
		v, err := decodeValue(l.Items[l.At], t.rd.Model.Zone)
		if err != nil {
			return "", err
		}
		ref, ok := v.(field.Ref)
		if !ok {
			continue
		}
		if _, there, err := find(ctx, t.rd, t.rd.Model.Entity(ref.Entity), ref.ID); err != nil || !there {
			return path, err
		}
	}
	return "", nil
}

// place is where the run stands, told apart for each element: "2.do-5.0". What is done once is named by it.
func (t *turn) place() string { return t.run.place(t.spot) }

func (r *run) place(s spot) string {
	path := s.step.Path
	for i := len(s.loops) - 1; i >= 0; i-- {
		if l, begun := r.loop(s.loops[i]); begun {
			at := len(s.loops[i]) + len(".do")
			path = path[:at] + "-" + strconv.Itoa(l.At) + path[at:]
		}
	}
	return path
}

// placeOf is where a run stands, by the model in force.
func (e *Engine) placeOf(r *run) string {
	p := e.indexOf(e.service.Model()).programs[r.Automation]
	if p == nil || p.at[r.Step].step == nil {
		return r.Step
	}
	return r.place(p.at[r.Step])
}

// Path is the path of the step at a place of a run.
func Path(place string) string {
	for {
		head, rest, ok := strings.Cut(place, "-")
		if !ok {
			return place
		}
		place = head
		if at := strings.IndexByte(rest, '.'); at >= 0 {
			place += rest[at:]
		}
	}
}

// loop reads how far an "each" has come; false: it has not begun.
func (r *run) loop(path string) (l loop, begun bool) {
	raw, ok := r.values()[loopKey(path)]
	if !ok {
		return l, false
	}
	return l, json.Unmarshal(raw, &l) == nil
}

// keepLoop notes how far an "each" has come; nil: it is over.
func (r *run) keepLoop(path string, l *loop) error {
	if l == nil {
		r.drop(loopKey(path))
		return nil
	}
	raw, err := json.Marshal(l)
	if err != nil {
		return err
	}
	return r.put(loopKey(path), raw)
}
