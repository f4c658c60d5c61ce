package document

import (
	"bytes"
	"compress/zlib"
	"context"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// world is a small CRM in memory: invoices with lines.
type world struct {
	t       *testing.T
	model   *model.Model
	invoice *model.Entity
	line    *model.Entity
	lines   []rule.Record
	link    string // of the invoice's payment
	title   string // of every record
}

type record struct {
	entity string
	values []any
}

func (r record) Entity() string     { return r.entity }
func (r record) ID() string         { return "01890000-0000-7000-8000-000000000001" }
func (r record) Value(slot int) any { return r.values[slot] }

func (w *world) Record(context.Context, string, string) (rule.Record, error) { return nil, nil }
func (w *world) Collection(context.Context, rule.Record, string, int) ([]rule.Record, error) {
	return w.lines, nil
}
func (w *world) Select(context.Context, string, *rule.Expr, *rule.Frame, int) ([]rule.Record, error) {
	return nil, nil
}
func (w *world) Title(context.Context, rule.Record) (string, error) { return w.title, nil }

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, title: "Record", link: "https://pay.example.com/i/12",
		invoice: &model.Entity{Name: "invoice"}, line: &model.Entity{Name: "line"}}
	w.model = &model.Model{Entities: []*model.Entity{w.invoice, w.line}}
	w.field(w.invoice, "number", "number", model.Text{"": "Number", "ru": "Номер", "th": "เลขที่"})
	w.field(w.invoice, "due_on", "date", model.Text{"": "Due on", "ru": "Оплатить до", "th": "ครบกำหนดชำระ"})
	w.field(w.invoice, "client", "text", model.Text{"": "Client", "ru": "Клиент", "th": "ลูกค้า"})
	status := w.field(w.invoice, "status", "choice", model.Text{"": "Status", "ru": "Статус", "th": "สถานะ"})
	status.Choices = []*model.Option{{Name: "unpaid", Label: model.Text{"": "Not paid yet", "ru": "Не оплачен", "th": "ยังไม่ชำระเงิน"}}}
	w.field(w.invoice, "discount", "percent", model.Text{"": "Discount", "ru": "Скидка", "th": "ส่วนลด"})
	w.field(w.invoice, "total", "money", model.Text{"": "Total", "ru": "Итого", "th": "รวมทั้งสิ้น"}).Formula = &rule.Expr{}
	w.field(w.invoice, "payment_link", "url", nil)
	w.field(w.invoice, "key", "secret", nil)
	w.field(w.invoice, "notes", "longtext", model.Text{"": "Notes", "ru": "Примечания", "th": "หมายเหตุ"})
	w.field(w.invoice, "logo", "image", nil)
	w.field(w.line, "name", "text", model.Text{"": "Description", "ru": "Наименование", "th": "รายการ"})
	w.field(w.line, "qty", "integer", model.Text{"": "Quantity", "ru": "Кол-во", "th": "จำนวน"})
	w.field(w.line, "price", "money", model.Text{"": "Price", "ru": "Цена", "th": "ราคา"})
	back := w.field(w.line, "invoice", "link", nil)
	back.Link = &model.Link{To: []*model.Entity{w.invoice}, Inverse: "lines", Inline: true}
	w.invoice.Inverses = []*model.Inverse{{Name: "lines", Entity: w.line, Link: back, Inline: true}}
	return w
}

func (w *world) field(e *model.Entity, name, kind string, label model.Text) *model.Field {
	k, ok := field.Named(kind)
	if !ok {
		w.t.Fatalf("no kind %q", kind)
	}
	f := &model.Field{Entity: e, Name: name, Kind: k, Slot: len(e.Fields), Label: label, Visible: model.Flag{Always: true}}
	e.Fields = append(e.Fields, f)
	return f
}

func usd(s string) field.Money {
	return field.Money{Amount: decimal.RequireFromString(s), Currency: "USD"}
}

// add gives the invoice a line.
func (w *world) add(name string, qty int64, price string) {
	w.lines = append(w.lines, record{"line", []any{name, qty, usd(price), nil}})
}

// frame is the invoice, for a client, with notes.
func (w *world) frame(client, notes string) *rule.Frame {
	value := func(s string) any {
		if s == "" {
			return nil
		}
		return s
	}
	return &rule.Frame{Ctx: context.Background(), Zone: time.UTC, Currency: "USD", Source: w, This: record{"invoice", []any{
		"INV-2026-00012", field.Date{Year: 2026, Month: time.March, Day: 25}, value(client), "unpaid",
		decimal.RequireFromString("10"), usd("2740.5"), value(w.link), "hunter2", value(notes), nil}}}
}

func (w *world) expr(e *model.Entity, source string) *rule.Expr {
	w.t.Helper()
	x, problems := rule.Compile(source, &rule.Scope{Schema: model.SchemaOf(w.model, nil), Entity: e.Name}, rule.Unknown)
	if problems != nil {
		w.t.Fatalf("%s: %+v", source, problems)
	}
	return x
}

func (w *world) text(source string) *model.TextTemplate {
	w.t.Helper()
	x, problems := rule.CompileTemplate(source, &rule.Scope{Schema: model.SchemaOf(w.model, nil), Entity: "invoice"})
	if problems != nil {
		w.t.Fatalf("%s: %+v", source, problems)
	}
	return &model.TextTemplate{By: map[string]*rule.Template{"": x}}
}

func (w *world) fields(names ...string) []*model.Field {
	var out []*model.Field
	for _, n := range names {
		out = append(out, w.invoice.Field(n))
	}
	return out
}

// table is the invoice's lines.
func (w *world) table() *model.Table {
	amount := model.Text{"": "Amount", "ru": "Сумма", "th": "จำนวนเงิน"}
	return &model.Table{Rows: w.expr(w.invoice, "lines"), Entity: w.line,
		Columns: []*model.Column{{Field: w.line.Field("name")}, {Field: w.line.Field("qty")}, {Field: w.line.Field("price")},
			{Label: amount, Value: w.expr(w.line, "price * qty")}},
		Totals: []*model.Total{{Label: model.Text{"": "Discount", "ru": "Скидка", "th": "ส่วนลด"}, Value: w.expr(w.invoice, "discount")},
			{Label: w.invoice.Field("total").Label, Value: w.expr(w.invoice, "total")}}}
}

var made = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

func (w *world) render(doc *model.Document, f *rule.Frame, lang string) []byte {
	w.t.Helper()
	var out bytes.Buffer
	if err := Render(&out, doc, f, Options{Model: w.model, Locale: lang, Now: made}); err != nil {
		w.t.Fatal(err)
	}
	return out.Bytes()
}

var (
	streams = regexp.MustCompile(`(?s)stream\n(.*?)\nendstream`)
	shown   = regexp.MustCompile(`(?s)\(((?:\\.|[^\\)])*)\) Tj`)
	pages   = regexp.MustCompile(`/Type /Page\b[^s]`)
)

// words are the texts that a PDF shows, in the order in which they were written, as a reader's program finds them.
func words(t *testing.T, pdf []byte) string {
	t.Helper()
	var out []string
	for _, m := range streams.FindAllSubmatch(pdf, -1) {
		r, err := zlib.NewReader(bytes.NewReader(m[1]))
		if err != nil {
			continue
		}
		content, err := io.ReadAll(r)
		if err != nil {
			continue
		}
		for _, s := range shown.FindAllSubmatch(content, -1) {
			out = append(out, utf16Text(s[1]))
		}
	}
	return strings.Join(out, "\n")
}

var escapes = regexp.MustCompile(`(?s)\\(.)`)

func utf16Text(b []byte) string {
	b = escapes.ReplaceAllFunc(b, func(m []byte) []byte {
		if m[1] == 'r' {
			return []byte{'\r'}
		}
		return m[1:]
	})
	var units []uint16
	for i := 0; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(units))
}
