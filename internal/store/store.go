// Package store keeps screenings, the audit trail and API keys, in a file of
// SQLite or in PostgreSQL.
//
// There is one implementation, with one set of statements; engine.go holds what
// differs. What can be read without the key file is who stored or read what and
// when; the screenings themselves are sealed before they get here.
//
// Errors that a caller can act on are *problem.Error: NotFound, and Unavailable
// whatever it is that keeps the database from answering, within 2 s. The store
// recovers by itself. What was acknowledged is on the disk.
//
// Order is that of storing, never of time: a clock may be set back.
package store

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rlscreen/rlscreen/internal/problem"
)

const (
	// deadline is how long a statement, or a transaction that is waited for, may
	// take; patience how long a caller of Commit waits in all.
	deadline = 1500 * time.Millisecond
	patience = 1900 * time.Millisecond
	// retryEvery is after how long a database that could not be reached is tried
	// again.
	retryEvery = time.Second
)

// Wrapper wraps and unwraps secrets by the keys of a key file. *seal.Keys is one.
type Wrapper interface {
	// Wrap wraps a secret by the newest key, whose id it returns. With an error
	// nothing was wrapped; *seal.Keys has none.
	Wrap(secret, context []byte) (masterID string, wrapped []byte, err error)
	// Unwrap returns the secret again, or seal.ErrUnknownKey when the key file has
	// no key of the id, or seal.ErrBroken when what is wrapped was changed, or is
	// of another key or context.
	Unwrap(masterID string, wrapped, context []byte) ([]byte, error)
	// Newest is the id of the key by which Wrap wraps.
	Newest() string
}

// Options are what a Store needs.
type Options struct {
	// DSN is the path of a file, or postgres://…
	DSN  string
	Keys Wrapper
	Now  func() time.Time
	Rand io.Reader
	// Log gets what an operator should know; nil nothing.
	Log *slog.Logger
	// Observe is told of each transaction of Commit: of how many changes, how long
	// it took, and how it ended. It may be nil.
	Observe func(batch int, took time.Duration, err error)
}

// Store is a database of screenings. It is safe for concurrent use, also by
// several processes on the same database.
type Store struct {
	options  Options
	engine   *engine
	readers  statements
	writer   *writer
	prepared atomic.Pointer[prepared]
	// refusal is why a database that answers cannot be used, if so.
	refusal atomic.Pointer[problem.Error]
	// unready is why nothing is prepared yet.
	unready atomic.Pointer[error]
	// stop ends what runs beside the writer, cut the writer itself.
	stop, cut     context.CancelFunc
	work, writing sync.WaitGroup
	closing       sync.Once
	strange       strangers
	asked         pings
}

// prepared is what is known of a database whose schema is ours.
type prepared struct {
	epoch   string
	secrets map[string][]byte
	signer  ed25519.PrivateKey
}

// Open connects, brings the schema up to date, and makes the secrets of a new
// database. It fails with *NewerSchema when a newer program has used the
// database, when the key file does not fit, and when the file cannot be opened.
// A PostgreSQL that cannot be reached is no error: until it is there the store
// answers Unavailable.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	engine, err := open(o.DSN)
	if err != nil {
		return nil, err
	}
	if engine.unverified {
		o.Log.Warn("nobody checks whose server the database is, nor whether the connection to it is encrypted: say sslmode=verify-full in its address")
	}
	s := &Store{options: o, engine: engine, readers: statements{engine: engine}}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	err = s.prepare(ctx)
	if err != nil && (engine.path != "" || engine.fault(err) != faultUnreachable || ctx.Err() != nil) {
		stop()
		return nil, errors.Join(err, engine.close())
	}
	if err != nil {
		s.unready.Store(&err)
		o.Log.Warn("the database cannot be reached; it is tried again", slog.String("cause", problem.Reason(err)))
		s.work.Go(func() { s.prepareLater(running) })
	}
	s.writer = newWriter(s)
	storing, cut := context.WithCancel(context.WithoutCancel(ctx))
	s.cut = cut
	s.writing.Go(func() { s.writer.run(storing) })
	if engine.path != "" {
		s.work.Go(func() { s.writer.checkpoints(running) })
	}
	return s, nil
}

// Close stores what has been accepted, and closes the database. It may be called
// again.
func (s *Store) Close() error {
	var err error
	s.closing.Do(func() {
		s.writer.close()
		s.stop()
		late := time.AfterFunc(patience, s.cut) // nobody waits any longer than that
		s.writing.Wait()
		late.Stop()
		s.cut()
		s.work.Wait()
		s.readers.close()
		err = s.engine.close()
	})
	return err
}

// Secret returns a secret of this database: "index" for blind indexes, "audit"
// the seed of the key that signs heads.
func (s *Store) Secret(_ context.Context, name string) ([]byte, error) {
	p, err := s.ready()
	if err != nil {
		return nil, forReaders(err)
	}
	secret, is := p.secrets[name]
	if !is {
		return nil, problem.New(problem.NotFound, "There is no such secret.")
	}
	return slices.Clone(secret), nil
}

// ready returns what was prepared, or why nothing can be done yet.
func (s *Store) ready() (*prepared, error) {
	if refusal := s.refusal.Load(); refusal != nil {
		return nil, refusal
	}
	p := s.prepared.Load()
	if p == nil {
		var cause error
		if last := s.unready.Load(); last != nil {
			cause = *last
		}
		return nil, unavailable(detailUnreachable, soon, cause)
	}
	return p, nil
}
