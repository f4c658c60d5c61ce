package automation

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/record"
)

// The bounds of storms, within an hour. They are far above what work looks like: who reaches one is set off by another
// system that answers each change with a change (which no depth shows), or by automations that each make many.
const (
	MaxForRecord = 1000   // runs of one automation for one record
	MaxDeep      = 10_000 // runs of one automation that others set off in a chain of deepChain or more
	deepChain    = 3
	stormSpan    = time.Hour
)

// stopLoop parks a run at the end of a chain that has grown too long, and names the chain.
func (e *Engine) stopLoop(ctx context.Context, w *record.Writer, r *run) error {
	chain, err := e.chain(ctx, w, r)
	if err != nil {
		return err
	}
	return e.insertParked(ctx, w, r, fmt.Sprintf("stopped: automations set each other off %d times: %s", MaxDepth, chain))
}

// chain tells who set off whom, from the first to the run itself.
func (e *Engine) chain(ctx context.Context, w *record.Writer, r *run) (string, error) {
	names := []string{r.Automation}
	for parent := r.Parent; parent != nil && len(names) <= MaxDepth; {
		p, err := loadRun(ctx, w.Tx, *parent)
		if err != nil {
			return "", err
		}
		if p == nil {
			break
		}
		names = append(names, p.Automation)
		parent = p.Parent
	}
	var chain strings.Builder
	for i := len(names) - 1; i >= 0; i-- {
		chain.WriteString(names[i])
		if i > 0 {
			chain.WriteString(" → ")
		}
	}
	return chain.String(), nil
}

// storm tells why a run would be one too many; "" when it is not.
func (e *Engine) storm(ctx context.Context, w *record.Writer, r *run) (string, error) {
	since := r.CreatedAt.Add(-stormSpan)
	if r.Entity != "" {
		n, err := counted(ctx, w, MaxForRecord, `SELECT 1 FROM tamga_run WHERE entity = ? AND record = ? AND automation = ? AND created_at > ?`,
			r.Entity, r.Record, r.Automation, since)
		if err != nil {
			return "", err
		}
		if n >= MaxForRecord {
			by, err := setOffBy(ctx, w, r, since)
			return fmt.Sprintf("stopped: %s ran %d times for this record within an hour, set off by %s", r.Automation, n, by), err
		}
	}
	if r.Depth < deepChain {
		return "", nil
	}
	n, err := counted(ctx, w, MaxDeep, `SELECT 1 FROM tamga_run WHERE automation = ? AND depth >= ? AND created_at > ?`, r.Automation, deepChain, since)
	if err != nil || n < MaxDeep {
		return "", err
	}
	chain, err := e.chain(ctx, w, r)
	return fmt.Sprintf("stopped: automations set off %s %d times within an hour: %s", r.Automation, n, chain), err
}

// counted counts rows up to a bound.
func counted(ctx context.Context, w *record.Writer, bound int, rows string, args ...any) (n int, err error) {
	err = w.Tx.Scan(ctx, &n, `SELECT count(*) FROM (`+rows+` LIMIT ?) bounded`, append(args, bound)...)
	if err != nil {
		return 0, fmt.Errorf("count runs: %w", err)
	}
	return n, nil
}

// setOffBy tells who set the runs of an automation for one record off, and how often, the most frequent first.
func setOffBy(ctx context.Context, w *record.Writer, r *run, since time.Time) (string, error) {
	var by []struct {
		Name string `bun:"name"`
		N    int    `bun:"n"`
	}
	err := w.Tx.Scan(ctx, &by, `SELECT coalesce(p.automation, '') AS name, count(*) AS n FROM tamga_run r LEFT JOIN tamga_run p ON p.id = r.parent
		WHERE r.entity = ? AND r.record = ? AND r.automation = ? AND r.created_at > ? GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5`,
		r.Entity, r.Record, r.Automation, since)
	if err != nil {
		return "", fmt.Errorf("find who set runs off: %w", err)
	}
	parts := make([]string, len(by))
	for i, b := range by {
		if parts[i] = fmt.Sprintf("%s (%d)", b.Name, b.N); b.Name == "" {
			parts[i] = fmt.Sprintf("people, programs and the clock (%d)", b.N)
		}
	}
	return strings.Join(parts, ", "), nil
}
