package job

import (
	"context"
	"errors"
	"fmt"

	"github.com/tamga-crm/tamga/engine/store"
)

// ErrLost says that the job is no longer this worker's: whoever holds it now decides.
var ErrLost = errors.New("job: the lease is lost")

// Hand marks, before something is given to the other side of a network, that from here on it may have been taken.
// It is called in a transaction that commits before the first byte of it leaves; the handler gives up on ErrLost.
//
// When the handler returns, with whatever result, it knew how the attempt ended, and the mark is taken away. When
// its process dies first, or sleeps past its lease, the mark stays, and the next attempt is told (Job.CutOff): it
// must not repeat blindly what may have been taken, but ask a person, or do what the package says. All that leaves
// the house, by mail or over HTTP, is handed over this way, under a key that the other side can recognise.
func (q *Queue) Hand(ctx context.Context, tx *store.Tx, j Job) error {
	n, err := tx.Exec(ctx, `UPDATE tamga_job SET handed_at = ? WHERE id = ? AND leased_by = ?`, q.now(), j.ID, q.holder)
	if err != nil {
		return fmt.Errorf("hand over: %w", err)
	}
	if n == 0 {
		return ErrLost
	}
	return nil
}
