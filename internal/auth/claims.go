package auth

import (
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// Bounds of time. A token can be of use for maxLifetime and twice the skew at
// the very most: made by a clock that is ahead, read by one that is behind.
const (
	// maxLifetime is the longest from iat to exp, both of one clock.
	maxLifetime = 5 * time.Minute
	// skew is how far the clocks of a client and of this service may differ.
	skew = 60 * time.Second
)

// claims is what is read of the claims (RFC 7519 section 4.1).
type claims struct {
	Issuer    string   `json:"iss"`
	Audience  audience `json:"aud"`
	Expires   *instant `json:"exp"`
	IssuedAt  *instant `json:"iat"`
	NotBefore *instant `json:"nbf"`
	ID        string   `json:"jti"`
}

// instant is a NumericDate: seconds since 1970 in UTC, fractions allowed.
type instant float64

func at(t time.Time) instant { return instant(float64(t.UnixMicro()) / 1e6) }

func (i instant) add(d time.Duration) instant { return i + instant(d.Seconds()) }

// audience is an aud, which may be written as one text or as a list.
type audience []string

// UnmarshalJSONFrom reads a text or a list of texts.
func (a *audience) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() == '[' {
		return json.UnmarshalDecode(d, (*[]string)(a))
	}
	var one string
	if err := json.UnmarshalDecode(d, &one); err != nil {
		return err
	}
	*a = audience{one}
	return nil
}

// check judges the claims, except for iss, and for whether jti was used before.
//
// A token for two recipients is refused even if one of them is this service:
// the other could pass it on and be taken for the client.
func (c claims) check(now instant, audiences []string) *problem.Error {
	switch {
	case len(c.Audience) != 1 || c.Audience[0] == "" || !slices.Contains(audiences, c.Audience[0]):
		return refused("The aud of the token is not exactly the URL that was called, and no other.")
	case c.ID == "":
		return refused("The token has no jti.")
	case c.Expires == nil || c.IssuedAt == nil:
		return refused("The token must have both exp and iat, in seconds since 1970.")
	case *c.Expires <= *c.IssuedAt || *c.Expires-*c.IssuedAt > instant(maxLifetime.Seconds()):
		return refused("The exp of the token must be after its iat, by at most 5 minutes.")
	case *c.IssuedAt > now.add(skew):
		return refused("The iat of the token is in the future.")
	case c.NotBefore != nil && *c.NotBefore > now.add(skew):
		return refused("The nbf of the token is in the future.")
	}
	return c.checkExpiry(now)
}

// checkExpiry refuses a token that has expired.
func (c claims) checkExpiry(now instant) *problem.Error {
	if now >= c.end() {
		return refused("The token has expired.")
	}
	return nil
}

// end is when the token ceases to be accepted.
func (c claims) end() instant { return c.Expires.add(skew) }
