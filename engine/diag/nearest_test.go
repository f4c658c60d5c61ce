package diag_test

import (
	"testing"

	"github.com/tamga-crm/tamga/engine/diag"
)

func TestNearest(t *testing.T) {
	t.Parallel()
	names := []string{"amount", "client", "close_date", "stage", "id"}
	for word, want := range map[string]string{
		"amuont": "amount", "Amount": "amount", "clinet": "client", "closedate": "close_date", "stgae": "stage",
		"price": "", "x": "", "": "", "сумма": "",
	} {
		if got := diag.Nearest(word, names); got != want {
			t.Errorf("nearest to %q is %q, want %q", word, got, want)
		}
	}
}
