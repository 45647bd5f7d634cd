package main

import (
	"syscall"
	"time"
)

// inTime is how long a call may take whatever the database does: 2 s, and one
// for a busy machine.
const inTime = 3 * time.Second

// postgresFails spoils the way to PostgreSQL, and PostgreSQL, in several ways.
func postgresFails(t *trial) {
	db := t.newCluster(t.dir)
	p := t.newProxy(db.port)
	at := db.storageThrough("records", p.port)
	l := newLedger("postgres")
	s := t.start(at)
	c := newClient(s)
	down := toxic{"timeout", "downstream", map[string]int{"timeout": 0}}
	up := toxic{"timeout", "upstream", map[string]int{"timeout": 0}}
	for _, fault := range []struct {
		name    string
		refused bool // whether nothing can be stored meanwhile
		spoil   func()
		mend    func() // nil: the proxy is mended
	}{
		{name: "answers 200 ms late", spoil: func() {
			p.spoil(toxic{"latency", "downstream", map[string]int{"latency": 200, "jitter": 20}})
		}},
		{name: "answers nothing", refused: true, spoil: func() { p.spoil(down) }},
		{name: "hears nothing and answers nothing", refused: true, spoil: func() { p.spoil(up, down) }},
		{name: "resets connections", refused: true, spoil: func() {
			p.spoil(toxic{"reset_peer", "downstream", map[string]int{"timeout": 0}})
		}},
		{name: "resets connections after 100 ms", spoil: func() {
			p.spoil(toxic{"reset_peer", "downstream", map[string]int{"timeout": 100}})
		}},
		{name: "is down", refused: true, spoil: func() { p.enable(false) }},
		{name: "is heard at 1 kB a second", refused: true, spoil: func() {
			p.spoil(toxic{"bandwidth", "upstream", map[string]int{"rate": 1}})
		}},
		{name: "stands still", refused: true, spoil: func() { db.signal(syscall.SIGSTOP) }, mend: func() { db.signal(syscall.SIGCONT) }},
		{name: "has its tables locked", refused: true, spoil: func() { db.lock("records", 3*time.Second) }},
		{name: "ends all sessions", spoil: func() { db.query("records", endSessions) }},
		{name: "restarts, fast", spoil: func() { db.stop("fast"); db.start() }},
		{name: "restarts, at once", spoil: func() { db.stop("immediate"); db.start() }},
	} {
		t.note("PostgreSQL %s", fault.name)
		if fault.mend == nil {
			fault.mend = p.mend
		}
		t.throughout(c, l, fault.refused, fault.spoil, fault.mend)
	}
	t.settle(l, c)
	t.verify(l, c)
	s.stop()
	t.verifyAudit(at)
}

// stoppedInSilence tells the service to stop while PostgreSQL answers nothing.
func stoppedInSilence(t *trial) {
	db := t.newCluster(t.dir)
	p := t.newProxy(db.port)
	at := db.storageThrough("records", p.port)
	l := newLedger("silent")
	for _, stream := range []string{"downstream", "upstream"} {
		s := t.start(at)
		c := newClient(s)
		work := storing(4, 1<<30, c, l)
		t.sleep(300 * time.Millisecond)
		p.spoil(toxic{"timeout", stream, map[string]int{"timeout": 0}})
		t.sleep(200 * time.Millisecond)
		began := time.Now()
		s.stop()
		t.note("ended after %.1f s", time.Since(began).Seconds())
		t.unharmed("storing", work)
		p.mend()
	}
	c := newClient(t.start(at))
	t.settle(l, c)
	t.verify(l, c)
	t.verifyAudit(at)
}

// endSessions ends every session of others.
const endSessions = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"

// throughout stores and screens while something is broken, and expects that it
// heals by itself once it is mended.
func (t *trial) throughout(c *client, l *ledger, refused bool, spoil, mend func()) {
	forms := screening(c)
	work := storing(8, 1<<30, c, l)
	t.sleep(300 * time.Millisecond)
	spoil()
	t.sleep(2 * time.Second)
	ready := c.get("/readyz")
	t.sleep(600 * time.Millisecond)
	if refused {
		t.expect(work.of("503") > 0, "storing is refused with 503")
		t.expect(ready.status == 503, "the service is not ready: %s", ready)
	}
	t.expect(c.get("/livez").status == 200, "the service is alive")
	t.expect(ready.took < time.Second, "readiness is answered in time: %s", ready.took)
	mend()
	mended := time.Now()
	took := t.within(5*time.Second, "storing works again", func() bool { return work.lastDone().After(mended) })
	t.within(5*time.Second, "the service is ready again", func() bool { return c.get("/readyz").status == 200 })
	t.unharmed("  storing", work)
	t.expect(work.of("no answer") == 0, "every call is answered")
	t.expect(work.longest <= inTime, "storing is answered within %s: %s", inTime, work.longest)
	t.undisturbed("  screening", forms, 2*time.Second)
	t.note("  stores again %d ms after it is mended", took.Milliseconds())
}

// postgresLate starts the service before PostgreSQL.
func postgresLate(t *trial) {
	db := t.newCluster(t.dir)
	at := db.storage("records")
	db.stop("fast")
	s := t.start(at)
	c := newClient(s)
	t.expect(c.get("/livez").status == 200, "the service is alive")
	ready := c.get("/readyz")
	t.expect(ready.status == 503, "the service is not ready: %s", ready)
	l := newLedger("late")
	refused := clients(2, 10, 201, func() *answer { return c.store(l.add()) })
	refused.done()
	t.unharmed("storing", refused)
	t.expect(refused.of("503") == 10, "storing is refused with 503")
	t.expect(refused.longest <= inTime, "storing is answered within %s: %s", inTime, refused.longest)
	// Whether callers need a credential stands in the database, which nobody has read yet.
	screened := c.screen()
	t.note("screening: %s", screened)
	t.expect(screened.status == 200 || screened.status == 503, "screening is answered, or refused clearly")
	db.start()
	took := t.within(5*time.Second, "storing works", func() bool { return c.store(l.add()).status == 201 })
	t.note("stores %d ms after PostgreSQL is there", took.Milliseconds())
	t.within(5*time.Second, "the service is ready", func() bool { return c.get("/readyz").status == 200 })
	t.expect(c.screen().status == 200, "screening works")
	t.settle(l, c)
	t.verify(l, c)
	s.stop()
	t.verifyAudit(at)
}

// replicas sends the same to two replicas at the same moment.
func replicas(t *trial) {
	db := t.newCluster(t.dir)
	at := db.storage("records")
	doomed := t.start(at)
	one, two := newClient(t.start(at)), newClient(doomed)
	l := newLedger("replicas")
	const pairs = 300
	y := newTally()
	apart := each(4, indices(pairs), func(int) string { return atOnce(y, l.add(), one, two) })
	t.note("%d keys, each four times at once to two replicas: %s", pairs, y)
	t.expect(len(apart) == 0, "all give one record: %s", some(apart))
	t.expect(len(y.faults) == 0, "nothing but 201, 409 and 503: %s", some(y.faults))

	mixed := []*load{storing(8, 1500, one, l), storing(8, 1500, two, l)}
	for _, work := range mixed {
		work.done()
		t.unharmed("mixed load", work)
		t.expect(work.of("201") == 1500, "all are stored")
	}

	mixed = []*load{storing(8, 500, one, l), storing(8, 1<<30, two, l)}
	t.sleep(200 * time.Millisecond)
	doomed.kill()
	mixed[0].done()
	t.unharmed("load on one replica while the other is killed", mixed[0])
	t.expect(mixed[0].of("201") == 500, "the other replica is not concerned")
	t.unharmed("load on the one that is killed", mixed[1])
	two.turnTo(t.start(at))
	t.settle(l, two)
	t.verify(l, one)
	t.verifyAudit(at)
}

// atOnce stores one thing twice at each of two replicas until all are
// acknowledged, and compares the answers.
func atOnce(y *tally, e *entry, one, two *client) string {
	start := make(chan struct{})
	faults := make(chan string, 4)
	copies := [4]entry{*e, *e, *e, *e}
	for i, c := range []*client{one, two, one, two} {
		go func() {
			<-start
			faults <- untilStored(y, &copies[i], c)
		}()
	}
	close(start)
	for range copies {
		if fault := <-faults; fault != "" {
			return fault
		}
	}
	e.id, e.answer, e.at = copies[0].id, copies[0].answer, copies[0].at
	for _, other := range copies {
		if other.id != e.id || other.answer != e.answer {
			return "the same key gave " + e.id + " and " + other.id + ", or other bytes"
		}
	}
	return ""
}

func untilStored(y *tally, e *entry, c *client) string {
	for range 200 {
		a := c.store(e)
		y.count(a, 201)
		if a.status == 201 {
			return a.fault
		}
		time.Sleep(10 * time.Millisecond)
	}
	return "a replica never acknowledges"
}

func indices(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}
