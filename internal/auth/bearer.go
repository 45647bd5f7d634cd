package auth

import (
	"strings"

	"github.com/rlscreen/rlscreen/internal/problem"
)

// What is said of an Authorization header that has no credential in it.
const (
	noneGiven = "A credential is needed: send an API key or an access token as Authorization: Bearer …"
	notBearer = "The Authorization header must be Bearer, one space, and an API key or an access token."
)

// bearer returns the token of the Authorization headers (RFC 6750 section 2.1),
// "" when there are none.
func bearer(headers []string) (string, *problem.Error) {
	switch len(headers) {
	case 0:
		return "", nil
	case 1:
	default:
		return "", refused("There are several Authorization headers: send one, as Authorization: Bearer …")
	}
	scheme, token, _ := strings.Cut(headers[0], " ")
	token = strings.Trim(token, " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" || strings.ContainsAny(token, " \t,") {
		return "", refused(notBearer)
	}
	return token, nil
}

// Challenge returns the value of WWW-Authenticate for a refusal (RFC 6750
// section 3), "" for one that is no matter of credentials. scope is what the
// route needs, "" for none.
func Challenge(fault *problem.Error, scope string) string {
	const realm = `Bearer realm="rlscreen"`
	if scope != "" {
		scope = `, scope="` + scope + `"`
	}
	switch {
	case fault.Kind == problem.Unauthenticated && fault.Detail == noneGiven: // RFC 6750: then without an error
		return realm + scope
	case fault.Kind == problem.Unauthenticated:
		return realm + scope + `, error="invalid_token", error_description="` + quotable(fault.Detail) + `"`
	case fault.Kind == problem.Forbidden:
		return realm + scope + `, error="insufficient_scope", error_description="` + quotable(fault.Detail) + `"`
	}
	return ""
}

// quotable keeps of a text what an error_description may have.
func quotable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			return -1
		}
		return r
	}, s)
}
