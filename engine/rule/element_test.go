package rule

import (
	"testing"
)

// Rows of a step look at the element of their list without a predicate around.
func TestElement(t *testing.T) {
	t.Parallel()
	elem := Int
	scope := &Scope{Schema: emptySchema{}, Element: &elem, Vars: []Var{{Name: "k", Type: Int}}}
	for source, want := range map[string]any{"# + k": int64(12), "sum([1, 2], # * 2) + #": int64(8)} {
		x, problems := Compile(source, scope, Unknown)
		if len(problems) > 0 {
			t.Errorf("%s: %v", source, problems)
			continue
		}
		got, err := x.Eval(&Frame{Element: int64(2), Vars: []any{int64(10)}})
		if err != nil || got != want {
			t.Errorf("%s is %v (%v), want %v", source, got, err, want)
		}
	}
	_, problems := Compile("# + nothing", scope, Unknown)
	if len(problems) != 1 || problems[0].Offset != 4 || problems[0].Length != 7 {
		t.Errorf("the place of a mistake: %+v", problems)
	}
	if _, problems = Compile("# + (", scope, Unknown); len(problems) == 0 {
		t.Error("an open bracket was accepted")
	}
}

type emptySchema struct{}

func (emptySchema) Member(string, string) (Member, bool) { return Member{}, false }
func (emptySchema) Members(string) []string              { return nil }
func (emptySchema) Entities() []string                   { return nil }
func (emptySchema) Setting(string) (Type, bool)          { return Type{}, false }
func (emptySchema) Settings() []string                   { return nil }
func (emptySchema) Series() []string                     { return nil }
func (emptySchema) Roles() []string                      { return nil }
