package spec

// Channel is a way in or out of the CRM.
type Channel struct {
	Head
	Overlay
	Label Text `yaml:"label" doc:"What people call it." example:"Form on the site"`
	Kind  Word `yaml:"kind" enum:"form mailbox webhook calls smtp sms messenger" doc:"form, mailbox, webhook, calls: in; smtp, sms, messenger: out." example:"form"`

	Creates  Word       `yaml:"creates" doc:"In: the entity of which each message makes a record." example:"lead"`
	When     Expr       `yaml:"when" doc:"In: which messages are taken; the others are noted and left." example:"message.subject contains \"order\""`
	Set      Map[Value] `yaml:"set" doc:"In: fields of the record and their values: literals, or formulas over what came: form, message, body or call." example:"{name: =message.from_name, email: =message.from}"`
	Same     *Same      `yaml:"same" doc:"In: how a record that is there already is recognised, and what becomes of it." example:"{by: [phone, email], then: update}"`
	Source   Value      `yaml:"source" doc:"In: what the entity's field \"source\" is given." example:"site"`
	Campaign Value      `yaml:"campaign" doc:"In: what the entity's field \"campaign\" is given." example:"=page.campaign"`

	Fields  List[Word] `yaml:"fields" doc:"form: the fields of the entity that it asks for." example:"[name, phone, email]"`
	Submit  Text       `yaml:"submit" doc:"form: the words on its button." example:"Call me back"`
	Thanks  Text       `yaml:"thanks" doc:"form: what is shown afterwards." example:"Thank you: we call within an hour."`
	Consent Text       `yaml:"consent" doc:"form: what must be agreed to before it is sent." example:"I agree that my data is kept."`
	Domains List[Word] `yaml:"domains" doc:"form: the sites that may show it in their pages. None unless given." example:"[example.org]"`
	Spam    *Spam      `yaml:"spam" doc:"form: how robots are kept off; a hidden field that only they fill in is always there." example:"{seconds: 3, per_hour: 20}"`

	Body   Map[*Field] `yaml:"body" doc:"webhook: the members of the JSON that is sent, with their types." example:"{phone: phone, sum: money}"`
	Secret Secret      `yaml:"secret" doc:"webhook, calls: what the sender signs with, as env:NAME or =settings.name." example:"env:SHOP_SECRET"`

	Host     Word     `yaml:"host" doc:"mailbox, smtp: the server." example:"imap.example.org"`
	Port     Int      `yaml:"port" doc:"mailbox, smtp: its port. 993 or 587 unless given." example:"993"`
	User     Word     `yaml:"user" doc:"mailbox, smtp: who signs in." example:"office@example.org"`
	Password Secret   `yaml:"password" doc:"mailbox, smtp: the password, as env:NAME or =settings.name; never written here." example:"env:OFFICE_MAIL_PASSWORD"`
	Folder   Word     `yaml:"folder" doc:"mailbox: which folder is read. INBOX unless given." example:"INBOX"`
	Every    Duration `yaml:"every" doc:"mailbox: how often it is looked into. 1m unless given." example:"5m"`
	From     Word     `yaml:"from" doc:"smtp: the sender's address; sms, messenger: the sender's number or name." example:"office@example.org"`

	URL      Word       `yaml:"url" doc:"sms, messenger: where the message is sent to, by HTTPS." example:"https://sms.example.org/send"`
	Method   Word       `yaml:"method" enum:"POST PUT GET" doc:"sms, messenger: how. POST unless given." example:"POST"`
	Token    Secret     `yaml:"token" doc:"sms, messenger: sent as a bearer token, as env:NAME or =settings.name." example:"env:SMS_TOKEN"`
	Headers  Map[Value] `yaml:"headers" doc:"sms, messenger: headers beside it." example:"{X-Account: tamga}"`
	Request  Map[Value] `yaml:"request" doc:"sms, messenger: the members of the JSON that is sent: literals, or formulas over message." example:"{to: =message.to, text: =message.text}"`
	Accepted Expr       `yaml:"accepted" doc:"sms, messenger: when the answer means that the message was taken: over answer.status and answer.body. A status of 200 to 299 unless given." example:"answer.status == 200"`
}

// Same is how a record that is there already is recognised.
type Same struct {
	Head
	By   List[Word] `yaml:"by" doc:"Fields: one that is equal and not empty is enough, in this order." example:"[phone, email]"`
	Then Word       `yaml:"then" enum:"update fill skip" doc:"update: its fields are changed; fill (unless given): only the empty ones; skip: it is left as it is." example:"fill"`
}

// Spam is how robots are kept off a public form.
type Spam struct {
	Head
	Seconds Int `yaml:"seconds" doc:"A form that is sent sooner than this after it was opened is refused. 3 unless given." example:"3"`
	PerHour Int `yaml:"per_hour" doc:"How many one address may send in an hour. 20 unless given." example:"20"`
}

// Secret names a secret; the secret itself never stands in a package.
type Secret struct{ Word }
