package engine

import (
	"context"
	"time"

	"github.com/tamga-crm/tamga/engine/scenario"
)

// Test runs the scenarios of a package, each in a database of its own.
func Test(ctx context.Context, dir string, o scenario.Options) (*scenario.Report, error) {
	c, err := whole(dir)
	if err != nil {
		return nil, err
	}
	report, err := scenario.Run(ctx, c.Model, o)
	if err == nil {
		report.NotRun = len(c.Model.Declared)
	}
	return report, err
}

// TestAgain runs the scenarios whenever a file of the package changes, and gives each outcome to show: a report, or
// what is wrong with the package. It ends with ctx.
func TestAgain(ctx context.Context, dir string, o scenario.Options, show func(*scenario.Report, error)) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for seen := ""; ; {
		if now := fingerprint([]string{dir}); now != seen {
			seen = now
			report, err := Test(ctx, dir, o)
			if ctx.Err() != nil {
				return nil
			}
			show(report, err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
