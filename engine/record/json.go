package record

import (
	"encoding/json"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
)

// secretMask stands for a secret that is set; sent back, it leaves the secret as it is.
const secretMask = "••••••••"

func appendRef(b []byte, f *model.Field, ref field.Ref) []byte {
	if f.Link != nil && len(f.Link.To) > 1 {
		b = appendText(append(b, `{"entity":`...), ref.Entity)
		b = appendText(append(b, `,"id":`...), ref.ID)
		return append(b, '}')
	}
	return appendText(b, ref.ID)
}

// appendValue writes a value as record JSON has it.
func appendValue(b []byte, f *model.Field, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case string:
		if f.Kind.Name() == "secret" {
			v = secretMask
		}
		return appendText(b, v)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case bool:
		return strconv.AppendBool(b, v)
	case decimal.Decimal:
		return append(append(append(b, '"'), v.String()...), '"')
	case field.Money:
		return appendMoney(b, v)
	case field.Date:
		return append(append(append(b, '"'), v.String()...), '"')
	case time.Time:
		return append(v.AppendFormat(append(b, '"'), time.RFC3339Nano), '"')
	case field.Ref:
		return appendRef(b, f, v)
	case []field.Ref:
		b = append(b, '[')
		for i, ref := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendRef(b, f, ref)
		}
		return append(b, ']')
	}
	j, err := json.Marshal(f.Kind.Encode(v))
	if err != nil {
		panic("record: value of " + f.Name + " cannot be JSON: " + err.Error())
	}
	return append(b, j...)
}

func appendMoney(b []byte, m field.Money) []byte {
	b = append(append(append(b, `{"amount":"`...), m.Digits()...), `","currency":`...)
	return append(appendText(b, m.Currency), '}')
}

const hexDigits = "0123456789abcdef"

// appendText writes a JSON string. Texts are valid UTF-8: field refuses others.
func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf || c >= ' ' && c != '"' && c != '\\' && c != '<' {
			i++
			continue
		}
		b = append(b, s[from:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		default:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
		i++
		from = i
	}
	return append(append(b, s[from:]...), '"')
}
