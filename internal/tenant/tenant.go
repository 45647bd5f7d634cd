// Package tenant names whose records, keys and audit trail something belongs
// to. An ID is a type of its own, so that the compiler sees where one is
// missing.
package tenant

import (
	"errors"
	"strings"
)

// ID names a tenant: 1 to 64 characters out of a-z, 0-9 and _ . : -, of which
// the first is a letter or a digit.
type ID string

const (
	// Local is the tenant of the service while it is open on loopback.
	Local ID = "local"
	// Service has the chain of what belongs to no tenant, such as attempts
	// without a credential. Parse refuses it, so nobody can be it.
	Service ID = "_service"
)

// maxLength is how long an ID may be.
const maxLength = 64

// errForm says the rule and not the value, which may come from a token.
var errForm = errors.New("a tenant is 1 to 64 characters out of a-z, 0-9 and _ . : -, and begins with a letter or a digit")

// Parse reads an ID. Its errors do not repeat what was given.
func Parse(text string) (ID, error) {
	if text == "" || len(text) > maxLength || strings.IndexByte("_.:-", text[0]) >= 0 {
		return "", errForm
	}
	for i := range len(text) {
		if c := text[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && strings.IndexByte("_.:-", c) < 0 {
			return "", errForm
		}
	}
	return ID(text), nil
}
