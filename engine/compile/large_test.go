package compile_test

import (
	"fmt"
	"testing"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/compile/compiletest"
)

// BenchmarkLarge compiles packages of growing size, without reading them from the disk.
func BenchmarkLarge(b *testing.B) {
	for _, n := range []int{125, 250, 500, 1000} {
		files := compiletest.Large(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				large(b, files)
			}
		})
	}
}

func large(tb testing.TB, files map[string]string) {
	tb.Helper()
	if _, l := compile.Source(files); len(l.All()) > 0 {
		tb.Fatalf("%v %s", l.All()[0].Range, l.All()[0].Message)
	}
}

// TestMemoryIsLinear: four times the package takes four times the memory, and a little for what grows by doubling.
func TestMemoryIsLinear(t *testing.T) {
	allocated := func(n int) float64 {
		files := compiletest.Large(n)
		return float64(testing.Benchmark(func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				large(b, files)
			}
		}).AllocedBytesPerOp())
	}
	if little, much := allocated(20), allocated(80); little == 0 || much > 4.4*little {
		t.Errorf("20 entities take %.1f MB, and 80 take %.1f MB", little/1e6, much/1e6)
	}
}
