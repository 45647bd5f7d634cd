package main

import (
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// rates measures; nothing is judged by time here.
func rates(t *trial) {
	const rounds = 3
	s := t.start(file(t.dir))
	c := newClient(s)
	c.screen()
	size := len(c.store(newLedger("size").add()).body)
	l := newLedger("rates")
	var syncs, stored, one, screened []float64
	var typical time.Duration
	for range rounds {
		syncs = append(syncs, t.syncRate(size, 700*time.Millisecond))
		work := storing(64, 1<<30, c, l)
		t.sleep(1500 * time.Millisecond)
		t.unharmed("storing", work)
		stored, typical = append(stored, work.rate()), work.median()
		alone := storing(1, 1<<30, c, l)
		t.sleep(500 * time.Millisecond)
		t.unharmed("storing, one client", alone)
		one = append(one, alone.rate())
		forms := clients(64, 1<<30, 200, c.screen)
		t.sleep(time.Second)
		t.unharmed("screening", forms)
		screened = append(screened, forms.rate())
	}
	t.note("a second, medians of %d rounds: %.0f durable records with 64 clients (median %d ms), %.0f with one, %.0f screenings, %.0f syncs of an append of %d bytes",
		rounds, middle(stored), typical.Milliseconds(), middle(one), middle(screened), middle(syncs), size)
	t.note("durable records for each such sync %.2f, for each with one client %.2f, for each screening %.2f",
		middle(stored)/middle(syncs), middle(stored)/middle(one), middle(stored)/middle(screened))
	for _, name := range []string{"rlscreen.db", "rlscreen.db-wal"} {
		if state, err := os.Stat(filepath.Join(t.dir, name)); err == nil {
			t.note("%d records: %s has %d KiB", len(l.entries), name, state.Size()>>10)
		}
	}
	s.stop()
}

// syncRate is how often a second the disk syncs an append of some bytes.
func (t *trial) syncRate(size int, during time.Duration) float64 {
	f, err := os.Create(filepath.Join(t.dir, "syncs"))
	t.must("make a file", err)
	defer f.Close()
	record := make([]byte, size)
	n, began := 0, time.Now()
	for time.Since(began) < during {
		_, err := f.Write(record)
		t.must("write", err)
		t.must("sync", syscall.Fdatasync(int(f.Fd())))
		n++
	}
	return float64(n) / time.Since(began).Seconds()
}

func middle(list []float64) float64 {
	list = slices.Sorted(slices.Values(list))
	return list[len(list)/2]
}
