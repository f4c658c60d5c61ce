package field

type longtext struct{ textual }

func (longtext) Name() string { return "longtext" }
func (longtext) Decode(v any, o Options) (any, error) {
	return emptyIsNil(readText(v, o, 100_000))
}
