// Package locale is the server's own words in six languages, and how each of them writes values.
//
// The words of a package (labels, messages) are its own, in model.Text; here is what Tamga itself says:
// why a value was refused, what a field that every entity has is called. Say gives a sentence, Format a
// number, a date or an amount as a reader of that language expects it. Nothing here knows an entity.
package locale

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Supported are the languages that Tamga speaks; the first stands in for any other.
var Supported = []string{"en", "ru", "tr", "th", "mn", "ky"}

// Base is the supported language of a locale such as "ru-KG" or "tr_TR"; English for one that is not spoken.
func Base(locale string) string {
	lang := strings.ToLower(locale)
	if i := strings.IndexAny(lang, "-_"); i >= 0 {
		lang = lang[:i]
	}
	if slices.Contains(Supported, lang) {
		return lang
	}
	return Supported[0]
}

// Match picks, of the locales that are offered, the one that an Accept-Language header likes best: first its exact
// tags in their order of preference, each also by its language alone. Without a match it is the first that is offered.
func Match(acceptLanguage string, offered []string) string {
	if len(offered) == 0 {
		offered = Supported
	}
	tags, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(acceptLanguage) > 1000 {
		return offered[0]
	}
	for _, tag := range tags {
		if found, ok := offers(offered, tag); ok {
			return found
		}
	}
	return offered[0]
}

func offers(offered []string, tag language.Tag) (string, bool) {
	if i := slices.IndexFunc(offered, func(o string) bool { return strings.EqualFold(o, tag.String()) }); i >= 0 {
		return offered[i], true
	}
	base, _ := tag.Base()
	i := slices.IndexFunc(offered, func(o string) bool {
		b, _ := language.Make(o).Base()
		return b == base
	})
	if i < 0 {
		return "", false
	}
	return offered[i], true
}
