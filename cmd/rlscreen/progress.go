package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
)

// progress passes lines on and counts them; somebody at a terminal sees the
// count move.
type progress struct {
	to       io.Writer
	terminal io.Writer // nil when nobody watches
	lines    int
	shown    int
}

// shownEvery is after how many lines the count is shown again.
const shownEvery = 1000

func newProgress(to, stderr io.Writer) *progress {
	p := &progress{to: to}
	if isTerminal(stderr) {
		p.terminal = stderr
	}
	return p
}

// Write passes lines on.
func (p *progress) Write(text []byte) (int, error) {
	n, err := p.to.Write(text)
	p.lines += bytes.Count(text[:n], []byte("\n"))
	if p.terminal != nil && p.lines >= p.shown+shownEvery {
		p.shown = p.lines
		fmt.Fprintf(p.terminal, "\r%d lines", p.lines)
	}
	return n, err
}

// end shows the whole count.
func (p *progress) end() {
	if p.terminal != nil {
		fmt.Fprintf(p.terminal, "\r%d lines\n", p.lines)
	}
}

// isTerminal reports whether a person reads what is written to w.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	state, err := file.Stat()
	return err == nil && state.Mode()&os.ModeCharDevice != 0
}
