package compile

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/model"
)

func TestTranslations(t *testing.T) {
	t.Parallel()
	m, l := Source(caseFiles(read(t, "testdata/i18n/translated.yaml")))
	if m == nil || len(l.All()) > 0 {
		t.Fatal(rendered(l))
	}
	e := m.Entity("deal")
	in := func(x model.Text) [2]string { return [2]string{x.In("en"), x.In("ru")} }
	got := map[string][2]string{"package": in(m.Label), "label": in(e.Label), "plural": in(e.Plural), "help": in(e.Help), "field": in(e.Field("name").Label),
		"option": in(e.Field("kind").Choices[0].Label), "not yet": in(e.Field("kind").Choices[1].Label), "named": in(e.Field("plain").Choices[0].Label),
		"rule": in(e.Rules[0].Message), "stage": in(m.Funnel("sales").Stages[0].Guidance)}
	want := map[string][2]string{"package": {"Shop", "Магазин"}, "label": {"Deal", "Сделка"}, "plural": {"Deals", "Сделки"}, "help": {"What is sold", "Что продаётся"},
		"field": {"Name", "Название"}, "option": {"New", "Новая"}, "not yet": {"Old", "Old"}, "named": {"A", "А"}, "rule": {"Give it a name", "Дайте название"},
		"stage": {"Call", "Позвоните"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A package may translate the texts of those below, in place or in their own files, anew.
func TestTranslationsOfPackagesBelow(t *testing.T) {
	t.Parallel()
	m, l := folders(t, `
-- base/crm.yaml --
crm: 1
name: base
locales: [en, ru]
entities: {deal: {label: {en: Deal, ru: Сделка}, fields: {name: {type: text, label: Name}, sum: money}}}
-- base/i18n/ru.yaml --
entities.deal.fields.name.label: Имя
-- top/crm.yaml --
crm: 1
name: top
extends: ../base
locales: [en, ru]
-- top/i18n/ru.yaml --
entities.deal.label: Договор
entities.deal.fields.name.label: Название
entities.deal.fields.sum.label: Сумма
`, Package{Locales: true})
	if m == nil {
		t.Fatal(rendered(l))
	}
	e := m.Entity("deal")
	for want, got := range map[string]string{"Договор": e.Label.In("ru"), "Название": e.Field("name").Label.In("ru"), "Сумма": e.Field("sum").Label.In("ru"), "Sum": e.Field("sum").Label.In("en")} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if len(m.Untranslated) != 0 || m.Texts == 0 {
		t.Errorf("%d texts, untranslated: %v", m.Texts, m.Untranslated)
	}
}

// What a compilation leaves for the next is shared, so words must not be put into it.
func TestTranslationsWithACache(t *testing.T) {
	t.Parallel()
	files, cache := fstest.MapFS{}, &Cache{}
	for name, text := range caseFiles(read(t, "testdata/i18n/translated.yaml")) {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	for _, want := range []string{"Сделка", "Сделка", "Договор"} {
		files["i18n/ru.yaml"].Data = []byte(strings.Replace(string(files["i18n/ru.yaml"].Data), "label: Сделка", "label: "+want, 1))
		l := &diag.List{}
		m, err := Model(Package{FS: files, Cache: cache}, l)
		if err != nil || m == nil {
			t.Fatal(err, rendered(l))
		}
		if got := m.Entity("deal").Label.In("ru"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// An expression over what a channel brings is compiled anew when the channel brings something else.
func TestChannelsWithACache(t *testing.T) {
	t.Parallel()
	cache := &Cache{}
	for _, body := range []string{"text", "money", "text", "date", "text"} {
		l := &diag.List{}
		text := "crm: 1\nname: t\nentities: {lead: {fields: {sum: money, name: text}}}\nchannels: {shop: {kind: webhook, secret: env:S, creates: lead, body: {x: " + body + "}, set: {name: x}, when: body.x == \"a\"}}\n"
		if _, err := Model(Package{FS: fstest.MapFS{"crm.yaml": {Data: []byte(text)}}, Cache: cache}, l); err != nil {
			t.Fatal(err)
		}
		if l.Failed() != (body != "text") {
			t.Errorf("body %s: %s", body, rendered(l))
		}
	}
}
