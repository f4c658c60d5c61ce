package compile

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/spec"
)

var snake = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// isSnake is snake.MatchString, which every name of a package passes at each keystroke of an editor.
func isSnake(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (i == 0 || (c < '0' || c > '9') && c != '_') {
			return false
		}
	}
	return s != ""
}

// longest is how long a name may be: a table, a column with its suffix and an index made of both fit any database.
const longest = 40

// reservedNames mean something in expressions, or in a record's JSON.
var reservedNames = []string{"this", "old", "user", "settings", "crm", "record", "and", "or", "not", "in", "true", "false", "nil", "let", "if", "else",
	"contains", "startsWith", "endsWith", "matches", "as"}

// name checks how an element is called. what is "entity", "field", …
func (c *compiler) name(w spec.Word, what string) bool {
	switch {
	case !isSnake(w.Value):
		d := c.l.Errorf("bad-name", w.At, "%q cannot name %s: names are small letters, digits and _, and begin with a letter", w.Value, a(what))
		if s := snakeCase(w.Value); snake.MatchString(s) {
			d.WithHint("write %s; what people read is the label", s)
		}
		return false
	case len(w.Value) > longest:
		c.l.Errorf("bad-name", w.At, "%q is longer than %d letters", w.Value, longest)
		return false
	}
	return true
}

// memberName is the name of a field or collection, which expressions use bare.
func (c *compiler) memberName(w spec.Word, what string) bool {
	if !c.name(w, what) {
		return false
	}
	if slices.Contains(reservedNames, w.Value) || strings.HasPrefix(w.Value, "tamga_") {
		c.l.Errorf("reserved-name", w.At, "%q means something else in expressions, so it cannot name %s", w.Value, a(what)).
			WithHint("give it another name, and the label %q", humanize(w.Value))
		return false
	}
	return true
}

func a(what string) string {
	if strings.ContainsRune("aeiou", rune(what[0])) {
		return "an " + what
	}
	return "a " + what
}

func snakeCase(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r >= 'A' && r <= 'Z':
			if i > 0 && !strings.HasSuffix(b.String(), "_") {
				b.WriteByte('_')
			}
			b.WriteRune(r - 'A' + 'a')
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == ' ' || r == '-' || r == '_' || r == '.':
			if !strings.HasSuffix(b.String(), "_") {
				b.WriteByte('_')
			}
		}
	}
	return strings.Trim(b.String(), "_")
}

// unknown reports a name that nothing has, with the nearest that something has.
func (c *compiler) unknown(code string, w spec.Word, what string, known []string) *diag.Diagnostic {
	d := c.l.Errorf(code, w.At, "no %s is called %q", what, w.Value)
	near := diag.Nearest(w.Value, known)
	switch {
	case near != "":
		d.WithHint("did you mean %q?", near)
	case len(known) == 0:
		d.WithHint("there is none yet")
	case len(known) <= 30:
		d.WithHint("there are: %s", strings.Join(known, ", "))
	}
	return d
}

// oneOf checks a word against a closed set.
func (c *compiler) oneOf(w spec.Word, what string, known ...string) bool {
	if slices.Contains(known, w.Value) {
		return true
	}
	d := c.l.Errorf("wrong-value", w.At, "%q is not %s", w.Value, a(what))
	if near := diag.Nearest(w.Value, known); near != "" {
		d.WithHint("did you mean %q?", near)
	} else {
		d.WithHint("write one of %s", strings.Join(known, ", "))
	}
	return false
}

// missing reports a key that must be there.
func (c *compiler) missing(at diag.Range, what, key, hint string) {
	if !c.p.Wrong[at.Pos] {
		c.l.Errorf("missing-key", at, "%s has no %q", what, key).WithHint("%s", hint)
	}
}
