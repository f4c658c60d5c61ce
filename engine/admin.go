package engine

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/tamga-crm/tamga/engine/identity"
)

// firstEmail is whom a database without people lets in.
const firstEmail = "admin@example.org"

// firstAdmin lets an administrator into a database that has no people, with a password that is shown this once.
func (h *house) firstAdmin(ctx context.Context, url string) error {
	cards, err := h.people.List(ctx)
	if err != nil || len(cards) > 0 {
		return err
	}
	role := adminOf(h.records.Model())
	if role == nil {
		return faultf("nobody could sign in: the package has no role with admin: true")
	}
	name, email, password := "Administrator", firstEmail, rand.Text()[:16]
	if _, err := h.people.Add(ctx, identity.System(), identity.Change{Name: &name, Email: &email, Role: &role.Name, Password: &password}); err != nil {
		return fmt.Errorf("add the first administrator: %w", err)
	}
	h.say("\nNobody is here yet, so there is a first administrator now. Sign in at %s\n\n  e-mail    %s\n  password  %s   (shown this once)\n\n"+
		"Add others under People, or with: tamga user add\n\n", url, email, password)
	return nil
}
