package field

import "regexp"

var hexColor = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

type color struct{ textual }

func (color) Name() string { return "color" }
func (color) Decode(v any, o Options) (any, error) {
	s, err := readText(v, o, 7)
	if err == nil && s != "" && !hexColor.MatchString(s) {
		err = fail("not_a_color")
	}
	return emptyIsNil(s, err)
}
