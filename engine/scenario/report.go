package scenario

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/diag"
)

// Report is what became of the tests; its JSON is for programs.
type Report struct {
	Tests        []Result  `json:"tests"`
	Passed       int       `json:"passed"`
	Failed       int       `json:"failed"`
	Milliseconds float64   `json:"milliseconds"`
	Coverage     *Coverage `json:"coverage,omitempty"`
	NotRun       int       `json:"not_run"` // parts that the package declares and this version does not run: no test has seen them work
}

// Result is what became of one test.
type Result struct {
	Name         string    `json:"name"`
	File         string    `json:"file"`
	Line         int       `json:"line"`
	Passed       bool      `json:"passed"`
	Milliseconds float64   `json:"milliseconds"`
	Failures     []Failure `json:"failures,omitempty"`
	Stuck        []string  `json:"stuck,omitempty"` // runs that are parked or failing when the test has failed
}

// Failure is one expectation that does not hold, or a step that could not be done.
type Failure struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
	Source  string `json:"source,omitempty"` // the expression
	Parts   []Part `json:"parts,omitempty"`
}

// Part is a part of an expression with its value.
type Part struct {
	Source string `json:"source"`
	Value  string `json:"value"`
	Parts  []Part `json:"parts,omitempty"`
}

func failureAt(at diag.Range, message string) *Failure {
	return &Failure{File: at.File, Line: at.Line, Column: at.Column, Message: message}
}

func (r *Report) count(took time.Duration) {
	for _, t := range r.Tests {
		if t.Passed {
			r.Passed++
		} else {
			r.Failed++
		}
	}
	r.Milliseconds = float64(took.Microseconds()) / 1000
}

// Write prints the report for people. It ends with a line that counts.
func (r *Report) Write(out io.Writer) error {
	var b strings.Builder
	for _, t := range r.Tests {
		t.write(&b)
	}
	if r.NotRun > 0 {
		fmt.Fprintf(&b, "note: the package declares %d that this version does not run yet; tamga check --json lists them\n", r.NotRun)
	}
	if r.Coverage != nil {
		r.Coverage.write(&b)
	}
	fmt.Fprintf(&b, "%d passed, %d failed\n", r.Passed, r.Failed)
	_, err := io.WriteString(out, b.String())
	return err
}

func (t Result) write(b *strings.Builder) {
	word := "ok  "
	if !t.Passed {
		word = "FAIL"
	}
	fmt.Fprintf(b, "%s %s (%.0f ms)\n", word, t.Name, t.Milliseconds)
	for _, f := range t.Failures {
		fmt.Fprintf(b, "  %s:%d: ", f.File, f.Line)
		if f.Source != "" && len(f.Parts) > 0 {
			fmt.Fprintf(b, "%s: %s\n", f.Message, f.Source)
		} else {
			fmt.Fprintf(b, "%s\n", f.Message)
			if f.Source != "" && !strings.HasPrefix(f.Message, f.Source) {
				fmt.Fprintf(b, "    %s\n", f.Source)
			}
		}
		writeParts(b, f.Parts, 2)
	}
	for _, s := range t.Stuck {
		fmt.Fprintf(b, "  note: %s\n", s)
	}
}

func writeParts(b *strings.Builder, parts []Part, depth int) {
	for _, p := range parts {
		fmt.Fprintf(b, "%s%s = %s\n", strings.Repeat("  ", depth), p.Source, p.Value)
		writeParts(b, p.Parts, depth+1)
	}
}
