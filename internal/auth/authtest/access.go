package authtest

// AccessSetting is the issuer as it is written in the setting of issuers of
// access tokens, all of which are for one tenant. More is what else it has, such
// as "audience=rlscreen".
func (i *Issuer) AccessSetting(tenant string, more ...string) string {
	setting := i.Setting() + ";tenant=" + tenant
	for _, m := range more {
		setting += ";" + m
	}
	return setting
}

// AccessToken returns an OAuth 2.0 access token for the audience, good for an
// hour, with scopes divided by spaces.
func (i *Issuer) AccessToken(audience, scope string) string {
	i.t.Helper()
	return i.Sign(i.AccessHeader(), i.AccessClaims(audience, scope))
}

// AccessHeader is that of AccessToken, to be changed and passed to Sign.
func (i *Issuer) AccessHeader() map[string]any {
	return map[string]any{"alg": "ES384", "typ": "at+jwt", "kid": kid}
}

// AccessClaims are those of a new AccessToken, to be changed and passed to Sign.
func (i *Issuer) AccessClaims(audience, scope string) map[string]any {
	now := i.now().Unix()
	return map[string]any{
		"iss": i.Name, "aud": audience, "iat": now, "exp": now + 3600,
		"sub": "authtest-client", "client_id": "authtest-client", "scope": scope,
	}
}
