package model

// WebhookAction asks another system. Its result is a record of Answer: status first, then members of the JSON.
type WebhookAction struct {
	URL           *Value
	Method        string
	Headers, Body []Pair
	Secret, Token *Secret
	Answer        *Entity
}

func (*WebhookAction) action() {}
