package main_test

import (
	"fmt"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/compile/compiletest"
)

// BenchmarkCheck measures "tamga check" as a whole process, from its start to its end, on packages of growing size:
// wall time (ns/op), processor time (cpu-ms), and the most memory that it held (peak-MB). Each entity has 20 fields
// and two automations; twice the entities should cost twice the time.
func BenchmarkCheck(b *testing.B) {
	bin, err := binary()
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{125, 250, 500, 1000} {
		dir := b.TempDir()
		if err := compiletest.Write(dir, compiletest.Large(n)); err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var cpu time.Duration
			var peak int64
			for b.Loop() {
				c := exec.Command(bin, "check", dir)
				if out, err := c.CombinedOutput(); err != nil {
					b.Fatalf("%v\n%s", err, out)
				}
				cpu += c.ProcessState.UserTime() + c.ProcessState.SystemTime()
				if use, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
					peak = max(peak, use.Maxrss) // in KB on Linux
				}
			}
			b.ReportMetric(float64(cpu.Milliseconds())/float64(b.N), "cpu-ms/op")
			b.ReportMetric(float64(peak)/1024, "peak-MB")
		})
	}
}
