package field

// number is a numbered series: the engine fills it from the series' format, nobody writes it.
type number struct{ text }

func (number) Name() string { return "number" }
