package seal_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/seal"
)

// clock is a time that the test moves.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time       { return time.Unix(0, c.at.Load()) }
func (c *clock) pass(d time.Duration) { c.at.Add(int64(d)) }

// created is the path of a new key file.
func created(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rlscreen.key")
	if err := seal.Create(path, rand.Reader); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t testing.TB, path string) (*seal.Keys, *clock) {
	t.Helper()
	c := &clock{}
	k, err := seal.Open(path, c.now)
	if err != nil {
		t.Fatal(err)
	}
	return k, c
}

func write(t testing.TB, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// line is one of a key file.
func line(id string, seed byte) string {
	key := bytes.Repeat([]byte{seed}, 32)
	key[0]++
	return id + " " + base64.StdEncoding.EncodeToString(key) + "\n"
}

// onlyFile fails if there is another file in the folder, such as one that was
// left over.
func onlyFile(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 || entries[0].Name() != filepath.Base(path) {
		t.Error(entries, err)
	}
}

func TestTheNewestKeyWrapsAndAllUnwrap(t *testing.T) {
	for name, k := range map[string]*seal.Keys{"file": func() *seal.Keys { k, _ := open(t, created(t)); return k }(), "memory": memory()} {
		first := k.Newest()
		old := sealed(t, k)
		second, err := k.Add(rand.Reader)
		if err != nil || k.Newest() != second || !slices.Equal(k.IDs(), []string{first, second}) {
			t.Fatal(name, k.IDs(), err)
		}
		if s := sealed(t, k); s.Master != second {
			t.Error(name, s.Master)
		}
		if got, err := k.Unseal(old, context); err != nil || !bytes.Equal(got, plain) {
			t.Error(name, err)
		}
		if err := k.Drop(second); err == nil || len(k.IDs()) != 2 {
			t.Error(name, "the newest key was dropped")
		}
		if err := k.Drop("k2"); !errors.Is(err, seal.ErrUnknownKey) {
			t.Error(name, err)
		}
		if err := k.Drop(first); err != nil || !slices.Equal(k.IDs(), []string{second}) {
			t.Error(name, k.IDs(), err)
		}
		if _, err := k.Unseal(old, context); !errors.Is(err, seal.ErrUnknownKey) {
			t.Error(name, err)
		}
		if err := k.Drop(second); err == nil {
			t.Error(name, "the only key was dropped")
		}
	}
}

func TestChangingAFileKeepsWhatElseIsInIt(t *testing.T) {
	path := created(t)
	write(t, path, "# mine\n"+line("k1", 1)+"# k1 stays a comment\n"+strings.TrimSuffix(line("k2", 2), "\n"))
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	k, _ := open(t, path)
	id, err := k.Add(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Drop("k1"); err != nil {
		t.Fatal(err)
	}
	content := read(t, path)
	if !strings.HasPrefix(content, "# mine\n# k1 stays a comment\n"+line("k2", 2)+id+" ") || strings.Count(content, "\n") != 4 {
		t.Error(content)
	}
	if found, _ := os.Stat(path); found.Mode().Perm() != 0o640 {
		t.Error(found.Mode())
	}
	onlyFile(t, path)
}

func TestALinkStaysALink(t *testing.T) {
	path := created(t)
	link := filepath.Join(t.TempDir(), "link.key")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	k, _ := open(t, link)
	if _, err := k.Add(rand.Reader); err != nil {
		t.Fatal(err)
	}
	found, err := os.Lstat(link)
	if other, _ := open(t, path); err != nil || found.Mode()&fs.ModeSymlink == 0 || len(other.IDs()) != 2 {
		t.Error(found.Mode(), err)
	}
}

func TestAChangeByAnotherProcessIsNotLost(t *testing.T) {
	path := created(t)
	one, _ := open(t, path)
	two, _ := open(t, path)
	a, err := one.Add(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b, err := two.Add(rand.Reader)
	if ids := two.IDs(); err != nil || len(ids) != 3 || ids[1] != a || ids[2] != b {
		t.Error(ids, err)
	}
}

// A power cut or a kill may leave the file that was to take the place of the key file.
func TestWhatAChangeLeftThatWasBrokenOffIsTakenAway(t *testing.T) {
	path := created(t)
	k, _ := open(t, path)
	write(t, path+".new", "half of a k")
	if _, err := k.Add(rand.Reader); err != nil || len(k.IDs()) != 2 {
		t.Error(k.IDs(), err)
	}
	onlyFile(t, path)
}

func TestAChangeThatFailsLeavesFileAndKeysAsTheyWere(t *testing.T) {
	path := created(t)
	k, _ := open(t, path)
	before := read(t, path)
	if _, err := k.Add(bytes.NewReader(nil)); err == nil {
		t.Error("a key without random bytes")
	}
	if err := k.Drop(k.Newest()); err == nil {
		t.Error("the newest key was dropped")
	}
	if read(t, path) != before || len(k.IDs()) != 1 {
		t.Error("changed")
	}
	onlyFile(t, path)
	write(t, path, "broken")
	if _, err := k.Add(rand.Reader); err == nil || read(t, path) != "broken" {
		t.Error(err)
	}
	onlyFile(t, path)
}

func TestAFullFileTakesNoMoreKeys(t *testing.T) {
	path := created(t)
	content := line("k1", 1)
	content += "#" + strings.Repeat("x", 64<<10-len(content)-1)
	write(t, path, content)
	k, _ := open(t, path)
	if _, err := k.Add(rand.Reader); err == nil || read(t, path) != content || len(k.IDs()) != 1 {
		t.Error(err)
	}
}

func TestAFileThatChangedIsReadAgainWithinSeconds(t *testing.T) {
	path := created(t)
	k, c := open(t, path)
	other, _ := open(t, path)
	id, err := other.Add(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c.pass(4999 * time.Millisecond)
	if k.Newest() == id {
		t.Error("looked at too often")
	}
	c.pass(time.Millisecond)
	if k.Newest() != id || k.Fault() != nil {
		t.Error("not read again", k.Fault())
	}
	c.pass(-time.Hour)
	if id, err = other.Add(rand.Reader); err != nil || k.Newest() != id {
		t.Error("not read again after the clock was put back", err)
	}
}

func TestAnIDThatIsNotKnownIsLookedForAtOnce(t *testing.T) {
	path := created(t)
	k, _ := open(t, path)
	other, _ := open(t, path)
	if _, err := other.Add(rand.Reader); err != nil {
		t.Fatal(err)
	}
	s := sealed(t, other)
	if got, err := k.Unseal(s, context); err != nil || !bytes.Equal(got, plain) {
		t.Error(err)
	}
}

func TestWhileTheFileCannotBeReadTheKeysServeOn(t *testing.T) {
	for _, c := range []struct {
		rule, want string
		spoil      func(t *testing.T, path string)
	}{
		{"it is gone", "no such file", func(t *testing.T, path string) { t.Helper(); _ = os.Remove(path) }},
		{"it is broken", "line 1", func(t *testing.T, path string) { t.Helper(); write(t, path, "k1 nonsense\n") }},
		{"it is open to everybody", "chmod o=", func(t *testing.T, path string) { t.Helper(); _ = os.Chmod(path, 0o644) }},
	} {
		t.Run(c.rule, func(t *testing.T) {
			path := created(t)
			content := read(t, path)
			k, clock := open(t, path)
			s := sealed(t, k)
			c.spoil(t, path)
			clock.pass(5 * time.Second)
			if got, err := k.Unseal(s, context); err != nil || !bytes.Equal(got, plain) {
				t.Error(err)
			}
			if err := k.Fault(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Error(err)
			}
			if _, err := k.Unwrap("k9", s.Wrapped, context); !errors.Is(err, seal.ErrUnknownKey) || err.Error() != path+" has no key k9" {
				t.Error(err)
			}
			_ = os.Chmod(path, 0o600)
			write(t, path, content)
			clock.pass(5 * time.Second)
			if err := k.Fault(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestManyAtOnce(t *testing.T) {
	path := created(t)
	k, c := open(t, path)
	other, _ := open(t, path)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 50 {
				c.pass(time.Second)
				s, err := k.Seal(plain, context)
				if err != nil {
					t.Error(err)
					return
				}
				if got, err := other.Unseal(s, context); err != nil || !bytes.Equal(got, plain) {
					t.Error(err)
				}
				_, _, _ = k.IDs(), k.Newest(), k.Fault()
			}
		})
	}
	wait.Go(func() {
		for range 10 {
			if _, err := k.Add(rand.Reader); err != nil {
				t.Error(err)
			}
		}
	})
	wait.Wait()
	if ids := k.IDs(); len(ids) != 11 {
		t.Error(ids)
	}
}
