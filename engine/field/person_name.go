package field

type personName struct{ text }

func (personName) Name() string { return "person_name" }
