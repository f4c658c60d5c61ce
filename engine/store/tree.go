package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/tamga-crm/tamga/engine/plan"
)

// circles tells the records of a table that stand below themselves by a column; "" when there are none.
func (t *Tx) circles(ctx context.Context, table, column string) (string, error) {
	var ids []string
	err := t.Scan(ctx, &ids, `WITH RECURSIVE up("id", "top") AS (SELECT "id", `+column+` FROM `+table+` WHERE `+column+` IS NOT NULL
		UNION SELECT up."id", r.`+column+` FROM up JOIN `+table+` AS r ON r."id" = up."top" WHERE r.`+column+` IS NOT NULL)
		SELECT CAST("id" AS TEXT) FROM up WHERE "id" = "top" ORDER BY "id" LIMIT 1000`)
	if err != nil || len(ids) == 0 {
		return "", err
	}
	count := fmt.Sprint(len(ids), " records stand below themselves")
	if len(ids) == 1 {
		count = "1 record stands below itself"
	} else if len(ids) == 1000 {
		count = "1000 records or more stand below themselves"
	}
	return count + ", for example " + strings.Join(ids[:min(3, len(ids))], ", "), nil
}

func (a *applier) grow(ctx context.Context, c *plan.Grow) error {
	if err := a.rebuildAll(ctx); err != nil {
		return err
	}
	said, err := a.tx.circles(ctx, quote(c.Table), quote(c.Column.Name))
	if err == nil && said != "" {
		err = fmt.Errorf("%s", said)
	}
	return err
}
