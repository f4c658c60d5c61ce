// Package engine is the roof of Tamga: it wires the floors below, one function for each verb of the command line,
// and holds no logic of its own.
//
// # Floors
//
// Every package stands on a floor and imports only lower ones. The table is exact: TestFloors holds the code to it,
// both ways. To add an import, change the row: the reviewer sees the architecture move. After the packages of the
// house each row names the libraries that the package owns; nobody else imports them.
//
//	9  engine      ... api automation compile diag handbook identity job locale lsp message model outside plan record scenario spec store
//	8  api         ... automation diag echo field identity kin-openapi locale message model prometheus record report store view
//	8  scenario    ... automation diag field identity job message model record rule store
//	7  report      ... field model query record rule view
//	7  automation  ... diag document field identity job locale message model outside query record rule store view
//	6  message     ... field go-mail job locale model rule store view
//	6  record      ... diag field identity locale model query rule store
//	5  document    ... field fpdf locale model rule typesetting view
//	5  identity    ... argon2id diag field model store
//	5  job         ... store
//	5  outside     ...
//	5  lsp         ... compile diag field model rule spec
//	4  compile     ... diag field lint model query rule spec
//	4  handbook    ... field locale model rule view
//	4  store       ... bun field model pgx plan query rule sqlite
//	3  lint        ... diag field model rule spec truth
//	3  plan        ... field model
//	3  query       ... diag field model rule
//	3  view        ... field locale model rule
//	2  model       ... diag field rule
//	2  truth       ... field rule
//	1  locale      ... field
//	1  rule        ... diag expr field
//	1  spec        ... diag field jsonschema yaml
//	0  diag        ...
//	0  field       ...
//
// Data goes down going in and up coming out. Floors 0 to 4, but for store, are pure: no clock, disk, network or
// goroutine; they build for WASM. locale stands above field, whose values it writes; message stands above job,
// which delivers it. enginetest, in store, is for tests alone.
package engine
