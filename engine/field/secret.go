package field

// secret holds text that is masked until asked for.
type secret struct{ longtext }

func (secret) Name() string { return "secret" }
