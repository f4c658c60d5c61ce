package field

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestInstantsAreReadAsTimeReadsThem(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := time.UnixMicro(rapid.Int64Range(-62_135_596_800_000_000, 253_402_300_799_999_999).Draw(t, "at")).UTC()
		text := []byte(at.Format(InstantLayout))
		if rapid.Bool().Draw(t, "broken") {
			text[rapid.IntRange(0, len(text)-1).Draw(t, "where")] = rapid.SampledFrom([]byte("0123456789-:TZ. x")).Draw(t, "what")
		}
		want, wantErr := time.Parse(InstantLayout, string(text))
		got, err := ParseInstant(string(text))
		if !got.Equal(want) || (err == nil) != (wantErr == nil) {
			t.Fatalf("%s: got %v, %v; want %v, %v", text, got, err, want, wantErr)
		}
	})
}
