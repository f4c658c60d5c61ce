package engine

import (
	"context"
	"regexp"

	"github.com/tamga-crm/tamga/engine/scenario"
)

// Test runs the scenarios of a package whose names match run (nil: all), each in a database of its own.
func Test(ctx context.Context, dir string, run *regexp.Regexp) (*scenario.Report, error) {
	c, err := whole(dir)
	if err != nil {
		return nil, err
	}
	report, err := scenario.Run(ctx, c.Model, scenario.Options{Run: run})
	if err == nil {
		report.NotRun = len(c.Model.Declared)
	}
	return report, err
}
