package job

import "testing"

// However many lanes hang, a new one finds a worker; the first takes its share and no more.
func TestShare(t *testing.T) {
	s := newShare(&kind{limit: 32, fair: true})
	for n, want := range []int{7, 5, 4, 4, 3, 2, 2, 1, 1, 1, 1, 1, 0} {
		lane := string(rune('a' + n))
		for _, p := range s.allot([]head{{Lane: lane}}) {
			for range p.n {
				s.take(p.lane)
			}
		}
		if got := s.of[lane]; got != want {
			t.Errorf("lane %d has %d workers, want %d", n+1, got, want)
		}
	}
	s.give("a")
	if got := s.allot([]head{{Lane: "a"}, {Lane: "z"}}); len(got) != 1 || got[0] != (part{"z", 1}) {
		t.Errorf("the worker that came free goes to %v, want the lane that has none", got)
	}
}
