package automation

import (
	"errors"
	"strings"

	"github.com/tamga-crm/tamga/engine/locale"
	"github.com/tamga-crm/tamga/engine/record"
)

// unable says that a step cannot be done however often it is tried.
type unable string

func (u unable) Error() string { return string(u) }

// Explain says for people, in their language, why something was refused: every field that is at fault.
func Explain(err error, lang string) string {
	var p *record.Problem
	if !errors.As(err, &p) {
		return err.Error()
	}
	parts := []string{}
	for _, f := range append(p.Fields[:len(p.Fields):len(p.Fields)], p.Warnings...) {
		part := f.Message
		if part == "" {
			part = locale.Words(lang).Say(f.Code, f.Params)
		}
		if f.Field != "" {
			part = f.Field + ": " + part
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 && p.Say != "" {
		return locale.Words(lang).Say(p.Say, p.Params)
	}
	if len(parts) == 0 {
		return locale.Words(lang).Say(string(p.Code), p.Params)
	}
	return strings.Join(parts, "; ")
}
