package apikey_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"hash/crc32"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/apikey"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// secret and publishable are keys that New takes.
func secret() apikey.Key {
	return apikey.Key{Tenant: "clinic-a", Name: "intake", Scopes: []string{apikey.ScopeScreen, apikey.ScopeWrite}, CreatedAt: noon}
}

func publishable() apikey.Key {
	return apikey.Key{
		Tenant: "clinic-a", Name: "web form", Scopes: []string{apikey.ScopeScreen}, Publishable: true,
		Origins: []string{"https://clinic.example"}, CreatedAt: noon,
	}
}

func made(t testing.TB, k apikey.Key) (apikey.Key, string) {
	t.Helper()
	k, text, err := apikey.New(rand.Reader, k)
	if err != nil {
		t.Fatal(err)
	}
	return k, text
}

func TestAKeyIsOfOneForm(t *testing.T) {
	for _, c := range []struct {
		rule, form string
		key        apikey.Key
	}{
		{"secret", `^rls_[a-z2-7]{12}_[a-z2-7]{52}[0-9a-f]{8}$`, secret()},
		{"publishable", `^rls_pub_[a-z2-7]{12}_[a-z2-7]{52}[0-9a-f]{8}$`, publishable()},
	} {
		k, text := made(t, c.key)
		if !regexp.MustCompile(c.form).MatchString(text) || !strings.Contains(text, "_"+k.ID+"_") {
			t.Errorf("%s: %s of %s", c.rule, text, k.ID)
		}
	}
}

// The form is in the hands of callers: it must never change.
func TestTheTextOfAKeyStaysTheSame(t *testing.T) {
	random := make([]byte, 40)
	for i := range random {
		random[i] = byte(i)
	}
	k, text, err := apikey.New(bytes.NewReader(random), secret())
	const want = "rls_aaaqeayeauda_baequcymbuha6earcijrifiwc4mbsgq3dqor4hzaeercgjbfeytq26620227"
	if err != nil || text != want {
		t.Errorf("%s %s %v", k.ID, text, err)
	}
}

func TestAKeyProvesItself(t *testing.T) {
	for _, k := range []apikey.Key{secret(), publishable()} {
		k, text := made(t, k)
		id, secret, ok := apikey.Parse(text)
		if !ok || id != k.ID || !k.Is(secret) || bytes.Contains(k.Hash, secret) {
			t.Errorf("%q %v", id, ok)
		}
		_, other := made(t, k)
		if _, wrong, ok := apikey.Parse(other); !ok || k.Is(wrong) || k.Is(nil) || k.Is(k.Hash) {
			t.Error("another secret is taken")
		}
	}
	if none := (apikey.Key{}); none.Is(nil) || none.Is([]byte("x")) {
		t.Error("a key without a hash is proved")
	}
}

func TestKeysAreAllDifferent(t *testing.T) {
	one, a := made(t, secret())
	two, b := made(t, secret())
	if one.ID == two.ID || a == b || bytes.Equal(one.Hash, two.Hash) {
		t.Error(one, two)
	}
}

func TestTypingErrorsAreFound(t *testing.T) {
	_, text := made(t, secret())
	for i := range text {
		for _, c := range []byte("aA7z_ 0\n=") {
			if wrong := text[:i] + string(c) + text[i+1:]; wrong != text {
				refused(t, wrong)
			}
		}
		refused(t, text[:i])
		refused(t, text[:i]+text[i+1:])
		refused(t, text[:i]+"a"+text[i:])
		if i > 0 && text[i-1] != text[i] {
			refused(t, text[:i-1]+text[i:i+1]+text[i-1:i]+text[i+1:])
		}
	}
}

func refused(t *testing.T, text string) {
	t.Helper()
	if id, secret, ok := apikey.Parse(text); ok || id != "" || secret != nil {
		t.Errorf("%q is taken", text)
	}
}

// signed puts the right checksum at the end.
func signed(text string) string {
	return fmt.Sprintf("%s%08x", text, crc32.ChecksumIEEE([]byte(text)))
}

func TestAChecksumAloneMakesNoKey(t *testing.T) {
	id, body := strings.Repeat("a", 12), strings.Repeat("a", 52)
	if _, _, ok := apikey.Parse(signed("rls_" + id + "_" + body)); !ok {
		t.Fatal("the form is not that of the test")
	}
	for _, c := range []struct{ rule, text string }{
		{"another prefix", signed("sk_" + id + "_" + body)},
		{"upper case in the id", signed("rls_" + "Aaaaaaaaaaaa" + "_" + body)},
		{"a low line in the id", signed("rls_" + "aaaaaa_aaaaa" + "_" + body)},
		{"a digit that is none", signed("rls_" + "aaaaaaaaaaa1" + "_" + body)},
		{"upper case in the secret", signed("rls_" + id + "_" + "A" + body[1:])},
		{"bits left over, so that one secret would have two texts", signed("rls_" + id + "_" + body[1:] + "b")},
		{"a line end in the secret", signed("rls_" + id + "_" + "\n" + body[1:])},
		{"too long", signed("rls_" + id + "_" + body + "a")},
		{"nothing", ""},
		{"a prefix", "rls_"},
		{"a publishable prefix", "rls_pub_"},
	} {
		if _, _, ok := apikey.Parse(c.text); ok {
			t.Errorf("%s: %s is taken", c.rule, c.text)
		}
	}
}

func TestLive(t *testing.T) {
	for _, c := range []struct {
		rule             string
		expires, revoked time.Time
		want             bool
	}{
		{"for ever", time.Time{}, time.Time{}, true},
		{"until later", noon.Add(1), time.Time{}, true},
		{"until now", noon, time.Time{}, false},
		{"until earlier", noon.Add(-1), time.Time{}, false},
		{"revoked", time.Time{}, noon.Add(-1), false},
		{"revoked by a clock that is ahead", time.Time{}, noon.Add(time.Hour), false},
		{"revoked before it would expire", noon.Add(1), noon, false},
	} {
		k := apikey.Key{ExpiresAt: c.expires, RevokedAt: c.revoked}
		if k.Live(noon) != c.want {
			t.Error(c.rule)
		}
	}
}

func TestNewKeepsWhatItWasGivenApart(t *testing.T) {
	scopes := []string{apikey.ScopeScreen}
	k := secret()
	k.Scopes = scopes
	k, _ = made(t, k)
	scopes[0] = apikey.ScopeAdmin
	if !slices.Equal(k.Scopes, []string{apikey.ScopeScreen}) || k.Tenant != "clinic-a" || k.Name != "intake" || !k.CreatedAt.Equal(noon) {
		t.Errorf("%+v", k)
	}
}

func TestWithoutRandomBytesThereIsNoKey(t *testing.T) {
	if _, text, err := apikey.New(bytes.NewReader(make([]byte, 39)), secret()); err == nil || text != "" {
		t.Error(text, err)
	}
}

func FuzzParse(f *testing.F) {
	_, one := made(f, secret())
	_, two := made(f, publishable())
	f.Add(one)
	f.Add(two)
	f.Add("rls_pub_pub_pub")
	f.Fuzz(func(t *testing.T, text string) {
		for _, text := range []string{text, signed(text)} {
			id, secret, ok := apikey.Parse(text)
			if !ok && (id != "" || secret != nil) {
				t.Fatal("a part of what was refused")
			}
			if ok && (len(id) != 12 || len(secret) != 32 || strings.Contains(id, "_") || !strings.HasPrefix(text, "rls_")) {
				t.Fatalf("%q gives %q and %d bytes", text, id, len(secret))
			}
		}
	})
}
