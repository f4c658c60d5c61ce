package field

type address struct{ longtext }

func (address) Name() string { return "address" }
