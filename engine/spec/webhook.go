package spec

// Request is one request to another system.
type Request struct {
	Head
	URL     Value       `yaml:"url" doc:"Where it goes: an address that begins with https://, or a formula that gives one." example:"=settings.warehouse_url"`
	Method  Word        `yaml:"method" enum:"POST PUT PATCH DELETE GET" doc:"How. POST unless given." example:"PUT"`
	Headers Map[Value]  `yaml:"headers" doc:"Headers beside Tamga's own." example:"{X-Branch: =branch.code}"`
	Body    Map[Value]  `yaml:"body" doc:"The members of the JSON that is sent: literals, or formulas." example:"{number: =number, total: =total}"`
	Secret  Secret      `yaml:"secret" doc:"Signs the request (Tamga-Signature), as env:NAME; never written here." example:"env:WAREHOUSE_SECRET"`
	Token   Secret      `yaml:"token" doc:"Sent as a bearer token, as env:NAME." example:"env:WAREHOUSE_TOKEN"`
	Answer  Map[*Field] `yaml:"answer" doc:"Members of the JSON that is answered, with their types: names within the step's result, beside status." example:"{id: text, ready_on: date}"`
}
