package api

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
)

func isNoRows(err error) bool { return errors.Is(err, store.ErrNoRows) }

// shown are the types that a browser may show in place; everything else is saved.
var shown = []string{"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"}

// upload keeps one file, sent as the part "file" of a form.
func (s *Server) upload(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	f, err := readFile(q)
	if err != nil {
		return err
	}
	a, err := s.once(q, f.Bytes, func(w *record.Writer) (*answer, error) {
		f.By, f.At = w.Who.UserID(), s.Now()
		kept, err := w.Tx.PutFile(q.ctx(), f)
		if err != nil {
			return nil, err
		}
		body, err := encode(kept)
		return &answer{status: http.StatusCreated, location: "/api/files/" + kept.ID, body: body}, err
	})
	if err != nil {
		return err
	}
	return q.answer(a)
}

func readFile(q *request) (store.NewFile, error) {
	r := q.Request()
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "multipart/form-data" {
		return store.NewFile{}, refuse(http.StatusUnsupportedMediaType, "unsupported_media_type", "type", clip(kind))
	}
	r.Body = q.bounded(MaxFile + 1<<16) // the form around the file is not the file
	parts, err := r.MultipartReader()
	if err != nil {
		return store.NewFile{}, refuse(http.StatusBadRequest, "malformed")
	}
	part, err := parts.NextPart()
	if err != nil || part.FormName() != "file" {
		return store.NewFile{}, wrongFile("required", err)
	}
	content, err := io.ReadAll(io.LimitReader(part, MaxFile+1))
	switch {
	case err != nil:
		return store.NewFile{}, wrongFile("required", err)
	case len(content) > MaxFile:
		_, _ = io.Copy(io.Discard, r.Body) // see boundedBody
		return store.NewFile{}, &http.MaxBytesError{Limit: MaxFile}
	case len(content) == 0:
		return store.NewFile{}, wrongFile("empty_file", nil)
	}
	return store.NewFile{Name: fileName(part.FileName()), Type: typeOf(content, part.FileName()), Bytes: content}, nil
}

// wrongFile tells what is wrong with the part; a body that was too large has its own refusal.
func wrongFile(code string, err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return &http.MaxBytesError{Limit: MaxFile}
	}
	return &record.Problem{Code: record.Invalid, Say: "invalid", Fields: []record.FieldProblem{{Field: "file", Code: code}}}
}

// fileName keeps the last part of a name, without what could mislead.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || strings.ContainsRune(`"<>|:*?/`, r) {
			return -1
		}
		return r
	}, name)
	for utf8.RuneCountInString(name) > 150 {
		_, n := utf8.DecodeRuneInString(name)
		name = name[n:]
	}
	if name = strings.TrimSpace(name); name == "" || name == "." || name == ".." {
		return "file"
	}
	return name
}

// typeOf believes the content first: what looks like a page is never called a picture. The name decides among
// what content cannot tell apart.
func typeOf(content []byte, name string) string {
	found, _, err := mime.ParseMediaType(http.DetectContentType(content))
	if err != nil {
		return "application/octet-stream"
	}
	if found != "application/octet-stream" && found != "text/plain" && found != "application/zip" {
		return found
	}
	if byName, _, err := mime.ParseMediaType(mime.TypeByExtension(strings.ToLower(path.Ext(name)))); err == nil && !slices.Contains(shown, byName) {
		return byName
	}
	return found
}

// file answers the bytes of a file to whoever may see it.
func (s *Server) file(q *request) error {
	v, err := q.params("download")
	if err != nil {
		return err
	}
	download, err := flag(v, "download")
	if err != nil {
		return err
	}
	id, err := identifier(q.Param("id"))
	if err != nil {
		return err
	}
	var f field.File
	var content []byte
	err = s.Records.Read(q.ctx(), q.actor, func(r *record.Reader) (err error) {
		f, content, err = s.openFile(q.ctx(), r, q, id)
		return err
	})
	if err != nil {
		return err
	}
	fileHeaders(q, f, download)
	http.ServeContent(q.Response(), q.Request(), "", time.Time{}, strings.NewReader(string(content)))
	return nil
}

func (s *Server) openFile(ctx context.Context, r *record.Reader, q *request, id string) (field.File, []byte, error) {
	ok, err := r.MayReadFile(ctx, id)
	if err == nil && !ok {
		ok, err = s.attached(ctx, r, q, id)
	}
	if err != nil {
		return field.File{}, nil, err
	}
	if !ok {
		return field.File{}, nil, refuse(http.StatusNotFound, "not_found")
	}
	f, content, err := r.Tx.OpenFile(ctx, id)
	if isNoRows(err) {
		err = refuse(http.StatusNotFound, "not_found")
	}
	return f, content, err
}

// fileHeaders keep a file from acting: it is shown only when it is a picture or a PDF, and in a sandbox.
func fileHeaders(q *request, f field.File, download bool) {
	h := q.Response().Header()
	h.Set("Content-Type", f.Type)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'")
	h.Set("Cache-Control", "private, max-age=3600")
	h.Set("ETag", `"`+f.ID+`"`)
	how := "attachment"
	if !download && slices.Contains(shown, f.Type) {
		how = "inline"
	}
	if d := mime.FormatMediaType(how, map[string]string{"filename": f.Name}); d != "" {
		how = d
	}
	h.Set("Content-Disposition", how)
}
