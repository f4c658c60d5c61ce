package document

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// bare is a text without what line breaking may drop.
func bare(s string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) && r != '\u00a0' || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) {
			return -1
		}
		return r
	}, norm.NFC.String(s)))
}

// Whatever the text: no line is wider than it may be, unless it is one letter; no letter is lost, added or torn
// from its marks.
func TestWrapProperties(t *testing.T) {
	t.Parallel()
	letters := []rune("abc xyz  \n,.-ЁйңөүҢ \u00a0กขคงจ ที่หนี้น้ำปั๊มเแโใไะาำูุ่้๊๋์ฯๆ 0123$€₮é\u0301-/")
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOfN(rapid.SampledFrom(letters), 0, 80).Draw(t, "text"))
		width := rapid.Float64Range(5, 200).Draw(t, "width")
		s := newShaper()
		bold := span{text, style{size: 10, bold: true}}
		lines := s.wrap([]span{{"x" + text, style{size: 10}}, bold}, width)
		said := ""
		for _, l := range lines {
			flat := ""
			for _, sp := range l.spans {
				flat += sp.text
			}
			if got := clusters(&s.seg, flat); l.width > width+0.1 && len(got) > 1 {
				t.Fatalf("%q is %.1f wide, more than %.1f", flat, l.width, width)
			}
			said += flat
		}
		if want := bare("x" + text + text); bare(said) != want {
			t.Fatalf("%q became %q", want, bare(said))
		}
	})
}

func TestWrap(t *testing.T) {
	t.Parallel()
	s := newShaper()
	plain := func(text string) []span { return []span{{text, style{size: 10}}} }
	for _, tc := range []struct {
		text  string
		width float64
		want  []string
	}{
		{"", 100, []string{""}},
		{"one two", 100, []string{"one two"}},
		{"one two", 30, []string{"one", "two"}},
		{"a\n\nb\n", 100, []string{"a", "", "b"}},
		{"12\u00a0345,00\u00a0сом", 45, []string{"12\u00a0345,0", "0\u00a0сом"}},
		{"non-breaking", 50, []string{"non-", "breaking"}},
		{"ขอบคุณที่ใช้บริการ", 50, []string{"ขอบคุณที่ใช้", "บริการ"}},
	} {
		var got []string
		for _, l := range s.wrap(plain(tc.text), tc.width) {
			said := ""
			for _, sp := range l.spans {
				said += sp.text
			}
			got = append(got, said)
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%q at %v (-want +got):\n%s", tc.text, tc.width, diff)
		}
	}
}

func TestThaiBreaks(t *testing.T) {
	t.Parallel()
	for _, want := range []string{
		"ขอบคุณ|ที่|ใช้|บริการ", "กรุณา|ชำระเงิน|ภายใน|วันที่|กำหนด", "ใบแจ้งหนี้|ฉบับนี้", "ไม่|ต้องการ",
		"คุณ|สมปอง", // a name that is in no dictionary stays whole
		"Invoice", "ก", "", "ๆๆๆ", "เเเ",
	} {
		text := []rune(strings.ReplaceAll(want, "|", ""))
		var got []string
		from := 0
		for _, at := range append(thaiBreaks(text), len(text)) {
			got = append(got, string(text[from:at]))
			from = at
		}
		if said := strings.Join(got, "|"); said != want {
			t.Errorf("broke %q, want %q", said, want)
		}
	}
}

// Marks of Thai are moved by the font's own rules: unshaped, a tone would stand where the vowel is.
func TestThaiIsShaped(t *testing.T) {
	t.Parallel()
	s := newShaper()
	runs := s.runs("ที่", false)
	if len(runs) != 1 || len(runs[0].glyphs) != 3 {
		t.Fatalf("runs %+v", runs)
	}
	tone := runs[0].glyphs[2]
	if plain, _ := runs[0].face.font.NominalGlyph('\u0e48'); tone.id == plain && tone.y <= 0 {
		t.Error("the tone stands where the vowel is")
	}
	if got := s.runs("Счёт İş", false); len(got) != 1 || got[0].glyphs != nil {
		t.Errorf("plain letters are drawn as outlines: %+v", got)
	}
	if got := s.runs("日本 ok", false); !slices.ContainsFunc(got, func(r run) bool { return strings.ContainsRune(r.text, missing) }) {
		t.Errorf("letters that no font has are dropped: %+v", got)
	}
}
