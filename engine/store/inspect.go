package store

import (
	"context"

	"github.com/tamga-crm/tamga/engine/plan"
)

func (sqlite) inspect(ctx context.Context, tx *Tx) (plan.Schema, error)   { return plan.Schema{}, nil }
func (postgres) inspect(ctx context.Context, tx *Tx) (plan.Schema, error) { return plan.Schema{}, nil }
