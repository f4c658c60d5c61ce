// Command check compiles the package of a folder with the pure floors alone, and prints what is wrong and what there is.
// The test builds it for this machine and for WebAssembly, and holds both to the same words.
package main

import (
	"fmt"
	"os"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/diag"
)

func main() {
	l := &diag.List{}
	m, err := compile.Model(compile.Package{FS: os.DirFS(os.Args[1])}, l)
	if err != nil {
		fmt.Println(err)
		os.Exit(3)
	}
	if err := l.Render(os.Stdout); err != nil {
		os.Exit(3)
	}
	if m == nil {
		os.Exit(1)
	}
	for _, e := range m.Entities {
		fmt.Println(e.Name, len(e.Fields), len(e.Formulas), len(e.Views))
	}
	fmt.Println(len(m.Funnels), len(m.Automations), len(m.Roles), m.Hash)
}
