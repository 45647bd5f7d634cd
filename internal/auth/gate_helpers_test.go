package auth_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/auth"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// vault is a source of API keys that can fail and hang, and counts.
type vault struct {
	mu    sync.Mutex
	keys  []apikey.Key
	err   error
	gate  chan struct{} // not nil: reads wait until it is closed
	reads int
}

var errDown = errors.New("the database is down")

func (v *vault) APIKeys(ctx context.Context) ([]apikey.Key, error) {
	v.mu.Lock()
	v.reads++
	keys, err, gate := slices.Clone(v.keys), v.err, v.gate
	v.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return keys, err
}

func (v *vault) fail(err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.err = err
}

func (v *vault) asked() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.reads
}

// add makes a key and returns its text. Change may alter it after it was made.
func (v *vault) add(t testing.TB, k apikey.Key, change func(*apikey.Key)) string {
	t.Helper()
	if k.Tenant == "" {
		k.Tenant = "clinic"
	}
	if k.Scopes == nil {
		k.Scopes = []string{apikey.ScopeScreen}
	}
	k.Name = "test"
	made, text, err := apikey.New(rand.Reader, k)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(&made)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.keys = append(v.keys, made)
	return text
}

// change alters the key of a text.
func (v *vault) change(t testing.TB, text string, change func(*apikey.Key)) {
	t.Helper()
	v.mu.Lock()
	defer v.mu.Unlock()
	id, _, _ := apikey.Parse(text)
	for i := range v.keys {
		if v.keys[i].ID == id {
			change(&v.keys[i])
			return
		}
	}
	t.Fatal("there is no such key")
}

func revoke(k *apikey.Key) { k.RevokedAt = time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC) }

// publishable is a key for pages of the origins.
func publishable(origins ...string) apikey.Key {
	return apikey.Key{Publishable: true, Origins: origins}
}

// otherSecret is the text of a key with the id of another, and a secret that is
// not its own.
func otherSecret(t testing.TB, text string) string {
	t.Helper()
	id, _, _ := apikey.Parse(text)
	// The secret comes after the 8 bytes of the id, of which 60 bits are written.
	_, other, err := apikey.New(rand.Reader, apikey.Key{Tenant: "x", Name: "x", Scopes: []string{apikey.ScopeScreen}})
	if err != nil {
		t.Fatal(err)
	}
	otherID, _, _ := apikey.Parse(other)
	body := strings.Replace(other[:len(other)-8], otherID, id, 1)
	return body + checksum(body)
}

func newGate(t testing.TB, c *clock, o auth.GateOptions) *auth.Gate {
	t.Helper()
	if o.Now == nil {
		o.Now = c.now
	}
	g, err := auth.NewGate(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// identify presents a credential.
func identify(g *auth.Gate, credential string) (*auth.Caller, *problem.Error) {
	return g.Identify(context.Background(), []string{"Bearer " + credential}, "")
}

// knows checks that a credential is accepted.
func knows(t testing.TB, g *auth.Gate, credential string) *auth.Caller {
	t.Helper()
	caller, err := identify(g, credential)
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
	return caller
}

// rejects checks that a credential is refused for the reason in want, and that
// nobody is known by it.
func rejects(t testing.TB, g *auth.Gate, credential string, kind problem.Kind, want string) {
	t.Helper()
	caller, err := identify(g, credential)
	if err == nil {
		t.Fatalf("accepted: %+v", caller)
	}
	if err.Kind != kind || !strings.Contains(err.Detail, want) {
		t.Errorf("%v; want %s: %s", err, kind, want)
	}
	if caller != nil {
		t.Errorf("a refused credential has the caller %+v", caller)
	}
	if kind == problem.Unavailable && err.RetryAfter <= 0 {
		t.Error("nobody is told when to try again")
	}
	if len(credential) > 20 && bytes.Contains([]byte(err.Error()), []byte(credential[:20])) {
		t.Error("the error holds the credential")
	}
}

// checksum is that of the text of a key.
func checksum(text string) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(text))) }
