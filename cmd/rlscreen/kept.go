package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/config"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/records"
	"github.com/rlscreen/rlscreen/internal/seal"
	"github.com/rlscreen/rlscreen/internal/server"
)

const (
	// pingTimeout is how long readiness waits for the database.
	pingTimeout = 500 * time.Millisecond
	// startTimeout is how long a start waits for it.
	startTimeout = 5 * time.Second
	// flushTimeout is how long refusals may take to be written at the end.
	flushTimeout = 5 * time.Second
	// secretEvery is how often a database is asked that was away at the start.
	secretEvery = time.Second
)

// kept is what the service keeps: nothing, when there is no database.
type kept struct {
	*database
	records *records.Service
	index   *seal.Index // nil while the database has not been reached
	log     *slog.Logger
	beside  sync.WaitGroup // what runs beside the requests
}

// opened is the database, nil when there is none.
func (s *serve) opened(p *program, metrics *server.Metrics, log *slog.Logger) (*database, error) {
	at, err := s.Database()
	if err != nil || at.IsNone() {
		return nil, err
	}
	return p.open(&s.Storage, opening{begin: true, keysGiven: s.Exposed(), log: log, observe: metrics.ObserveCommit})
}

// keep has the service keep what it answers in the database, if there is one.
func (s *serve) keep(p *program, service *app.Service, opened *database, log *slog.Logger) (*kept, error) {
	k := &kept{database: opened, log: log}
	if opened == nil {
		return k, nil
	}
	var err error
	if k.index, err = k.learn(p.ctx); err != nil && !isUnavailable(err) {
		return nil, errors.Join(err, k.Close())
	}
	k.records = records.New(records.Options{App: service, Store: k.Store, Keys: k.keys, Index: k.index, Now: p.now, Rand: p.rand, Log: log})
	return k, nil
}

// isUnavailable reports whether it may go better later on.
func isUnavailable(err error) bool {
	var known *problem.Error
	return errors.As(err, &known) && known.Kind == problem.Unavailable || errors.Is(err, context.DeadlineExceeded)
}

// learn reads the secret of the blind indexes, which is in the database.
func (d *database) learn(ctx context.Context) (*seal.Index, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	secret, err := d.Secret(ctx, "index")
	if err != nil {
		return nil, fmt.Errorf("read the secret of the indexes: %w", err)
	}
	return seal.NewIndex(secret), nil
}

// begin starts what runs beside the requests, until ctx ends.
func (k *kept) begin(ctx context.Context, retention time.Duration, metrics *server.Metrics) {
	if k.database == nil {
		return
	}
	if k.index == nil {
		k.log.Warn("the database cannot be reached: records and API keys are unavailable until it can")
		k.beside.Go(func() { k.learnLater(ctx, time.Tick(secretEvery)) })
	}
	k.beside.Go(func() { watch(ctx, time.Tick(watchEvery), k.keys.Fault, k.log) })
	if retention > 0 {
		expire := func(ctx context.Context) (int, error) { return k.records.Expire(ctx, retention) }
		k.beside.Go(func() { sweep(ctx, time.After(sweepFirst), time.Tick(sweepEvery), expire, metrics.CountExpired, k.log) })
	}
}

// learnLater learns the secret of the indexes as soon as the database can be reached.
func (k *kept) learnLater(ctx context.Context, again <-chan time.Time) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-again:
		}
		index, err := k.learn(ctx)
		if err == nil {
			k.records.UseIndex(index)
			k.log.Info("the database can be reached")
			return
		}
		if !isUnavailable(err) {
			k.log.Error("the database cannot be used", slog.String("cause", problem.Reason(err)))
			return
		}
	}
}

// reachable says for readiness whether the database answers.
func (k *kept) reachable(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	if k.Ping(ctx) != nil {
		return "unavailable"
	}
	return "ok"
}

// close writes what waits, and closes the database. No request runs any more.
func (k *kept) close(ctx context.Context) error {
	if k.database == nil {
		return nil
	}
	k.beside.Wait()
	ctx, cancel := context.WithTimeout(ctx, flushTimeout)
	defer cancel()
	if err := k.records.Flush(ctx); err != nil {
		k.log.Warn("refusals could not be written into the audit trail", slog.String("cause", problem.Reason(err)))
	}
	return k.Close()
}

const (
	// sweepFirst is when records are erased for the first time after a start,
	// which has enough to do.
	sweepFirst = time.Minute
	// sweepEvery is how often they are.
	sweepEvery = 10 * time.Minute
)

// watchEvery is how often the key file is looked at.
const watchEvery = time.Minute

// watch says once when the key file cannot be read any more, and once when it can
// again. Until the next start its keys serve on, so that nothing else would tell.
func watch(ctx context.Context, again <-chan time.Time, fault func() error, log *slog.Logger) {
	broken := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-again:
		}
		switch err := fault(); {
		case err != nil && !broken:
			log.Error("the key file cannot be read: its keys serve until the next start", slog.String("cause", err.Error()))
			broken = true
		case err == nil && broken:
			log.Info("the key file can be read again")
			broken = false
		}
	}
}

// sweep has records erased whose time has passed: first once, then again and
// again, until ctx ends.
func sweep(ctx context.Context, first, again <-chan time.Time, expire func(context.Context) (int, error), count func(int), log *slog.Logger) {
	for due := first; ; due = again {
		select {
		case <-ctx.Done():
			return
		case <-due:
		}
		n, err := expire(ctx)
		count(n)
		if n > 0 {
			log.Info("records past their retention were erased", slog.Int("records", n))
		}
		if err != nil && ctx.Err() == nil {
			log.Warn("records past their retention could not be erased", slog.String("cause", problem.Reason(err)),
				slog.String("setting", config.Variable("retention")))
		}
	}
}
