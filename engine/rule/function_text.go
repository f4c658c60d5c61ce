package rule

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

var textFunctions = []*Function{
	{Name: "len", Usage: "len(text)", Doc: "How many characters a text has, or elements a list.", Params: []Type{Any}, Type: Int, Result: lenResult, Eval: length},
	{Name: "lower", Usage: "lower(text)", Doc: "The text in small letters.", Params: []Type{Text}, Type: Text, Strict: true, Eval: mapText(Lower)},
	{Name: "upper", Usage: "upper(text)", Doc: "The text in capital letters.", Params: []Type{Text}, Type: Text, Strict: true, Eval: mapText(Upper)},
	{Name: "trim", Usage: "trim(text)", Doc: "The text without white space around it.", Params: []Type{Text}, Type: Text, Strict: true, Eval: mapText(strings.TrimSpace)},
	{Name: "capitalize", Usage: "capitalize(text)", Doc: "The text with a capital first letter.", Params: []Type{Text}, Type: Text, Strict: true, Eval: mapText(capitalize)},
	{Name: "initials", Usage: "initials(text)", Doc: "The first letters of the words: \"A. B.\".", Params: []Type{Text}, Type: Text, Strict: true, Eval: mapText(initials)},
	{Name: "replace", Usage: "replace(text, what, with)", Doc: "The text with every occurrence replaced.", Params: []Type{Text, Text, Text}, Type: Text, Eval: replace},
	{Name: "split", Usage: "split(text, separator)", Doc: "The parts of a text.", Params: []Type{Text, Text}, Type: ListOf(Text), Strict: true, Eval: split},
	{Name: "join", Usage: `join(list, ", ")`, Doc: "The elements of a list as one text.", Params: []Type{{Type: listType}, Text}, Optional: 1, Type: Text, Eval: join},
	{Name: "indexOf", Usage: "indexOf(text, part)", Doc: "Where a part begins, from 0; -1 when it is not there.", Params: []Type{Text, Text}, Type: Int, Strict: true, Eval: indexOf},
	{Name: "hasPrefix", Usage: "hasPrefix(text, part)", Doc: "Whether the text begins with a part.", Params: []Type{Text, Text}, Type: Bool, Eval: testText(strings.HasPrefix)},
	{Name: "hasSuffix", Usage: "hasSuffix(text, part)", Doc: "Whether the text ends with a part.", Params: []Type{Text, Text}, Type: Bool, Eval: testText(strings.HasSuffix)},
	{Name: "string", Usage: "string(value)", Doc: "A value as text.", Params: []Type{Any}, Type: Text, Strict: true,
		Eval: func(f *Frame, a []any) (any, error) { s, err := f.show(a[0]); return filled(s), err }},
	{Name: "phone", Usage: "phone(text)", Doc: "A telephone number in the international form.", Params: []Type{Text}, Type: Text, Strict: true, Eval: phone},
	{Name: "email_domain", Usage: "email_domain(email)", Doc: "What stands after the @.", Params: []Type{Text}, Type: Text, Strict: true, Eval: mapText(emailDomain)},
	{Name: "similar", Usage: "similar(a, b)", Doc: "Whether two texts differ by little more than a slip of the pen.", Params: []Type{Text, Text}, Type: Bool, Eval: similarTexts},
}

// Lower and Upper change letters as Unicode says, of whatever language. query gives SQLite the same.
func Lower(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	return cases.Lower(language.Und).String(s)
}

// Upper is the counterpart of Lower.
func Upper(s string) string {
	if ascii(s) {
		return strings.ToUpper(s)
	}
	return cases.Upper(language.Und).String(s)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// filled is a text as a value: an empty one is empty.
func filled(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func mapText(fn func(string) string) func(*Frame, []any) (any, error) {
	return func(_ *Frame, a []any) (any, error) {
		s, ok := a[0].(string)
		if !ok {
			return nil, nil
		}
		return filled(fn(s)), nil
	}
}

func testText(fn func(s, part string) bool) func(*Frame, []any) (any, error) {
	return func(_ *Frame, a []any) (any, error) {
		s, ok1 := a[0].(string)
		part, ok2 := a[1].(string)
		return ok1 && ok2 && fn(s, part), nil
	}
}

func lenResult(args []Type) (Type, string) {
	if t := args[0]; !loose(t) && t.Type != textType && t.Type != listType {
		return Int, "takes a text or a list"
	}
	return Int, ""
}

func length(f *Frame, a []any) (any, error) {
	if s, ok := a[0].(string); ok {
		return int64(utf8.RuneCountInString(s)), nil
	}
	if a[0] == nil {
		return int64(0), nil
	}
	if list, ok := elements(a[0]); ok {
		return int64(len(list)), nil
	}
	return nil, nil
}

func capitalize(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToTitle(r)) + s[n:]
}

func initials(s string) string {
	var out []string
	for _, w := range strings.Fields(s) {
		r, _ := utf8.DecodeRuneInString(w)
		out = append(out, string(unicode.ToUpper(r))+".")
	}
	return strings.Join(out, " ")
}

// replace counts what it will make before it makes it.
func replace(f *Frame, a []any) (any, error) {
	s, ok1 := a[0].(string)
	what, ok2 := a[1].(string)
	with, _ := a[2].(string)
	if !ok1 || !ok2 {
		return a[0], nil
	}
	n := strings.Count(s, what)
	if len(s)+n*(len(with)-len(what)) > MaxText {
		return nil, ErrText
	}
	return filled(strings.ReplaceAll(s, what, with)), f.charge(len(s) / 64)
}

func split(f *Frame, a []any) (any, error) {
	s, ok1 := a[0].(string)
	sep, ok2 := a[1].(string)
	if !ok1 || !ok2 {
		return nil, nil
	}
	if strings.Count(s, sep) > MaxRecords {
		return nil, ErrRecords
	}
	var out []any
	for _, part := range strings.Split(s, sep) {
		out = append(out, filled(part))
	}
	return out, f.charge(len(out))
}

func join(f *Frame, a []any) (any, error) {
	list, _ := elements(a[0])
	sep, _ := arg(a, 1).(string)
	var b strings.Builder
	for i, v := range list {
		s, err := f.show(v)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteString(sep)
		}
		if b.WriteString(s); b.Len() > MaxText {
			return nil, ErrText
		}
	}
	return filled(b.String()), f.charge(len(list))
}

func indexOf(_ *Frame, a []any) (any, error) {
	s, ok1 := a[0].(string)
	part, ok2 := a[1].(string)
	if !ok1 || !ok2 {
		return nil, nil
	}
	i := strings.Index(s, part)
	if i < 0 {
		return int64(-1), nil
	}
	return int64(utf8.RuneCountInString(s[:i])), nil
}

func phone(f *Frame, a []any) (any, error) {
	s, ok := a[0].(string)
	if !ok {
		return nil, nil
	}
	n, err := phonenumbers.Parse(s, f.Region)
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return nil, nil
	}
	return phonenumbers.Format(n, phonenumbers.E164), nil
}

func emailDomain(s string) string {
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		return strings.ToLower(s[i+1:])
	}
	return ""
}

// similarTexts compares the first 200 characters; the cost is their product.
func similarTexts(f *Frame, a []any) (any, error) {
	x, ok1 := a[0].(string)
	y, ok2 := a[1].(string)
	if !ok1 || !ok2 {
		return false, nil
	}
	p, q := letters(x), letters(y)
	if err := f.charge(len(p) * len(q) / 16); err != nil {
		return nil, err
	}
	longest := max(len(p), len(q))
	return longest > 0 && edits(p, q)*5 <= longest, nil
}

// letters are the letters and digits of a text, small, at most 200.
func letters(s string) []rune {
	var out []rune
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			out = append(out, unicode.ToLower(r))
		}
		if len(out) == 200 {
			break
		}
	}
	return out
}

// edits is the Levenshtein distance.
func edits(p, q []rune) int {
	row := make([]int, len(q)+1)
	for j := range row {
		row[j] = j
	}
	for i := range p {
		diagonal := row[0]
		row[0] = i + 1
		for j := range q {
			cost := diagonal
			if p[i] != q[j] {
				cost = min(diagonal, row[j], row[j+1]) + 1
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(q)]
}
