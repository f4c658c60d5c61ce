package api

import (
	"crypto/subtle"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/locale"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/view"
)

const (
	cookieName = "tamga_session"
	csrfHeader = "X-CSRF-Token"
)

// admit finds out who asks, and bounds how often they may.
func (s *Server) admit(q *request) error {
	q.locale = s.localeOf(q, "")
	if err := s.recognize(q); err != nil {
		return err
	}
	q.locale = s.localeOf(q, q.actor.Locale)
	q.actor.Locale = q.locale
	q.Set("locale", q.locale)
	if !s.limits.take(string(q.actor.As) + " " + q.actor.UserID()) {
		return tooMany(time.Second)
	}
	return nil
}

// recognize takes a token for programs, or the cookie of a page with its CSRF token.
func (s *Server) recognize(q *request) (err error) {
	if header := q.Request().Header.Get("Authorization"); header != "" {
		scheme, secret, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") || secret == "" {
			return s.stranger(q)
		}
		q.actor, err = s.People.ByToken(q.ctx(), secret)
		if errors.Is(err, identity.ErrNoToken) {
			return s.stranger(q)
		}
		return err
	}
	cookie, err := q.Cookie(cookieName)
	if err != nil {
		return s.stranger(q)
	}
	q.session, err = s.People.Resume(q.ctx(), cookie.Value)
	if err != nil {
		return err
	}
	q.actor = q.session.Actor
	return s.checkCSRF(q)
}

// stranger slows down whoever has no key at all, and refuses them.
func (s *Server) stranger(q *request) error {
	if !s.limits.take("address " + q.RealIP()) {
		return tooMany(time.Second)
	}
	q.Response().Header().Set("WWW-Authenticate", `Bearer realm="tamga"`)
	return refuse(http.StatusUnauthorized, "unauthorized")
}

// checkCSRF demands the page's token for whatever changes something.
func (s *Server) checkCSRF(q *request) error {
	switch q.Request().Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return nil
	}
	given := q.Request().Header.Get(csrfHeader)
	if subtle.ConstantTimeCompare([]byte(given), []byte(q.session.CSRF)) != 1 || s.origins.Check(q.Request()) != nil {
		return refuse(http.StatusForbidden, "csrf")
	}
	return nil
}

// localeOf is the language of the answer: the person's own, else what their program asks for, else the package's.
func (s *Server) localeOf(c echo.Context, own string) string {
	if own != "" {
		return own
	}
	if header := c.Request().Header.Get("Accept-Language"); header != "" {
		return locale.Match(header, s.locales())
	}
	if l := s.Records.Model().Locales; len(l) > 0 {
		return l[0]
	}
	return locale.Supported[0]
}

// locales are those that can be chosen: the package's first, then the product's own.
func (s *Server) locales() []string {
	out := slices.Clone(s.Records.Model().Locales)
	for _, l := range locale.Supported {
		if !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// signedIn is who is signed in, and the token for what changes something.
type signedIn struct {
	User view.Me `json:"user"`
	CSRF string  `json:"csrf"`
}

func (s *Server) login(q *request) error {
	var in struct {
		Email    string `json:"email"`
		Password string `json:"password"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	session, err := s.People.Login(q.ctx(), in.Email, in.Password, q.RealIP())
	if err != nil {
		return err
	}
	q.SetCookie(s.cookie(q, session.Secret, session.Expires))
	q.actor = session.Actor
	q.actor.Locale = s.localeOf(q, q.actor.Locale)
	return q.json(http.StatusOK, signedIn{view.MeOf(s.viewer(q.actor)), session.CSRF})
}

func (s *Server) cookie(c echo.Context, value string, expires time.Time) *http.Cookie {
	return &http.Cookie{
		Name: cookieName, Value: value, Path: "/", Expires: expires, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: c.IsTLS() || c.Request().Header.Get("X-Forwarded-Proto") == "https",
	}
}

func (s *Server) logout(q *request) error {
	if q.session != nil {
		cookie, err := q.Cookie(cookieName)
		if err != nil {
			return err
		}
		if err := s.People.Logout(q.ctx(), cookie.Value); err != nil {
			return err
		}
	}
	q.SetCookie(s.cookie(q, "", time.Unix(1, 0)))
	return q.NoContent(http.StatusNoContent)
}

func (s *Server) session(q *request) error {
	out := signedIn{User: view.MeOf(s.viewer(q.actor))}
	if q.session != nil {
		out.CSRF = q.session.CSRF
	}
	return q.json(http.StatusOK, out)
}

// patchMe changes what a person may change of themselves: their language, and when they are away.
func (s *Server) patchMe(q *request) error {
	var in struct {
		Locale      *string `json:"locale"`
		AbsentFrom  *string `json:"absent_from"` // when they are away, and who stands in for them; "" is none
		AbsentUntil *string `json:"absent_until"`
		Deputy      *string `json:"deputy"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	if in.AbsentFrom != nil || in.AbsentUntil != nil || in.Deputy != nil {
		change := identity.Change{AbsentFrom: in.AbsentFrom, AbsentUntil: in.AbsentUntil, Deputy: in.Deputy}
		if _, err := s.People.Update(q.ctx(), identity.System(), q.actor.UserID(), change); err != nil {
			return err
		}
	}
	if in.Locale != nil {
		if !slices.Contains(s.locales(), *in.Locale) {
			return &identity.Invalid{Fields: []identity.Wrong{{Field: "locale", Code: "not_an_option", Params: map[string]any{"options": s.locales()}}}}
		}
		if _, err := s.People.Update(q.ctx(), identity.System(), q.actor.UserID(), identity.Change{Locale: in.Locale}); err != nil {
			return err
		}
		q.actor.Locale = *in.Locale
	}
	return q.json(http.StatusOK, view.MeOf(s.viewer(q.actor)))
}

// viewer is the actor as screens know one.
func (s *Server) viewer(a identity.Actor) view.Viewer {
	v := view.Viewer{ID: a.UserID(), Role: a.Role, Locale: a.Locale, Demo: s.Demo != nil}
	if a.User != nil {
		v.Name, _ = a.User.Get("name").(string)
		v.Email, _ = a.User.Get("email").(string)
	}
	return v
}

// meta is the compiled model as the signed-in user may see it.
func (s *Server) meta(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	m := s.Records.Model()
	who := q.actor
	if who.Role != nil && m.Role(who.Role.Name) != nil {
		who.Role = m.Role(who.Role.Name) // the model may be newer than the session's look at it
	}
	return q.json(http.StatusOK, view.Of(m, s.viewer(who)))
}

// loginInfo is what the sign-in page shows before anybody is known.
func (s *Server) loginInfo(q *request) error {
	m := s.Records.Model()
	p := view.PackageOf(m, q.locale)
	out := map[string]any{"package": map[string]any{"label": p.Label, "name": p.Name, "accent": p.Accent, "locales": p.Locales}}
	if s.Demo != nil {
		out["demo"] = s.demoIn(m, q.locale)
	}
	return q.json(http.StatusOK, out)
}

// demoIn gives the demo's sign-ins with the roles' labels in a locale.
func (s *Server) demoIn(m *model.Model, loc string) []Login {
	out := slices.Clone(s.Demo)
	for i, l := range out {
		if r := m.Role(l.Role); r != nil {
			out[i].Role = view.MeOf(view.Viewer{Role: r, Locale: loc}).Label
		}
	}
	return out
}

// may demands one of the actions that belong to no entity.
func may(q *request, action string) error {
	if q.actor.Role != nil && !view.May(q.actor.Role, action) {
		return refuse(http.StatusForbidden, "forbidden")
	}
	return nil
}
