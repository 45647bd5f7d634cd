package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"time"
)

// longest is how long one scenario may take.
const longest = 2 * time.Minute

// trial is a scenario while it runs. Its methods are for the goroutine of the
// scenario alone.
type trial struct {
	ctx    context.Context
	bin    string // the program
	getenv func(string) string
	dir    string // a folder of its own
	out    io.Writer
	faults int
	undo   []func()
}

// abandoned ends a scenario that cannot go on.
var errAbandoned = errors.New("abandoned")

// perform runs a scenario, undoes what it set up, and says whether it held.
func (t *trial) perform(ctx context.Context, scenario func(*trial)) bool {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	t.ctx = ctx
	defer func() {
		for i := len(t.undo) - 1; i >= 0; i-- {
			t.undo[i]()
		}
	}()
	func() {
		defer func() {
			if reason := recover(); reason != nil && reason != any(errAbandoned) {
				panic(reason)
			}
		}()
		t.must("make a folder", os.MkdirAll(t.dir, 0o711)) // PostgreSQL, another user, has a folder in it
		scenario(t)
	}()
	return t.faults == 0
}

// later runs undo when the scenario has ended; what was set up last goes first.
func (t *trial) later(undo func()) { t.undo = append(t.undo, undo) }

// note prints what was seen.
func (t *trial) note(format string, args ...any) {
	fmt.Fprintf(t.out, "   "+format+"\n", args...)
}

// expect counts a fault unless ok; the words say what must hold and what was seen.
func (t *trial) expect(ok bool, format string, args ...any) bool {
	if !ok {
		t.faults++
		t.note("NOT: "+format, args...)
	}
	return ok
}

// must ends the scenario as failed on an error.
func (t *trial) must(doing string, err error) {
	if err != nil {
		t.faults++
		t.note("FAULT: %s: %v", doing, err)
		panic(errAbandoned)
	}
}

// command runs a program to its end and returns what it wrote on both outputs.
func (t *trial) command(name string, args ...string) (string, error) {
	out, err := exec.CommandContext(t.ctx, name, args...).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, lastLines(string(out), 3))
	}
	return string(out), err
}

// within asks every 50 ms until ok, and returns after how long that was. It
// counts a fault if that takes longer than most.
func (t *trial) within(most time.Duration, what string, ok func() bool) time.Duration {
	began := time.Now()
	for !ok() {
		if time.Since(began) > most || t.ctx.Err() != nil {
			t.expect(false, "%s within %s", what, most)
			return time.Since(began)
		}
		t.sleep(50 * time.Millisecond)
	}
	return time.Since(began)
}

func (t *trial) sleep(d time.Duration) {
	select {
	case <-time.After(d):
	case <-t.ctx.Done():
	}
}

// freePort is a port of this machine that nobody listens on now.
func (t *trial) freePort() int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	t.must("find a free port", err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// lastLines are the last n lines of a text, on one line.
func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], " | ")
}
