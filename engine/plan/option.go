package plan

import (
	"maps"

	"github.com/tamga-crm/tamga/engine/model"
)

// addOptions notes the values that a choice, a funnel or a stage may hold, and where those that go are carried.
func (c *Column) addOptions() {
	f := c.Field
	c.Map = maps.Clone(f.Map)
	if c.Map == nil {
		c.Map = map[string]string{}
	}
	switch {
	case f.System && f.Name == model.InFunnel:
		for _, u := range f.Entity.Funnels {
			c.option(u.Name, u.Was)
		}
	case f.System && f.Name == model.InStage:
		c.Within = model.InFunnel
		for _, u := range f.Entity.Funnels {
			c.stages(u)
		}
	default:
		for _, o := range f.Choices {
			c.option(o.Name, o.Was)
		}
	}
}

func (c *Column) option(name, was string) {
	c.Options = append(c.Options, name)
	if was != "" {
		c.Map[was] = name
	}
}

// stages notes the stages of a funnel, as "funnel.stage" under its name of now and of before.
func (c *Column) stages(u *model.Funnel) {
	carry := func(from, to string) {
		c.Map[u.Name+"."+from] = u.Name + "." + to
		if u.Was != "" {
			c.Map[u.Was+"."+from] = u.Name + "." + to
		}
	}
	for _, s := range u.Stages {
		c.Options = append(c.Options, u.Name+"."+s.Name)
		if s.Was != "" {
			carry(s.Was, s.Name)
		}
		if u.Was != "" {
			c.Map[u.Was+"."+s.Name] = u.Name + "." + s.Name
		}
	}
	for from, to := range u.Map {
		carry(from, to)
	}
}
