package document

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"
)

// Thai is written without spaces between words, so where a line may end takes a dictionary. Ours is small: the
// words of business and of everyday. A line ends only beside a word that it knows; names and rarer words stay whole,
// and break between two letters (never between a letter and its marks) only when they are longer than a line.
//
//go:embed words_th.txt
var thaiWordList string

type thaiDictionary struct {
	words   map[string]bool
	longest int // in letters
}

var thaiWords = sync.OnceValue(func() thaiDictionary {
	d := thaiDictionary{words: map[string]bool{}}
	for _, w := range strings.Fields(thaiWordList) {
		d.words[w] = true
		d.longest = max(d.longest, utf8.RuneCountInString(w))
	}
	return d
})

func isThai(r rune) bool { return r >= 0x0E01 && r <= 0x0E5B }

// hangs: vowels, tones and signs that belong to the letter before; leads: vowels that wait for the letter after.
func hangs(r rune) bool { return r >= 0x0E2F && r <= 0x0E3A || r >= 0x0E45 && r <= 0x0E4E }
func leads(r rune) bool { return r >= 0x0E40 && r <= 0x0E44 }

// thaiBreaks gives the places within a text before which a line may end.
func thaiBreaks(text []rune) []int {
	var out []int
	for start := 0; start < len(text); start++ {
		if !isThai(text[start]) {
			continue
		}
		end := start
		for end < len(text) && isThai(text[end]) {
			end++
		}
		for _, at := range thaiWords().split(text[start:end]) {
			out = append(out, start+at)
		}
		start = end
	}
	return out
}

// token is a stretch of text that ends at an index: a word of the dictionary, or letters that are none.
type token struct {
	from, to int
	known    bool
}

// split finds the division into words that leaves the fewest letters unknown, then uses the fewest words.
func (d thaiDictionary) split(text []rune) []int {
	var breaks []int
	tokens := d.tokens(text)
	for i := 1; i < len(tokens); i++ {
		at := tokens[i].from
		if whole(text, tokens[i-1]) && whole(text, tokens[i]) && !hangs(text[at]) && !leads(text[at-1]) {
			breaks = append(breaks, at)
		}
	}
	return breaks
}

// whole: a word, or unknown letters that can stand alone. Less than a syllable belongs to its neighbours.
func whole(text []rune, t token) bool {
	if t.known {
		return true
	}
	letters := 0
	for _, r := range text[t.from:t.to] {
		if !hangs(r) && !leads(r) {
			letters++
		}
	}
	return letters > 1
}

func (d thaiDictionary) tokens(text []rune) []token {
	const unknown, word = 100, 1
	best := make([]int, len(text)+1) // cost of the text up to here
	last := make([]token, len(text)+1)
	for i := 1; i <= len(text); i++ {
		best[i], last[i] = best[i-1]+unknown, token{i - 1, i, false}
		for n := 1; n <= min(i, d.longest); n++ {
			if cost := best[i-n] + word; cost < best[i] && d.words[string(text[i-n:i])] {
				best[i], last[i] = cost, token{i - n, i, true}
			}
		}
	}
	return merged(last, len(text))
}

// merged walks the best path backwards and joins unknown letters that stand beside each other.
func merged(last []token, end int) []token {
	var reversed []token
	for end > 0 {
		t := last[end]
		if n := len(reversed); n > 0 && !t.known && !reversed[n-1].known {
			reversed[n-1].from = t.from
		} else {
			reversed = append(reversed, t)
		}
		end = t.from
	}
	for i, j := 0, len(reversed)-1; i < j; i, j = i+1, j-1 {
		reversed[i], reversed[j] = reversed[j], reversed[i]
	}
	return reversed
}
