package field

import (
	neturl "net/url"
	"strings"
)

type url struct{ textual }

func (url) Name() string { return "url" }

// Decode takes an http or https address; one without a scheme gets https. Anything a page could run is refused.
func (url) Decode(v any, o Options) (any, error) {
	s, err := readText(v, o, 2000)
	if err != nil || s == "" {
		return nil, err
	}
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := neturl.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" {
		return nil, fail("not_a_url")
	}
	return u.String(), nil
}
