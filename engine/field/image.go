package field

// image is a file that browsers show.
type image struct{ file }

func (image) Name() string { return "image" }
