package engine

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Coverage is how many texts of a package have no words in a locale.
type Coverage struct {
	Locale  string `json:"locale"`
	Missing int    `json:"missing"`
	Of      int    `json:"of"`
}

// Coverages are those of all locales, of a package that was checked for them.
func (c *Checked) Coverages() []Coverage {
	out := []Coverage{}
	if c.Model == nil || c.Model.Texts == 0 {
		return out
	}
	for _, locale := range c.Model.Locales {
		x := Coverage{Locale: locale, Of: c.Model.Texts}
		for _, u := range c.Model.Untranslated {
			if u.Locale == locale {
				x.Missing++
			}
		}
		out = append(out, x)
	}
	return out
}

// coverage is a line for people.
func (c *Checked) coverage() string {
	var parts []string
	for _, x := range c.Coverages() {
		if x.Missing == 0 {
			parts = append(parts, x.Locale+" is whole")
		} else {
			parts = append(parts, fmt.Sprintf("%s lacks %d", x.Locale, x.Missing))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf(" Of %s %s.", plural(c.Model.Texts, "text", "texts"), strings.Join(parts, ", "))
}

// Skeleton is a file for a translator: a line for each text that has no words in a locale, with what it says in the
// first one beside it.
func Skeleton(c *Checked, locale string) (string, error) {
	if !slices.Contains(c.Model.Locales, locale) {
		return "", faultf("the package does not speak %q; its languages are %s", locale, strings.Join(c.Model.Locales, ", "))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# Put this into i18n/%s.yaml, with the words between the quotes. A line that stays empty is left for later.\n", locale)
	for _, u := range c.Model.Untranslated {
		if u.Locale == locale {
			fmt.Fprintf(&b, "%s: \"\" # %s\n", u.Path, oneLine(u.Words))
		}
	}
	return b.String(), nil
}

func oneLine(s string) string {
	if strings.ContainsAny(s, "\n\r") {
		return strconv.Quote(s)
	}
	return s
}
