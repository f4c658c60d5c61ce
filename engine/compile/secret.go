package compile

import (
	"regexp"
	"strings"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/spec"
)

var envForm = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// secret is where a secret is found. One that is written in the package is refused without being repeated: the
// message may end up in a log.
func (c *compiler) secret(s spec.Secret) *model.Secret {
	if !s.Given() {
		return nil
	}
	if name, ok := strings.CutPrefix(s.Value, "env:"); ok {
		if envForm.MatchString(name) {
			return &model.Secret{Env: name}
		}
		c.l.Errorf("wrong-value", s.At, "a variable of the environment is named by letters, digits and _").WithHint("write it like env:MAIL_PASSWORD")
		return nil
	}
	if name, ok := strings.CutPrefix(s.Value, "=settings."); ok {
		return c.secretSetting(s, name)
	}
	c.l.Errorf("literal-secret", s.At, "a secret never stands in a package: whoever reads the files would know it").
		WithHint("write env:NAME and set the variable NAME where Tamga runs, or =settings.name of a setting of type secret")
	return nil
}

func (c *compiler) secretSetting(s spec.Secret, name string) *model.Secret {
	var known []string
	for _, x := range c.m.Settings {
		if x.Name != name {
			known = append(known, x.Name)
			continue
		}
		if x.Field.Kind.Name() != "secret" {
			c.l.Errorf("wrong-type", s.At, "the setting %q is %s: a secret is kept in a setting of type secret, which nobody reads back", name, x.Field.Kind.Name()).
				WithRelated(x.At, "the setting")
			return nil
		}
		return &model.Secret{Setting: x}
	}
	c.unknown("unknown-setting", s.Sub(len("=settings."), len(name)), "setting", known)
	return nil
}
