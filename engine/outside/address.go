package outside

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
)

// errInner is why an address is refused.
var errInner = errors.New("its address is an inner one; the operator may allow the host by name (TAMGA_ALLOW_HOSTS)")

// reserved are the addresses of no public host that netip does not know as such, and those that carry another within.
var reserved = func() (out []netip.Prefix) {
	for _, s := range []string{"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "240.0.0.0/4", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10"} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}()

// public tells whether an address may be spoken to.
func public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	return a.IsValid() && a.IsGlobalUnicast() && !a.IsPrivate() && !slices.ContainsFunc(reserved, func(p netip.Prefix) bool { return p.Contains(a) })
}

// allowed tells whether the operator allows a host, with this port or with any.
func (c *Client) allowed(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	return slices.ContainsFunc(c.Allow, func(a string) bool { return strings.EqualFold(a, hostport) || strings.EqualFold(a, host) })
}

// dial connects to an address that it has looked at itself.
func (c *Client) dial(ctx context.Context, network, hostport string) (net.Conn, error) {
	d := &net.Dialer{Timeout: connect}
	if c.allowed(hostport) {
		return d.DialContext(ctx, network, hostport)
	}
	host, port, err := net.SplitHostPort(hostport)
	if err != nil {
		return nil, err
	}
	found, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, errors.New("its name is not known")
	}
	for _, a := range found { // one inner address among others is a trap
		if !public(a) {
			return nil, errInner
		}
	}
	for _, a := range found {
		conn, err2 := d.DialContext(ctx, network, net.JoinHostPort(a.Unmap().String(), port))
		if err2 == nil {
			return conn, nil
		}
		err = err2
	}
	return nil, fmt.Errorf("connect: %w", err)
}
