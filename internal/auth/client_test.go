package auth_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/auth"
)

func TestAClientIsWrittenAsIssuerAndJWKS(t *testing.T) {
	for _, c := range []struct{ rule, entry, issuer, jwks string }{
		{"a URL", "https://ehr.example.org=https://ehr.example.org/jwks.json", "https://ehr.example.org", "https://ehr.example.org/jwks.json"},
		{"a file", "https://ehr.example.org=/etc/keys/ehr.json", "https://ehr.example.org", "/etc/keys/ehr.json"},
		{"a relative path", "https://ehr.example.org=keys/ehr.json", "https://ehr.example.org", "keys/ehr.json"},
		{"an issuer need not be a URL", "ehr-1=https://ehr.example.org/keys", "ehr-1", "https://ehr.example.org/keys"},
		{"the first = divides", "https://ehr.example.org=https://ehr.example.org/keys?app=1&v=2", "https://ehr.example.org", "https://ehr.example.org/keys?app=1&v=2"},
		{"a slash at the end is part of the issuer", "https://ehr.example.org/=/k", "https://ehr.example.org/", "/k"},
		{"space around is dropped", " ehr-1 = /k ", "ehr-1", "/k"},
		{"http on this machine", "ehr-1=http://127.0.0.1:8080/k", "ehr-1", "http://127.0.0.1:8080/k"},
		{"http on this machine, IPv6", "ehr-1=http://[::1]:8080/k", "ehr-1", "http://[::1]:8080/k"},
		{"http on this machine by name", "ehr-1=http://localhost/k", "ehr-1", "http://localhost/k"},
	} {
		got, err := auth.ParseClient(c.entry)
		if err != nil || got != (auth.Client{Issuer: c.issuer, JWKS: c.jwks}) {
			t.Errorf("%s: %+v, %v", c.rule, got, err)
		}
	}
}

func TestAnEntryThatIsNoClientIsRefusedWithWhatIsAccepted(t *testing.T) {
	for _, c := range []struct{ rule, entry, want string }{
		{"no JWKS at all", "https://ehr.example.org", "write ISSUER=JWKS"},
		{"nothing", "", "write ISSUER=JWKS"},
		{"an empty JWKS", "https://ehr.example.org=", "an https URL or the path of a file"},
		{"an empty issuer", "=https://ehr.example.org/k", "not an issuer"},
		{"an issuer with a space", "my ehr=/k", "without spaces"},
		{"an issuer with a control character", "my\x00ehr=/k", "without spaces"},
		{"http to another machine", "ehr-1=http://ehr.example.org/k", "http is accepted on a loopback address only"},
		{"a name that only begins like loopback", "ehr-1=http://127.0.0.1.example.org/k", "loopback"},
		{"a user that looks like loopback", "ehr-1=http://127.0.0.1@ehr.example.org/k", "must be an https URL without a user"},
		{"a password", "ehr-1=https://me:secret@ehr.example.org/k", "must be an https URL without a user"},
		{"a fragment", "ehr-1=https://ehr.example.org/k#1", "without a user or a fragment"},
		{"another scheme", "ehr-1=ftp://ehr.example.org/k", "must be an https URL"},
		{"a file as a URL", "ehr-1=file:///etc/k", "must be an https URL"},
		{"no host", "ehr-1=https:///k", "must be an https URL"},
		{"not a URL", "ehr-1=https://[::1/k", "must be an https URL"},
	} {
		_, err := auth.ParseClient(c.entry)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.rule, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error gives the password away", c.rule)
		}
	}
}

func TestWhatCannotWorkIsAnErrorAtTheStart(t *testing.T) {
	folder := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	s := newES384(t, "k1")
	good := auth.Client{Issuer: "ehr-1", JWKS: file("good.json", set(s.jwk()))}
	for _, c := range []struct {
		rule    string
		options auth.Options
		want    string
	}{
		{"an algorithm that is none", auth.Options{Algorithms: []string{"none"}}, `"none" is not an algorithm for signatures: accepted are ES384, RS384, ES256, RS256`},
		{"an HMAC", auth.Options{Algorithms: []string{"ES384", "HS384"}}, `"HS384" is not`},
		{"an algorithm in lower case", auth.Options{Algorithms: []string{"es384"}}, `"es384" is not`},
		{"one issuer twice", auth.Options{Clients: []auth.Client{good, good}}, "ehr-1 is given twice"},
		{"a client that was not checked", auth.Options{Clients: []auth.Client{{Issuer: "x", JWKS: "http://ehr.example.org/k"}}}, "https"},
		{"a file that is not there", auth.Options{Clients: []auth.Client{{Issuer: "x", JWKS: filepath.Join(folder, "none")}}}, "no such file"},
		{"a folder", auth.Options{Clients: []auth.Client{{Issuer: "x", JWKS: folder}}}, "not a regular file"},
		{"a file that is no JWKS", auth.Options{Clients: []auth.Client{{Issuer: "x", JWKS: file("bad.json", "-----BEGIN PUBLIC KEY-----")}}}, "not a JWKS"},
		{"a file without a key of use", auth.Options{Clients: []auth.Client{{Issuer: "x", JWKS: file("empty.json", set())}}}, "none is of use"},
		{"a file with a key that has no name", auth.Options{Clients: []auth.Client{{Issuer: "x", JWKS: file("nameless.json", set(s.jwk(object{"kid": nil})))}}}, "must have a kid"},
		{"a file with a key that is not public", auth.Options{Clients: []auth.Client{{Issuer: "x", JWKS: file("private.json", set(s.jwk(object{"d": "AAAA"})))}}}, "be public"},
		{"a file with keys for other algorithms", auth.Options{Algorithms: []string{"RS384"}, Clients: []auth.Client{good}}, "fit RS384"},
		{"a file that is too long", auth.Options{Clients: []auth.Client{{Issuer: "x", JWKS: file("long.json", set(s.jwk())+strings.Repeat(" ", 256<<10))}}}, "longer than 256 KiB"},
	} {
		c.options.Now = time.Now
		if _, err := auth.NewClients(c.options); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.rule, err)
		}
	}
}

func TestEveryFaultyClientIsNamed(t *testing.T) {
	_, err := auth.NewClients(auth.Options{Now: time.Now, Clients: []auth.Client{{Issuer: "a b", JWKS: "/k"}, {Issuer: "ehr-2", JWKS: "ftp://x/k"}}})
	if err == nil || !strings.Contains(err.Error(), "a b") || !strings.Contains(err.Error(), "ehr-2") {
		t.Error(err)
	}
}
