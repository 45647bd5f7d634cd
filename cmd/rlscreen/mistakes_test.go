package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/auth/authtest"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// withVariables is call with variables, as "NAME=value".
func withVariables(t *testing.T, variables []string, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	err := run(t.Context(), args, variables, strings.NewReader(""), &stdout, &stderr)
	return outcome{exitStatus(err, &stderr), stdout.String(), stderr.String()}
}

// taken is an address that somebody listens on.
func taken(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	return listener.Addr().String()
}

func TestWhatIsWrongIsSaidWithWhatToDo(t *testing.T) {
	busy, folder := taken(t), t.TempDir()
	for _, c := range []struct {
		rule      string
		variables []string
		args      []string
		want      string
	}{
		{"a length of time in a variable", []string{"RLSCREEN_RETENTION=1y"}, nil, "RLSCREEN_RETENTION (--retention) is \"1y\": it must be a length of time in h, m and s, such as 1h30m; write 8760h for a year; rlscreen serve --help explains\n"},
		{"a length of time that is no setting", nil, []string{"keys", "create", "--tenant=a", "--name=b", "--expires=1y"}, "--expires is \"1y\": it must be a length of time in h, m and s, such as 1h30m; write 8760h for a year; rlscreen keys create --help explains\n"},
		{"a length of time below zero", nil, []string{"keys", "create", "--tenant=a", "--name=b", "--expires", "-1h"}, "--expires is \"-1h\": it must be a length of time in h, m and s, such as 1h30m; write 8760h for a year; rlscreen keys create --help explains\n"},
		{"a folder that is no setting", nil, []string{"replay", "--all", "--rules=/no/such"}, "rlscreen: --rules: "},
		{"a command without its own", nil, []string{"keys"}, "; rlscreen keys --help explains\n"},
		{"a misspelt command", nil, []string{"sevre"}, "; rlscreen --help explains\n"},
		{"a misspelt flag", nil, []string{"audit", "heads", "--bd=x"}, "; rlscreen audit heads --help explains\n"},
		{"settings that do not fit", nil, []string{"--db=None"}, "rlscreen: RLSCREEN_DB (--db) must be written none"},
		{"the public port in use", nil, []string{"--db=none", "--addr=" + busy}, "RLSCREEN_ADDR (--addr) " + busy + " is in use by another program; choose another port\n"},
		{"the admin port in use", nil, []string{"--db=none", "--addr=127.0.0.1:0", "--admin-addr=" + busy}, "RLSCREEN_ADMIN_ADDR (--admin-addr) " + busy + " is in use by another program; choose another port\n"},
		{"a folder for a database", nil, []string{"--db=" + folder}, folder + " is a folder; RLSCREEN_DB (--db) names a file\n"},
		{"a database in no folder", nil, []string{"keys", "list", "--db=/no/such/rls.db"}, "the folder /no/such of the database must exist and be writable by this user; RLSCREEN_DB (--db) names the file\n"},
		{"a key file in no folder", nil, []string{"keyfile", "create", "--key-file=/no/such/keys"}, "the folder /no/such of the key file must exist and be writable by this user; RLSCREEN_KEY_FILE (--key-file) names the file: "},
		{"keys of health records that there are not", nil, []string{"--db=none", "--cds-clients=https://ehr.example=/no/such"}, "RLSCREEN_CDS_CLIENTS (--cds-clients): "},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := withVariables(t, c.variables, c.args...); got.status != statusFailed || !strings.Contains(got.stderr, c.want) {
				t.Errorf("%d %s", got.status, got.stderr)
			}
		})
	}
}

func TestAMisspeltVariableIsSaidAloud(t *testing.T) {
	_, stderr, stop := startedLogging(t, map[string]string{"RLSCREEN_RETENTON": "24h-of-a-secret", "RLSCREEN_RETENTION": "24h"})
	if err := stop(); err != nil || !strings.Contains(stderr.String(), `"setting":"RLSCREEN_RETENTON"`) || strings.Contains(stderr.String(), "of-a-secret") || strings.Count(stderr.String(), `"setting"`) != 1 {
		t.Errorf("%v %s", err, stderr)
	}
}

func TestAnotherKeyFileIsNoneOfTheDatabase(t *testing.T) {
	db := newDatabase(t)
	key, ids := stored(t, db, "p1")
	id := masters(t, db+".key")[0]
	if err := os.Rename(db+".key", db+".kept"); err != nil {
		t.Fatal(err)
	}
	if got := call(t, "", "keyfile", "create", "--db", db); got.status != statusUnacceptable || !strings.Contains(got.stderr, db+" has been used with another key file; a new one opens nothing. Put the old file back") {
		t.Errorf("%d %s", got.status, got.stderr)
	}
	if _, err := os.Stat(db + ".key"); err == nil {
		t.Error("it was made")
	}
	if got := call(t, "", "keyfile", "create", "--key-file", db+".key"); got.status != statusOK {
		t.Errorf("for whatever database: %d %s", got.status, got.stderr)
	}
	want := fmt.Sprintf("%s.key has no key %s. Put back the key file that belongs to this database, or name it with RLSCREEN_KEY_FILE (--key-file)\n", db, id)
	if got := call(t, "", "keys", "list", "--db", db); got.status != statusFailed || !strings.Contains(got.stderr, want) {
		t.Errorf("%d %s", got.status, got.stderr)
	}
	if err := os.Rename(db+".kept", db+".key"); err != nil {
		t.Fatal(err)
	}
	readBack(t, db, key, ids...)
}

func TestAKeyThatThereNeverWasIsNotDropped(t *testing.T) {
	db := newDatabase(t)
	apiKey(t, db, "clinic")
	for range 2 { // it is not noted as retired, either
		if got := call(t, "", "keyfile", "drop", "--db", db, "kffffffff"); got.status != statusUnacceptable || !strings.Contains(got.stderr, "there is no key kffffffff") {
			t.Errorf("%d %s%s", got.status, got.stdout, got.stderr)
		}
	}
}

func TestAStartThatFailsSaysWhatItHasMade(t *testing.T) {
	db := newDatabase(t)
	if got := call(t, "", "serve", "--db", db, "--addr", taken(t)); got.status != statusFailed || !strings.Contains(got.stderr, `"file":"`+db+`.key"`) {
		t.Errorf("%d %s", got.status, got.stderr)
	}
	other := newDatabase(t)
	if got := call(t, "", "serve", "--db", other, "--tls-cert", db, "--tls-key", db); got.status != statusFailed || !strings.Contains(got.stderr, "RLSCREEN_TLS_CERT") {
		t.Errorf("%d %s", got.status, got.stderr)
	}
	if made, err := filepath.Glob(other + "*"); err != nil || len(made) > 0 {
		t.Errorf("made before the certificate was read: %v %v", made, err)
	}
}

func TestNobodyAtTheMachineHearsOfRequests(t *testing.T) {
	const undecided = "The database did not say whether it was stored. It may have been stored: send it again with the same Idempotency-Key."
	unknown := &problem.Error{Kind: problem.Unavailable, Detail: undecided}
	away := &problem.Error{Kind: problem.Unavailable, Detail: "The database cannot be reached. Nothing was stored; try again later."}
	for _, c := range []struct {
		rule string
		err  error
		want string
	}{
		{"a key whose fate is not known", notStored(unknown), "was not shown: find it with rlscreen keys list, revoke it, make another"},
		{"a key that was not stored", notStored(away), "Nothing was stored"},
		{"anything else whose fate is not known", plainly(fmt.Errorf("store the key: %w", unknown)), "store the key: the database did not say whether it was stored: look"},
		{"anything else that was not stored", plainly(away), "Nothing was stored"},
		{"any other error", plainly(errors.New("it is broken")), "it is broken"},
	} {
		if got := c.err.Error(); !strings.Contains(got, c.want) || strings.Contains(got, "Idempotency-Key") {
			t.Errorf("%s: %s", c.rule, got)
		}
	}
}

func TestAnIssuersTokenEndpointIsPublished(t *testing.T) {
	issuer := authtest.New(t, time.Now)
	settings := map[string]string{"RLSCREEN_PUBLIC_URL": "https://rls.example", "RLSCREEN_JWT_ISSUERS": issuer.AccessSetting("clinic") + ";token-endpoint=https://login.example/token"}
	addr, _ := started(t, settings)
	status, body := calling(t, http.MethodGet, "http://"+addr+"/fhir/R4/.well-known/smart-configuration", "", "")
	if status != http.StatusOK || !strings.Contains(body, `"token_endpoint":"https://login.example/token"`) {
		t.Errorf("%d %s", status, body)
	}
	token := issuer.AccessToken("https://other.example", "screen")
	if status, body := calling(t, http.MethodPost, "http://"+addr+"/v1/screenings", token, positive); status != http.StatusUnauthorized || !strings.Contains(body, "here, https://rls.example, and nothing else") {
		t.Errorf("the aud that is expected is not named: %d %s", status, body)
	}
}

func TestAnOpenListenerIsSaidAsItIs(t *testing.T) {
	db := newDatabase(t)
	apiKey(t, db, "clinic")
	files := certified(t, t.TempDir(), "rls.example")
	for _, c := range []struct {
		rule     string
		settings map[string]string
		want     string // "" is nothing
	}{
		{"open", map[string]string{}, "without credentials or TLS being asked for"},
		{"open, with TLS", map[string]string{"RLSCREEN_TLS_CERT": files.TLSCert, "RLSCREEN_TLS_KEY": files.TLSKey}, "without credentials being asked for"},
		{"with a key", map[string]string{"RLSCREEN_DB": db}, "without TLS being asked for"},
		{"with a key and TLS", map[string]string{"RLSCREEN_DB": db, "RLSCREEN_TLS_CERT": files.TLSCert, "RLSCREEN_TLS_KEY": files.TLSKey}, ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			c.settings["RLSCREEN_ADDR"], c.settings["RLSCREEN_INSECURE_LISTEN"] = "0.0.0.0:0", "true"
			_, stderr, stop := startedLogging(t, c.settings)
			if err := stop(); err != nil {
				t.Error(err)
			}
			said := strings.Contains(stderr.String(), "other machines can reach this listener")
			if said != (c.want != "") || !strings.Contains(stderr.String(), c.want) {
				t.Errorf("%s", stderr)
			}
		})
	}
}

func TestWhatIsCountedIsSaidInWords(t *testing.T) {
	for n, want := range map[int]string{0: "0 faults", 1: "1 fault", 2: "2 faults"} {
		if got := counted(n, "fault", "faults"); got != want {
			t.Errorf("%s", got)
		}
	}
}
