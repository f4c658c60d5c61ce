package field

// user links to a person of the CRM: a record of the built-in entity "user".
type user struct{ link }

func (user) Name() string { return "user" }
