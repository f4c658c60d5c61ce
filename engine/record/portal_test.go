package record

import (
	"testing"

	"github.com/tamga-crm/tamga/engine/model"
)

// What a grant says of changing people counts for nobody: roles are given by identity alone.
func TestNoGrantChangesPeople(t *testing.T) {
	always := model.Permission{Always: true}
	users := &model.Entity{Name: model.UserEntity}
	role := &model.Role{Portal: true, Grants: map[string]*model.Grant{
		users.Name: {Read: always, Create: always, Update: always, Delete: always, Move: always, Every: true}}}
	g := grantOf(role, users)
	if !g.Read.Always || !g.Create.Never() || !g.Update.Never() || !g.Delete.Never() || !g.Move.Never() || g.Every {
		t.Errorf("a portal user may do with people: %+v", g)
	}
}
