package store

import (
	"context"
	"database/sql"
	"sync"
)

// statements are those of readers, each prepared once.
type statements struct {
	engine *engine
	known  sync.Map // text to *sql.Stmt
}

func (c *statements) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	if !c.engine.prepares {
		return c.engine.read.QueryContext(ctx, query, args...)
	}
	statement, err := c.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	return statement.QueryContext(ctx, args...)
}

func (c *statements) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if known, is := c.known.Load(query); is {
		return known.(*sql.Stmt), nil
	}
	made, err := c.engine.read.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if known, is := c.known.LoadOrStore(query, made); is {
		return known.(*sql.Stmt), made.Close()
	}
	return made, nil
}

func (c *statements) close() {
	for _, made := range c.known.Range {
		_ = made.(*sql.Stmt).Close() // the database is closed next
	}
}
