package spec

// Approve asks people for a yes or a no.
type Approve struct {
	Head
	By     List[Value] `yaml:"by" doc:"Whom it asks, any of whom may answer: a role, written role.head, or people, written as formulas. Who is absent is stood in for by their deputy." example:"role.head"`
	Text   Text        `yaml:"text" doc:"What is asked." example:"Freeze {{ this }} for {{ days }} days?"`
	Within Duration    `yaml:"within" doc:"The longest that it waits for an answer." example:"4h"`
}

// Notify tells people of Tamga something.
type Notify struct {
	Head
	To   List[Value] `yaml:"to" doc:"Whom: a role, written role.manager, or people, written as formulas." example:"=owner"`
	Text Text        `yaml:"text" doc:"What they are told." example:"{{ this }} was paid"`
}

// Send sends a text by a channel.
type Send struct {
	Head
	Via  Word  `yaml:"via" doc:"The channel: of kind sms or messenger." example:"sms"`
	To   Value `yaml:"to" doc:"Whom: a phone number, or what the messenger calls them, as a formula." example:"=client.phone"`
	Text Text  `yaml:"text" doc:"What is sent." example:"We wait for you, {{ client.first_name }}"`
}
