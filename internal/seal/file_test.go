package seal_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/seal"
)

func TestANewFileHasOneKeyThatItsOwnerAloneCanRead(t *testing.T) {
	path := created(t)
	content := read(t, path)
	if !regexp.MustCompile(`^# [^\n]+\n# [^\n]+\nk[0-9a-f]{8} [A-Za-z0-9+/]{43}=\n$`).MatchString(content) {
		t.Error(content)
	}
	found, err := os.Stat(path)
	if err != nil || found.Mode().Perm() != 0o600 {
		t.Error(found.Mode(), err)
	}
	k, _ := open(t, path)
	if ids := k.IDs(); len(ids) != 1 || k.Newest() != ids[0] {
		t.Error(ids)
	}
	onlyFile(t, path)
}

func TestAFileIsNeverWrittenOver(t *testing.T) {
	path := created(t)
	before := read(t, path)
	if err := seal.Create(path, rand.Reader); !errors.Is(err, fs.ErrExist) || read(t, path) != before {
		t.Error(err)
	}
	onlyFile(t, path)
	dangling := filepath.Join(t.TempDir(), "rlscreen.key")
	if err := os.Symlink("elsewhere", dangling); err != nil {
		t.Fatal(err)
	}
	if err := seal.Create(dangling, rand.Reader); !errors.Is(err, fs.ErrExist) {
		t.Error(err)
	}
}

func TestAFileThatCannotBeMadeIsAnErrorAndLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	if err := seal.Create(filepath.Join(dir, "none", "rlscreen.key"), rand.Reader); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if err := seal.Create(filepath.Join(dir, "rlscreen.key"), bytes.NewReader(make([]byte, 35))); err == nil {
		t.Error("a key out of too few random bytes")
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 0 {
		t.Error(entries)
	}
}

func TestWhoMayReadAKeyFile(t *testing.T) {
	path := created(t)
	for _, c := range []struct {
		mode fs.FileMode
		ok   bool
	}{{0o400, true}, {0o600, true}, {0o440, true}, {0o640, true}, {0o660, true}, {0o644, false}, {0o604, false}, {0o602, false}, {0o601, false}, {0o444, false}} {
		if err := os.Chmod(path, c.mode); err != nil {
			t.Fatal(err)
		}
		_, err := seal.Open(path, new(clock).now)
		if (err == nil) != c.ok || !c.ok && !strings.Contains(err.Error(), "chmod o=") {
			t.Errorf("%v: %v", c.mode, err)
		}
	}
}

func TestWhatIsNoFileIsRefused(t *testing.T) {
	dir := t.TempDir()
	if _, err := seal.Open(dir, new(clock).now); err == nil || !strings.Contains(err.Error(), "not a file") {
		t.Error(err)
	}
	if _, err := seal.Open(filepath.Join(dir, "none"), new(clock).now); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

func TestTheFormOfAKeyFile(t *testing.T) {
	k1, k2 := line("k1", 1), line("k2", 2)
	text := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{1, 2}, 16))
	for _, c := range []struct {
		rule, content, want string // "" is taken
	}{
		{"one key", k1, ""},
		{"two keys", k1 + k2, ""},
		{"no line end at the end", strings.TrimSuffix(k1, "\n"), ""},
		{"comments and empty lines", "# a\n\n" + k1 + "#b\n\n" + k2 + "\n\n", ""},
		{"an id of every character", line("a-z_09", 1), ""},
		{"an id as long as it may be", line(strings.Repeat("a", 32), 1), ""},
		{"nothing", "", "no key"},
		{"comments alone", "# k1 " + text + "\n", "no key"},
		{"the same id twice", k1 + line("k1", 2), "line 2: another line has the same id"},
		{"the same key twice", k1 + line("k2", 1), "line 2: another line has the same key"},
		{"no id", " " + text, "line 1: a line is"},
		{"an id in upper case", "K1 " + text, "line 1"},
		{"an id that is too long", line(strings.Repeat("a", 33), 1), "line 1"},
		{"an id that begins with a line", line("-a", 1), "line 1"},
		{"a tab", "k1\t" + text, "line 1"},
		{"two spaces", "k1  " + text, "line 1"},
		{"a space at the end", "k1 " + text + " ", "line 1"},
		{"a space at the beginning", " k1 " + text, "line 1"},
		{"line ends of another system", "k1 " + text + "\r\n", "line 1"},
		{"a carriage return in the key", "k1 " + text[:10] + "\r" + text[11:], "line 1"},
		{"no padding", "k1 " + strings.TrimRight(text, "=") + "\n", "line 1"},
		{"a key that is too short", "k1 " + base64.StdEncoding.EncodeToString(make([]byte, 31)), "line 1"},
		{"a key that is too long", "k1 " + base64.StdEncoding.EncodeToString(make([]byte, 33)), "line 1"},
		{"base64 of URLs", "k1 " + strings.Repeat("_-", 21) + "8=", "line 1"},
		{"bits left over", "k1 " + text[:42] + "J=", "line 1"},
		{"hexadecimal digits", "k1 " + strings.Repeat("ab", 32), "line 1"},
		{"an example that nobody replaced", "k1 " + base64.StdEncoding.EncodeToString(make([]byte, 32)), "must be random"},
		{"a mark of the order of bytes", "\ufeff" + k1, "line 1"},
		{"a null byte", k1 + "\x00", "line 2"},
		{"a comment after the key", strings.TrimSuffix(k1, "\n") + " # old\n", "line 1"},
		{"as large as it may be", k1 + "#" + strings.Repeat("x", 64<<10-len(k1)-1), ""},
		{"too large", k1 + "#" + strings.Repeat("x", 64<<10-len(k1)), "64 KiB"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "rlscreen.key")
			write(t, path, c.content)
			k, err := seal.Open(path, new(clock).now)
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if k != nil || err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), text[:8]) {
				t.Error(err)
			}
		})
	}
}

func FuzzTheKeyFile(f *testing.F) {
	f.Add(line("k1", 1))
	f.Add("# a\n\n" + line("k1", 1) + line("k2", 2))
	f.Add("k1 AAAA\n")
	path := filepath.Join(f.TempDir(), "rlscreen.key")
	f.Fuzz(func(t *testing.T, content string) {
		write(t, path, content)
		k, err := seal.Open(path, new(clock).now)
		if (k == nil) == (err == nil) {
			t.Fatal(k, err)
		}
		if err != nil {
			return
		}
		ids := k.IDs()
		for i, id := range ids {
			if slices.Contains(ids[:i], id) || !strings.Contains("\n"+content, "\n"+id+" ") {
				t.Fatalf("%q in %q", ids, content)
			}
		}
		if got, err := k.Unseal(sealed(t, k), context); err != nil || !bytes.Equal(got, plain) {
			t.Fatal(err)
		}
	})
}
