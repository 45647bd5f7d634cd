package auth_test

import (
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/auth"
)

func TestAnIssuerIsWrittenWithItsTenant(t *testing.T) {
	for _, c := range []struct {
		rule, entry string
		want        auth.Issuer
	}{
		{
			"a tenant", "https://id.example=https://id.example/jwks.json;tenant=clinic",
			auth.Issuer{Issuer: "https://id.example", JWKS: "https://id.example/jwks.json", Tenant: "clinic"},
		},
		{
			"all there is, in any order", "id=/k;token-endpoint=https://id.example/token;audience=rls;tenant-claim=org;tenant=id",
			auth.Issuer{Issuer: "id", JWKS: "/k", Tenant: "id", TenantClaim: "org", Audience: "rls", TokenEndpoint: "https://id.example/token"},
		},
		{"space around is dropped", " id = /k ; tenant = clinic ", auth.Issuer{Issuer: "id", JWKS: "/k", Tenant: "clinic"}},
		{
			"a = in a value", "id=https://id.example/k?a=b;tenant=x;tenant-claim=https://id.example/?org=1;audience=a=b",
			auth.Issuer{Issuer: "id", JWKS: "https://id.example/k?a=b", Tenant: "x", TenantClaim: "https://id.example/?org=1", Audience: "a=b"},
		},
		{
			"a token endpoint on this machine", "id=/k;tenant=x;token-endpoint=http://127.0.0.1:9/t",
			auth.Issuer{Issuer: "id", JWKS: "/k", Tenant: "x", TokenEndpoint: "http://127.0.0.1:9/t"},
		},
	} {
		got, err := auth.ParseIssuer(c.entry)
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v", c.rule, got, err)
		}
	}
}

func TestAnEntryThatIsNoIssuerIsRefusedWithWhatIsAccepted(t *testing.T) {
	for _, c := range []struct{ rule, entry, want string }{
		{"nothing", "", "write ISSUER=JWKS;tenant=NAME"},
		{"no JWKS at all", "https://id.example;tenant=x", "write ISSUER=JWKS;tenant=NAME"},
		{"an empty JWKS", "id=;tenant=x", "an https URL or the path of a file"},
		{"no tenant", "id=/k", "has no tenant: write ;tenant=NAME"},
		{"a claim without a tenant before it", "id=/k;tenant-claim=org", "has no tenant"},
		{"an empty tenant", "id=/k;tenant=", "write tenant=VALUE"},
		{"a tenant in capitals", "id=/k;tenant=Clinic", "a-z, 0-9"},
		{"the tenant of what belongs to none", "id=/k;tenant=_service", "a-z, 0-9"},
		{"a tenant that leaves no room for a claim", "id=/k;tenant-claim=org;tenant=" + strings.Repeat("x", 63), "64 characters"},
		{"a member twice", "id=/k;tenant=a;tenant=b", "tenant twice"},
		{"an unknown member", "id=/k;tenant=a;jku=x", "there are tenant, tenant-claim, audience and token-endpoint"},
		{"a semicolon at the end", "id=/k;tenant=a;", "there are tenant"},
		{"an issuer with a space", "my id=/k;tenant=a", "without spaces"},
		{"an audience with a space", "id=/k;tenant=a;audience=a b", "without spaces"},
		{"a claim with a space", "id=/k;tenant=a;tenant-claim=a b", "without spaces"},
		{"http to another machine", "id=http://id.example/k;tenant=a", "http is accepted on a loopback address only"},
		{"a token endpoint without TLS", "id=/k;tenant=a;token-endpoint=http://id.example/t", "must be an https URL"},
		{"a token endpoint that is a path", "id=/k;tenant=a;token-endpoint=/t", "must be an https URL"},
		{"a token endpoint with a password", "id=/k;tenant=a;token-endpoint=https://me:secret@id.example/t", "without a user"},
		{"a JWKS with a password", "id=https://me:secret@id.example/k;tenant=a", "without a user"},
	} {
		got, err := auth.ParseIssuer(c.entry)
		if err == nil || !strings.Contains(err.Error(), c.want) || got != (auth.Issuer{}) {
			t.Errorf("%s: %+v, %v", c.rule, got, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error gives the password away", c.rule)
		}
	}
}

func TestAGateIsNotMadeOfIssuersThatCannotBe(t *testing.T) {
	c := newClock()
	good := auth.Issuer{Issuer: "id", JWKS: "https://id.example/k", Tenant: "x"}
	for _, one := range []struct {
		rule    string
		issuers []auth.Issuer
		aud     string
		want    string
	}{
		{"one twice", []auth.Issuer{good, good}, service, "given twice"},
		{"a file that is not there", []auth.Issuer{{Issuer: "id", JWKS: "/nowhere", Tenant: "x"}}, service, "read the JWKS of id"},
		{"no tenant", []auth.Issuer{{Issuer: "id", JWKS: "https://id.example/k"}}, service, "has no tenant"},
		{"no audience at all", []auth.Issuer{good}, "", "no audience"},
	} {
		if g, err := auth.NewGate(t.Context(), auth.GateOptions{Issuers: one.issuers, Audience: one.aud, Now: c.now}); err == nil || !strings.Contains(err.Error(), one.want) || g != nil {
			t.Errorf("%s: %v", one.rule, err)
		}
	}
}

func FuzzParseIssuer(f *testing.F) {
	f.Add("https://id.example=https://id.example/jwks.json;tenant=clinic")
	f.Add("id=/k;token-endpoint=https://id.example/token;audience=rls;tenant-claim=org;tenant=id")
	f.Add("a=http://127.0.0.1/k;tenant=a;;=")
	f.Fuzz(func(t *testing.T, entry string) {
		i, err := auth.ParseIssuer(entry)
		if err != nil {
			return
		}
		written := i.Issuer + "=" + i.JWKS + ";tenant=" + i.Tenant
		for name, value := range map[string]string{"tenant-claim": i.TenantClaim, "audience": i.Audience, "token-endpoint": i.TokenEndpoint} {
			if value != "" {
				written += ";" + name + "=" + value
			}
		}
		if again, err := auth.ParseIssuer(written); err != nil || again != i {
			t.Fatalf("%+v %+v %v", i, again, err)
		}
		if i.Tenant == "" || i.Tenant[0] == '_' || strings.ContainsAny(i.Tenant, "/ \x00") {
			t.Fatalf("the tenant is %q", i.Tenant)
		}
	})
}
