package store_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/store"
)

// doctored is a backup whose lines were changed and whose end fits them.
func doctored(t testing.TB, whole []byte, change func(lines []string) []string) []byte {
	t.Helper()
	lines := strings.SplitAfter(string(unzip(t, whole)), "\n")
	var b bytes.Buffer
	if err := store.WriteBackup(&b, change(lines[:len(lines)-2])); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestABackupWithWhatCannotBeIsRefused(t *testing.T) {
	d := sqlite(t)
	s := d.open(t)
	d.fill(t, s, ours, 2)
	d.fillKeys(t, s, good)
	commit(t, s, ours, store.Change{Once: &store.Once{Key: []byte("k"), Fingerprint: []byte("f"), Record: "rec_a", Expires: d.clock.now().Add(time.Hour)}})
	whole := backup(t, s)
	if err := restoreInto(t, d, doctored(t, whole, func(lines []string) []string { return lines })); err != nil {
		t.Fatalf("as it is: %v", err)
	}
	long := strings.Repeat("x", 2000)
	add := func(line string) func([]string) []string {
		return func(lines []string) []string { return append(lines, line+"\n") }
	}
	without := func(part string) func([]string) []string {
		return func(lines []string) []string {
			var kept []string
			for _, l := range lines {
				if !strings.HasPrefix(l, part) {
					kept = append(kept, l)
				}
			}
			return kept
		}
	}
	for rule, change := range map[string]func([]string) []string{
		"a place beyond all":             add(`{"record":{"seq":9223372036854775807,"tenant":"ours","id":"rec_x","created_at":1,"erased_at":1}}`),
		"a place before the first":       add(`{"record":{"seq":-5,"tenant":"ours","id":"rec_x","created_at":1,"erased_at":1}}`),
		"a record of the service":        add(`{"record":{"seq":5,"tenant":"_service","id":"rec_x","created_at":1,"erased_at":1}}`),
		"a tenant that cannot be":        add(`{"record":{"seq":5,"tenant":"Ours\n","id":"rec_x","created_at":1,"erased_at":1}}`),
		"an id with control characters":  add(`{"record":{"seq":5,"tenant":"ours","id":"rec\u001b[31m","created_at":1,"erased_at":1}}`),
		"a long id":                      add(`{"record":{"seq":5,"tenant":"ours","id":"` + long + `","created_at":1,"erased_at":1}}`),
		"a record of nobody":             add(`{"record":{"seq":5,"tenant":"nobody","id":"rec_x","created_at":1,"erased_at":1}}`),
		"an entry beyond all":            add(`{"entry":{"tenant":"ours","seq":9223372036854775807,"at":1,"action":"read","caller":"x","outcome":"done","count":1,"prev":"","hash":""}}`),
		"a head beyond all":              add(`{"head":{"tenant":"ours","seq":9223372036854775807,"hash":"` + audit.Hash{}.String() + `","signature":""}}`),
		"a head of a tenant without one": add(`{"head":{"tenant":"","seq":1,"hash":"` + audit.Hash{}.String() + `","signature":""}}`),
		"a secret more":                  add(`{"secret":{"name":"x","master":"k","wrapped":"AAAA"}}`),
		"a long idempotency key":         add(`{"once":{"tenant":"ours","key":"` + strings.Repeat("AAAA", 1000) + `","fingerprint":"","record":"rec_a","expires":1}}`),
		"two rows in a line":             add(`{"retired":{"id":"a","at":1},"once":{"tenant":"ours","key":"","fingerprint":"","record":"rec_a","expires":1}}`),
		"a retired key of no form":       add(`{"retired":{"id":"` + long + `","at":1}}`),
		"nothing":                        add(`{}`),
		"no secrets":                     without(`{"secret"`),
		"a header twice":                 func(lines []string) []string { return append(lines, lines[0]) },
		"no chain of a tenant": func(lines []string) []string {
			return without(`{"entry":{"tenant":"ours"`)(without(`{"head":{"tenant":"ours"`)(lines))
		},
	} {
		if err := restoreInto(t, d, doctored(t, whole, change)); err == nil {
			t.Errorf("%s: it was restored", rule)
		}
	}
}

// restoreInto restores into a new database with the same key file, and makes
// sure that after a failure nothing is there, and that it can be used.
func restoreInto(t testing.TB, d *database, backup []byte) error {
	t.Helper()
	to := sqlite(t)
	to.keys, to.clock = d.keys, d.clock
	s := to.open(t)
	_, err := s.Restore(t.Context(), bytes.NewReader(backup), store.RestoreOptions{})
	if err != nil && headOf(t, s, ours).Tenant != "" {
		t.Errorf("something is left: %v", err)
	}
	commit(t, s, ours, to.create(t, ours, "rec_afterwards"))
	verify(t, to, s)
	s.Close()
	return err
}

func TestABackupThatGrowsWithoutEndIsRefusedBeforeAnybodyWaits(t *testing.T) {
	d := sqlite(t)
	s := d.open(t)
	d.fill(t, s, ours, 1)
	first, _, _ := bytes.Cut(unzip(t, backup(t, s)), []byte("\n"))
	bomb := func(lines, length int) []byte {
		var b bytes.Buffer
		w, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed)
		fmt.Fprintf(w, "%s\n", first)
		pad := strings.Repeat(" ", length)
		for i := range lines {
			fmt.Fprintf(w, `{"retired":{"id":"k%d",%s"at":1}}`+"\n", i, pad)
		}
		w.Close()
		return b.Bytes()
	}
	for rule, b := range map[string][]byte{"long lines": bomb(3, 5<<20), "many lines": bomb(40, 1<<20)} {
		waiting := make(chan error, 1)
		go func() {
			_, err := s.Commit(background(), ours, d.create(t, ours, "rec_"+rule[:4]))
			waiting <- err
		}()
		_, err := s.Restore(t.Context(), bytes.NewReader(b), store.RestoreOptions{Replace: true})
		if err == nil || !strings.Contains(err.Error(), "nothing was restored") {
			t.Errorf("%s: %v", rule, err)
		}
		if err := <-waiting; err != nil {
			t.Errorf("%s: somebody waited for it: %v", rule, err)
		}
	}
}

func TestABackupThroughAPipeIsKeptWhileItIsCheckedAndNotAfterwards(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	onBoth(t, func(t *testing.T, d *database) {
		s := d.open(t)
		d.fill(t, s, ours, 3)
		whole := backup(t, s)
		if got, err := s.Restore(t.Context(), io.MultiReader(bytes.NewReader(whole)), store.RestoreOptions{Replace: true}); err != nil || got.Records != 3 {
			t.Errorf("%+v, %v", got, err)
		}
		file, err := os.Open(write(t, whole))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if got, err := s.Restore(t.Context(), file, store.RestoreOptions{Replace: true}); err != nil || got.Records != 3 {
			t.Errorf("%+v, %v", got, err)
		}
		if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "rlscreen-restore-*")); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
	})
}

// write makes a file.
func write(t testing.TB, content []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "backup")
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
