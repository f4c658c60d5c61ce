package field

// rating is a number of stars, 1 to max (5 unless said).
type rating struct{ integer }

func (rating) Name() string { return "rating" }
func (r rating) Decode(v any, o Options) (any, error) {
	one, five := int64(1), int64(5)
	o.Min = &one
	if o.Max == nil {
		o.Max = &five
	}
	return r.integer.Decode(v, o)
}
