package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// rewound is what can be read twice: a file as it is, and what comes through a
// pipe from a file that is made of it, which is removed at the end.
func rewound(from io.Reader) (input io.ReadSeeker, end func(), err error) {
	if there, is := from.(io.ReadSeeker); is {
		if _, err := there.Seek(0, io.SeekCurrent); err == nil {
			return there, func() {}, nil
		}
	}
	spool, err := os.CreateTemp("", "rlscreen-restore-*") // its owner alone can read it
	if err != nil {
		return nil, nil, fmt.Errorf("keeping the backup while it is checked: %w", outside{err})
	}
	end = func() {
		_ = spool.Close()
		_ = os.Remove(spool.Name())
	}
	if _, err = io.Copy(spool, from); err == nil {
		_, err = spool.Seek(0, io.SeekStart)
	}
	if err != nil {
		end()
		return nil, nil, fmt.Errorf("keeping the backup while it is checked: %w", outside{err})
	}
	return spool, end, nil
}

// inspect reads a backup to its end, and back to where it began, before anything
// else waits for it.
func inspect(ctx context.Context, input io.ReadSeeker) error {
	begin, err := input.Seek(0, io.SeekCurrent)
	if err != nil {
		return outside{err}
	}
	b, err := newBackupReader(input)
	if err != nil {
		return err
	}
	if err := b.header(); err != nil {
		return err
	}
	for l := new(line); l != nil; {
		if err := ctx.Err(); err != nil {
			return err
		}
		if l, err = b.next(); err != nil {
			return err
		}
	}
	if _, err := input.Seek(begin, io.SeekStart); err != nil {
		return errors.Join(errors.New("the backup cannot be read twice"), outside{err})
	}
	return nil
}
