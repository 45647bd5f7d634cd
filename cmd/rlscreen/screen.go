package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/config"
	"github.com/rlscreen/rlscreen/internal/knowledge"
	"github.com/rlscreen/rlscreen/internal/server"
)

// maxRequest is the largest single request, in bytes, as over HTTP.
const maxRequest = 256 << 10

// screen evaluates requests without a server.
type screen struct {
	File     string `arg:"" optional:"" default:"-" help:"File to read; - is the standard input."`
	Lines    bool   `help:"Read NDJSON: a line {\"id\": ..., \"request\": {...}} for each request. Files named .ndjson or .jsonl, and input whose first line is such a line, are read so anyway."`
	Lang     string `default:"en" enum:"en,es" help:"Language of the words: ${enum}."`
	Audience string `default:"clinician" enum:"clinician,patient" help:"Who reads the answer: ${enum}."`
	Format   string `default:"json" enum:"json,text" help:"What to print of a single request: all of the answer as JSON, or its summary as text."`

	config.Locale `embed:""`
}

// Help is shown below the flags' summary.
func (*screen) Help() string {
	return `Answers go to the standard output, what is wrong to the standard error. Of many requests, each line is answered by a
line, in order; one that is not acceptable is answered by an error.

Exit status: 0 all were answered, 1 some input was not acceptable, 2 anything else failed.

Examples:
  rlscreen screen request.json                    the whole answer, as JSON
  rlscreen screen --format text request.json      the summary for the chart
  rlscreen screen --lines - < in > out            many requests`
}

// Run evaluates the file.
func (s *screen) Run(p *program) error {
	rules, err := knowledge.Load()
	if err != nil {
		return fmt.Errorf("load the ruleset: %w", err)
	}
	file, err := s.open(p)
	if err != nil {
		return err
	}
	defer file.Close()
	input, lines, err := s.look(file)
	if err != nil {
		return err
	}
	service := app.New(rules, s.Region)
	if lines {
		return s.batch(p, service, input)
	}
	return s.single(p, service, input)
}

func (s *screen) options() app.Options {
	return app.Options{Audience: app.Audience(s.Audience), Lang: s.Lang}
}

func (s *screen) open(p *program) (io.ReadCloser, error) {
	if s.File == "-" {
		return io.NopCloser(p.stdin), nil
	}
	return os.Open(s.File)
}

// look tells whether the input is lines, by its first one if need be.
func (s *screen) look(file io.Reader) (input io.Reader, lines bool, err error) {
	switch strings.ToLower(filepath.Ext(s.File)) {
	case ".ndjson", ".jsonl":
		return file, true, nil
	}
	if s.Lines {
		return file, true, nil
	}
	r := bufio.NewReaderSize(file, maxRequest)
	first, err := r.ReadSlice('\n')
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, false, fmt.Errorf("read %s: %w", s.File, err)
	}
	first = bytes.Clone(first)
	var line struct {
		Request json.RawMessage `json:"request"`
	}
	lines = json.Unmarshal(first, &line) == nil && line.Request != nil
	return io.MultiReader(bytes.NewReader(first), r), lines, nil
}

// single answers one request.
func (s *screen) single(p *program, service *app.Service, input io.Reader) error {
	body, err := io.ReadAll(io.LimitReader(input, maxRequest+1))
	if err != nil {
		return fmt.Errorf("read %s: %w", s.File, err)
	}
	if len(body) > maxRequest {
		return unacceptable{fmt.Errorf("%s has more than %d bytes, the most that a request may have", s.File, maxRequest)}
	}
	answer, fault := service.Screen(nil, body, s.options())
	if fault != nil {
		return unacceptable{describe(s.File, fault)}
	}
	if s.Format == "text" {
		answer, err = summary(answer)
		if err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(p.stdout, "%s\n", bytes.TrimSuffix(answer, []byte("\n")))
	return err
}

func summary(answer []byte) ([]byte, error) {
	var screening struct {
		Text struct {
			Summary string `json:"summary"`
		} `json:"text"`
	}
	if err := json.Unmarshal(answer, &screening); err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	return []byte(screening.Text.Summary), nil
}

// batch answers line by line.
func (s *screen) batch(p *program, service *app.Service, input io.Reader) error {
	if s.Format == "text" {
		return errors.New("--format text is for a single request, and the input is lines")
	}
	out := bufio.NewWriterSize(p.stdout, 64<<10)
	progress := newProgress(out, p.stderr)
	count, err := service.Batch(p.ctx, input, progress, s.options(), server.Report(), out.Flush)
	err = errors.Join(err, out.Flush())
	progress.end()
	if err != nil {
		return fmt.Errorf("after %s: %w", counted(count.Lines, "line", "lines"), err)
	}
	if count.Failed > 0 {
		return unacceptable{fmt.Errorf("%d of %s not acceptable; the answers say why", count.Failed, counted(count.Lines, "line was", "lines were"))}
	}
	return nil
}
