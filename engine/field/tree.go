package field

// tree links to the own entity; descends_from(a, b) follows it upwards.
type tree struct{ link }

func (tree) Name() string { return "tree" }
