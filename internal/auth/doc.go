// Package auth says who calls, and what they may do. There are two kinds of
// callers, each with a door of its own.
//
// Clients verifies the EHRs that call the CDS services, each with a JWT that it
// has signed for one call (CDS Hooks 2.0.1, "Trusting CDS Clients"). Gate judges
// everybody else: API keys, and OAuth 2.0 access tokens of issuers that are
// configured (RFC 6750, RFC 9068).
//
// # Tokens
//
// A token of either kind is accepted when all of this holds:
//   - it is a JWS in compact form of at most 8 KiB, without a crit; no member
//     occurs twice;
//   - its alg is accepted, its kid names a key of its iss that fits the alg (RSA
//     of 2048 to 8192 bits, P-384 for ES384, P-256 for ES256, Ed25519 for EdDSA),
//     and the signature is that key's;
//   - its iss is configured, and a jku, if it has one, is the URL of that issuer's
//     JWKS to the letter. Keys are read from there alone, whatever a token says;
//     with the keys in a file, there is no jku to be accepted;
//   - its aud is what is expected, to the letter, and nothing else;
//   - with a skew of 60 s exp is in the future, iat and nbf are not.
//
// What differs stands in rules.go:
//
//	                 CDS clients                       issuers of access tokens
//	alg              ES384, RS384; as configured       ES256, ES384, RS256, RS384,
//	                 ES256, RS256                      PS256, PS384, EdDSA
//	typ              JWT or none                       JWT, at+jwt or none
//	aud              the URL that was called           one for each issuer
//	exp, iat         both, at most 5 minutes apart     exp
//	jti              new in each call                  not looked at
//
// An access token also says whose records it is for: the tenant of its issuer, or
// one within it that a claim names. Its scope, or else scp, has scopes of ours;
// others are ignored. A token that was found to be good is believed for a minute.
//
// Keys of issuers are read again after 15 minutes, and when a token names one
// that is not known, but not within 60 s of the last attempt. If they cannot be
// read, the last ones serve for 24 hours.
//
// # API keys
//
// All API keys are held in memory, and read again after 10 s while there are
// calls: one that was revoked is refused within 30 s. A key that is not known is
// looked for at once, though there is at most one read a second. If they cannot
// be read, the last ones serve for 24 hours.
//
// Until a key was made or an issuer configured, a service that serves its own
// machine alone is open: nobody needs a credential. It never is again after the
// first key, even if that has been revoked, nor is it while it cannot be said
// whether there are keys.
package auth
