package field

import "github.com/nyaruka/phonenumbers"

type phone struct{ textual }

func (phone) Name() string { return "phone" }

// Decode reads a number as people write it and keeps it in E.164, so that equal numbers are equal texts.
func (phone) Decode(v any, o Options) (any, error) {
	s, err := readText(v, o, 40)
	if err != nil || s == "" {
		return nil, err
	}
	n, err := phonenumbers.Parse(s, o.Region)
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return nil, fail("not_a_phone")
	}
	return phonenumbers.Format(n, phonenumbers.E164), nil
}
