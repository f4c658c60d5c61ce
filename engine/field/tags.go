package field

// tags are free words, each once.
type tags struct{ choices }

func (tags) Name() string { return "tags" }
func (tags) Decode(v any, o Options) (any, error) {
	list, err := readTexts(v)
	if err != nil {
		return nil, err
	}
	return boundList(list, o)
}
