package store

import (
	"context"

	"github.com/tamga-crm/tamga/engine/plan"
)

// dialect is what differs between the databases. The set is closed: sqlite and postgres.
type dialect interface {
	// text brings a statement with ? into the database's own form.
	text(sql string) string
	// arg brings a value into the form in which the database keeps it.
	arg(v any) any
	// beginWrite and beginRead open the two kinds of transaction.
	beginWrite() string
	beginRead() string
	// forUpdate is what makes a SELECT wait for other writers of its rows.
	forUpdate() string
	// inList tells whether a column is one of the texts that one argument holds.
	inList(column string) (sql string, arg func(list []string) any)
	// lostRace tells failures that running again may mend.
	lostRace(err error) bool
	// refused makes a *Violation of a constraint's refusal; other errors it leaves alone.
	refused(err error) error
	// typeName writes the type of a column.
	typeName(c *plan.Column, t *plan.Table) string
	// inspect reads the tables that are there.
	inspect(ctx context.Context, tx *Tx) (plan.Schema, error)
	// fit takes out of the wanted tables what this database cannot have.
	fit(ctx context.Context, tx *Tx, wanted *plan.Schema) error
	// migrate runs fn in a transaction in which tables may change.
	migrate(ctx context.Context, d *DB, fn func(tx *Tx) error) error
	// lockSchema waits until no other process changes tables.
	lockSchema(ctx context.Context, tx *Tx) error
	// prepareSchema makes what the tables of a plan need beside themselves.
	prepareSchema(ctx context.Context, tx *Tx, p *plan.Plan) error
	// checkForeigns refuses rows that point to nothing.
	checkForeigns(ctx context.Context, tx *Tx) error
	// exclusion and dropExclusion write the statements that make and lift a constraint of exclusive use.
	exclusion(t *plan.Table, x *plan.Exclusion) []string
	dropExclusion(c *plan.DropExclusion) []string
	createIndex(t *plan.Table, x *plan.Index, unique bool) string
}
