package store

import (
	"context"
	"sync"
	"time"
)

// pingEvery is for how long an answer of Ping is given again. Anybody may ask
// whether the service is ready, as often as they like.
const pingEvery = time.Second

// pings are the answers of Ping.
type pings struct {
	mu   sync.Mutex
	last *ping
}

// ping asks the database once.
type ping struct {
	at   time.Time
	done chan struct{} // closed when it has answered
	err  error         // may be read then
}

// Ping reports whether the database answers, and can be used. When the last
// change could not be stored, it finds out by storing something. It asks once a
// second at most, and gives others the same answer.
func (s *Store) Ping(ctx context.Context) error {
	p := s.asked.current(s.options.Now(), func(p *ping) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		p.err = s.ping(ctx)
	})
	select {
	case <-p.done:
		return p.err
	case <-ctx.Done():
		return forReaders(unavailable(detailUnreachable, soon, ctx.Err()))
	}
}

// current is the answer that is not too old, or the one that is under way, and
// otherwise one that ask is to find.
func (l *pings) current(now time.Time, ask func(*ping)) *ping {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.last != nil {
		age := now.Sub(l.last.at)
		select {
		case <-l.last.done:
			if age >= 0 && age < pingEvery { // the clock may be set back
				return l.last
			}
		default:
			return l.last
		}
	}
	p := &ping{at: now, done: make(chan struct{})}
	l.last = p
	go func() {
		defer close(p.done)
		ask(p)
	}()
	return p
}

func (s *Store) ping(ctx context.Context) error {
	if s.writer.failing.Load() {
		return forReaders(s.perform(ctx, false, func(t *txn) error {
			if err := s.writer.room(); err != nil {
				return err
			}
			_, err := t.exec("UPDATE state SET probe = probe + 1")
			return err
		}))
	}
	var epoch string
	return s.one(ctx, "asking the database", "SELECT epoch FROM state", nil, &epoch)
}
