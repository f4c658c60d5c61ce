package locale

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
)

// calendar is how a language writes days and times. In a pattern y is the year, m the month's name, M its number,
// 0M with two digits, d the day, 0d with two digits.
type calendar struct {
	months [12]string
	short  [12]string
	long   string // in a sentence: "March 25, 2026"
	brief  string // in a table: "25.03.2026"
	join   string // between a date and a time
	noon   bool   // 2:30 PM
}

// Thai years are those of the common era, as in the rest of the product: 2026, not 2569.
var calendars = map[string]calendar{
	"en": {months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		short: [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		long:  "{m} {d}, {y}", brief: "{s} {d}, {y}", join: ", ", noon: true},
	"ru": {months: [12]string{"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"},
		long: "{d} {m} {y}", brief: "{0d}.{0M}.{y}", join: ", "},
	"tr": {months: [12]string{"Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık"},
		long: "{d} {m} {y}", brief: "{0d}.{0M}.{y}", join: " "},
	"th": {months: [12]string{"มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"},
		short: [12]string{"ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."},
		long:  "{d} {m} {y}", brief: "{d} {s} {y}", join: " "},
	"mn": {months: [12]string{"1 сарын", "2 сарын", "3 сарын", "4 сарын", "5 сарын", "6 сарын", "7 сарын", "8 сарын", "9 сарын", "10 сарын", "11 сарын", "12 сарын"},
		long: "{y} оны {m} {d}", brief: "{y}.{0M}.{0d}", join: " "},
	"ky": {months: [12]string{"январы", "февралы", "марты", "апрели", "майы", "июну", "июлу", "августу", "сентябры", "октябры", "ноябры", "декабры"},
		long: "{y}-жылдын {d}-{m}", brief: "{0d}.{0M}.{y}", join: ", "},
}

func (c calendar) date(pattern string, d field.Date) string {
	month := max(1, min(12, int(d.Month))) - 1
	return strings.NewReplacer(
		"{y}", strconv.Itoa(d.Year), "{m}", c.months[month], "{s}", c.short[month],
		"{0M}", fmt.Sprintf("%02d", month+1), "{d}", strconv.Itoa(d.Day), "{0d}", fmt.Sprintf("%02d", d.Day),
	).Replace(pattern)
}

func (c calendar) clock(t field.Clock) string {
	if !c.noon {
		return t.String()
	}
	hour, half := int(t)/3600, "AM"
	if hour >= 12 {
		half = "PM"
	}
	rest := t.String()[2:]
	return strconv.Itoa((hour+11)%12+1) + rest + nbsp + half
}
