package record

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
)

// seriesPart is one {…} of a series' format: a part of the date, or zeros as long as the number.
var seriesPart = regexp.MustCompile(`(?i)\{(yyyy|yy|mm|dd|0+)\}`)

// numbers draws the numbers of a new family's series, and computes what reads them. It is the last thing before
// writing: a record that is refused uses no number up.
func (w *Writer) numbers(ctx context.Context, d *draft) error {
	all, drawn := d.family(), false
	for _, m := range all {
		if !m.isNew() {
			continue
		}
		for _, f := range m.entity.Fields {
			if f.Series == nil || m.row.Values[f.Slot] != nil {
				continue
			}
			s, err := w.number(ctx, f.Series, m.row)
			if err != nil {
				return err
			}
			m.row.Values[f.Slot], drawn = s, true
		}
	}
	if !drawn {
		return nil
	}
	return w.during(d, func() error {
		w.drafts = append(w.drafts, all[1:]...)
		return compute(ctx, all)
	})
}

// named draws the next number of a series that counts for all.
func (w *Writer) named(ctx context.Context, name string) (string, error) {
	s := seriesNamed(w.Model, name)
	if s == nil || s.Per != nil {
		return "", fmt.Errorf("draw a number: no series %q that counts for all", name)
	}
	return w.number(ctx, s, model.Row{})
}

// number draws the next number of a series for a record. It counts anew with each date of the format, and for each
// value of the field that it counts per.
func (w *Writer) number(ctx context.Context, s *model.Series, row model.Row) (string, error) {
	period := ""
	for _, m := range seriesPart.FindAllStringSubmatch(s.Format, -1) {
		if m[1][0] != '0' {
			period += w.datePart(m[1]) + "-"
		}
	}
	period = strings.TrimSuffix(period, "-")
	if s.Per != nil {
		period += "/" + countedBy(row.Values[s.Per.Slot])
	}
	n, err := w.Tx.Next(ctx, s.Name, period)
	if err != nil {
		return "", err
	}
	return seriesPart.ReplaceAllStringFunc(s.Format, func(part string) string {
		part = part[1 : len(part)-1]
		if part[0] == '0' {
			return fmt.Sprintf("%0*d", len(part), n)
		}
		return w.datePart(part)
	}), nil
}

// countedBy is a value as a part of a key; "" for none.
func countedBy(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case field.Ref:
		return v.ID
	}
	return fmt.Sprint(v)
}

func seriesNamed(m *model.Model, name string) *model.Series {
	for _, e := range m.Entities {
		for _, f := range e.Fields {
			if f.Series != nil && f.Series.Name == name {
				return f.Series
			}
		}
	}
	return nil
}

func (w *Writer) datePart(part string) string {
	layout := map[string]string{"yyyy": "2006", "yy": "06", "mm": "01", "dd": "02"}[strings.ToLower(part)]
	return w.now.Format(layout)
}
