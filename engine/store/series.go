package store

import (
	"context"
	"fmt"
)

// Next draws the next number of a series in a period ("" for one that never begins anew): 1, 2, 3, …
// The row stays locked until the transaction ends and falls back with it: no number is given twice and none is left out.
func (t *Tx) Next(ctx context.Context, series, period string) (int64, error) {
	var n int64
	err := t.Scan(ctx, &n, `INSERT INTO tamga_series (name, period, last) VALUES (?, ?, 1)
		ON CONFLICT (name, period) DO UPDATE SET last = tamga_series.last + 1 RETURNING last`, series, period)
	if err != nil {
		return 0, fmt.Errorf("draw a number of %s: %w", series, err)
	}
	return n, nil
}
