package record

import (
	"context"
	"encoding/json"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// The bounds of one page.
const (
	DefaultLimit = 50
	MaxLimit     = 500
)

// Query asks for many records. The actor's read permission is always added; what the actor may not read is an
// unknown field in Where and Sort.
type Query struct {
	Where   string     // an expression over the entity; "": all
	Only    *rule.Expr // one more condition, already compiled: a view's, an automation's
	Sort    string     // "-created_at,name"; "": newest first
	Search  string     // words
	Limit   int        // 1 to MaxLimit; 0: DefaultLimit
	Cursor  string     // Page.Next of the page before, for the same question
	Count   bool
	Deleted bool // the recycle bin instead
}

// Page is some of the records asked for.
type Page struct {
	Rows  []model.Row
	Next  string // "": the last page
	Total int64  // exact, when Count was asked; else -1
}

// List gives one page of records that the actor may read.
func (r *Reader) List(ctx context.Context, e *model.Entity, q Query) (*Page, error) {
	panic("record: not built yet")
}

// Ask is a question for figures over records.
type Ask struct {
	Where  string
	Only   *rule.Expr
	Search string
	Group  string   // a field; "": no groups
	Sum    []string // money and number fields
}

// Summary is the answer, in the JSON of GET …/summary.
type Summary struct {
	Groups []Figures                  `json:"groups,omitempty"`
	Count  int64                      `json:"count"`
	Sum    map[string]json.RawMessage `json:"sum,omitempty"`
}

// Figures are those of one group. Value is as in record JSON.
type Figures struct {
	Value json.RawMessage            `json:"value"`
	Count int64                      `json:"count"`
	Sum   map[string]json.RawMessage `json:"sum,omitempty"`
}

// Summary counts and adds up the records that the actor may read. A sum over money of several currencies is null.
func (r *Reader) Summary(ctx context.Context, e *model.Entity, a Ask) (*Summary, error) {
	panic("record: not built yet")
}

// Found is what a search found in one entity.
type Found struct {
	Entity *model.Entity
	Rows   []model.Row
}

// Search looks for words in every entity that the actor may read; at most limit records of each.
func (r *Reader) Search(ctx context.Context, words string, limit int) ([]Found, error) {
	panic("record: not built yet")
}
