package app

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strconv"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/wire"
)

// MaxBatchLine is the longest line of a batch, in bytes.
const MaxBatchLine = 1 << 20

// BatchCount says how many lines were read and how many of them failed.
type BatchCount struct {
	Lines, Failed int
}

// chunkLines is how many lines travel together: enough to make the hand-over
// between goroutines cheap, few enough to keep memory small.
const chunkLines = 16

// chunkBytes closes a chunk early when its lines are long.
const chunkBytes = 256 << 10

// chunk is a run of lines and their answers.
type chunk struct {
	first  int // line number of the first line
	lines  []line
	text   []byte // of all lines
	out    []byte
	failed int
	done   chan struct{}
}

// line is a part of a chunk's text.
type line struct {
	start, end int
	tooLong    bool
}

// Batch answers NDJSON lines in input order. Lines are evaluated on all cores,
// memory is bounded whatever the length of the input, and a bad line fails
// alone. Problem turns an error into the wire form; flush is called when the
// input pauses. The error is a *problem.Error before anything is written, or one
// of reading, writing or the context.
func (s *Service) Batch(ctx context.Context, in io.Reader, out io.Writer, o Options,
	report func(*problem.Error) v1.Problem, flush func() error,
) (BatchCount, error) {
	if err := s.Pinned(o); err != nil {
		return BatchCount{}, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := runtime.GOMAXPROCS(0)
	work := make(chan *chunk, workers)
	ordered := make(chan *chunk, 2*workers)
	for range workers {
		go func() {
			for c := range work {
				s.answerChunk(c, o, report)
				close(c.done)
			}
		}()
	}
	readErr := make(chan error, 1)
	go func() {
		err := s.readChunks(ctx, in, work, ordered)
		close(work)
		close(ordered)
		readErr <- err
	}()
	count, err := s.writeChunks(ctx, ordered, out, flush)
	if err != nil {
		return count, err
	}
	// Why reading ended says more than that the context did.
	if err := <-readErr; err != nil {
		return count, err
	}
	return count, ctx.Err()
}

func (s *Service) writeChunks(ctx context.Context, ordered <-chan *chunk, out io.Writer, flush func() error) (BatchCount, error) {
	var count BatchCount
	for c := range ordered {
		select {
		case <-c.done:
		case <-ctx.Done():
			return count, nil // reading has ended too, and says why
		}
		if _, err := out.Write(c.out); err != nil {
			return count, err
		}
		count.Lines += len(c.lines)
		count.Failed += c.failed
		clear(c.text) // what patients said stays no longer than needed
		clear(c.out)
		s.chunks.Put(c)
		if len(ordered) == 0 {
			if err := flush(); err != nil {
				return count, err
			}
		}
	}
	return count, nil
}

// readChunks cuts the input into chunks. A chunk is sent on as soon as the
// input pauses, so that whoever sends one line and waits gets its answer.
func (s *Service) readChunks(ctx context.Context, in io.Reader, work, ordered chan<- *chunk) error {
	r := bufio.NewReaderSize(in, 64<<10)
	for next := 1; ; {
		c := s.newChunk(next)
		err := c.fill(r)
		next += len(c.lines)
		if len(c.lines) > 0 {
			for _, to := range []chan<- *chunk{ordered, work} {
				select {
				case to <- c:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// newChunk returns an empty chunk in memory that is used again.
func (s *Service) newChunk(first int) *chunk {
	c := s.chunks.Get().(*chunk)
	*c = chunk{first: first, lines: c.lines[:0], text: c.text[:0], out: c.out[:0], done: make(chan struct{})}
	return c
}

// fill reads lines until the chunk is full, the input pauses, or it ends.
func (c *chunk) fill(r *bufio.Reader) error {
	for len(c.lines) < chunkLines && len(c.text) < chunkBytes {
		l, err := c.readLine(r)
		if l.tooLong || err == nil || l.end > l.start {
			c.lines = append(c.lines, l)
		}
		if err != nil {
			return err
		}
		if waiting, _ := r.Peek(r.Buffered()); bytes.IndexByte(waiting, '\n') < 0 {
			return nil // what has arrived holds no further line
		}
	}
	return nil
}

// readLine appends one line to the text; the rest of one that is too long is
// read and dropped.
func (c *chunk) readLine(r *bufio.Reader) (line, error) {
	l := line{start: len(c.text)}
	for {
		part, err := r.ReadSlice('\n')
		if len(c.text)-l.start+len(part) > MaxBatchLine+1 {
			l.tooLong = true
			c.text = c.text[:l.start]
		}
		if !l.tooLong {
			c.text = append(c.text, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		l.end = len(c.text)
		return l, err
	}
}

// answerChunk answers each line of the chunk. An empty line has no answer.
func (s *Service) answerChunk(c *chunk, o Options, report func(*problem.Error) v1.Problem) {
	m := s.memories.Get().(*memory)
	defer s.release(m)
	for i, l := range c.lines {
		text := bytes.TrimSpace(c.text[l.start:l.end])
		if len(text) == 0 && !l.tooLong {
			continue
		}
		answer, failed := s.answerLine(text, l.tooLong, m, o, report)
		answer.Line = c.first + i
		if failed {
			c.failed++
		}
		c.out = append(wire.AppendBatchAnswer(c.out, answer), '\n')
		m.reset()
	}
}

func (s *Service) answerLine(text []byte, tooLong bool, m *memory, o Options, report func(*problem.Error) v1.Problem) (answer *v1.BatchAnswer, failed bool) {
	answer = new(v1.BatchAnswer)
	defer func() {
		// A fault of the program fails this line, and not the whole process.
		if reason := recover(); reason != nil {
			cause := fmt.Errorf("panic of type %T while answering a line", reason)
			p := report(&problem.Error{Kind: problem.Internal, Cause: cause})
			answer, failed = &v1.BatchAnswer{ID: answer.ID, Error: &p}, true
		}
	}()
	fail := func(err *problem.Error) (*v1.BatchAnswer, bool) {
		p := report(err)
		answer.Error = &p
		return answer, true
	}
	if tooLong {
		return fail(problem.New(problem.BodyTooLarge, "A line may have at most "+strconv.Itoa(MaxBatchLine)+" bytes."))
	}
	var in v1.BatchLine
	var faults []problem.Field
	if !wire.ParseBatchLine(text, &in) {
		var err *problem.Error
		if faults, err = s.decoder.Decode(text, &in); err != nil {
			return fail(err)
		}
	}
	answer.ID = in.ID
	if in.Request != nil {
		faults = s.checkRequest(in.Request, "/request", faults)
	}
	if len(faults) > 0 {
		return fail(problem.Invalid(faults))
	}
	answer.Result = s.evaluate(in.Request, m, o)
	return answer, false
}
