package spec

import (
	"path"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
)

// Translations lie in i18n/, one file for each locale, so that a translator has one file and no YAML of others:
//
//	# i18n/ru.yaml
//	entities.deal.label: Сделка
//	entities.deal.fields.amount.label: Сумма
//
// A line is the path of a text and its words. tamga check --skeleton ru writes the lines that lack.

// translation is one file.
type translation struct {
	layer  string
	locale Word
	root   *Node
}

// translationFolder is where they lie.
const translationFolder = "i18n"

// localeOf is the locale that a file's name says.
func localeOf(name string) string { return strings.TrimSuffix(path.Base(name), path.Ext(name)) }

func newTranslation(layer, name string, root *Node) translation {
	at := diag.Range{Pos: diag.Pos{File: path.Join(layer, name), Line: 1, Column: 1}, Length: 1}
	return translation{layer, wordOf(&Node{Value: localeOf(name), At: at, file: root.file}), root}
}

// translate puts the words of the files into the texts. A package above may translate those below anew.
func (p *Package) translate(files []translation, l *diag.List) {
	if len(files) == 0 {
		return
	}
	places := map[string]Placed{}
	var known []string
	for _, t := range p.Texts() {
		places[t.Path] = t
		known = append(known, t.Path)
	}
	for _, f := range files {
		for i, k := range f.root.keys {
			at, ok := places[k.Value]
			switch v := f.root.items[i]; {
			case !ok:
				d := l.Errorf("unknown-path", k.At, "no text of the package stands at %q", k.Value)
				if near := diag.Nearest(k.Value, known); near != "" {
					d.WithHint("did you mean %s?", near)
				} else {
					d.WithHint("a path is like entities.deal.fields.amount.label; tamga check --skeleton %s writes those that lack", f.locale.Value)
				}
			case v.shape != scalar:
				l.Errorf("wrong-type", v.At, "the words of a text are expected here, not %s", v.describe()).WithHint("write the whole path on one line, like entities.deal.label: …")
			case v.empty || v.Value == "": // not translated yet
			default:
				at.Text.translate(f, k, wordOf(v), l)
			}
		}
	}
}

// translate adds the words of a locale. What stands in the package itself already is said twice; what a package below
// says gives way.
func (t *Text) translate(f translation, k *Node, words Word, l *diag.List) {
	if !t.Given() {
		t.At, t.Made = words.At, true
	}
	for i, e := range t.By {
		if e.Key.Value != f.locale.Value {
			continue
		}
		if sameLayer(e.Value.At.File, f.layer) {
			l.Errorf("duplicate-key", k.At, "this text has words in %s already", f.locale.Value).WithHint("keep one of them").WithRelated(e.Value.At, "here")
			return
		}
		t.By[i].Value = words
		return
	}
	t.By = append(t.By, Entry[Word]{f.locale, words})
}

// sameLayer tells whether a file is of the package itself, or of the one below that the layer names.
func sameLayer(file, layer string) bool {
	if layer == "" {
		return !strings.HasPrefix(file, "../") && !strings.HasPrefix(file, BuiltIn+"/")
	}
	return strings.HasPrefix(file, layer+"/")
}
