package web

import "strings"

// What the pages may load and call: their own style sheets, scripts and
// pictures, and this service. Where a script runs, none may make markup of a
// text.
const (
	landingPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	docsPolicy    = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	scriptPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
		"base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors "
	deskPolicy = scriptPolicy + "'none'"
)

// formPolicy is that of the intake form, which pages of the origins may frame.
func formPolicy(ancestors []string) string {
	if len(ancestors) == 0 {
		return scriptPolicy + "'none'"
	}
	return scriptPolicy + strings.Join(ancestors, " ")
}
