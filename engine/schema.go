package engine

import (
	"github.com/tamga-crm/tamga/engine/api"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/spec"
)

// Schema is the language's JSON Schema.
func Schema() ([]byte, error) { return spec.Schema(), nil }

// OpenAPI is the document of a package's API, as its administrator may use it.
func OpenAPI(dir string) ([]byte, error) {
	c, err := whole(dir)
	if err != nil {
		return nil, err
	}
	role := adminOf(c.Model)
	if role == nil {
		return nil, faultf("the package has no role with admin: true")
	}
	loc := "en"
	if len(c.Model.Locales) > 0 {
		loc = c.Model.Locales[0]
	}
	return api.Document(c.Model, role, loc)
}

// adminOf is the first role that manages people, rather one that sees everything.
func adminOf(m *model.Model) *model.Role {
	var admin *model.Role
	for _, r := range m.Roles {
		if r.Admin && (admin == nil || r.All && !admin.All) {
			admin = r
		}
	}
	return admin
}
