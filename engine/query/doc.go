// Package query is the model as a question: it turns conditions and requests for records into SQL.
//
// It is pure: a text and its values come out, and store runs them. The text holds names of the model, quoted,
// and constants of this package; every value is a "?".
//
// An expression means the same here and in memory (package rule): empty is NULL, "==" with empty is false
// unless both are, "!=" its opposite, order with empty is false, and a condition that is empty does not hold.
// Numbers are exact however long they grow, dates and durations are bounded as in memory, and text is compared
// letter by letter (by its code points, on both databases); only what people read is sorted by their alphabet.
// Parts that do not depend on the record are computed in memory and bound as values. What has no form here
// that agrees with memory on every record is refused with a *NoSQL.
package query
