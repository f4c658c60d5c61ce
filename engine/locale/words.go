package locale

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

//go:embed words/*.json
var sources embed.FS

// catalogues are the words by language, read once: they are part of the program.
var catalogues = func() map[string]*Catalogue {
	all := make(map[string]*Catalogue, len(Supported))
	for _, lang := range Supported {
		c, err := readCatalogue(lang)
		if err != nil {
			panic("locale: words of " + lang + ": " + err.Error())
		}
		all[lang] = c
	}
	return all
}()

// Catalogue is the words of one language.
type Catalogue struct {
	Lang     string
	messages map[string]message
}

// message is one sentence, or one for each plural form of the parameter By. In a sentence {name} is a parameter,
// {@name} one that is itself a word of the catalogue ("expected.<value>"), and [ … ] is left out when a parameter
// inside has no value.
type message struct {
	By    string            // "": one sentence for all
	Forms map[string]string // by plural form; "other" is always there
}

// UnmarshalJSON reads a string, or {"by": "n", "one": …, "other": …}.
func (m *message) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		m.Forms = map[string]string{"other": s}
		return nil
	}
	if err := json.Unmarshal(b, &m.Forms); err != nil {
		return err
	}
	m.By = m.Forms["by"]
	delete(m.Forms, "by")
	return nil
}

func readCatalogue(lang string) (*Catalogue, error) {
	b, err := sources.ReadFile("words/" + lang + ".json")
	if err != nil {
		return nil, err
	}
	c := &Catalogue{Lang: lang}
	return c, json.Unmarshal(b, &c.messages)
}

// Words gives the words of a locale; those of English when its language is not spoken.
func Words(locale string) *Catalogue { return catalogues[Base(locale)] }

// All gives one word in every language, as the labels of a package are written.
func All(key string) map[string]string {
	all := make(map[string]string, len(Supported)+1)
	for _, lang := range Supported {
		all[lang] = Words(lang).Say(key, nil)
	}
	all[""] = all[Supported[0]]
	return all
}

// Has tells whether there is a sentence for a key.
func (c *Catalogue) Has(key string) bool { _, ok := c.messages[key]; return ok }

// Say gives the sentence for a key. Numbers among the parameters are written as the language writes them, lists are
// joined. A key that is not in the catalogue is a slip of the programmer; the reader is told what is known: the key.
func (c *Catalogue) Say(key string, params map[string]any) string {
	m, ok := c.messages[key]
	if !ok {
		return key
	}
	form := "other"
	if n, ok := number(params[m.By]); ok && m.By != "" {
		form = pluralForm(c.Lang, n)
	}
	text, ok := m.Forms[form]
	if !ok {
		text = m.Forms["other"]
	}
	return c.fill(text, params)
}

// fill puts the parameters in: first the optional parts are decided, then each is filled.
func (c *Catalogue) fill(text string, params map[string]any) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "[")
		b.WriteString(c.put(before, params, nil))
		if !found {
			return b.String()
		}
		inside, after, _ := strings.Cut(rest, "]")
		missing := false
		if filled := c.put(inside, params, &missing); !missing {
			b.WriteString(filled)
		}
		text = after
	}
}

func (c *Catalogue) put(text string, params map[string]any, missing *bool) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		word := c.word(name, params)
		if word == "" && missing != nil {
			*missing = true
		}
		b.WriteString(word)
		text = after
	}
}

func (c *Catalogue) word(name string, params map[string]any) string {
	if key, ok := strings.CutPrefix(name, "@"); ok {
		said := c.show(params[key])
		if c.Has("expected." + said) {
			return c.Say("expected."+said, nil)
		}
		return said
	}
	return c.show(params[name])
}

// longestList is how many options a sentence names before it says that there are more.
const longestList = 12

func (c *Catalogue) show(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case []string:
		if len(v) > longestList {
			return strings.Join(v[:longestList], ", ") + ", …"
		}
		return strings.Join(v, ", ")
	}
	if n, ok := number(v); ok {
		return styles[c.Lang].decimal(n)
	}
	return fmt.Sprint(v)
}

// number reads what counts as a number among parameters; nil pointers are none.
func number(v any) (decimal.Decimal, bool) {
	switch v := v.(type) {
	case int:
		return decimal.NewFromInt(int64(v)), true
	case int64:
		return decimal.NewFromInt(v), true
	case *int64:
		if v != nil {
			return decimal.NewFromInt(*v), true
		}
	case decimal.Decimal:
		return v, true
	}
	return decimal.Decimal{}, false
}
