package plan

import (
	stdjson "encoding/json"
	"errors"
	"fmt"
)

// Sealed is a plan that was written down to be carried out later, if nothing moved on meanwhile.
type Sealed struct {
	Format  int                `json:"tamga_plan"`
	Folder  string             `json:"folder"` // of the package
	Package string             `json:"package"`
	Hash    string             `json:"hash"`
	State   string             `json:"state"`
	Changes string             `json:"changes"` // hash of what it would do
	Text    string             `json:"text"`    // as people read it
	Plan    stdjson.RawMessage `json:"plan"`
}

// The reasons for which a sealed plan is refused.
var (
	ErrPackageMoved  = errors.New("the package has changed since the plan was made")
	ErrDatabaseMoved = errors.New("the database has changed since the plan was made")
)

const sealFormat = 1

// Seal writes the plan down for the package in folder.
func (p *Plan) Seal(folder string) ([]byte, error) {
	b, err := p.MarshalJSON()
	if err != nil {
		return nil, err
	}
	return stdjson.MarshalIndent(Sealed{sealFormat, folder, p.Package, p.Hash, p.State, p.changes(), p.String(), b}, "", "  ")
}

// Unseal reads a plan that Seal wrote.
func Unseal(b []byte) (*Sealed, error) {
	var s Sealed
	if err := stdjson.Unmarshal(b, &s); err != nil || s.Format == 0 {
		return nil, errors.New("this is not a plan that tamga plan --out wrote")
	}
	if s.Format != sealFormat {
		return nil, fmt.Errorf("the plan has format %d; this tamga reads %d", s.Format, sealFormat)
	}
	return &s, nil
}

// Check compares a plan that was just made for the same package and database with the sealed one.
func (s *Sealed) Check(now *Plan) error {
	switch {
	case s.Hash != now.Hash:
		return ErrPackageMoved
	case s.State != now.State || s.Changes != now.changes():
		return ErrDatabaseMoved
	}
	return nil
}

// changes is a name of what the plan would do: of the changes and their classes, not of how many rows there are.
func (p *Plan) changes() string {
	var list []string
	for _, s := range p.Steps {
		list = append(list, string(s.Class), s.Change.String(), fmt.Sprint(s.Blocked != ""))
	}
	return digest(list)
}
