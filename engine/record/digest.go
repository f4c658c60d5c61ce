package record

import (
	"sync"

	"github.com/tamga-crm/tamga/engine/model"
)

// digest is what the door works out of a model once, when it is put in force: who links to whom, and what each role
// may do with each field.
type digest struct {
	model    *model.Model
	incoming map[*model.Entity][]*model.Field // link fields that may point to the entity
	access   sync.Map                         // accessKey → *access
}

func digestOf(m *model.Model) *digest {
	d := &digest{model: m, incoming: map[*model.Entity][]*model.Field{}}
	for _, e := range m.Entities {
		for _, f := range e.Fields {
			if f.Link == nil || f.Formula != nil {
				continue
			}
			for _, to := range f.Link.To {
				d.incoming[to] = append(d.incoming[to], f)
			}
		}
	}
	return d
}
