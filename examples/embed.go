// Package examples holds whole CRMs to run and to copy. They are the templates of tamga new.
package examples

import (
	"embed"
	"slices"
)

// FS has one folder for each template.
//
//go:embed minimal fitness_club corteza_crm
var FS embed.FS

// Template is a CRM to begin from.
type Template struct{ Name, Words string }

// Templates are those there are, the smallest first.
var Templates = []Template{
	{"minimal", "clients, deals and a follow-up: the smallest useful CRM, on one screen"},
	{"fitness_club", "clients, memberships, visits, sales and renewals, invoices and payments"},
	{"corteza_crm", "leads, accounts, opportunities, price books, quotes, contracts, cases and a community: 31 entities"},
}

// Names are those of the templates.
func Names() []string {
	var out []string
	for _, t := range Templates {
		out = append(out, t.Name)
	}
	return out
}

// Has tells whether there is a template of a name.
func Has(name string) bool { return slices.Contains(Names(), name) }
