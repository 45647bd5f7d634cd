package auth

import (
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// Bounds of time. A token of a client can be of use for maxLifetime and twice the
// skew at the very most: made by a clock that is ahead, read by one that is behind.
const (
	// maxLifetime is the longest from iat to exp of a client's token, both of one
	// clock.
	maxLifetime = 5 * time.Minute
	// skew is how far the clocks of an issuer and of this service may differ.
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

// checkExpiry refuses a token that has expired.
func (c claims) checkExpiry(now instant) *problem.Error {
	if now >= c.end() {
		return refused("The token has expired.")
	}
	return nil
}

// end is when the token ceases to be accepted.
func (c claims) end() instant { return c.Expires.add(skew) }
