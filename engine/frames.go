package engine

import "strings"

// Frames shows the diagnostics of a package with the lines that they mean.
func Frames(c *Checked) string {
	var b strings.Builder
	if err := c.Diagnostics.Render(&b); err != nil {
		panic(err) // a builder takes everything
	}
	return b.String()
}
