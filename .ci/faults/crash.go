package main

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// killed kills the service under load, several times.
func killed(t *trial) {
	at := file(t.dir)
	l := newLedger("kill")
	s := t.start(at)
	c := newClient(s)
	for range 5 {
		erased := t.erasing(c, 200)
		work := storing(32, 1<<30, c, l)
		t.sleep(time.Duration(200+rand.IntN(500)) * time.Millisecond)
		s.kill()
		t.unharmed("until killed", work)
		erased.stop()
		s = t.start(at)
		c.turnTo(s)
		erased.judge(t, time.Now(), c)
	}
	t.settle(l, c)
	t.verify(l, c)
	s.stop()
	t.verifyAudit(at)
}

// powerLoss cuts the power of the disk that the SQLite file is on.
func powerLoss(t *trial) {
	d := t.newDisk()
	at := file(d.mount)
	l := newLedger("power")
	s := t.start(at)
	c := newClient(s)
	for round := range 2 {
		// New files, since ext4 syncs one that is closed after it was cut to nothing.
		synced, unsynced := fmt.Sprint("synced-", round), fmt.Sprint("unsynced-", round)
		written, careless := d.appendLines(synced, 200, true), d.appendLines(unsynced, 200, false)
		erased := t.erasing(c, 1000)
		work := storing(32, 1<<30, c, l)
		t.sleep(2 * time.Second)
		cut := d.cutPower()
		t.sleep(300 * time.Millisecond)
		s.kill()
		erased.stop()
		t.unharmed("until the power failed", work)
		t.forget(l, cut)
		d.unplug()
		d.plug()
		t.expect(d.linesOf(synced) == written, "of %d lines that were synced %d are there", written, d.linesOf(synced))
		t.expect(d.linesOf(unsynced) < careless, "this test can fail: of %d lines that were not synced some are lost", careless)
		t.note("of %d lines that were synced %d are there, of %d that were not %d", written, d.linesOf(synced), careless, d.linesOf(unsynced))
		s = t.start(at)
		c.turnTo(s)
		erased.judge(t, cut, c)
		t.settle(l, c)
		t.verify(l, c)
	}
	s.stop()
	t.verifyAudit(at)
}

// forget takes back what was acknowledged after the power failed: in the few
// milliseconds in which the kernel ends what it was doing, a sync may succeed
// for nothing. Later on nothing may be acknowledged, since every sync fails.
func (t *trial) forget(l *ledger, cut time.Time) {
	forgotten, late := l.forget(cut)
	t.note("%d acknowledged in the moment of the cut are not counted", forgotten)
	t.expect(late == 0, "%d were acknowledged although the disk fails", late)
}

// powerLossPostgres cuts the power of the disk that PostgreSQL is on.
func powerLossPostgres(t *trial) {
	d := t.newDisk()
	db := t.newCluster(d.mount)
	at := db.storage("records")
	l := newLedger("power-postgres")
	s := t.start(at)
	c := newClient(s)
	// The checkpoint makes a database of files that were copied without a sync durable.
	db.query("records", "CHECKPOINT")
	erased := t.erasing(c, 1000)
	work := storing(32, 1<<30, c, l)
	t.sleep(2 * time.Second)
	cut := d.cutPower()
	t.sleep(500 * time.Millisecond)
	erased.stop()
	t.unharmed("until the power failed", work)
	t.forget(l, cut)
	db.crash()
	d.unplug()
	d.plug()
	db.startAnew()
	took := t.within(5*time.Second, "the service stores again", func() bool { return c.store(l.add()).status == 201 })
	t.note("stores again %d ms after PostgreSQL is back", took.Milliseconds())
	erased.judge(t, cut, c)
	t.settle(l, c)
	t.verify(l, c)
	s.stop()
	t.verifyAudit(at)
}

// diskFull fills the disk until nothing can be stored, and then makes room.
func diskFull(t *trial) {
	folder, resize := t.smallDisk(3)
	at := file(folder)
	l := newLedger("full")
	s := t.start(at)
	c := newClient(s)
	work := storing(8, 1<<30, c, l)
	t.within(30*time.Second, "storing is refused with 503", func() bool { return work.of("503") > 50 })
	t.unharmed("until the disk was full", work)
	t.note("ready: %s", c.get("/readyz"))
	forms := screening(c)
	reads := clients(4, 100, 200, func() *answer { return c.get("/v1/records/" + l.acknowledged()[0].id) })
	more := storing(4, 100, c, l)
	reads.done()
	more.done()
	t.unharmed("reading while the disk is full", reads)
	t.unharmed("storing while the disk is full", more)
	t.expect(c.get("/livez").status == 200, "the service is alive")
	t.undisturbed("screening while the disk is full", forms, 2*time.Second)
	s.kill()
	s = t.start(at)
	c.turnTo(s)
	t.expect(c.screen().status == 200, "started while the disk is full, the service screens")
	refused := c.store(l.add())
	t.expect(refused.status == 503, "and refuses to store: %s", refused)
	resize(64)
	took := t.within(5*time.Second, "storing works again", func() bool { return c.store(l.add()).status == 201 })
	t.note("stores again %d ms after there is room", took.Milliseconds())
	t.within(5*time.Second, "the service is ready again", func() bool { return c.get("/readyz").status == 200 })
	t.settle(l, c)
	t.verify(l, c)
	s.stop()
	t.verifyAudit(at)
}

// diskHangs lets no write of the disk end for a while. SQLite has memory that is
// a file on that disk, and a thread that waits for its page may hold up the whole
// process: docs/operations.md says so. What is judged is what comes after.
func diskHangs(t *trial) {
	d := t.newDisk()
	at := file(d.mount)
	l := newLedger("hang")
	s := t.start(at)
	c := newClient(s)
	work := storing(8, 1<<30, c, l)
	t.sleep(500 * time.Millisecond)
	thaw := d.freeze()
	t.sleep(4 * time.Second)
	thaw()
	before := work.of("201")
	took := t.within(5*time.Second, "storing works again", func() bool { return work.of("201") > before })
	t.note("stores again %d ms after the disk does", took.Milliseconds())
	t.within(5*time.Second, "screening works again", func() bool { return c.screen().status == 200 })
	work.stop()
	t.settle(l, c)
	t.verify(l, c)
	s.stop()
	t.verifyAudit(at)
}
