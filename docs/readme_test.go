// Package docs_test runs the commands of the documents, and compares what they
// say with the program: nobody should have to find out that a document is old.
package docs_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/api"
)

// written is the address that the documents name; each test has its own.
const written = "127.0.0.1:8080"

// guides are the documents whose commands run, from the root of the repository.
func guides(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	list := []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "deploy/README.md"}
	for _, f := range files {
		list = append(list, "docs/"+f)
	}
	return list
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// command is a block that is marked with <!-- test -->, with the answer shown
// below it, if there is one marked with <!-- answer -->.
type command struct {
	text, format, answer string
}

var block = regexp.MustCompile("(?s)<!-- test -->\n```sh\n(.*?)```(?:[^`]*?<!-- answer -->\n```(json|text)\n(.*?)```)?")

func commands(text string) []command {
	var list []command
	for _, m := range block.FindAllStringSubmatch(text, -1) {
		list = append(list, command{text: m[1], format: m[2], answer: m[3]})
	}
	return list
}

func TestCommandsOfTheDocuments(t *testing.T) {
	for _, tool := range []string{"sh", "curl", "go"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not on this machine, so that the commands of the documents cannot run", tool)
		}
	}
	if len(commands(read(t, "README.md"))) == 0 {
		t.Error("README.md has no command that is marked to be run")
	}
	address := serve(t)
	database := filepath.Join(t.TempDir(), "commands.db") // not that of the service, which a key would close
	for _, name := range guides(t) {
		for i, c := range commands(read(t, name)) {
			t.Run(fmt.Sprintf("%s, command %d", name, i+1), func(t *testing.T) {
				c.check(t, run(t, database, strings.ReplaceAll(c.text, written, address)))
			})
		}
	}
}

// serve starts the service on a free port until the test ends, and returns its
// address.
func serve(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "rlscreen")
	if out, err := exec.Command("go", "build", "-o", program, "../cmd/rlscreen").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	service := exec.Command(program, "--addr", "127.0.0.1:0", "--drain", "0s", "--db", filepath.Join(t.TempDir(), "rlscreen.db"))
	log, err := service.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := service.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = service.Process.Signal(syscall.SIGTERM)
		if err := service.Wait(); err != nil {
			t.Errorf("the service did not end well: %v", err)
		}
	})
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		var line struct{ Msg, URL string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "listening" {
			go func() { _, _ = io.Copy(io.Discard, log) }()
			return strings.TrimPrefix(line.URL, "http://")
		}
	}
	t.Fatal("the service ended without listening")
	return ""
}

// run gives a command to the shell. What it stores is in the database.
func run(t *testing.T, database, text string) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	shell := exec.CommandContext(ctx, "sh", "-eu", "-c", text)
	shell.Dir = ".."
	shell.Env = append(os.Environ(), "RLSCREEN_DB="+database)
	var stderr bytes.Buffer
	shell.Stderr = &stderr
	out, err := shell.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s\nof the command:\n%s", err, out, &stderr, text)
	}
	return out
}

// check holds the answer that is shown, which may leave things out, against
// the one that came.
func (c command) check(t *testing.T, out []byte) {
	t.Helper()
	switch c.format {
	case "text":
		for line := range strings.Lines(c.answer) {
			line = strings.TrimSpace(line)
			if line != "..." && !strings.Contains(string(out), line) {
				t.Errorf("the answer has no line %q, but:\n%s", line, out)
			}
		}
	case "json":
		var shown, came any
		if err := json.Unmarshal([]byte(c.answer), &shown); err != nil {
			t.Fatalf("the answer shown is not JSON: %v", err)
		}
		if err := json.Unmarshal(out, &came); err != nil {
			t.Fatalf("the answer is not JSON: %v\n%s", err, out)
		}
		if missing := holds(came, shown, "answer"); missing != "" {
			t.Error(missing)
		}
	}
}

// holds says what of shown is not in came, or nothing. Objects may lack
// members; lists may lack elements, and keep their order.
func holds(came, shown any, at string) string {
	switch shown := shown.(type) {
	case map[string]any:
		object, is := came.(map[string]any)
		if !is {
			return fmt.Sprintf("%s is not an object but %v", at, came)
		}
		for name, value := range shown {
			if missing := holds(object[name], value, at+"."+name); missing != "" {
				return missing
			}
		}
	case []any:
		list, is := came.([]any)
		if !is {
			return fmt.Sprintf("%s is not a list but %v", at, came)
		}
		for i, value := range shown {
			found := slices.IndexFunc(list, func(element any) bool { return holds(element, value, "") == "" })
			if found < 0 {
				return fmt.Sprintf("%s[%d], %v, is not in what came, in this order", at, i, value)
			}
			list = list[found+1:]
		}
	default:
		if came != shown {
			return fmt.Sprintf("%s is shown as %v and came as %v", at, shown, came)
		}
	}
	return ""
}

func TestSettingsOfTheDocumentsAreThoseOfTheProgram(t *testing.T) {
	help, err := exec.Command("go", "run", "../cmd/rlscreen", "serve", "--help").Output()
	if err != nil {
		t.Fatal(err)
	}
	variable := regexp.MustCompile(`RLSCREEN_[A-Z_]+[A-Z]`)
	flag := regexp.MustCompile("`(--[a-z-]+)")
	readme := read(t, "README.md")
	for _, name := range variable.FindAllString(string(help), -1) {
		if !strings.Contains(readme, "`"+name+"`") {
			t.Errorf("README.md does not explain %s", name)
		}
	}
	for _, name := range append(guides(t), "Dockerfile", "deploy/compose.yaml", "deploy/compose.postgres.yaml") {
		text := read(t, name)
		for _, v := range variable.FindAllString(text, -1) {
			if !strings.Contains(string(help), "$"+v+"]") {
				t.Errorf("%s names %s, which is no setting", name, v)
			}
		}
		if name != "README.md" && name != "docs/operations.md" {
			continue
		}
		for _, f := range flag.FindAllStringSubmatch(text, -1) {
			switchable := "--[no-]" + strings.TrimPrefix(strings.TrimPrefix(f[1], "--"), "no-")
			if !strings.Contains(string(help), f[1]) && !strings.Contains(string(help), switchable) {
				t.Errorf("%s names %s, which is no flag of serve", name, f[1])
			}
		}
	}
}

func TestEndpointsOfTheReadmeAreThoseOfTheDescription(t *testing.T) {
	var description struct {
		Paths map[string]map[string]any
	}
	if err := json.Unmarshal(api.OpenAPIJSON, &description); err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(read(t, "README.md"), "## Endpoints")
	table, _, _ = strings.Cut(table, "\n## ")
	listed := map[string]bool{}
	for _, m := range regexp.MustCompile("`(GET|POST|DELETE) (/[^`]*)`").FindAllStringSubmatch(table, -1) {
		listed[m[1]+" "+m[2]] = true
		if description.Paths[m[2]][strings.ToLower(m[1])] == nil {
			t.Errorf("README.md lists %s %s, which the description does not have", m[1], m[2])
		}
	}
	for path, operations := range description.Paths {
		if strings.HasSuffix(path, "/{file}") || strings.HasSuffix(path, "/_search") || strings.Contains(path, "/_history/") {
			continue // what pages load, and other ways to search and read
		}
		for _, method := range []string{"GET", "POST", "DELETE"} {
			if operations[strings.ToLower(method)] != nil && !listed[method+" "+path] {
				t.Errorf("README.md does not list %s %s", method, path)
			}
		}
	}
}

func TestLinksOfTheDocumentsLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#]+)(#[^)]*)?\)`)
	adrs, err := filepath.Glob("adr/*.md")
	if err != nil {
		t.Fatal(err)
	}
	names := guides(t)
	for _, a := range adrs {
		names = append(names, "docs/"+filepath.ToSlash(a))
	}
	for _, name := range names {
		for _, m := range link.FindAllStringSubmatch(read(t, name), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join("..", filepath.Dir(filepath.FromSlash(name)), filepath.FromSlash(m[1]))); err != nil {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			}
		}
	}
}

// The hazard log and the threat model name the test that holds each control.
func TestTheTestsOfTheSafeguardsExist(t *testing.T) {
	declared := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`).FindAllSubmatch(text, -1) {
			declared[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"docs/clinical-limits.md", "docs/threat-model.md"} {
		named := regexp.MustCompile("`((?:Test|Fuzz)[A-Z]\\w+)`").FindAllStringSubmatch(read(t, name), -1)
		if len(named) == 0 {
			t.Errorf("%s names no test", name)
		}
		for _, m := range named {
			if !declared[m[1]] {
				t.Errorf("%s names %s, which is no test", name, m[1])
			}
		}
	}
}
