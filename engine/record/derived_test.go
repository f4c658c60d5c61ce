package record_test

import (
	"strings"
	"testing"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

const margins = `
crm: 1
name: margins
entities:
  deal:
    title: name + " for " + client.name + ", " + cost.amount
    fields:
      name: text
      client: {type: link, to: client, inverse: deals}
      price: money
      cost: money
      margin: {type: money, formula: price - cost}
      thin: {type: boolean, formula: margin < 10}
      shown: {type: money, formula: cost * 2}
  client:
    title: name
    fields:
      name: text
      earned: {type: money, formula: 'sum(deals, .margin)'}
      turnover: {type: money, formula: 'sum(deals, .price)'}
roles:
  boss: {all: true, admin: true}
  clerk: {entities: {deal: {read: true, create: true, update: true, fields: {cost: none, shown: read}}, client: {read: true}}}
  partner: {portal: true, entities: {deal: {read: true, fields: {cost: none}}}}
`

// TestWhatIsDerivedIsHiddenToo: a formula or a title that reads a hidden field would tell it.
func TestWhatIsDerivedIsHiddenToo(t *testing.T) {
	t.Parallel()
	m, l := compile.Source(map[string]string{"crm.yaml": margins})
	if m == nil {
		t.Fatal(l.All()[0].Message)
	}
	enginetest.Each(t, func(t *testing.T, db *store.DB) {
		s := shopOver(t, db, m)
		ann := s.create(identity.System(), "client", record.Input{"name": "Ann"})
		deal := s.create(identity.System(), "deal", record.Input{"name": "Gold", "client": ann.ID(), "price": "100", "cost": "77"})
		boss, clerk := s.person("Bo", "boss"), s.person("Cla", "clerk")
		if o := s.object(boss, deal, ""); o["_title"] != "Gold for Ann, 77" || o["margin"] == nil {
			t.Errorf("the boss sees %v", o)
		}
		o := s.object(clerk, deal, "")
		for _, hidden := range []string{"cost", "margin", "thin"} {
			if _, there := o[hidden]; there {
				t.Errorf("the clerk sees %s", hidden)
			}
		}
		if title, _ := o["_title"].(string); !strings.HasPrefix(title, "Deal ") || o["shown"] == nil || o["price"] == nil {
			t.Errorf("the clerk sees %v", o)
		}
		c := s.object(clerk, ann, "")
		if _, there := c["earned"]; there || c["turnover"] == nil {
			t.Errorf("the clerk sees of Ann %v", c)
		}
		for _, where := range []string{"margin > 1", "thin", "client.earned > 5", "count(client.deals, .margin > 1) > 0"} {
			s.read(clerk, func(r *record.Reader) error {
				if _, err := r.List(s.ctx, s.entity("deal"), record.Query{Where: where}); err == nil {
					t.Errorf("the clerk asks where %s", where)
				}
				return nil
			})
		}
		partner := s.person("Par", "partner")
		s.read(partner, func(r *record.Reader) error {
			if p, err := r.PersonOf(s.ctx, boss.UserID()); p != nil || err != nil {
				t.Errorf("a partner is told of %v, %v", p, err)
			}
			if p, err := r.PersonOf(s.ctx, partner.UserID()); p == nil || err != nil {
				t.Errorf("a partner is not told of themselves: %v", err)
			}
			return nil
		})
	})
}
