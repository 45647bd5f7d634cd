package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/auth/authtest"
	"github.com/rlscreen/rlscreen/internal/knowledge"
)

// outcome is what a run of the program left behind.
type outcome struct {
	status         int
	stdout, stderr string
}

func call(t *testing.T, stdin string, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	err := run(t.Context(), args, nil, strings.NewReader(stdin), &stdout, &stderr)
	status := exitStatus(err, &stderr)
	return outcome{status, stdout.String(), stderr.String()}
}

func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const positive = `{"patient":{"age_years":34},"criteria":{"urge_to_move":"yes","worse_at_rest":"yes","relieved_by_movement":"yes","worse_in_evening":"yes"}}`

func TestARequestIsAnswered(t *testing.T) {
	for rule, got := range map[string]outcome{
		"from a file":                call(t, "", "screen", file(t, "request.json", positive)),
		"from the standard input":    call(t, positive, "screen"),
		"the same, by its sign":      call(t, positive, "screen", "-"),
		"over many lines":            call(t, strings.ReplaceAll(positive, ",", ",\n"), "screen"),
		"with a line break":          call(t, positive+"\n", "screen"),
		"from a file of any name":    call(t, "", "screen", file(t, "request", positive)),
		"as a patient reads it":      call(t, positive, "screen", "--audience", "patient"),
		"with numbers to call in ES": call(t, positive, "screen", "--region", "ES"),
	} {
		var answer struct{ Outcome struct{ Code string } }
		if err := json.Unmarshal([]byte(got.stdout), &answer); err != nil || got.status != statusOK || got.stderr != "" {
			t.Errorf("%s: status %d, %v, %s", rule, got.status, err, got.stderr)
		}
		if answer.Outcome.Code != "positive_provisional" {
			t.Errorf("%s: %s", rule, answer.Outcome.Code)
		}
	}
}

func TestTheSummaryIsText(t *testing.T) {
	english, spanish := call(t, positive, "screen", "--format", "text"), call(t, positive, "screen", "--format", "text", "--lang", "es")
	for _, got := range []outcome{english, spanish} {
		if got.status != statusOK || strings.HasPrefix(got.stdout, "{") || strings.Count(got.stdout, "\n") < 3 || !strings.HasSuffix(got.stdout, "\n") {
			t.Errorf("status %d: %s%s", got.status, got.stdout, got.stderr)
		}
	}
	if english.stdout == spanish.stdout {
		t.Error("the language makes no difference")
	}
}

func TestWhatIsNotAcceptableIsSaidToAPerson(t *testing.T) {
	for _, c := range []struct{ rule, input, want string }{
		{"members", `{"patient":{"age_years":130},"x":1}`, "/patient/age_years: Expected a whole number, 0 to 120. (range); accepted: 0 to 120"},
		{"every one of them", `{"patient":{"age_years":130},"x":1}`, "/x: "},
		{"the place in the file", "{\n  \"labs\": [,]\n}", "line 2, column 12"},
		{"nothing at all", "", "malformed_json"},
		{"too much", strings.Repeat(" ", 256<<10) + "{}", "more than 262144 bytes"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := call(t, c.input, "screen")
			if got.status != statusUnacceptable || got.stdout != "" || !strings.Contains(got.stderr, c.want) {
				t.Errorf("status %d, %q, %s", got.status, got.stdout, got.stderr)
			}
		})
	}
}

// What is nested too deep ends the reading, so that a value before it may be missing.
func TestARequestThatIsNotReadToItsEndIsRefused(t *testing.T) {
	body := `{"labs":[{"test":"ferritin","unit":"ng/mL"}],"x":` + strings.Repeat("[", 17) + strings.Repeat("]", 17) + `}`
	if got := call(t, body, "screen"); got.status != statusUnacceptable || !strings.Contains(got.stderr, "/x: ") || strings.Contains(got.stderr, "/labs") {
		t.Errorf("status %d, %s", got.status, got.stderr)
	}
	if got := call(t, `{"request":`+body+`}`, "screen", "--lines"); got.status != statusUnacceptable || !strings.Contains(got.stdout, `"code":"too_deep"`) {
		t.Errorf("status %d, %s, %s", got.status, got.stdout, got.stderr)
	}
}

func TestLinesAreAnsweredByLines(t *testing.T) {
	good, bad := `{"id":"a","request":`+positive+`}`, `{"id":"b","request":{"x":1}}`
	for rule, got := range map[string]outcome{
		"by the name of the file": call(t, "", "screen", file(t, "requests.ndjson", good+"\n"+bad)),
		"by its other name":       call(t, "", "screen", file(t, "requests.jsonl", good+"\n"+bad)),
		"by the flag":             call(t, good+"\n"+bad, "screen", "--lines"),
		"by the first line":       call(t, good+"\n"+bad, "screen"),
	} {
		lines := strings.Split(strings.TrimSpace(got.stdout), "\n")
		if got.status != statusUnacceptable || !strings.Contains(got.stderr, "1 of 2 lines") || len(lines) != 2 {
			t.Fatalf("%s: status %d, %s, %s", rule, got.status, got.stdout, got.stderr)
		}
		if !strings.HasPrefix(lines[0], `{"line":1,"id":"a","result":`) || !strings.HasPrefix(lines[1], `{"line":2,"id":"b","error":`) {
			t.Errorf("%s: %s", rule, got.stdout)
		}
	}
	if got := call(t, good, "screen"); got.status != statusOK || got.stderr != "" {
		t.Errorf("one good line: status %d, %s", got.status, got.stderr)
	}
}

func TestWrongUsageIsNotTheInputsFault(t *testing.T) {
	for _, args := range [][]string{
		{"screen", "/no/such/file"},
		{"screen", t.TempDir()},
		{"screen", "--lang", "de"},
		{"screen", "--lines", "--format", "text"},
		{"nonsense"},
		{"--nonsense"},
		{"serve", "--addr", ":8080"},
		{"serve", "--region", "XX"},
		{"version", "extra"},
		{"keys"},
		{"keys", "create", "--name", "x"},
		{"keys", "list", "--db", "none"},
		{"keys", "list", "--db", "/no/such/folder/rlscreen.db"},
		{"keys", "list", "--db", "a.db", "--db-file", "b"},
		{"backup", "--db", "/no/such/folder/rlscreen.db", "-"},
		{"audit", "verify", "--db", "none", "--expect", "/no/such/file"},
		{"replay", "--db", "none"},
		{"replay", "--all", "--db", "none"},
	} {
		got := call(t, "", args...)
		if got.status != statusFailed || got.stdout != "" || !strings.HasPrefix(got.stderr, "rlscreen: ") {
			t.Errorf("%v: status %d, %q, %s", args, got.status, got.stdout, got.stderr)
		}
	}
}

func TestTheHelpOfSettingsSaysTheirDefaults(t *testing.T) {
	help := strings.Join(strings.Fields(call(t, "", "serve", "--help").stdout), " ")
	for _, setting := range []string{"ADDR", "RATE_LIMIT", "LOG_LEVEL"} {
		said, _, _ := strings.Cut(help, " [$RLSCREEN_"+setting+"]")
		if want := map[string]string{"ADDR": "127.0.0.1:8080", "RATE_LIMIT": "100/s", "LOG_LEVEL": "info"}[setting]; !strings.HasSuffix(said, " Default: "+want+".") {
			t.Errorf("%s: %s", setting, said[max(0, len(said)-100):])
		}
	}
}

func TestHelpExplains(t *testing.T) {
	for command, want := range map[string]string{
		"": "rlscreen serve --help", "serve": "$RLSCREEN_CORS_ORIGINS", "screen": "Exit status:", "catalogue": "Markdown",
		"keys create": "rls", "keys list": "--tenant", "keys rotate": "--overlap", "keys revoke": "30 seconds",
		"keyfile create": "never written over", "keyfile add": "roll that out", "keyfile rewrap": "wrapped anew", "keyfile drop": "rewrap", "keyfile rotate": "--settle",
		"audit verify": "--expect", "audit heads": "hash", "audit export": "AuditEvent", "backup": "sealed", "restore": "--replace", "replay": "--rules",
		"lint": "faults", "healthcheck": "HEALTHCHECK", "version": "versions",
	} {
		got := call(t, "", append(strings.Fields(command), "--help")...)
		if got.status != statusOK || got.stderr != "" || !strings.Contains(got.stdout, want) {
			t.Errorf("%s: status %d, %s%s", command, got.status, got.stdout, got.stderr)
		}
	}
}

func TestTheKnowledgeIsShownAndChecked(t *testing.T) {
	if got := call(t, "", "catalogue"); got.status != statusOK || !strings.HasPrefix(got.stdout, "# ") {
		t.Errorf("catalogue: status %d, %.100s%s", got.status, got.stdout, got.stderr)
	}
	rules, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	want := statusOK
	if len(knowledge.Lint(rules)) > 0 {
		want = statusUnacceptable
	}
	if got := call(t, "", "lint"); got.status != want || got.stdout == "" {
		t.Errorf("lint: status %d, want %d: %s%s", got.status, want, got.stdout, got.stderr)
	}
	if got := call(t, "", "lint", "../../internal/knowledge/data/"+rules.Manifest.Version+"/"); got.status != statusOK || !strings.Contains(got.stdout, "no faults") {
		t.Errorf("lint of a folder: status %d, %s%s", got.status, got.stdout, got.stderr)
	}
	if got := call(t, "", "lint", t.TempDir()); got.status != statusUnacceptable || !strings.Contains(got.stderr, "manifest.yaml") {
		t.Errorf("lint of another folder: status %d, %s%s", got.status, got.stdout, got.stderr)
	}
	if got := call(t, "", "version"); got.status != statusOK || !strings.Contains(got.stdout, rules.Digest) || !strings.Contains(got.stdout, version) {
		t.Errorf("version: status %d, %s%s", got.status, got.stdout, got.stderr)
	} else if flag := call(t, "", "--version"); flag != got {
		t.Errorf("--version: status %d, %s%s", flag.status, flag.stdout, flag.stderr)
	}
}

// log is a standard error that can be read while the program writes to it.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// started runs the service on a free port and returns its address. Stop ends it
// and returns its error.
func started(t *testing.T, settings map[string]string) (addr string, stop func() error) {
	t.Helper()
	addr, _, stop = startedLogging(t, settings)
	return addr, stop
}

// startedLogging is started with what the service logs. It keeps nothing, unless
// the settings name a database.
func startedLogging(t *testing.T, settings map[string]string) (addr string, stderr *log, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	for name, value := range map[string]string{"RLSCREEN_ADDR": "127.0.0.1:0", "RLSCREEN_DRAIN": "0s", "RLSCREEN_DB": "none"} {
		if _, given := settings[name]; !given {
			settings[name] = value
		}
	}
	environ := make([]string, 0, len(settings))
	for name, value := range settings {
		environ = append(environ, name+"="+value)
	}
	stderr = new(log)
	done := make(chan error, 1)
	go func() {
		done <- run(ctx, nil, environ, strings.NewReader(""), &bytes.Buffer{}, stderr)
	}()
	listening := regexp.MustCompile(`"url":"https?://([^"]+)","docs":"https?://[^"]+/docs"`)
	for deadline := time.Now().Add(10 * time.Second); addr == ""; time.Sleep(time.Millisecond) {
		if found := listening.FindStringSubmatch(stderr.String()); found != nil {
			addr = found[1]
		}
		if time.Now().After(deadline) {
			t.Fatal(stderr.String())
		}
	}
	return addr, stderr, func() error { cancel(); return <-done }
}

// fetched is the status and the body of an answer.
func fetched(t *testing.T, answer *http.Response, err error) (int, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func TestSettingsOfHealthRecordsTakeEffect(t *testing.T) {
	record := authtest.New(t, time.Now)
	addr, _ := started(t, map[string]string{
		"RLSCREEN_SNOMED": "false", "RLSCREEN_ATC": "false", "RLSCREEN_CDS_CLIENTS": record.Setting(),
		"RLSCREEN_ORDER_INTENT": "plan", "RLSCREEN_FORM_URL": "https://clinic.example/form",
	})
	base := "http://" + addr
	answer, err := http.Get(base + "/fhir/R4/Questionnaire/rls-screening")
	if status, form := fetched(t, answer, err); status != http.StatusOK || strings.Contains(form, `"medications.atc"`) {
		t.Errorf("%d, and ATC codes are asked for: %.200s", status, form)
	}
	view := func(code, token string) (int, string) {
		call := `{"hook":"patient-view","hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea","context":{"userId":"Practitioner/7","patientId":"p1"},"prefetch":{` +
			`"medications":null,"observations":null,"conditions":{"resourceType":"Condition","subject":{"reference":"Patient/p1"},"code":{"coding":[` + code + `]}}}}`
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/cds-services/rls-patient-view", strings.NewReader(call))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		if token != "" {
			request.Header.Set("Authorization", "Bearer "+token)
		}
		answer, err := http.DefaultClient.Do(request)
		return fetched(t, answer, err)
	}
	const icd, snomed = `{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"G25.81"}`, `{"system":"http://snomed.info/sct","code":"32914008"}`
	token := func() string { return record.Token(base + "/cds-services/rls-patient-view") }
	if status, body := view(icd, ""); status != http.StatusUnauthorized {
		t.Errorf("without a token: %d %s", status, body)
	}
	if status, body := view(icd, token()); status != http.StatusOK || !strings.Contains(body, `"intent":"plan"`) || !strings.Contains(body, "https://clinic.example/form") {
		t.Errorf("with a token: %d %s", status, body)
	}
	if status, body := view(snomed, token()); status != http.StatusOK || body != `{"cards":[]}` {
		t.Errorf("SNOMED CT is understood: %d %s", status, body)
	}
}

func TestTheServiceSaysWhereItIsAndStopsWhenTold(t *testing.T) {
	addr, stop := started(t, map[string]string{})
	answer, err := http.Post("http://"+addr+"/v1/screenings", "application/json", strings.NewReader(positive))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Error(answer.Status)
	}
	if got := call(t, "", "healthcheck", "--addr", addr); got.status != statusOK || got.stdout != "ready\n" {
		t.Errorf("healthcheck: status %d, %s%s", got.status, got.stdout, got.stderr)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if got := call(t, "", "healthcheck", "--addr", addr); got.status != statusUnacceptable || !strings.Contains(got.stderr, "not ready") {
		t.Errorf("healthcheck of nothing: status %d, %s", got.status, got.stderr)
	}
}

func TestAnOpenListenerIsSaidAloud(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var stderr log
	err := run(ctx, []string{"--addr=0.0.0.0:0", "--insecure-listen", "--drain=0s", "--db=none"}, nil, nil, &bytes.Buffer{}, &stderr)
	if err != nil || !strings.Contains(stderr.String(), `"level":"WARN"`) || !strings.Contains(stderr.String(), "RLSCREEN_INSECURE_LISTEN") {
		t.Errorf("%v: %s", err, stderr.String())
	}
}
