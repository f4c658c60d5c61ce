package identity

import "github.com/tamga-crm/tamga/engine/model"

// As is in what capacity somebody acts.
type As string

// The capacities.
const (
	AsPerson     As = "person"
	AsToken      As = "token"
	AsAutomation As = "automation"
	AsImport     As = "import"
	AsSystem     As = "system" // Tamga itself: demo data, migrations; may do everything
)

// Actor is who acts, for the length of a request or a run.
type Actor struct {
	User   *model.Row  // a record of entity user; nil for nobody in particular
	Role   *model.Role // nil: AsSystem and AsAutomation, which rights do not bind
	As     As
	Cause  string // the run's id, the import's id; "" for a person
	Locale string
}

// UserID is the id of the user, "" for nobody.
func (a Actor) UserID() string {
	if a.User == nil {
		return ""
	}
	return a.User.ID()
}

// System is Tamga itself.
func System() Actor { return Actor{As: AsSystem} }
