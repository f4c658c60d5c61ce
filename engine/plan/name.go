package plan

import (
	"strings"

	"github.com/tamga-crm/tamga/engine/model"
)

func short(name string) string { return model.ShortName(name) }

func indexName(table string, columns []string, suffix string) string {
	return short(table + "_" + strings.Join(columns, "_") + "_" + suffix)
}
