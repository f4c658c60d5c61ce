package model

import "github.com/tamga-crm/tamga/engine/field"

type (
	// ApproveAction asks people and goes Then when one of them says yes, Else when one says no or nobody answers
	// Within. Its result is whether it was approved.
	ApproveAction struct {
		By         *AssignRule
		Text       *TextTemplate
		Within     field.Duration
		Then, Else []*Step
	}
	// NotifyAction tells people of Tamga something.
	NotifyAction struct {
		To   *AssignRule
		Text *TextTemplate
	}
	// SendAction sends a text by a channel of that name.
	SendAction struct {
		Via  string
		To   *Value
		Text *TextTemplate
	}
)

func (*ApproveAction) action() {}
func (*NotifyAction) action()  {}
func (*SendAction) action()    {}
