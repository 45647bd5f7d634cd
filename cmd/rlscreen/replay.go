package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/config"
	"github.com/rlscreen/rlscreen/internal/knowledge"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/records"
	"github.com/rlscreen/rlscreen/internal/store"
)

// replay evaluates what is stored under other rules.
type replay struct {
	config.Storage     `embed:""`
	config.Locale      `embed:""`
	config.Terminology `embed:""`

	All   bool   `required:"" help:"All records of all tenants."`
	Rules string `type:"existingdir" placeholder:"FOLDER" help:"Folder with the YAML files of a version, such as internal/knowledge/data/1.0.0. Default: the rules in this program."`
}

// Help is shown below the flags' summary.
func (*replay) Help() string {
	return `For an update of the rules: which stored screenings would be decided differently? Nothing is changed. The standard output has
a line of JSON for each record that would change, with its tenant and the places that differ, which hold results of
patients (of texts there is only the place); or with the problem, when the rules no longer accept its request. That the
version of the rules is another one is no difference. Each record is read, which is in its audit. Region and code systems should be those of the service.

Exit status: 0 all were compared, whatever came of it, 2 anything failed.

Examples:
  rlscreen replay --all > changes.ndjson
  rlscreen replay --all --rules internal/knowledge/data/1.1.0 > changes.ndjson`
}

// Run compares them all.
func (r *replay) Run(p *program) error {
	rules, err := r.load()
	if err != nil {
		return err
	}
	under := app.New(rules.Without(knowledge.Off{SNOMED: !r.SNOMED, ATC: !r.ATC}), r.Region)
	return p.use(&r.Storage, opening{}, func(d *database) error {
		index, err := d.learn(p.ctx)
		if err != nil {
			return err
		}
		service := records.New(records.Options{App: under, Store: d.Store, Keys: d.keys, Index: index, Now: p.now, Rand: p.rand})
		out := bufio.NewWriter(p.stdout)
		count, err := replayAll(p.ctx, d, func(of store.Of) (*v1.RecordReplay, error) {
			return service.WouldChange(p.ctx, of, under)
		}, json.NewEncoder(out))
		err = errors.Join(err, out.Flush())
		if err != nil {
			return fmt.Errorf("after %s: %w", counted(count.compared, "record", "records"), err)
		}
		fmt.Fprintf(p.stderr, "%s, of which %d would change under ruleset %s, %s\n", counted(count.compared, "record", "records"), count.changed, under.RulesetVersion(), rules.Digest)
		return nil
	})
}

func (r *replay) load() (*knowledge.Ruleset, error) {
	if r.Rules == "" {
		return knowledge.Load()
	}
	rules, err := knowledge.LoadFrom(os.DirFS(filepath.Dir(r.Rules)), filepath.Base(r.Rules))
	if err != nil {
		return nil, fmt.Errorf("load the ruleset: %w", err)
	}
	return rules, nil
}

// together is how many records are compared at once: each waits for its entry in
// the audit, and those of several are written together.
const together = 64

// change is a record that would change.
type change struct {
	Tenant string `json:"tenant"`
	*v1.RecordReplay
	// ID and Problem stand for a record that can no longer be decided.
	ID      string `json:"id"`
	Problem string `json:"problem,omitempty"`
}

// compared counts records.
type compared struct{ compared, changed int }

// replayAll writes a line for each record that would change, in the order of storing.
func replayAll(ctx context.Context, d *database, compare func(store.Of) (*v1.RecordReplay, error), lines *json.Encoder) (compared, error) {
	var count compared
	var waiting []store.Of
	settle := func() error {
		changes, err := replaySome(waiting, compare)
		count.compared += len(waiting)
		waiting = waiting[:0]
		for _, c := range changes {
			count.changed++
			err = errors.Join(err, lines.Encode(c))
		}
		return err
	}
	for of, err := range d.Every(ctx) {
		if err != nil {
			return count, err
		}
		if waiting = append(waiting, of); len(waiting) == together {
			if err := settle(); err != nil {
				return count, err
			}
		}
	}
	return count, settle()
}

// replaySome compares records at the same time, and returns those that would change.
func replaySome(some []store.Of, compare func(store.Of) (*v1.RecordReplay, error)) ([]change, error) {
	found, errs := make([]*change, len(some)), make([]error, len(some))
	var group sync.WaitGroup
	for i, of := range some {
		group.Go(func() {
			replayed, err := compare(of)
			found[i], errs[i] = judge(of, replayed, err)
		})
	}
	group.Wait()
	var changes []change
	for _, c := range found {
		if c != nil {
			changes = append(changes, *c)
		}
	}
	return changes, errors.Join(errs...)
}

// judge tells whether a record would change: nil is that it would not, or has
// been erased meanwhile.
func judge(of store.Of, replayed *v1.RecordReplay, err error) (*change, error) {
	var known *problem.Error
	switch {
	case errors.As(err, &known) && known.Kind == problem.NotFound:
		return nil, nil
	case errors.As(err, &known) && known.Kind == problem.ValidationFailed:
		return &change{Tenant: string(of.Tenant), ID: of.ID, Problem: string(known.Kind)}, nil
	case err != nil:
		return nil, fmt.Errorf("record %s: %w", of.ID, err)
	}
	// The reference to the ruleset is another one, which everybody knows.
	replayed.Differences = slices.DeleteFunc(replayed.Differences, func(d v1.Difference) bool {
		return d.Pointer == "/ruleset" || strings.HasPrefix(d.Pointer, "/ruleset/") || d.Pointer == "/text/summary" && saysTheSame(replayed, &d)
	})
	for i := range replayed.Differences {
		if d := &replayed.Differences[i]; strings.HasPrefix(d.Pointer, "/text/") { // all of what a patient said
			d.Stored, d.Current = nil, nil
		}
	}
	if len(replayed.Differences) == 0 {
		return nil, nil
	}
	return &change{Tenant: string(of.Tenant), RecordReplay: replayed, ID: of.ID}, nil
}

// saysTheSame reports whether two summaries differ in no more than the line that
// names the ruleset.
func saysTheSame(r *v1.RecordReplay, d *v1.Difference) bool {
	stored, isText := text(d.Stored)
	current, areTexts := text(d.Current)
	return isText && areTexts && app.WithoutRuleset(stored, r.Stored.Digest) == app.WithoutRuleset(current, r.Current.Digest)
}

// text reads the value of a difference.
func text(value any) (s string, ok bool) {
	encoded, ok := value.(jsontext.Value)
	if ok {
		ok = json.Unmarshal(encoded, &s) == nil
	}
	return s, ok
}
