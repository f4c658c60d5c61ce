package plan

import (
	stdjson "encoding/json"
	"slices"
)

// Back prepares the tables of a former release for Diff: what later releases renamed or carried over is to get its old
// name again. later are the plans of these, the earliest first, as MarshalJSON wrote them. Words of the former release
// itself (was, map) led to it from before it, and are not minded.
func Back(wanted *Schema, later []stdjson.RawMessage) error {
	var steps []Told
	for _, b := range later {
		done, err := Tell(b)
		if err != nil {
			return err
		}
		steps = append(steps, done...)
	}
	for _, t := range wanted.Tables {
		t.back(steps)
	}
	return nil
}

// carried gives the old and the new name of what a change renames or carries over.
func carried(c Change) (from, to string) {
	switch c := c.(type) {
	case *RenameTable:
		return c.From, c.To
	case *RenameColumn:
		return c.From, c.To
	case *MapValue:
		return c.From, c.To
	}
	return "", ""
}

// back follows a table of then, its columns and their options to their names of now.
func (t *Table) back(steps []Told) {
	table, columns, options := t.Name, map[string]string{}, map[string]map[string]string{}
	for _, c := range t.Columns {
		columns[c.Name], options[c.Name] = c.Name, map[string]string{}
		for _, o := range c.Options {
			options[c.Name][o] = o
		}
	}
	for _, s := range steps {
		switch s.Kind {
		case "rename_table":
			if s.From == table {
				table = s.To
			}
		case "rename_column":
			if s.Name == table+"."+s.To {
				follow(columns, s)
			}
		case "map_value":
			for was, is := range columns {
				if s.Name == table+"."+is+"."+s.From {
					follow(options[was], s)
				}
			}
		}
	}
	t.Was = other(table, t.Name)
	for _, c := range t.Columns {
		c.Was, c.Map = other(columns[c.Name], c.Name), map[string]string{}
		for _, o := range c.Options {
			if is := options[c.Name][o]; !slices.Contains(c.Options, is) && c.Map[is] == "" {
				c.Map[is] = o
			}
		}
	}
}

// follow brings whatever has the old name now to the new one.
func follow(names map[string]string, s Told) {
	for was, is := range names {
		if is == s.From {
			names[was] = s.To
		}
	}
}

func other(is, name string) string {
	if is == name {
		return ""
	}
	return is
}
