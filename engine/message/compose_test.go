package message

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

type record struct{ values []any }

func (r record) Entity() string     { return "invoice" }
func (r record) ID() string         { return "1" }
func (r record) Value(slot int) any { return r.values[slot] }

type source struct{ title string }

func (source) Record(context.Context, string, string) (rule.Record, error) { return nil, nil }
func (source) Collection(context.Context, rule.Record, string, int) ([]rule.Record, error) {
	return nil, nil
}
func (source) Select(context.Context, string, *rule.Expr, *rule.Frame, int) ([]rule.Record, error) {
	return nil, nil
}
func (s source) Title(context.Context, rule.Record) (string, error) { return s.title, nil }

// letter fills a template over an invoice named by a step of a run.
func letter(t *testing.T, client, subject, body, loc string) Draft {
	t.Helper()
	e := &model.Entity{Name: "invoice"}
	for _, f := range [][2]string{{"number", "number"}, {"client", "text"}, {"due_on", "date"}, {"total", "money"}, {"paid", "boolean"}, {"link", "url"}, {"status", "choice"}} {
		kind, _ := field.Named(f[1])
		e.Fields = append(e.Fields, &model.Field{Entity: e, Name: f[0], Kind: kind, Slot: len(e.Fields)})
	}
	e.Field("status").Choices = []*model.Option{{Name: "new", Label: model.Text{"": "Just made", "ru": "Новый"}}}
	m := &model.Model{Entities: []*model.Entity{e}}
	scope := &rule.Scope{Schema: model.SchemaOf(m, nil), Vars: []rule.Var{{Name: "invoice", Type: rule.RecordOf("invoice")}}}
	text := func(s string) *model.TextTemplate {
		x, problems := rule.CompileTemplate(s, scope)
		if problems != nil {
			t.Fatalf("%s: %+v", s, problems)
		}
		return &model.TextTemplate{By: map[string]*rule.Template{"": x}}
	}
	f := &rule.Frame{Ctx: t.Context(), Zone: time.UTC, Source: source{"INV-7 of " + client}, Vars: []any{record{[]any{"INV-7", client,
		field.Date{Year: 2026, Month: 3, Day: 25}, field.Money{Amount: decimal.RequireFromString("1200"), Currency: "KGS"}, nil,
		"https://pay.example.com/?a=1&b=2_3", "new"}}}}
	d, err := Compose(m, f, text(subject), text(body), loc)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const body = `# Invoice {{ invoice.number }}

Dear **{{ invoice.client }}**,
please pay *{{ invoice.total }}* by {{ invoice.due_on }}{{ invoice.paid }}.

- [Pay]({{ invoice.link }})
- {{ invoice.link }}
- {{ invoice.status }}

1. one
2. two

> {{ invoice }}

---

Write to club@example.org`

func TestCompose(t *testing.T) {
	t.Parallel()
	d := letter(t, "Айгүл", "Счёт {{ invoice.number }} на {{ invoice.total }}", body, "ru")
	if want := "Счёт INV-7 на 1\u00a0200,00\u00a0сом"; d.Subject != want {
		t.Errorf("subject %q, want %q", d.Subject, want)
	}
	want := `Invoice INV-7

Dear Айгүл,
please pay 1_200,00_сом by 25 марта 2026.

- Pay (https://pay.example.com/?a=1&b=2_3)
- https://pay.example.com/?a=1&b=2_3
- Новый

1. one
2. two

> INV-7 of Айгүл

---

Write to club@example.org
`
	want = strings.Replace(want, "1_200,00_сом", "1\u00a0200,00\u00a0сом", 1)
	if diff := cmp.Diff(want, d.Text); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	for _, part := range []string{`<html lang="ru">`, "<title>Счёт INV-7 на", "<h1>Invoice INV-7</h1>", "<strong>Айгүл</strong>,<br>",
		`<a href="https://pay.example.com/?a=1&amp;b=2_3">Pay</a>`, `<a href="mailto:club@example.org">`, "<ol>", "<hr>"} {
		if !strings.Contains(d.HTML, part) {
			t.Errorf("HTML lacks %s:\n%s", part, d.HTML)
		}
	}
	if dir := os.Getenv("TAMGA_LOOK"); dir != "" {
		if err := os.WriteFile(dir+"/mail.html", []byte(d.HTML), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// What a client is called is text: it makes no link, no markup, no second header.
func TestValuesAreNoMarkup(t *testing.T) {
	t.Parallel()
	for _, evil := range []string{"**x** <script>alert(1)</script>", "[free money](https://evil.example)", "</title><img src=x onerror=alert(1)>",
		"a\r\nBcc: all@example.org", "# head\n\n- item", "javascript:alert(1)", "&lt;b&gt;"} {
		d := letter(t, evil, "For {{ invoice.client }}", "Dear {{ invoice.client }},\n\n[x](javascript:alert)", "en")
		for _, bad := range []string{"<script", "<img", "onerror=alert(1)>", `href="https://evil`, `href="javascript`, "<strong>x", "<h1>head", "<li>"} {
			if strings.Contains(d.HTML, bad) {
				t.Errorf("%q: the HTML has %s", evil, bad)
			}
		}
		if strings.ContainsAny(d.Subject, "\r\n") {
			t.Errorf("%q: the subject is %q", evil, d.Subject)
		}
		if first := strings.TrimSpace(strings.Split(evil, "\n")[0]); !strings.Contains(d.Text, first) {
			t.Errorf("%q is not in the text:\n%s", first, d.Text)
		}
	}
}

func TestChecked(t *testing.T) {
	t.Parallel()
	ok := Message{MessageID: "run.1", To: []string{"ann@example.org"}}
	for name, tc := range map[string]struct {
		change func(*Message)
		want   error
	}{
		"fine":              {func(*Message) {}, nil},
		"a name":            {func(m *Message) { m.To = []string{`"Осмонова, Айгүл" <a@example.org>`} }, nil},
		"nobody":            {func(m *Message) { m.To = []string{" ", ""} }, ErrNobody},
		"no address":        {func(m *Message) { m.To = []string{"ann"} }, ErrAddress},
		"two in one":        {func(m *Message) { m.To = []string{"a@example.org, b@example.org"} }, ErrAddress},
		"a header":          {func(m *Message) { m.To = []string{"a@example.org\r\nBcc: b@example.org"} }, ErrAddress},
		"a header in cc":    {func(m *Message) { m.Cc = []string{"\"x\nSubject: y\" <a@example.org>"} }, ErrAddress},
		"a quoted local":    {func(m *Message) { m.To = []string{`"a b"@example.org`} }, ErrAddress},
		"too many":          {func(m *Message) { m.To = many(101) }, ErrTooLarge},
		"too long":          {func(m *Message) { m.Text = strings.Repeat("x", maxText+1) }, ErrTooLarge},
		"no id":             {func(m *Message) { m.MessageID = "" }, ErrMessageID},
		"an id of two":      {func(m *Message) { m.MessageID = "a> <b" }, ErrMessageID},
		"an id with a line": {func(m *Message) { m.MessageID = "a\nX: y" }, ErrMessageID},
	} {
		m := ok
		tc.change(&m)
		if _, err := checked(m); err != tc.want {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	m, err := checked(Message{MessageID: "x", To: []string{"A@example.org", "a@Example.org", "Ann Lee <ann@example.org>"}, Subject: " a\r\nBcc: x\t\u2028b "})
	if err != nil || m.Subject != "a Bcc: x b" {
		t.Errorf("subject %q, %v", m.Subject, err)
	}
	if diff := cmp.Diff([]string{"A@example.org", `"Ann Lee" <ann@example.org>`}, m.To); diff != "" {
		t.Error(diff)
	}
}

func many(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = "a" + strings.Repeat("x", i) + "@example.org"
	}
	return out
}
