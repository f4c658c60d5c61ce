package engine

import (
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/handbook"
)

// Docs is the handbook of a package in one of its languages, the first unless named; Markdown.
func Docs(dir, locale string) (string, error) {
	c, err := whole(dir)
	if err != nil {
		return "", err
	}
	if locale == "" {
		locale = c.Model.Locales[0]
	}
	if !slices.Contains(c.Model.Locales, locale) {
		return "", faultf("the package does not speak %q; its languages: %s", locale, strings.Join(c.Model.Locales, ", "))
	}
	return handbook.Of(c.Model, locale), nil
}
