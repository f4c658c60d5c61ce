package model

import (
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/rule"
)

// ChannelKind is what a channel is.
type ChannelKind string

// The kinds of channel. The first four bring something in, the others send it out.
const (
	FormChannel ChannelKind = "form"
	Mailbox     ChannelKind = "mailbox"
	Webhook     ChannelKind = "webhook"
	Calls       ChannelKind = "calls"
	SMTP        ChannelKind = "smtp"
	SMS         ChannelKind = "sms"
	Messenger   ChannelKind = "messenger"
)

// Inbound tells a channel that makes records of what comes.
func (k ChannelKind) Inbound() bool {
	return k == FormChannel || k == Mailbox || k == Webhook || k == Calls
}

// Channel is a way in or out.
type Channel struct {
	Name  string
	Label Text
	Kind  ChannelKind
	At    diag.Range

	// In. What came is the variables of When and Set: Came, in their order, each a record of fields.
	Came    []*Entity
	Entity  *Entity
	When    *rule.Expr
	Set     []Assignment // source and campaign too
	Same    *Same
	Fields  []*Field // form
	Submit  Text
	Thanks  Text
	Consent Text
	Domains []string
	Seconds int // form: sent sooner is refused
	PerHour int

	// The other side.
	Host, User, Folder, From string
	Port                     int
	Every                    field.Duration
	URL, Method              string
	Secret, Password, Token  *Secret
	Headers, Request         []Pair
	Accepted                 *rule.Expr
}

// Same is how a record that is there already is recognised.
type Same struct {
	By   []*Field
	Then string // update, fill, skip
}

// Pair is a name and its value.
type Pair struct {
	Name  string
	Value *Value
}

// Secret is where a secret is found: in the environment, or in a setting. Never the secret itself.
type Secret struct {
	Env     string
	Setting *Setting
}

// Channel finds a channel by name; nil when there is none.
func (m *Model) Channel(name string) *Channel {
	for _, c := range m.Channels {
		if c.Name == name {
			return c
		}
	}
	return nil
}
