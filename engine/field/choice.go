package field

import "slices"

type choice struct{ textual }

func (choice) Name() string { return "choice" }
func (choice) Decode(v any, o Options) (any, error) {
	s, err := readText(v, Options{}, 100)
	if err == nil && s != "" && !slices.Contains(o.Choices, s) {
		err = fail("not_an_option", "value", s, "options", o.Choices)
	}
	return emptyIsNil(s, err)
}
