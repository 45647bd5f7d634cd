package auth

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// issuers verifies access tokens and says whose they are.
type issuers struct {
	verifier *verifier
	byName   map[string]Issuer
	verified *cache
}

func newIssuers(o GateOptions) (*issuers, error) {
	byName := make(map[string]Issuer, len(o.Issuers))
	parties := make([]party, 0, len(o.Issuers))
	for _, i := range o.Issuers {
		if i.Audience == "" {
			i.Audience = o.Audience
		}
		fault := i.check()
		if fault == nil && i.Audience == "" {
			fault = fmt.Errorf("the issuer %s has no audience, and the service no URL of its own to stand for one: write ;audience=AUD", i.Issuer)
		}
		parties = append(parties, party{issuer: i.Issuer, jwks: i.JWKS, audience: i.Audience, fault: fault})
		byName[i.Issuer] = i
	}
	v, err := newVerifier(issuerRules(), o.Now, reading{o.HTTP, o.Log}, parties)
	if err != nil {
		return nil, err
	}
	return &issuers{verifier: v, byName: byName, verified: newCache()}, nil
}

// identify returns whose token it is. Errors are those of Gate.Identify.
func (i *issuers) identify(ctx context.Context, raw string) (*Caller, *problem.Error) {
	now, id := i.verifier.now(), sha256.Sum256([]byte(raw))
	if caller := i.verified.get(id, now); caller != nil {
		return caller, nil
	}
	t, err := i.verifier.verify(ctx, raw, nil)
	if err != nil {
		return nil, err
	}
	caller, err := i.caller(t)
	if err != nil {
		return nil, err
	}
	i.verified.put(id, caller, now, t.claims.end().time())
	return caller, nil
}

// time is the instant, or one far from now if it is farther away than a
// time.Time goes.
func (i instant) time() time.Time {
	const far = 1 << 40 // seconds: 34,000 years
	return time.UnixMicro(int64(min(max(float64(i), -far), far) * 1e6))
}

// access is what is read of the claims of a token whose signature is good.
type access struct {
	Subject  string `json:"sub"`
	ClientID string `json:"client_id"`
	Party    string `json:"azp"`
	Scope    words  `json:"scope"`
	SCP      words  `json:"scp"`
	more     map[string]jsontext.Value
}

// words are scopes, as one text with spaces between (RFC 9068 section 2.2.3) or
// as a list, as some servers write them.
type words []string

// UnmarshalJSONFrom reads a text or a list of texts.
func (w *words) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() == '[' {
		return json.UnmarshalDecode(d, (*[]string)(w))
	}
	var one string
	if err := json.UnmarshalDecode(d, &one); err != nil {
		return err
	}
	*w = strings.Fields(one)
	if *w == nil {
		*w = words{}
	}
	return nil
}

// caller reads the claims of a verified token.
func (i *issuers) caller(t *token) (*Caller, *problem.Error) {
	var a access
	if json.Unmarshal(t.payload, &a) != nil || json.Unmarshal(t.payload, &a.more) != nil {
		return nil, refused("The sub, client_id and azp of the token must be texts, its scope or scp a text or a list of texts.")
	}
	from := i.byName[t.claims.Issuer]
	of, err := a.tenant(from)
	if err != nil {
		return nil, err
	}
	subject := a.Subject
	if subject == "" {
		subject = a.ClientID
	}
	if subject == "" {
		subject = a.Party
	}
	if subject == "" {
		return nil, refused("The token has none of sub, client_id and azp: one must say who calls.")
	}
	return &Caller{Tenant: of, ID: nameOf(from.Issuer, subject), Scopes: a.scopes()}, nil
}

// tenant is whose records the token is for. The value of a claim cannot leave
// what belongs to its issuer: it is always behind its name, and has no colon, so
// that no two issuers can mean one tenant by dividing its name differently.
func (a *access) tenant(from Issuer) (tenant.ID, *problem.Error) {
	name := from.Tenant
	if from.TenantClaim != "" {
		var value string
		if json.Unmarshal(a.more[from.TenantClaim], &value) != nil || value == "" || strings.Contains(value, ":") {
			return "", refused("The claim of the token that names its tenant must be a text out of a-z, 0-9 and _ . -")
		}
		name = joinTenant(name, value)
	}
	of, err := tenant.Parse(name)
	if err != nil {
		return "", refused("The claim of the token that names its tenant must be a text out of a-z, 0-9 and _ . -, not longer than fits a tenant.")
	}
	return of, nil
}

// scopes are those that are known here, in our order. A scope outweighs a scp.
func (a *access) scopes() []string {
	given := a.Scope
	if given == nil {
		given = a.SCP
	}
	return slices.DeleteFunc(apikey.Scopes(), func(s string) bool { return !slices.Contains(given, s) })
}

// nameOf is the ID of a token's caller. A subject can name a person, so only a
// hash of it goes into the audit trail.
func nameOf(issuer, subject string) string {
	h := sha256.New()
	for _, part := range []string{issuer, subject} {
		_ = binary.Write(h, binary.BigEndian, uint64(len(part))) // to a hash, which never fails
		h.Write([]byte(part))
	}
	return "jwt:" + hex.EncodeToString(h.Sum(nil)[:8])
}
