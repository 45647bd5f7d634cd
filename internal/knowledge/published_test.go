package knowledge_test

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/knowledge"
)

var update = flag.Bool("update", false, "write docs/rules, the compiled file and, before a version is published, its digest")

// A published ruleset is frozen: results name its digest, and somebody may
// have to explain one years later. A change is a new version.
func TestPublishedRulesetsAreFrozen(t *testing.T) {
	const path = "testdata/frozen.txt"
	rs := load(t)
	line := rs.Manifest.Version + " " + rs.Digest
	if *update {
		write(t, path, []byte(line+"\n"))
	}
	frozen, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(frozen), line+"\n") {
		t.Errorf("the files of ruleset %s have changed: its digest is now %s.\n"+
			"Put the change into a new version; only before a release run: go test ./internal/knowledge -update", rs.Manifest.Version, rs.Digest)
	}
}

func TestTheCompiledFileIsWhatTheYAMLSays(t *testing.T) {
	path := "compiled_" + strings.ReplaceAll(newest, ".", "_") + ".go"
	now, err := knowledge.Compile(os.DirFS("data"), newest)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		write(t, path, now)
		return
	}
	committed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(committed, now) {
		t.Fatalf("%s is stale: go test ./internal/knowledge -update", path)
	}
	if same, err := knowledge.IsCompiled(os.DirFS("data"), newest); !same || err != nil {
		t.Error("the compiled ruleset is not the one that is written", err)
	}
	if embedded, err := knowledge.Load(); err != nil || embedded.Digest != load(t).Digest {
		t.Error("the embedded ruleset is another one", err)
	}
}

func TestTheCatalogueIsWhatTheCodeWritesNow(t *testing.T) {
	rs := load(t)
	path := "../../docs/rules/" + rs.Manifest.Version + ".md"
	var now bytes.Buffer
	if err := rs.WriteCatalogue(&now); err != nil {
		t.Fatal(err)
	}
	if *update {
		write(t, path, now.Bytes())
	}
	committed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(committed, now.Bytes()) {
		t.Errorf("%s is stale: go test ./internal/knowledge -update", path)
	}
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestLOINCCheckDigits(t *testing.T) {
	for code, want := range map[string]bool{
		"2276-4": true, "2502-3": true, "98979-8": true, "50190-8": true,
		"2276-5": false, "2276": false, "-4": false, "22x6-4": false, "12345678-9": false, "": false,
	} {
		if got := knowledge.ValidLOINC(code); got != want {
			t.Errorf("ValidLOINC(%q) = %v", code, got)
		}
	}
}

func FuzzConvert(f *testing.F) {
	rs := load(f)
	f.Add(0, 22.0, "ng/mL")
	f.Add(3, 0.2, "1")
	f.Fuzz(func(t *testing.T, test int, value float64, unit string) {
		if test < 0 || test >= len(rs.Tests) {
			return
		}
		x, ok := rs.Tests[test].Convert(value, unit)
		if y, again := rs.Tests[test].Convert(value, unit); again != ok || y != x && y == y {
			t.Errorf("the same value converts to %v and %v", x, y)
		}
	})
}
