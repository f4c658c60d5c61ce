package compile

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/spec"
)

// Colors are those that an option, a stage or the CRM may have.
var Colors = []string{"gray", "red", "orange", "yellow", "green", "teal", "blue", "indigo", "violet", "pink"}

func (c *compiler) manifest() {
	p, m := c.p, c.m
	there := !c.l.Has("missing-manifest")
	if there {
		c.language()
	}
	m.Name, m.Version = p.Name.Value, p.Version.Value
	if p.Name.Given() {
		c.name(p.Name, "package")
	} else if there {
		c.missing(top(spec.ManifestFile), "the package", "name", "write name: my_crm")
	}
	c.locales()
	m.Label = c.labelOr(p.Label, m.Name)
	c.currencies()
	c.place()
	m.Icon, m.Accent = p.Icon.Value, p.Accent.Value
	if p.Accent.Given() && !hexColor.MatchString(p.Accent.Value) {
		c.oneOf(p.Accent, "colour", Colors...)
	}
	c.calendar(p.Calendar)
}

var hexColor = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

func top(file string) diag.Range {
	return diag.Range{Pos: diag.Pos{File: file, Line: 1, Column: 1}, Length: 1}
}

func (c *compiler) language() {
	switch v := c.p.CRM; {
	case !v.Given():
		c.missing(top(spec.ManifestFile), "the package", "crm", "write crm: 1, the version of the language")
	case v.Value != 1:
		c.l.Errorf("wrong-value", v.At, "this version of Tamga reads version 1 of the language, not %d", v.Value).WithHint("write crm: 1")
	}
}

func (c *compiler) locales() {
	for _, w := range c.p.Locales {
		tag, err := language.Parse(w.Value)
		if err != nil || tag.String() != w.Value {
			c.l.Errorf("unknown-locale", w.At, "%q is not a language", w.Value).WithHint("write a code like en, ru or pt-BR")
			continue
		}
		if !slices.Contains(c.m.Locales, w.Value) {
			c.m.Locales = append(c.m.Locales, w.Value)
		}
	}
	if len(c.m.Locales) == 0 {
		c.m.Locales = []string{"en"}
	}
}

// knownLocale checks the key of a text. What is written for a language that the package has not is a mistake,
// but not in Tamga's own elements.
func (c *compiler) knownLocale(w spec.Word) bool {
	if slices.Contains(c.m.Locales, w.Value) || strings.HasPrefix(w.At.File, spec.BuiltIn+"/") {
		return true
	}
	if _, err := language.Parse(w.Value); err != nil || len(w.Value) > 8 {
		c.l.Errorf("unknown-locale", w.At, "%q is not a language", w.Value).WithHint("the package has %s", strings.Join(c.m.Locales, ", "))
	} else if len(c.p.Locales) == 0 {
		c.l.Errorf("unknown-locale", w.At, "the package does not say that it speaks %q", w.Value).WithHint("write locales: [en, %s] in crm.yaml", w.Value)
	} else {
		c.l.Errorf("unknown-locale", w.At, "the package does not speak %q", w.Value).WithHint("add it to locales in crm.yaml; there are: %s", strings.Join(c.m.Locales, ", "))
	}
	return false
}

func (c *compiler) currencies() {
	c.m.Currency = "USD"
	if c.p.Currency.Given() && c.knownCurrency(c.p.Currency) {
		c.m.Currency = c.p.Currency.Value
	}
	c.m.Currencies = []string{c.m.Currency}
	for _, w := range c.p.Currencies {
		if c.knownCurrency(w) && !slices.Contains(c.m.Currencies, w.Value) {
			c.m.Currencies = append(c.m.Currencies, w.Value)
		}
	}
}

func (c *compiler) knownCurrency(w spec.Word) bool {
	if u, err := currency.ParseISO(w.Value); err == nil && u.String() == w.Value {
		return true
	}
	c.l.Errorf("wrong-value", w.At, "%q is not a currency", w.Value).WithHint("write a code of three letters, like USD or KGS")
	return false
}

// place is the zone and the country.
func (c *compiler) place() {
	c.m.Zone = time.UTC
	if w := c.p.Timezone; w.Given() {
		zone, err := zoneOf(w.Value)
		if err != nil || w.Value == "Local" || w.Value == "" {
			c.l.Errorf("wrong-value", w.At, "%q is not a time zone", w.Value).WithHint("write one like Asia/Bishkek or Europe/London")
		} else {
			c.m.Zone = zone
		}
	}
	c.m.Region = regionOf(c.p.Timezone.Value)
	if w := c.p.Region; w.Given() {
		if r, err := language.ParseRegion(w.Value); err != nil || !r.IsCountry() || r.String() != w.Value {
			c.l.Errorf("wrong-value", w.At, "%q is not a country", w.Value).WithHint("write a code of two letters, like KG")
		}
		c.m.Region = w.Value
	}
}

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

func (c *compiler) calendar(s *spec.Calendar) {
	if s == nil {
		return
	}
	out := &model.Calendar{To: 24 * 3600}
	for _, w := range s.Days {
		if c.oneOf(w, "day", weekdays...) {
			out.Days[slices.Index(weekdays, w.Value)] = true
		}
	}
	if len(s.Days) == 0 {
		out.Days = [7]bool{1: true, 2: true, 3: true, 4: true, 5: true}
	}
	if s.Hours.Given() {
		c.hours(s.Hours, out)
	}
	for _, w := range s.Holidays {
		d, err := field.ParseDate(w.Value)
		if err != nil {
			c.l.Errorf("wrong-value", w.At, "%q is not a date", w.Value).WithHint("write it like 2026-01-01")
			continue
		}
		out.Holidays = append(out.Holidays, d)
	}
	slices.SortFunc(out.Holidays, field.Date.Compare)
	out.Holidays = slices.Compact(out.Holidays)
	c.m.Calendar = out
}

func (c *compiler) hours(w spec.Word, out *model.Calendar) {
	from, to, _ := strings.Cut(w.Value, "-")
	kind, _ := field.Named("time")
	a, err1 := kind.Decode(strings.TrimSpace(from), field.Options{})
	b, err2 := kind.Decode(strings.TrimSpace(to), field.Options{})
	if err1 != nil || err2 != nil || a == nil || b == nil || b.(field.Clock) <= a.(field.Clock) {
		c.l.Errorf("wrong-value", w.At, "%q are not hours of work", w.Value).WithHint(`write them like "09:00-18:00"`)
		return
	}
	out.From, out.To = a.(field.Clock), b.(field.Clock)
}
