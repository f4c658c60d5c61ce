// Package field knows the kinds of field: what each holds, how a value is read
// from JSON, written to JSON, kept in columns, and what an expression sees.
//
// One kind is one file. A value has one Go form on every floor:
//
//	text longtext email phone url color secret number choice   string
//	integer rating                                             int64
//	decimal percent                                            decimal.Decimal
//	money                                                      Money
//	boolean                                                    bool
//	date                                                       Date
//	time                                                       Clock
//	datetime                                                   time.Time
//	duration                                                   Duration
//	choices tags                                               []string
//	link user tree                                             Ref
//	links                                                      []Ref
//	file image                                                 File
//	files                                                      []File
//	location                                                   Location
//	range                                                      Range
//	json                                                       what encoding/json gives, numbers as json.Number
//
// An empty value is nil, never a zero value: an empty text is nil too.
package field
