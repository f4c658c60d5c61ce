package lsp

// The parts of the protocol that are spoken here, by its own names.

type position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

type span struct {
	Start position `json:"start"`
	End   position `json:"end"`
}

type location struct {
	URI   string `json:"uri"`
	Range span   `json:"range"`
}

type textDocument struct {
	URI     string `json:"uri"`
	Version *int   `json:"version,omitempty"`
	Text    string `json:"text,omitempty"`
}

// atPosition are the parameters of most requests.
type atPosition struct {
	Document textDocument `json:"textDocument"`
	Position position     `json:"position"`
	NewName  string       `json:"newName,omitempty"` // rename
	Context  struct {
		Declarations bool `json:"includeDeclaration"`
	} `json:"context,omitempty"` // references
}

type didChange struct {
	Document textDocument `json:"textDocument"`
	Changes  []struct {
		Range *span  `json:"range"`
		Text  string `json:"text"`
	} `json:"contentChanges"`
}

type diagnostic struct {
	Range    span      `json:"range"`
	Severity int       `json:"severity"`
	Code     string    `json:"code"`
	Source   string    `json:"source"`
	Message  string    `json:"message"`
	Related  []related `json:"relatedInformation,omitempty"`
}

type related struct {
	Location location `json:"location"`
	Message  string   `json:"message"`
}

type published struct {
	URI         string       `json:"uri"`
	Version     *int         `json:"version,omitempty"`
	Diagnostics []diagnostic `json:"diagnostics"`
}

type completions struct {
	Incomplete bool   `json:"isIncomplete"`
	Items      []item `json:"items"`
}

type item struct {
	Label         string    `json:"label"`
	Kind          int       `json:"kind"`
	Detail        string    `json:"detail,omitempty"`
	Documentation *markup   `json:"documentation,omitempty"`
	Sort          string    `json:"sortText,omitempty"`
	Edit          *textEdit `json:"textEdit,omitempty"`
}

// The kinds of completion.
const (
	kindFunction = 3
	kindField    = 5
	kindModule   = 9
	kindProperty = 10
	kindValue    = 12
	kindKeyword  = 14
	kindConstant = 21
)

type markup struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

func markdown(s string) *markup {
	if s == "" {
		return nil
	}
	return &markup{"markdown", s}
}

type textEdit struct {
	Range span   `json:"range"`
	Text  string `json:"newText"`
}

type workspaceEdit struct {
	Changes map[string][]textEdit `json:"changes"`
}

type hover struct {
	Contents markup `json:"contents"`
	Range    *span  `json:"range,omitempty"`
}

type symbol struct {
	Name      string    `json:"name"`
	Detail    string    `json:"detail,omitempty"`
	Kind      int       `json:"kind"`
	Range     span      `json:"range"`
	Selection span      `json:"selectionRange"`
	Children  []*symbol `json:"children,omitempty"`
}

// The kinds of symbol.
const (
	symbolClass    = 5
	symbolField    = 8
	symbolFunction = 12
	symbolEvent    = 24
	symbolObject   = 19
	symbolMember   = 22
)

type initialized struct {
	Capabilities map[string]any    `json:"capabilities"`
	Server       map[string]string `json:"serverInfo"`
}

// capabilities is what the server can do. Documents are sent whole or in parts.
var capabilities = map[string]any{
	"positionEncoding":           "utf-16",
	"textDocumentSync":           map[string]any{"openClose": true, "change": 2, "save": true},
	"completionProvider":         map[string]any{"triggerCharacters": []string{".", "\"", "'", " ", ":", "{", "[", "="}},
	"hoverProvider":              true,
	"definitionProvider":         true,
	"referencesProvider":         true,
	"renameProvider":             map[string]any{"prepareProvider": true},
	"documentSymbolProvider":     true,
	"documentFormattingProvider": true,
}
