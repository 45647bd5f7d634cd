package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// gently runs clients that store records at a modest pace until it is stopped.
func gently(c *client, l *ledger) *load {
	return clients(8, 1<<30, 201, func() *answer {
		time.Sleep(5 * time.Millisecond)
		return c.store(l.add())
	})
}

// backedUp makes a backup under load and restores it in three places.
func backedUp(t *trial) {
	at := file(t.dir)
	s := t.start(at)
	c := newClient(s)
	l := newLedger("backup")
	storing(16, 1000, c, l).done()
	gone := l.acknowledged()[:40]
	t.erase(gone[:20], c)
	work := gently(c, l)
	t.sleep(200 * time.Millisecond)
	before := l.acknowledged()[20:]
	saved := filepath.Join(t.dir, "saved.backup")
	_, err := t.rlscreen(at, "backup", saved)
	t.must("back up", err)
	t.undisturbed("storing during the backup", work, inTime)
	t.erase(gone[20:], c)
	t.note("%d were stored before the backup, 20 were erased before it and 20 after it", len(before))

	db := t.newCluster(t.dir)
	for where, to := range map[string]storage{
		"a new file": {filepath.Join(t.dir, "restored.db"), at.keyFile},
		"PostgreSQL": {db.database("restored")(db.port), at.keyFile},
	} {
		t.note("restored into %s", where)
		t.damaged(to, saved)
		_, err := t.rlscreen(to, "restore", saved)
		t.must("restore", err)
		t.restored(to, before, gone[:20])
		_, err = t.rlscreen(to, "restore", saved)
		t.expect(err != nil, "nothing is restored over records that are there")
	}

	s.stop()
	t.verifyAudit(at)
	_, err = t.rlscreen(at, "restore", "--replace", saved)
	t.must("restore over what is there", err)
	t.note("restored over the database it is from")
	t.restored(at, before[20:], gone)
}

// restored expects what can be read in a database, and what cannot.
func (t *trial) restored(at storage, there, gone []*entry) {
	s := t.start(at)
	c := newClient(s)
	t.readable(there, c)
	t.gone(gone, c)
	t.expect(c.store(newLedger(fmt.Sprint("after-", time.Now().UnixNano())).add()).status == 201, "new records are stored")
	s.stop()
	t.verifyAudit(at)
}

// damaged expects that a backup of which something is wrong is not restored.
func (t *trial) damaged(at storage, saved string) {
	whole, err := os.ReadFile(saved)
	t.must("read the backup", err)
	changed := append([]byte(nil), whole...)
	changed[len(changed)/2] ^= 1
	for what, content := range map[string][]byte{"changed": changed, "cut": whole[:len(whole)*2/3], "empty": {}} {
		path := filepath.Join(t.dir, what+".backup")
		t.must("write a damaged backup", os.WriteFile(path, content, 0o600))
		_, err := t.rlscreen(at, "restore", path)
		t.expect(err != nil, "a backup that is %s is refused", what)
	}
}

// rotated replaces the master keys while the service stores records.
func rotated(t *trial) {
	at := file(t.dir)
	s := t.start(at)
	c := newClient(s)
	l := newLedger("rotation")
	work := gently(c, l)
	t.sleep(500 * time.Millisecond)
	old, err := os.ReadFile(at.keyFile)
	t.must("read the key file", err)
	said, err := t.rlscreen(at, "keyfile", "rotate", "--settle", "7s")
	t.must("rotate", err)
	t.note("%s", lastLines(said, 4))
	t.sleep(time.Second)
	t.undisturbed("storing during the rotation", work, inTime)
	t.verify(l, c)
	s.stop()
	now, err := os.ReadFile(at.keyFile)
	t.must("read the key file", err)
	t.expect(string(now) != string(old), "the key file has changed")

	s = t.start(at)
	c.turnTo(s)
	t.verify(l, c)
	s.stop()
	t.verifyAudit(at)
	stale := storage{at.db, filepath.Join(t.dir, "old.key")}
	t.must("write the old key file", os.WriteFile(stale.keyFile, old, 0o600))
	_, err = t.rlscreen(stale, "audit", "verify")
	t.expect(err != nil, "the old key file alone opens nothing")
	t.note("with the old key file: %v", err)
}

// rotationCut interrupts the rotation of the master keys at any moment.
func rotationCut(t *trial) {
	d := t.newDisk()
	at := file(d.mount)
	s := t.start(at)
	c := newClient(s)
	l := newLedger("power-rotation")
	storing(16, 2000, c, l).done()
	for round := range 6 {
		work := gently(c, l)
		t.rotateFor(at, time.Duration(20+rand.IntN(400))*time.Millisecond)
		if round%2 == 1 {
			cut := d.cutPower()
			t.sleep(200 * time.Millisecond)
			s.kill()
			t.unharmed("storing until the power failed", work)
			t.forget(l, cut)
			d.unplug()
			d.plug()
			s = t.start(at)
			c.turnTo(s)
		} else {
			t.unharmed("storing until the rotation was killed", work)
		}
	}
	_, err := t.rlscreen(at, "keyfile", "rotate", "--settle", "6s")
	t.must("rotate in the end", err)
	content, err := os.ReadFile(at.keyFile)
	t.must("read the key file", err)
	keys := 0
	for line := range strings.Lines(string(content)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			keys++
		}
	}
	t.expect(keys == 1, "one key is left: %d", keys)
	t.settle(l, c)
	t.verify(l, c)
	s.stop()
	t.verifyAudit(at)
}

// rotateFor begins to rotate the master keys, and kills the command after a while.
func (t *trial) rotateFor(at storage, during time.Duration) {
	ctx, cancel := context.WithTimeout(t.ctx, during)
	defer cancel()
	args := append([]string{"keyfile", "rotate", "--settle", "0s"}, at.flags()...)
	_ = exec.CommandContext(ctx, t.bin, args...).Run()
}
