package identity

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
)

// The bounds of a password, in characters (NIST SP 800-63B: at least eight, long ones welcome, no rules of composition).
const (
	minPassword = 8
	maxPassword = 200
)

// cost is OWASP's second choice for argon2id: it asks 19 MiB and some tens of milliseconds.
var cost = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashing bounds how many passwords are hashed at once: each takes a processor and memory, and anybody may ask.
var hashing = make(chan struct{}, max(1, runtime.NumCPU()/2))

func hold(ctx context.Context) (free func(), err error) {
	select {
	case hashing <- struct{}{}:
		return func() { <-hashing }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func hash(ctx context.Context, password string) (string, error) {
	free, err := hold(ctx)
	if err != nil {
		return "", err
	}
	defer free()
	return argon2id.CreateHash(password, cost)
}

// nobody is the hash that is compared when there is no user: an answer must not tell by its time who is known.
var nobody = sync.OnceValues(func() (string, error) { return argon2id.CreateHash("nobody has this password", cost) })

// matches compares a password with a hash; without a hash it takes as long and is false.
func matches(ctx context.Context, password, kept string) (bool, error) {
	known := kept != ""
	if !known {
		var err error
		if kept, err = nobody(); err != nil {
			return false, err
		}
	}
	free, err := hold(ctx)
	if err != nil {
		return false, err
	}
	defer free()
	ok, err := argon2id.ComparePasswordAndHash(password, kept)
	return ok && known, err
}

// commonest are passwords that are tried first.
var commonest = strings.Fields(`password password1 password12 password123 passw0rd p@ssw0rd p@ssword 12345678 123456789 1234567890
	87654321 987654321 11111111 00000000 88888888 66666666 12341234 11223344 123123123 qwertyui qwerty12 qwerty123 qwertyuiop
	1q2w3e4r 1q2w3e4r5t 1qaz2wsx asdfghjk asdfghjkl zxcvbnm1 abc12345 abcd1234 abcdefgh letmein1 welcome1 welcome123 iloveyou
	sunshine princess football baseball superman trustno1 starwars whatever computer internet dragon12 monkey12 master12
	admin123 administrator changeme changeme1 secret123 test1234 testtest йцукенгш пароль123 qazwsxedc google123 samsung1`)

// weak tells what is wrong with a password; nil when it will do.
func weak(password, email string) *Wrong {
	n := utf8.RuneCountInString(password)
	lower := strings.ToLower(password)
	switch {
	case n < minPassword:
		return &Wrong{Field: "password", Code: "weak_password", Params: map[string]any{"min": minPassword}}
	case n > maxPassword:
		return &Wrong{Field: "password", Code: "too_long", Params: map[string]any{"max": int64(maxPassword)}}
	case email != "" && lower == strings.ToLower(email):
		return &Wrong{Field: "password", Code: "common_password"}
	}
	for _, c := range commonest {
		if lower == c {
			return &Wrong{Field: "password", Code: "common_password"}
		}
	}
	return nil
}
