package scenario

import (
	"context"
	"fmt"
	"regexp"
	"runtime"
	"sync"
	"time"

	"github.com/tamga-crm/tamga/engine/model"
)

// Options say which tests are run.
type Options struct {
	Run      *regexp.Regexp // nil: all
	Coverage bool           // also tell what no test reaches
	Parallel int            // how many at once; 0: as many as there are processors
}

// Run runs the tests of a package. An error means that a test could not be run, not that it failed.
func Run(ctx context.Context, m *model.Model, o Options) (*Report, error) {
	began := time.Now()
	tests := chosen(m, o.Run)
	if len(tests) == 0 {
		return &Report{}, nil
	}
	mold, err := newMold(ctx, m)
	if err != nil {
		return nil, fmt.Errorf("run tests: %w", err)
	}
	if o.Coverage {
		mold.touched = &touched{set: map[string]bool{}}
	}
	rep := &Report{Tests: make([]Result, len(tests))}
	errs := make([]error, len(tests))
	each(len(tests), o.Parallel, func(i int) { rep.Tests[i], errs[i] = mold.run(ctx, tests[i]) })
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("run test %q: %w", tests[i].Name, err)
		}
	}
	if o.Coverage {
		rep.Coverage = mold.touched.coverage(m)
	}
	rep.count(time.Since(began))
	return rep, nil
}

func chosen(m *model.Model, run *regexp.Regexp) []*model.Test {
	var tests []*model.Test
	for _, t := range m.Tests {
		if run == nil || run.MatchString(t.Name) {
			tests = append(tests, t)
		}
	}
	return tests
}

// each does n things, several at once.
func each(n, parallel int, do func(i int)) {
	if parallel <= 0 {
		parallel = runtime.GOMAXPROCS(0)
	}
	var wg sync.WaitGroup
	slots := make(chan struct{}, parallel)
	for i := range n {
		slots <- struct{}{}
		wg.Go(func() { defer func() { <-slots }(); do(i) })
	}
	wg.Wait()
}
