package rule

// Problem is one mistake in an expression, placed in its source (byte offset and length).
type Problem struct {
	Code    string // a code of diag: "unknown-field", "wrong-type", …
	Offset  int
	Length  int
	Message string
	Hint    string
}

// The codes of problems in expressions.
const (
	CodeSyntax      = "expression-syntax"
	CodeTooLong     = "expression-too-long"
	CodeTooDeep     = "expression-too-deep"
	CodeUnsupported = "expression-unsupported" // expr has it, this language does not
	CodeName        = "unknown-name"
	CodeField       = "unknown-field"
	CodeEntity      = "unknown-entity"
	CodeFunction    = "unknown-function"
	CodeSetting     = "unknown-setting"
	CodeSeries      = "unknown-series"
	CodeRole        = "unknown-role"
	CodeOption      = "unknown-option"
	CodeType        = "wrong-type"
	CodeArguments   = "wrong-arguments"
	CodePattern     = "wrong-pattern"
	CodeConstant    = "not-a-constant"
)

// Codes are all of them, for the page that explains each.
var Codes = []string{CodeSyntax, CodeTooLong, CodeTooDeep, CodeUnsupported, CodeName, CodeField, CodeEntity, CodeFunction,
	CodeSetting, CodeSeries, CodeRole, CodeOption, CodeType, CodeArguments, CodePattern, CodeConstant}
