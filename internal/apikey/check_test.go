package apikey_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

func TestWhatAKeyMustNotBe(t *testing.T) {
	type change = func(k *apikey.Key)
	for _, c := range []struct {
		rule   string
		from   apikey.Key
		change change
		want   string // "" is taken
	}{
		{"a secret key", secret(), func(*apikey.Key) {}, ""},
		{"every scope", secret(), func(k *apikey.Key) { k.Scopes = apikey.Scopes() }, ""},
		{"a scope that is none", secret(), func(k *apikey.Key) { k.Scopes = []string{"screen", "records:*"} }, `"records:*" is not a scope`},
		{"a scope in another case", secret(), func(k *apikey.Key) { k.Scopes = []string{"Screen"} }, "not a scope"},
		{"a scope twice", secret(), func(k *apikey.Key) { k.Scopes = []string{"screen", "screen"} }, "twice"},
		{"no scope", secret(), func(k *apikey.Key) { k.Scopes = nil }, "needs a scope"},
		{"origins of a secret key", secret(), func(k *apikey.Key) { k.Origins = []string{"https://a.example"} }, "publishable keys alone"},
		{"no name", secret(), func(k *apikey.Key) { k.Name = "" }, "name of a key"},
		{"a name of a space", secret(), func(k *apikey.Key) { k.Name = " " }, "name of a key"},
		{"a name as long as it may be", secret(), func(k *apikey.Key) { k.Name = strings.Repeat("ñ", 100) }, ""},
		{"a name that is too long", secret(), func(k *apikey.Key) { k.Name = strings.Repeat("a", 101) }, "name of a key"},
		{"a name of two lines", secret(), func(k *apikey.Key) { k.Name = "a\nb" }, "name of a key"},
		{"a name that is no text", secret(), func(k *apikey.Key) { k.Name = "a\xff" }, "name of a key"},
		{"a name that turns the line around", secret(), func(k *apikey.Key) { k.Name = "a\u202eb" }, "name of a key"},
		{"no tenant", secret(), func(k *apikey.Key) { k.Tenant = "" }, "a tenant is"},
		{"the tenant that is nobody", secret(), func(k *apikey.Key) { k.Tenant = tenant.Service }, "a tenant is"},
		{"the local tenant", secret(), func(k *apikey.Key) { k.Tenant = tenant.Local }, ""},
		{"an end", secret(), func(k *apikey.Key) { k.ExpiresAt = noon.Add(time.Hour) }, ""},
		{"an end before its beginning", secret(), func(k *apikey.Key) { k.ExpiresAt = noon }, "expire after"},
		{"in place of another", secret(), func(k *apikey.Key) { k.Replaces = "abcdefghijkl" }, ""},
		{"in place of no key", secret(), func(k *apikey.Key) { k.Replaces = "rls_" }, "not the id of a key"},
		{"a publishable key", publishable(), func(*apikey.Key) {}, ""},
		{"a publishable key that may read records", publishable(), func(k *apikey.Key) { k.Scopes = []string{"screen", "records:read"} }, "no other"},
		{"a publishable key that may only read", publishable(), func(k *apikey.Key) { k.Scopes = []string{"records:read"} }, "no other"},
		{"a publishable key without a scope", publishable(), func(k *apikey.Key) { k.Scopes = nil }, "no other"},
		{"a publishable key for every page", publishable(), func(k *apikey.Key) { k.Origins = nil }, "needs the origins"},
		{"an origin twice", publishable(), func(k *apikey.Key) { k.Origins = []string{"https://a.example", "https://a.example"} }, "twice"},
		{"too many origins", publishable(), func(k *apikey.Key) { k.Origins = strings.Split(strings.Repeat("https://a.example ", 21), " ")[:21] }, "at most 20"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			c.change(&c.from)
			k, text, err := apikey.New(rand.Reader, c.from)
			if c.want == "" {
				if err != nil || text == "" {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) || text != "" || k.ID != "" {
				t.Errorf("%v %q", err, text)
			}
		})
	}
}

func TestOriginsAreExactlyAsBrowsersWriteThem(t *testing.T) {
	for _, c := range []struct {
		origin string
		ok     bool
	}{
		{"https://clinic.example", true},
		{"https://clinic.example:8443", true},
		{"https://xn--clnica-4va.example", true},
		{"https://my_host.example", true},
		{"https://intranet", true},
		{"https://3com", true},
		{"https://192.0.2.7", true},
		{"https://[2001:db8::7]:8443", true},
		{"http://localhost:3000", true},
		{"http://localhost", true},
		{"http://app.localhost:3000", true},
		{"http://127.0.0.1:5173", true},
		{"http://[::1]:5173", true},

		{"*", false},
		{"null", false},
		{"", false},
		{"https://", false},
		{"https://*", false},
		{"https://*.example", false},
		{"clinic.example", false},
		{"//clinic.example", false},
		{"https://clinic.example/", false},
		{"https://clinic.example?", false},
		{"https://clinic.example#", false},
		{"https://clinic.example:", false},
		{"https://clinic.example:443", false},
		{"https://clinic.example:0", false},
		{"https://clinic.example:08443", false},
		{"https://clinic.example:65536", false},
		{"https://clinic.example:x", false},
		{"https://user@clinic.example", false},
		{"https://Clinic.example", false},
		{"HTTPS://clinic.example", false},
		{" https://clinic.example", false},
		{"https://clinic.example\n", false},
		{"https://clinic example", false},
		{"https://clínica.example", false},
		{"https://clinic%2eexample", false},
		{"https://clinic..example", false},
		{"https://clinic.example.", false},
		{"https://.example", false},
		{"https://-a.example", false},
		{"https://" + strings.Repeat("a", 64) + ".example", false},
		{"https://" + strings.Repeat("abcdefg.", 32) + "example", false},
		{"https://192.0.2", false},
		{"https://192.0.2.07", false},
		{"https://0x7f.0.0x1", false},
		{"https://a.7", false},
		{"https://2001:db8::7", false},
		{"https://[192.0.2.7]", false},
		{"https://[2001:DB8::7]", false},
		{"https://[2001:db8:0::7]", false},
		{"https://[::ffff:192.0.2.7]", false},
		{"https://[fe80::1%25eth0]", false},
		{"https://[clinic.example]", false},
		{"http://clinic.example", false},
		{"http://192.0.2.7", false},
		{"http://localhost:80", false},
		{"http://localhost.example", false},
		{"ftp://clinic.example", false},
		{"file://", false},
		{"capacitor://localhost", false},
		{"https:clinic.example", false},
		{"https://https://clinic.example", false},
	} {
		k := publishable()
		k.Origins = []string{c.origin}
		if _, _, err := apikey.New(rand.Reader, k); (err == nil) != c.ok {
			t.Errorf("%q: %v", c.origin, err)
		}
	}
}
