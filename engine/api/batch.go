package api

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/tamga-crm/tamga/engine/record"
)

// result is what came of one operation of a batch.
type result struct {
	Status   int             `json:"status"`
	Location string          `json:"location,omitempty"`
	ETag     string          `json:"etag,omitempty"`
	Body     json.RawMessage `json:"body,omitempty"`
}

// batch carries out many changes: all or none of them when atomic, else each for itself with its own result.
func (s *Server) batch(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	b, err := q.raw()
	if err != nil {
		return err
	}
	operations, atomic, err := readBatch(b)
	if err != nil {
		return err
	}
	confirm := q.Request().Header.Get("X-Confirm-Warnings") == "1"
	var a *answer
	if atomic {
		changes, err := changesOf(operations, confirm)
		if err != nil {
			return err
		}
		a, err = s.once(q, b, func(w *record.Writer) (*answer, error) { return carryAll(q, w, changes) })
		if err != nil {
			return err
		}
	} else {
		a, err = s.remembered(q, b, func() (*answer, error) { return s.carryEach(q, operations, confirm) })
	}
	if err != nil {
		return err
	}
	return q.answer(a)
}

// readBatch reads {"operations":[…],"atomic":…}; numbers in the bodies stay as they were written.
func readBatch(b []byte) ([]operation, bool, error) {
	m, err := object(b)
	if err != nil {
		return nil, false, err
	}
	var head struct {
		Operations []json.RawMessage `json:"operations"`
		Atomic     bool              `json:"atomic"`
	}
	if err := fill(m, &head); err != nil {
		return nil, false, err
	}
	list, _ := m["operations"].([]any)
	if len(list) == 0 || len(list) > MaxOperations {
		return nil, false, refuse(http.StatusBadRequest, "invalid_parameter", "name", "operations", "reason", "1–"+strconv.Itoa(MaxOperations))
	}
	out := make([]operation, len(list))
	for i, v := range list {
		line, ok := v.(map[string]any)
		if !ok {
			return nil, false, refuse(http.StatusBadRequest, "invalid_parameter", "name", "operations."+strconv.Itoa(i))
		}
		body, _ := line["body"].(map[string]any)
		if err := fill(line, &out[i]); err != nil {
			return nil, false, err
		}
		out[i].Body = body
	}
	return out, head.Atomic, nil
}

// changesOf reads what all operations ask for, before any is carried out.
func changesOf(operations []operation, confirm bool) ([]*change, error) {
	out := make([]*change, len(operations))
	for i, o := range operations {
		ch, err := o.change()
		if err != nil {
			return nil, &operationError{i, err}
		}
		ch.confirm = ch.confirm || confirm
		out[i] = ch
	}
	return out, nil
}

// carryAll makes all changes in one transaction; the first that is refused undoes all.
func carryAll(q *request, w *record.Writer, changes []*change) (*answer, error) {
	results := make([]result, len(changes))
	for i, ch := range changes {
		a, err := ch.carryOut(q.ctx(), w)
		if err != nil {
			return nil, &operationError{i, err}
		}
		results[i] = result{a.status, a.location, a.etag, a.body}
	}
	return batchAnswer(results)
}

// carryEach makes each change in a transaction of its own.
func (s *Server) carryEach(q *request, operations []operation, confirm bool) (*answer, error) {
	results := make([]result, len(operations))
	for i, o := range operations {
		r, err := s.carryOne(q, o, confirm)
		if err != nil {
			return nil, err
		}
		results[i] = r
	}
	return batchAnswer(results)
}

// carryOne gives an error only when the request as a whole cannot go on.
func (s *Server) carryOne(q *request, o operation, confirm bool) (result, error) {
	ch, err := o.change()
	var a *answer
	if err == nil {
		ch.confirm = ch.confirm || confirm
		err = s.Records.Write(q.ctx(), q.actor, func(w *record.Writer) (err error) {
			a, err = ch.carryOut(q.ctx(), w)
			return err
		})
	}
	if err == nil {
		return result{a.status, a.location, a.etag, a.body}, nil
	}
	if q.ctx().Err() != nil {
		return result{}, err
	}
	p := s.problemOf(q, err, q.locale)
	b, err := encode(p)
	return result{Status: p.Status, Body: b}, err
}

func batchAnswer(results []result) (*answer, error) {
	b, err := encode(map[string]any{"results": results})
	return &answer{status: http.StatusOK, body: b}, err
}
