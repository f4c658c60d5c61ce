package field

// percent is a number of hundredths: 5 means five percent, and is 5 in an expression too.
type percent struct{ decimalKind }

func (percent) Name() string { return "percent" }
