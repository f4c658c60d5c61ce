package automation

import (
	"io"
	"sync/atomic"

	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/message"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
)

// The bounds of runs.
const (
	MaxDepth    = 12 // automations that set each other off, one after another
	MaxAttempts = 8  // of a step, before its run is parked: about ten minutes
	MaxRows     = 1000
)

// jobKind is the kind of the jobs that carry runs on; their key is the run's id.
const jobKind = "run"

// Engine carries out automations. It keeps nothing between steps: everything is in the database.
type Engine struct {
	// Assets opens a file of the package by its path, for the images of documents; nil: there are none.
	Assets func(path string) (io.Reader, error)

	// Draft: documents are named but not laid out, where nobody will read them.
	Draft bool

	// Others asks other systems; nil: nobody is asked, and every answer is 200 and empty, as in tests and simulations.
	Others Asker

	service *record.Service
	queue   *job.Queue
	outbox  *message.Outbox
	index   atomic.Pointer[index]
}

// New makes an engine that listens to the service and does its work through the queue.
func New(s *record.Service, q *job.Queue, o *message.Outbox) *Engine {
	e := &Engine{service: s, queue: q, outbox: o}
	s.Listen(e)
	q.Handle(jobKind, e.work, job.Limit(32), job.Fair(), job.Attempts(0)) // runs park themselves
	q.Handle(edgeKind, e.fallDue, job.Limit(16), job.Fair(), job.Attempts(0))
	q.Handle(scheduleKind, e.keepTime, job.Attempts(0))
	q.Handle(stockKind, e.takeStock, job.Limit(1), job.Attempts(0))
	return e
}

// indexOf is the index of a model; that of the model in force is kept.
func (e *Engine) indexOf(m *model.Model) *index {
	if ix := e.index.Load(); ix != nil && ix.model == m {
		return ix
	}
	ix := newIndex(m)
	e.index.Store(ix)
	return ix
}
