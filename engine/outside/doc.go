// Package outside speaks to other systems by HTTP, as a stranger must be spoken to: signed, bounded in time and size,
// and never on behalf of somebody who would like to look inside.
//
// # Inner addresses
//
// Whoever writes an address may name a machine that only this one can reach. So a name is resolved here, every address
// that it gives is looked at, and the connection is made to the very address that was found good: another answer of
// the name server later changes nothing. Loopback, private, link-local and reserved addresses are refused, also
// those written within IPv6. Redirections are not followed. Hosts that the operator allows by name (TAMGA_ALLOW_HOSTS)
// may be inside, and may be spoken to without TLS.
//
// # Signatures
//
// With a secret, the header Tamga-Signature is "t=SECONDS,v1=HEX": HMAC-SHA256 under the secret, over the seconds
// since 1970, a point, and the body as it was sent. The other side computes it anew, compares in constant time,
// and refuses what is older than a few minutes. The header Idempotency-Key is the same however often the same work is
// sent; Tamga-Attempt counts.
//
// Errors name the host and never an address's path, a header or a body: they are logged.
package outside
