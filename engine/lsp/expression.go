package lsp

import (
	"regexp"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/rule"
)

var (
	chainForm = regexp.MustCompile(`(?:^|[^\w.#)\]])((?:\w+\.)*)(\w*)$`)
	itemForm  = regexp.MustCompile(`(?:^|[^\w)\]])\.(\w*)$`)
	overList  = regexp.MustCompile(`\w+\(\s*([\w.]+)\s*,[^,]*$`)
	listForm  = regexp.MustCompile(`\w+\(\s*([\w.]+)\s*,`)
	inText    = regexp.MustCompile(`([\w.]+)\s*(?:==|!=|in\s*\[[^\]]*?|contains)\s*["']([^"']*)$`)
	compared  = regexp.MustCompile(`([\w.]+)\s*(?:==|!=)\s*$`)
	textArg   = regexp.MustCompile(`\b(setting|changed|next|has_role)\(\s*(?:user\s*,\s*)?["']([^"']*)$`)
)

// expression completes an expression that is written as far as before.
func (w world) expression(before string) []item {
	if m := textArg.FindStringSubmatch(before); m != nil {
		return w.namesFor(m[1])
	}
	if m := inText.FindStringSubmatch(before); m != nil && insideQuotes(before) {
		return w.options(w.chain(before, m[1]), "")
	}
	if insideQuotes(before) {
		return nil
	}
	if m := itemForm.FindStringSubmatch(before); m != nil {
		if list := overList.FindStringSubmatch(before); list != nil {
			if t := w.typeOf(list[1]); t.Elem != nil {
				return w.members(t.Elem.Entity)
			}
		}
		return nil
	}
	var out []item
	if m := compared.FindStringSubmatch(before); m != nil {
		out = w.options(w.chain(before, m[1]), `"`)
	}
	m := chainForm.FindStringSubmatch(before)
	if m == nil {
		return out
	}
	if chain := strings.TrimSuffix(m[1], "."); chain != "" {
		return append(out, w.after(chain)...)
	}
	return append(out, w.bare()...)
}

// chain is the type of names before an operator; of an element when they begin with a dot.
func (w world) chain(before, names string) rule.Type {
	if rest, ok := strings.CutPrefix(names, "."); ok {
		list := listForm.FindStringSubmatch(before)
		if list == nil {
			return rule.Unknown
		}
		t := w.typeOf(list[1])
		if t.Elem == nil {
			return rule.Unknown
		}
		item := w
		item.scope.Entity = t.Elem.Entity
		return item.typeOf(rest)
	}
	return w.typeOf(names)
}

func insideQuotes(s string) bool {
	quote := rune(0)
	for _, c := range s {
		switch {
		case quote == c:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		}
	}
	return quote != 0
}

// after are the names after a dot.
func (w world) after(chain string) []item {
	switch chain {
	case "crm":
		var out []item
		for _, e := range w.Model.Entities {
			out = append(out, item{Label: e.Name, Kind: kindModule, Detail: e.Plural[""]})
		}
		return out
	case "settings":
		return w.namesFor("setting")
	}
	switch t := w.typeOf(chain); {
	case t.Type == field.Record:
		return w.members(t.Entity)
	case t.Type == field.Amount:
		return []item{{Label: "amount", Kind: kindField, Detail: "number"}, {Label: "currency", Kind: kindField, Detail: "text"}}
	case t.Type == field.Document:
		return []item{{Label: "name", Kind: kindField, Detail: "text"}, {Label: "size", Kind: kindField, Detail: "integer"}, {Label: "type", Kind: kindField, Detail: "text"}}
	}
	return nil
}

// bare are the names that may begin a value: the record's own, those of steps, and functions.
func (w world) bare() []item {
	out := w.members(w.scope.Entity)
	for _, v := range w.scope.Vars {
		out = append(out, item{Label: v.Name, Kind: kindValue, Detail: v.Type.String(), Sort: "1" + v.Name})
	}
	words := []string{"user", "settings", "crm", "true", "false", "nil"}
	if w.scope.Entity != "" {
		words = append(words, "this", "old")
	}
	for _, word := range words {
		out = append(out, item{Label: word, Kind: kindKeyword, Sort: "3" + word})
	}
	for _, f := range rule.Functions {
		out = append(out, item{Label: f.Name, Kind: kindFunction, Detail: f.Usage, Documentation: markdown(f.Doc), Sort: "4" + f.Name})
	}
	return out
}

// namesFor are the names that a function takes as a text.
func (w world) namesFor(function string) []item {
	var out []item
	add := func(detail string, names ...string) {
		for _, n := range names {
			out = append(out, item{Label: n, Kind: kindConstant, Detail: detail})
		}
	}
	switch function {
	case "setting":
		add("setting", w.Schema.Settings()...)
	case "changed":
		add("field", w.Schema.Members(w.scope.Entity)...)
	case "next":
		add("series", w.Schema.Series()...)
	case "has_role":
		add("role", w.Schema.Roles()...)
	}
	return out
}

// options are the values of a choice.
func (w world) options(t rule.Type, quote string) []item {
	values := t.Options
	if t.Elem != nil {
		values = t.Elem.Options
	}
	var out []item
	for _, v := range values {
		out = append(out, item{Label: quote + v + quote, Kind: kindValue, Detail: "option", Sort: "0" + v})
	}
	return out
}
