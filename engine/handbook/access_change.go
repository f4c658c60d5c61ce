package handbook

import (
	"fmt"
	"maps"
	"slices"
)

// Since tells what roles may do that they might not before, and what they may no longer do, each in a line of words. A
// condition that became another one counts as wider: which records it lets through, nobody can tell from it alone.
func (a Access) Since(before Access) (wider, narrower []string) {
	was := map[string]RoleAccess{}
	for _, r := range before.Roles {
		was[r.Role] = r
	}
	d := &accessChange{before: before.fields, after: a.fields}
	for _, r := range a.Roles {
		old, known := was[r.Role]
		if !known {
			d.wider("the role %s is new", r.Role)
			continue
		}
		delete(was, r.Role)
		d.role(old, r)
	}
	for _, name := range slices.Sorted(maps.Keys(was)) {
		d.narrower("the role %s is gone", name)
	}
	return d.more, d.less
}

// accessChange collects; entities and fields that came or went are no matter of rights.
type accessChange struct {
	before, after map[string][]string
	more, less    []string
}

func (d *accessChange) wider(format string, args ...any) {
	d.more = append(d.more, fmt.Sprintf(format, args...))
}

func (d *accessChange) narrower(format string, args ...any) {
	d.less = append(d.less, fmt.Sprintf(format, args...))
}

func (d *accessChange) role(old, now RoleAccess) {
	yes := func(is bool) string { return map[bool]string{true: "yes", false: "no"}[is] }
	d.right(now.Role, "administer", yes(old.Admin), yes(now.Admin))
	d.right(now.Role, "come from inside", yes(!old.Portal), yes(!now.Portal))
	for _, action := range union(old.Actions, now.Actions) {
		d.right(now.Role, action, yes(slices.Contains(old.Actions, action)), yes(slices.Contains(now.Actions, action)))
	}
	by := func(r RoleAccess) map[string]EntityAccess {
		out := map[string]EntityAccess{}
		for _, e := range r.Entities {
			out[e.Entity] = e
		}
		return out
	}
	were, are := by(old), by(now)
	for _, name := range union(slices.Collect(maps.Keys(were)), slices.Collect(maps.Keys(are))) {
		if d.before[name] == nil || d.after[name] == nil {
			continue
		}
		d.entity(now.Role, name, were[name], are[name])
	}
}

func (d *accessChange) entity(role, entity string, old, now EntityAccess) {
	for _, x := range []struct{ what, was, is string }{{"read", old.Read, now.Read}, {"create", old.Create, now.Create}, {"update", old.Update, now.Update},
		{"delete", old.Delete, now.Delete}, {"move", old.Move, now.Move}} {
		d.right(role, entity+" "+x.what, x.was, x.is)
	}
	if old.Every != now.Every {
		d.right(role, entity+" press every button", map[bool]string{true: "yes"}[old.Every], map[bool]string{true: "yes"}[now.Every])
	} else {
		for _, name := range union(slices.Collect(maps.Keys(old.Press)), slices.Collect(maps.Keys(now.Press))) {
			d.right(role, entity+" press "+name, old.Press[name], now.Press[name])
		}
	}
	if old.Read == "" || old.Read == "no" || now.Read == "no" || now.Read == "" {
		return // the fields come and go with the records
	}
	for _, f := range union(slices.Concat(old.Hidden, old.Fixed), slices.Concat(now.Hidden, now.Fixed)) {
		if !slices.Contains(d.before[entity], f) || !slices.Contains(d.after[entity], f) {
			continue
		}
		was, is := reach(old, f), reach(now, f)
		word := []string{"hidden", "read only", "open"}
		if is > was {
			d.wider("%s: %s.%s is %s, and was %s", role, entity, f, word[is], word[was])
		} else if is < was {
			d.narrower("%s: %s.%s is %s, and was %s", role, entity, f, word[is], word[was])
		}
	}
}

// reach is how far a role reaches a field: 0 hidden, 1 read, 2 written.
func reach(e EntityAccess, f string) int {
	switch {
	case slices.Contains(e.Hidden, f):
		return 0
	case slices.Contains(e.Fixed, f):
		return 1
	}
	return 2
}

// right compares "yes", "no" or "", and conditions.
func (d *accessChange) right(role, what, was, is string) {
	none := func(s string) bool { return s == "" || s == "no" }
	on := func(s string) string { return map[bool]string{true: "", false: " if " + s}[s == "yes"] }
	switch {
	case was == is || none(was) && none(is):
	case none(is):
		d.narrower("%s: no longer %s%s", role, what, on(was))
	case none(was):
		d.wider("%s: %s%s", role, what, on(is))
	case is == "yes":
		d.wider("%s: %s always, and was if %s", role, what, was)
	case was == "yes":
		d.narrower("%s: %s only if %s", role, what, is)
	default:
		d.wider("%s: %s if %s, and was if %s", role, what, is, was)
	}
}

func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
