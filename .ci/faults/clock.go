package main

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The program reads the clock in one place, which a build for this scenario
// replaces: a static program in Go asks the kernel for the time, past whatever
// stands before a C library, and the clock of the machine is not ours to set.
const (
	clockFile  = "cmd/rlscreen/main.go"
	clockCall  = "time.Now"
	clockShift = `package main

import (
	"os"
	"time"
)

// shiftFile holds by how much the clock is wrong.
var shiftFile string

func shiftedNow() time.Time {
	text, err := os.ReadFile(shiftFile)
	if err != nil {
		return time.Now()
	}
	by, _ := time.ParseDuration(string(text))
	return time.Now().Round(0).Add(by)
}
`
)

// shiftable builds the program with a clock that set moves.
func (t *trial) shiftable() (bin string, set func(by time.Duration)) {
	source, err := os.ReadFile(clockFile)
	t.must("read the sources", err)
	t.expect(bytes.Count(source, []byte(clockCall)) == 1, "the program reads the clock at one place")
	shift := filepath.Join(t.dir, "shift")
	changed, added, overlay := filepath.Join(t.dir, "main.go"), filepath.Join(t.dir, "clock.go"), filepath.Join(t.dir, "overlay.json")
	root, err := os.Getwd()
	t.must("find the sources", err)
	replace, err := json.Marshal(object{"Replace": map[string]string{
		filepath.Join(root, clockFile): changed, filepath.Join(root, filepath.Dir(clockFile), "clock_shift.go"): added,
	}})
	t.must("write an overlay", err)
	t.must("write the sources", os.WriteFile(changed, bytes.Replace(source, []byte(clockCall), []byte("shiftedNow"), 1), 0o600))
	t.must("write the sources", os.WriteFile(added, []byte(clockShift), 0o600))
	t.must("write an overlay", os.WriteFile(overlay, replace, 0o600))
	bin = filepath.Join(t.dir, "rlscreen")
	_, err = t.command("go", "build", "-overlay", overlay, "-ldflags", "-X main.shiftFile="+shift, "-o", bin, "./cmd/rlscreen")
	t.must("build the program with another clock", err)
	return bin, func(by time.Duration) {
		t.must("set the clock", os.WriteFile(shift+".new", []byte(by.String()), 0o600))
		t.must("set the clock", os.Rename(shift+".new", shift))
	}
}

// clockSet sets the clock of the service while it stores.
func clockSet(t *trial) {
	bin, set := t.shiftable()
	at := file(t.dir)
	s := t.startProgram(bin, at)
	c := newClient(s)
	l := newLedger("clock")
	// Within the 24 h that keys are remembered.
	for _, by := range []time.Duration{0, -2 * time.Hour, 0, 3 * time.Hour, -18 * time.Hour, 0} {
		set(by)
		storing(1, 60, c, l).done()
		work := storing(8, 400, c, newLedger("clock-"+by.String()))
		work.done()
		t.unharmed("with the clock moved by "+by.String(), work)
		t.expect(work.of("201") == 400, "all are stored")
		t.expect(c.screen().status == 200, "screening works")
	}
	set(-time.Hour)
	s.kill()
	s = t.startProgram(bin, at)
	c.turnTo(s)
	storing(1, 60, c, l).done()
	t.inOrder(l, c)
	t.verify(l, c)
	set(0)
	t.verify(l, c)
	s.stop()
	t.verifyAudit(at)
}

// inOrder expects that the list has the records newest first, whatever time
// each was stamped with.
func (t *trial) inOrder(l *ledger, c *client) {
	listed := []string{}
	for cursor := ""; ; {
		query := "?limit=100"
		if cursor != "" {
			query += "&cursor=" + url.QueryEscape(cursor)
		}
		var page struct {
			Items []struct{ ID, Subject string }
			Next  string `json:"next_cursor"`
		}
		a := c.get("/v1/records" + query)
		t.must("read a page", json.Unmarshal(a.body, &page))
		for _, item := range page.Items {
			if strings.HasPrefix(item.Subject, "clock-0") && len(item.Subject) == len("clock-000001") {
				listed = append(listed, item.ID)
			}
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	stored := []string{}
	for _, e := range l.acknowledged() {
		stored = append(stored, e.id)
	}
	slices.Reverse(stored)
	t.expect(slices.Equal(listed, stored), "the list has %d records in the order in which they were stored, newest first: %d", len(stored), len(listed))
}
