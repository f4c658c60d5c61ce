package spec

import (
	"slices"
	"strings"
	"testing"
)

func TestAtAPath(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]Place{
		"":                                          {Takes: TakesKeys},
		"entities":                                  {Takes: TakesNames, Of: "Sections", Key: "entities"},
		"entities deal":                             {Takes: TakesKeys, Of: "Sections", Key: "entities"},
		"entities deal fields name":                 {Takes: TakesKeys, Of: "Entity", Key: "fields"},
		"entities deal fields name type":            {Takes: TakesWord, Of: "Field", Key: "type"},
		"entities deal fields name formula":         {Takes: TakesExpression, Of: "Field", Key: "formula"},
		"entities deal fields name required":        {Takes: TakesExpression, Of: "Field", Key: "required"},
		"entities deal fields name default":         {Takes: TakesValue, Of: "Field", Key: "default"},
		"entities deal fields name label":           {Takes: TakesText, Of: "Field", Key: "label"},
		"entities deal fields name label ru":        {Takes: TakesText, Of: "Field", Key: "label"},
		"entities deal fields name options":         {Takes: TakesNames, Of: "Field", Key: "options"},
		"entities deal fields name options x":       {Takes: TakesKeys, Of: "Field", Key: "options"},
		"entities deal fields name options x color": {Takes: TakesWord, Of: "Option", Key: "color"},
		"automations a on enters":                   {Takes: TakesWord, Of: "Trigger", Key: "enters"},
		"automations a do":                          {Takes: TakesKeys, Of: "Automation", Key: "do"},
		"automations a do set":                      {Takes: TakesNames, Of: "Step", Key: "set"},
		"automations a do set amount":               {Takes: TakesValue, Of: "Step", Key: "set"},
		"views deal big where":                      {Takes: TakesExpression, Of: "View", Key: "where"},
	} {
		got, ok := At(strings.Fields(path))
		if !ok || got.Takes != want.Takes || got.Of != want.Of || got.Key != want.Key {
			t.Errorf("%s: %v %s %s.%s, want %s %s.%s", path, ok, got.Takes, got.Of, got.Key, want.Takes, want.Of, want.Key)
		}
	}
	if _, ok := At([]string{"entities", "deal", "feilds"}); ok {
		t.Error("a key that is none is known")
	}
	kind, _ := At([]string{"entities", "deal", "fields", "name", "type"})
	stage, _ := At([]string{"funnels", "sales", "stages", "won", "kind"})
	if !slices.Contains(kind.Words, "money") || !slices.Equal(stage.Words, []string{"open", "won", "lost"}) {
		t.Errorf("words: %v %v", kind.Words, stage.Words)
	}
}
