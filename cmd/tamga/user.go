package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/tamga-crm/tamga/engine"
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/locale"
)

var userFlags struct {
	db, email, name, role, locale string
	stdin                         bool
	days                          int
}

var userVerb = &verb{
	name: "user", args: "add|list|password|role|token|deactivate [DIR]", short: "the people who sign in",
	long: "  add         adds a person (--email --name --role); the password is drawn and printed, or read with --password-stdin\n" +
		"  list        lists everybody\n" +
		"  password    sets a new password (--email)\n" +
		"  role        gives another role (--email --role)\n" +
		"  token       makes a key for programs (--email, --name what for, --days)\n" +
		"  deactivate  lets a person in no longer (--email)",
	examples: []string{
		"tamga user add my_crm --email anna@example.org --name \"Anna Petrova\" --role manager",
		"tamga user token my_crm --email anna@example.org --name \"web shop\" --days 365",
	},
	flags: func(f *flags) {
		f.db(&userFlags.db)
		f.StringVar(&userFlags.email, "email", "", "the person's `e-mail` address")
		f.StringVar(&userFlags.name, "name", "", "the person's `name`, or what a token is for")
		f.StringVar(&userFlags.role, "role", "", "a `role` of the package")
		f.StringVar(&userFlags.locale, "locale", "", "the person's `language`")
		f.IntVar(&userFlags.days, "days", 90, "how many `days` a token lives")
		f.BoolVar(&userFlags.stdin, "password-stdin", false, "read the password from the standard input")
		f.withJSON()
	},
	run: runUser,
}

// userVerbs are the parts of the command.
var userVerbs = map[string]func(ctx context.Context, c *console, p *identity.People) error{
	"add": userAdd, "list": userList, "password": userPassword, "role": userRole, "token": userToken, "deactivate": userDeactivate,
}

func runUser(ctx context.Context, c *console, _ *flags, args []string) error {
	names := []string{"add", "list", "password", "role", "token", "deactivate"}
	if len(args) == 0 {
		return usagef("say what to do: tamga user %s", strings.Join(names, "|"))
	}
	do := userVerbs[args[0]]
	if do == nil {
		text := fmt.Sprintf("there is no command \"user %s\"", args[0])
		if near := diag.Nearest(args[0], names); near != "" {
			text += fmt.Sprintf("; did you mean %q?", near)
		}
		return usagef("%s", text)
	}
	if args[0] != "list" && userFlags.email == "" {
		return usagef("say who: --email")
	}
	t, err := target(args[1:], userFlags.db)
	if err != nil {
		return err
	}
	desk, err := engine.People(ctx, t)
	if err != nil {
		return err
	}
	return errors.Join(said(do(ctx, c, desk.People)), desk.Close())
}

// said puts refusals into words.
func said(err error) error {
	var invalid *identity.Invalid
	switch {
	case errors.Is(err, identity.ErrNoUser):
		return &engine.Fault{Text: "there is nobody with this e-mail address"}
	case !errors.As(err, &invalid):
		return err
	}
	var lines []string
	for _, f := range invalid.Fields {
		lines = append(lines, f.Field+": "+locale.Words("en").Say(f.Code, f.Params))
	}
	return &engine.Fault{Text: strings.Join(lines, "\n       ")}
}

func userAdd(ctx context.Context, c *console, p *identity.People) error {
	if userFlags.name == "" || userFlags.role == "" {
		return usagef("user add needs --email, --name and --role")
	}
	password, drawn, err := c.password()
	if err != nil {
		return err
	}
	change := identity.Change{Name: &userFlags.name, Email: &userFlags.email, Role: &userFlags.role, Password: &password}
	if userFlags.locale != "" {
		change.Locale = &userFlags.locale
	}
	card, err := p.Add(ctx, identity.System(), change)
	if err != nil {
		return err
	}
	return c.tell(card, drawn, password, card.Name+" is added as "+card.Role+".")
}

// tell prints what became of a person, with the password when it was drawn.
func (c *console) tell(card *identity.Card, drawn bool, password, words string) error {
	if c.json {
		out := map[string]any{"user": card}
		if drawn {
			out["password"] = password
		}
		return c.printJSON(out)
	}
	c.print("%s\n", words)
	if drawn {
		c.print("Password (shown this once): %s\n", password)
	}
	return nil
}

// password reads a password, or draws one.
func (c *console) password() (password string, drawn bool, err error) {
	if !userFlags.stdin {
		return rand.Text()[:16], true, nil
	}
	line, err := bufio.NewReader(c.in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", false, err
	}
	return strings.TrimRight(line, "\r\n"), false, nil
}

func userList(ctx context.Context, c *console, p *identity.People) error {
	cards, err := p.List(ctx)
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(map[string]any{"data": cards})
	}
	w := tabwriter.NewWriter(c.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "NAME\tE-MAIL\tROLE\tACTIVE\tLAST SEEN")
	for _, u := range cards {
		seen := "never"
		if u.LastSeen != nil {
			seen = u.LastSeen.UTC().Format(time.DateTime)
		}
		active := "yes"
		if !u.Active {
			active = "no"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", u.Name, u.Email, u.Role, active, seen)
	}
	return w.Flush()
}

func userPassword(ctx context.Context, c *console, p *identity.People) error {
	password, drawn, err := c.password()
	if err != nil {
		return err
	}
	card, err := changeUser(ctx, p, identity.Change{Password: &password})
	if err != nil {
		return err
	}
	return c.tell(card, drawn, password, "The password of "+card.Name+" is changed, and their sessions are ended.")
}

func userRole(ctx context.Context, c *console, p *identity.People) error {
	if userFlags.role == "" {
		return usagef("user role needs --role")
	}
	card, err := changeUser(ctx, p, identity.Change{Role: &userFlags.role})
	if err != nil {
		return err
	}
	return c.tell(card, false, "", card.Name+" is "+card.Role+" now.")
}

func userDeactivate(ctx context.Context, c *console, p *identity.People) error {
	no := false
	card, err := changeUser(ctx, p, identity.Change{Active: &no})
	if err != nil {
		return err
	}
	return c.tell(card, false, "", card.Name+" can sign in no longer.")
}

func changeUser(ctx context.Context, p *identity.People, change identity.Change) (*identity.Card, error) {
	card, err := p.ByEmail(ctx, userFlags.email)
	if err != nil {
		return nil, err
	}
	return p.Update(ctx, identity.System(), card.ID, change)
}

func userToken(ctx context.Context, c *console, p *identity.People) error {
	card, err := p.ByEmail(ctx, userFlags.email)
	if err != nil {
		return err
	}
	name := userFlags.name
	if name == "" {
		name = "tamga user token"
	}
	secret, t, err := p.NewToken(ctx, card.ID, name, userFlags.role, time.Duration(userFlags.days)*24*time.Hour)
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(map[string]any{"token": t, "secret": secret})
	}
	c.print("%s\n", secret)
	c.say("A token of %s, shown this once. Programs send it as: Authorization: Bearer TOKEN\n", card.Name)
	return nil
}
