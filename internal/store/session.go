package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"
)

// session is the connection of the writer, with its prepared statements. It is
// made anew after whatever may have broken it.
type session struct {
	engine     *engine
	conn       *sql.Conn
	statements map[string]*sql.Stmt
	insertions map[rowsOf]string
	// wrote says whether the last transaction has changed a row.
	wrote bool
}

// rowsOf names the text of an insertion for so many rows.
type rowsOf struct {
	insertion insertion
	rows      int
}

// txn is a running transaction of the writer.
type txn struct {
	*session
	ctx context.Context // that of this transaction
}

// rollbackTime is how long an undone transaction may hold up the next one.
const rollbackTime = 300 * time.Millisecond

// transact runs f in a transaction and commits it. What another transaction was
// in the way of is tried again, until the deadline; what may have been committed
// never is.
func (w *writer) transact(ctx context.Context, patient bool, f func(*txn) error) error {
	limit, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	if patient {
		limit = ctx
	}
	for attempt := time.Duration(1); ; attempt++ {
		err := w.try(limit, patient, f)
		if err != nil {
			clear(w.masters) // none of them may be there
		}
		var missing *missingHeads
		switch {
		case err == nil || errors.Is(err, errUnknownOutcome):
			return err
		case errors.As(err, &missing) && attempt <= 3:
			err := w.try(limit, patient, w.makeHeads(missing.tenants))
			if errors.As(err, &missing) { // that of the service itself
				err = w.try(limit, patient, w.makeHeads(missing.tenants))
			}
			if err != nil {
				return err
			}
		case w.store.engine.fault(err) != faultRetry || attempt > 8 || !sleep(limit, attempt*2*time.Millisecond):
			return err
		}
	}
}

// try runs f once, and remembers the heads that it has written.
func (w *writer) try(ctx context.Context, patient bool, f func(*txn) error) error {
	w.trust.moved = nil
	err := w.session.attempt(ctx, patient, f)
	w.trust.settle(err)
	return err
}

// attempt runs f once.
func (s *session) attempt(ctx context.Context, patient bool, f func(*txn) error) error {
	whole := ctx
	if !s.engine.cancels {
		ctx = context.WithoutCancel(ctx)
	}
	lockWait := deadline
	if patient {
		lockWait = patientLock
	}
	if err := s.start(ctx, lockWait); err != nil {
		return err
	}
	t := &txn{session: s, ctx: ctx}
	s.wrote = false
	err := t.prelude(patient)
	if err == nil {
		err = f(t)
	}
	if err == nil && (patient || s.engine.cancels) {
		err = whole.Err()
	}
	if err != nil {
		s.rollback(ctx, err)
		return err
	}
	wrote := s.wrote
	_, err = t.exec("COMMIT") // SQLite says again how many rows the statement before it has changed
	s.wrote = wrote
	switch {
	case err == nil:
		return nil
	case s.engine.decided(err):
		s.rollback(ctx, err)
		return err
	default:
		s.drop()
		return fmt.Errorf("%w: %w", errUnknownOutcome, err)
	}
}

func (t *txn) prelude(patient bool) error {
	if !patient {
		return nil
	}
	for _, statement := range t.engine.patient {
		if _, err := t.exec(statement); err != nil {
			return err
		}
	}
	return nil
}

// start begins a transaction. A connection that turns out to be gone is made
// anew once: nothing has been done on it yet. For the lock of a file it waits in
// short steps, since who has it gives it back for a moment only.
func (s *session) start(ctx context.Context, lockWait time.Duration) error {
	fresh := s.conn == nil
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), lockWait)
	defer cancel()
	for {
		err := s.begin(ctx)
		switch {
		case err == nil:
			return nil
		case s.engine.fault(err) == faultBusy && sleep(limit, lockStep):
		case fresh || ctx.Err() != nil || s.engine.fault(err) == faultBusy:
			return err
		default:
			fresh = true
		}
	}
}

// lockStep is how long a step is, and patientLock how long work without a
// deadline waits for its turn.
const (
	lockStep    = time.Millisecond
	patientLock = 30 * time.Second
)

func (s *session) connect(ctx context.Context) error {
	if s.conn != nil {
		return nil
	}
	conn, err := s.engine.write.Conn(ctx)
	if err == nil {
		s.conn, s.statements = conn, map[string]*sql.Stmt{}
	}
	return err
}

func (s *session) begin(ctx context.Context) error {
	if err := s.connect(ctx); err != nil {
		return err
	}
	_, err := (&txn{session: s, ctx: ctx}).exec(s.engine.begin)
	if err != nil && s.engine.fault(err) != faultBusy {
		s.drop()
	}
	return err
}

// rollback undoes. A connection on which that fails, or which has just failed
// itself, is not used again.
func (s *session) rollback(ctx context.Context, cause error) {
	if s.engine.fault(cause) == faultUnreachable {
		s.drop()
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTime)
	defer cancel()
	if _, err := s.conn.ExecContext(ctx, "ROLLBACK"); err != nil {
		s.drop()
	}
}

// drop closes the connection; the next transaction makes another one.
func (s *session) drop() {
	if s.conn == nil {
		return
	}
	for _, statement := range s.statements {
		_ = statement.Close() // the connection is closed next
	}
	_ = s.conn.Raw(func(any) error { return driver.ErrBadConn }) // so the pool does not keep it
	_ = s.conn.Close()
	s.conn, s.statements = nil, nil
}

// prepared returns a statement, which is prepared once for each connection.
func (t *txn) prepared(query string) (*sql.Stmt, error) {
	if known := t.statements[query]; known != nil {
		return known, nil
	}
	made, err := t.conn.PrepareContext(t.ctx, query)
	if err == nil {
		t.statements[query] = made
	}
	return made, err
}

func (t *txn) exec(query string, args ...any) (int64, error) {
	var result sql.Result
	var err error
	if t.engine.prepares {
		var statement *sql.Stmt
		if statement, err = t.prepared(query); err == nil {
			result, err = statement.ExecContext(t.ctx, args...)
		}
	} else {
		result, err = t.conn.ExecContext(t.ctx, query, args...)
	}
	if err != nil {
		return 0, err
	}
	changed, err := result.RowsAffected()
	t.wrote = t.wrote || changed > 0
	return changed, err
}

// each hands over every row of the answer.
func (t *txn) each(query string, args []any, scan func(*sql.Rows) error) error {
	var rows *sql.Rows
	var err error
	if t.engine.prepares {
		var statement *sql.Stmt
		if statement, err = t.prepared(query); err == nil {
			rows, err = statement.QueryContext(t.ctx, args...)
		}
	} else {
		rows, err = t.conn.QueryContext(t.ctx, query, args...)
	}
	if err != nil {
		return err
	}
	return errors.Join(scanAll(rows, scan), rows.Close())
}

// one asks for a single row, and reports whether there was one.
func (t *txn) one(query string, args []any, into ...any) (bool, error) {
	found := false
	err := t.each(query, args, func(rows *sql.Rows) error {
		found = true
		return rows.Scan(into...)
	})
	return found, err
}

// insert puts in rows, given one after the other as flat. It does so in pieces
// whose sizes are powers of two, so that there are few different statements.
func (t *txn) insert(i insertion, flat []any) error {
	const most = 16
	for len(flat) > 0 {
		rows := most
		for rows*i.columns > len(flat) {
			rows /= 2
		}
		if _, err := t.exec(t.insertion(i, rows), flat[:rows*i.columns]...); err != nil {
			return err
		}
		flat = flat[rows*i.columns:]
	}
	return nil
}

func (s *session) insertion(i insertion, rows int) string {
	key := rowsOf{i, rows}
	text, is := s.insertions[key]
	if !is {
		if s.insertions == nil {
			s.insertions = map[rowsOf]string{}
		}
		text = i.text(rows)
		s.insertions[key] = text
	}
	return text
}
