package spec

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// scan goes through brackets and quotes as YAML reads them, over several lines.
type scan struct {
	scalar bool // one quoted word is read, not what stands in brackets
	quote  byte
	depth  int
	fresh  bool // a word may begin here
}

func newScan(scalar bool) *scan { return &scan{scalar: scalar, fresh: true} }

// over reads one line and tells whether what began is closed in it.
func (s *scan) over(line string) bool {
	for i := 0; i < len(line); i++ {
		if s.quote == 0 && line[i] == '#' && (i == 0 || line[i-1] == ' ') {
			return false
		}
		skip := s.next(line, i)
		if s.quote == 0 && s.depth == 0 && (s.scalar || line[i] == '}' || line[i] == ']') && !s.fresh {
			return true
		}
		i += skip
	}
	return false
}

// next takes the character at i, and says how many after it belong to it.
func (s *scan) next(line string, i int) int {
	c := line[i]
	switch {
	case s.quote == '"' && c == '\\':
		return 1
	case s.quote == '\'' && c == '\'' && strings.HasPrefix(line[i:], "''"):
		return 1
	case s.quote != 0:
		if c == s.quote {
			s.quote = 0
		}
	case (c == '"' || c == '\'') && s.fresh:
		s.quote, s.fresh = c, false
	case c == '{', c == '[':
		s.depth, s.fresh = s.depth+1, true
	case c == '}', c == ']':
		s.depth, s.fresh = s.depth-1, false
	case c == ',', c == ' ' && s.fresh, c == ':':
		s.fresh = true
	case c == ' ':
	default:
		s.fresh = false
	}
	return 0
}

// tidy writes a line alone: no space at its end, and one after each comma and none within brackets, where a value
// in brackets stands on it.
func (f *formatter) tidy(rest string, number, column int) string {
	rest = strings.TrimRight(rest, " \t")
	for _, x := range f.starts[number] {
		if x.Kind == yaml.ScalarNode || x.Style&yaml.FlowStyle == 0 || len(x.Content) == 0 {
			continue
		}
		value := afterColumn(f.lines[number-1], x.Column)
		if head, ok := strings.CutSuffix(strings.TrimRight(f.lines[number-1][column:], " \t"), strings.TrimRight(value, " \t")); ok && value != "" && (value[0] == '{' || value[0] == '[') {
			return head + brackets(strings.TrimRight(value, " \t"))
		}
	}
	return rest
}

// brackets writes a value in brackets, and what follows it on the line as it was.
func brackets(value string) string {
	var out strings.Builder
	s := newScan(false)
	for i := 0; i < len(value); i++ {
		c, quoted, fresh := value[i], s.quote != 0, s.fresh
		skip := s.next(value, i)
		switch {
		case quoted || s.quote != 0:
		case s.depth == 0:
			return strings.TrimRight(out.String(), " ") + value[i:]
		case c == ' ' && (fresh || closing(value[i:])):
			continue // what belongs here is written with what stands before
		}
		out.WriteString(value[i : i+1+skip])
		if !quoted && s.quote == 0 && (c == ',' || c == ':' && strings.HasPrefix(value[i+1:], " ")) && !closing(value[i+1:]) {
			out.WriteByte(' ')
		}
		i += skip
	}
	return out.String()
}

// closing tells that after spaces a bracket closes, or a comma follows.
func closing(s string) bool {
	s = strings.TrimLeft(s, " ")
	return s != "" && strings.IndexByte("}],", s[0]) >= 0
}
