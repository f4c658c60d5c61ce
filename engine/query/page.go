package query

// page is a list of records in an order, from a place on.
type page struct {
	c     *compiler
	from  *selection
	where []fragment
	keys  []key
	limit int
}

// whole is one SELECT. place is nil for the first page.
func (p page) whole(place []*fragment) fragment {
	where := p.where
	if place != nil {
		where = append(where[:len(where):len(where)], p.c.after(p.keys, place))
	}
	out := build("SELECT @ FROM @ WHERE @ ORDER BY @", columns(p.from.row), raw(p.from.from()), joined(where, " AND "), p.c.orderBy(p.keys))
	if p.limit > 0 {
		out = build("@ LIMIT @", out, whole(int64(p.limit)))
	}
	return out
}

// splits tells whether the page is better asked for in halves, the records with a value of the first key and those
// without: in one piece no index could begin at the place.
func (p page) splits(place []*fragment) bool {
	first := p.keys[0]
	if p.limit == 0 || first.never || place == nil || place[0] == nil {
		return false
	}
	for _, k := range p.keys {
		if k.Field.Live { // no column that the order of both halves could name
			return false
		}
	}
	return true
}

// halves asks for those with a value first; each half is a range of an index on the key.
func (p page) halves(place []*fragment) fragment {
	first := p.keys[0]
	there, empty := p, p
	there.keys = append([]key{first}, p.keys[1:]...)
	there.keys[0].filled = true
	there.where = append(p.where[:len(p.where):len(p.where)], build("@ IS NOT NULL", first.sql))
	empty.keys = p.keys[1:]
	empty.where = append(p.where[:len(p.where):len(p.where)], build("@ IS NULL", first.sql))
	return build("SELECT * FROM (SELECT * FROM (@) AS a UNION ALL SELECT * FROM (@) AS b) AS halves ORDER BY @ LIMIT @",
		there.whole(place), empty.whole(nil), p.c.orderBy(outer(p.keys)), whole(int64(p.limit)))
}

// outer are the keys as the columns of a subselect.
func outer(keys []key) []key {
	out := make([]key, len(keys))
	for i, k := range keys {
		k.sql = raw(quote(k.Field.Columns()[0]))
		out[i] = k
	}
	return out
}
