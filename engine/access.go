package engine

import "github.com/tamga-crm/tamga/engine/handbook"

// Access is who may do what by the roles of a package.
func Access(dir string) (handbook.Access, error) {
	c, err := whole(dir)
	if err != nil {
		return handbook.Access{}, err
	}
	return handbook.AccessOf(c.Model), nil
}
