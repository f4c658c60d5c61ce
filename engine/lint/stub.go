package lint

func (x *linter) roles() {}
func (x *linter) shown() {}
func (x *linter) texts() {}
