package automation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/message"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// email puts a message into the outbox, in the recipient's language. Its Message-ID is of the run and the step's
// path: however often the step is done, there is one message.
func (t *turn) email(ctx context.Context, a *model.EmailAction) error {
	m := message.Message{
		MessageID: t.run.ID + "." + t.place(), Entity: t.run.Entity, Record: t.run.Record,
		Automation: t.run.Automation, Run: t.run.ID, OnUnknown: message.OnUnknown(a.OnUnknown),
	}
	var err error
	if m.To, err = t.addresses(a.To); err != nil {
		return err
	}
	if m.Cc, err = t.addresses(a.Cc); err != nil {
		return err
	}
	if m.Attachments, err = t.attachments(a.Attach); err != nil {
		return err
	}
	if m.Locale, err = t.languageOf(ctx, a); err != nil {
		return err
	}
	draft, err := message.Compose(t.rd.Model, t.frame, a.Subject, a.Body, m.Locale)
	if err != nil {
		return err
	}
	m.Subject, m.Text, m.HTML = draft.Subject, draft.Text, draft.HTML
	err = t.engine.outbox.Put(ctx, t.w.Tx, m)
	if errors.Is(err, message.ErrNobody) || errors.Is(err, message.ErrAddress) || errors.Is(err, message.ErrTooLarge) {
		return unable(strings.TrimPrefix(err.Error(), "message: ")) // it will not get better by itself
	}
	return err
}

// addresses computes recipients; empty ones are nobody.
func (t *turn) addresses(values []*model.Value) ([]string, error) {
	var out []string
	for _, v := range values {
		x, err := Evaluate(v, t.frame, t.prose())
		if err != nil {
			return nil, fmt.Errorf("to: %w", err)
		}
		switch x := x.(type) {
		case string:
			out = append(out, x)
		case []any:
			for _, one := range x {
				if s, ok := one.(string); ok {
					out = append(out, s)
				}
			}
		}
	}
	return out, nil
}

// attachments computes the files that go along; an empty one is none.
func (t *turn) attachments(values []*model.Value) ([]field.File, error) {
	var out []field.File
	for _, v := range values {
		x, err := Evaluate(v, t.frame, t.prose())
		if err != nil {
			return nil, fmt.Errorf("attach: %w", err)
		}
		switch x := x.(type) {
		case field.File:
			out = append(out, x)
		case []field.File:
			out = append(out, x...)
		case []any:
			for _, one := range x {
				if f, ok := one.(field.File); ok {
					out = append(out, f)
				}
			}
		}
	}
	return out, nil
}

// languageOf is the language that the step names, else that of the first recipient, else the package's first.
func (t *turn) languageOf(ctx context.Context, a *model.EmailAction) (string, error) {
	if a.Locale != nil {
		x, err := Evaluate(a.Locale, t.frame, t.prose())
		if err != nil {
			return "", fmt.Errorf("locale: %w", err)
		}
		if lang, ok := x.(string); ok && slices.Contains(t.rd.Model.Locales, lang) {
			return lang, nil
		}
	}
	for _, v := range a.To {
		if lang, err := t.spoken(ctx, v); lang != "" || err != nil {
			return lang, err
		}
	}
	return t.rd.Model.Locales[0], nil
}

// spoken is the language of the record that an address is a field of, where that record says one: a field
// "locale" or "language" that holds one of the package's locales. The user entity has it.
func (t *turn) spoken(ctx context.Context, v *model.Value) (string, error) {
	if v == nil || v.Formula == nil {
		return "", nil
	}
	of, ok := v.Formula.Root.(*rule.Field)
	if !ok {
		return "", nil
	}
	x, err := t.frame.EvalNode(of.Of)
	if err != nil {
		return "", fmt.Errorf("to: %w", err)
	}
	ref, ok := refs(x).(field.Ref)
	if !ok {
		return "", nil
	}
	row, ok, err := find(ctx, t.rd, t.rd.Model.Entity(ref.Entity), ref.ID)
	if err != nil || !ok {
		return "", err
	}
	for _, name := range []string{"locale", "language"} {
		if lang, ok := row.Get(name).(string); ok && slices.Contains(t.rd.Model.Locales, lang) {
			return lang, nil
		}
	}
	return "", nil
}
