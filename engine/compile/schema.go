package compile

import (
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// newSchema shows the model under way to the checker of expressions.
func newSchema(m *model.Model) rule.Schema { return model.SchemaOf(m, nil) }
