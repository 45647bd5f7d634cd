package store_test

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/store"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// clients is how many wait for their answer at the same time.
const clients = 64

// BenchmarkDurableCreates stores records of a usual size for 64 clients, and
// gives the number a second as ratios to what the same machine does in the same
// rounds with a transaction for each change, and with a plain file that is
// appended to and synced for all that wait.
func BenchmarkDurableCreates(b *testing.B) {
	d := sqlite(b)
	s := d.open(b)
	alone, err := store.Open(b.Context(), d.options())
	if err != nil {
		b.Fatal(err)
	}
	defer alone.Close()
	single := make(chan struct{}, 1)
	file := newAppendFile(b)
	ways := []func(tenant.ID, store.Change) error{
		func(t tenant.ID, c store.Change) error { _, err := s.Commit(background(), t, c); return err },
		func(t tenant.ID, c store.Change) error {
			single <- struct{}{}
			defer func() { <-single }()
			_, err := alone.Commit(background(), t, c)
			return err
		},
		func(_ tenant.ID, c store.Change) error { file.append(c.Insert.Sealed); return nil },
	}
	rates := make([]float64, len(ways))
	rounds := 0.0
	for b.Loop() {
		for i, way := range ways {
			rates[i] += visit(b, d, way)
		}
		rounds++
	}
	for i := range rates {
		rates[i] /= rounds
	}
	b.ReportMetric(rates[0], "creates/s")
	b.ReportMetric(rates[0]/rates[1], "x-transaction-each")
	b.ReportMetric(rates[0]/rates[2], "x-append-file")
}

// visit lets all clients store for a moment, and returns how many a second were
// acknowledged.
func visit(b *testing.B, d *database, store func(tenant.ID, store.Change) error) float64 {
	const lasts = 250 * time.Millisecond
	var stored atomic.Int64
	var wait sync.WaitGroup
	started := time.Now()
	for client := range clients {
		wait.Go(func() {
			name := tenant.ID(fmt.Sprint("tenant-", client%4))
			for time.Since(started) < lasts {
				if err := store(name, newRecord(d)); err != nil {
					b.Error(err)
					return
				}
				stored.Add(1)
			}
		})
	}
	wait.Wait()
	return float64(stored.Load()) / time.Since(started).Seconds()
}

// newRecord has the size of a usual screening, sealed.
func newRecord(d *database) store.Change {
	text := make([]byte, 2200)
	rand.Read(text)
	id := "rec_" + rand.Text()
	return store.Change{
		Insert: &store.Record{ID: id, CreatedAt: d.clock.now(), Master: "k1", Wrapped: text[:61], Sealed: text, Subject: text[100:116], Outcome: []byte("outcome")},
		Events: []audit.Event{d.event(audit.Created, id)},
	}
}

// appendFile is the least that is durable: all that wait are written one after
// the other and synced once.
type appendFile struct {
	file  *os.File
	queue chan appended
}

type appended struct {
	text []byte
	done chan struct{}
}

func newAppendFile(b *testing.B) *appendFile {
	file, err := os.Create(filepath.Join(b.TempDir(), "append"))
	if err != nil {
		b.Fatal(err)
	}
	a := &appendFile{file: file, queue: make(chan appended, 1024)}
	go a.write()
	b.Cleanup(func() { close(a.queue); file.Close() })
	return a
}

func (a *appendFile) append(text []byte) {
	done := make(chan struct{})
	a.queue <- appended{text, done}
	<-done
}

func (a *appendFile) write() {
	for first := range a.queue {
		all := []appended{first}
		for more := true; more; {
			select {
			case next, open := <-a.queue:
				if more = open; more {
					all = append(all, next)
				}
			default:
				more = false
			}
		}
		for _, one := range all {
			a.file.Write(one.text)
		}
		syscall.Fdatasync(int(a.file.Fd()))
		for _, one := range all {
			close(one.done)
		}
	}
}
