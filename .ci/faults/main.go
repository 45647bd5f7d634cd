// Command faults starts the built service, breaks things around it, and says
// whether anything that the service had acknowledged was lost. See .ci/faults/run.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// scenario is one fault, or a few of a kind.
type scenario struct {
	name string
	// rule is what must hold, in words.
	rule string
	run  func(*trial)
}

// scenarios are in the order in which they run.
func scenarios() []scenario {
	return []scenario{
		{"kill", "killed under load, nothing acknowledged is lost and nothing is stored twice", killed},
		{"power", "the power fails under load, and nothing acknowledged is lost", powerLoss},
		{"power-postgres", "the power of PostgreSQL fails under load, and nothing acknowledged is lost", powerLossPostgres},
		{"full", "the disk is full: a clear 503, screening goes on, and room heals it", diskFull},
		{"hang", "the disk hangs: nothing acknowledged is lost, and it heals by itself", diskHangs},
		{"postgres", "PostgreSQL is slow, silent, reset, down or restarted: 503 in time, screening goes on, and it heals by itself", postgresFails},
		{"silence", "told to stop while PostgreSQL answers nothing, the service ends in time", stoppedInSilence},
		{"late", "PostgreSQL is down when the service starts, which heals by itself", postgresLate},
		{"replicas", "two replicas and one key at the same moment store one record", replicas},
		{"clock", "the clock is set back and forward, and records stay whole and in order", clockSet},
		{"slow", "slow and deaf clients are cut off, and disturb nobody", slowClients},
		{"many", "10,000 connections are held, and screening is answered", manyConnections},
		{"keys", "wrong, expired and revoked keys, scopes, origins and other tenants' records are refused", access},
		{"limit", "whoever calls too often is refused, forged addresses or not, and nobody else", limited},
		{"exposed", "other machines are not served without credentials, TLS and a key file", exposed},
		{"tokens", "hostile tokens are refused", hostileTokens},
		{"members", "nobody sets what the service sets", massAssignment},
		{"markers", "what a caller writes is in no log, metric, trace, error or file", markers},
		{"drain", "told to stop under load, the service finishes what it accepted", drained},
		{"backup", "a backup made under load restores into a new file and into PostgreSQL, and what was erased stays erased", backedUp},
		{"rotation", "master keys are rotated under load, and nothing is lost", rotated},
		{"power-rotation", "the power fails or the command is killed while master keys are rotated, and nothing is lost", rotationCut},
		{"rates", "durable records a second, beside the disk", rates},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		stop()
		os.Exit(1)
	}
}

// run runs the scenarios named, or all.
func run(ctx context.Context, names []string, getenv func(string) string, out io.Writer) error {
	chosen, err := choose(names)
	if err != nil {
		return err
	}
	bin, err := filepath.Abs(getenv("RLSCREEN_BIN"))
	if err != nil || getenv("RLSCREEN_BIN") == "" {
		return fmt.Errorf("RLSCREEN_BIN must be the path of the program")
	}
	work := getenv("RLSCREEN_FAULTS_WORK")
	if work == "" {
		return fmt.Errorf("RLSCREEN_FAULTS_WORK must be a folder: run .ci/faults/run")
	}
	passed, failed := 0, []string(nil)
	for i, s := range chosen {
		began := time.Now()
		fmt.Fprintf(out, "\n-- %s: %s\n", s.name, s.rule)
		t := &trial{bin: bin, getenv: getenv, dir: filepath.Join(work, fmt.Sprint(s.name, "-", i)), out: out}
		if t.perform(ctx, s.run) {
			passed++
			fmt.Fprintf(out, "-- %s passed after %.0f s\n", s.name, time.Since(began).Seconds())
		} else {
			failed = append(failed, s.name)
			fmt.Fprintf(out, "-- %s FAILED after %.0f s\n", s.name, time.Since(began).Seconds())
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	if len(failed) > 0 {
		fmt.Fprintf(out, "\nfailed: %s\n", strings.Join(failed, " "))
	}
	fmt.Fprintf(out, "\n%d passed, %d failed\n", passed, len(failed))
	if len(failed) > 0 {
		return fmt.Errorf("%d of %d scenarios failed", len(failed), len(chosen))
	}
	return nil
}

func choose(names []string) ([]scenario, error) {
	all := scenarios()
	if len(names) == 0 {
		return all, nil
	}
	var chosen []scenario
	for _, name := range names {
		found := false
		for _, s := range all {
			if s.name == name {
				chosen, found = append(chosen, s), true
			}
		}
		if !found {
			return nil, fmt.Errorf("there is no scenario %q", name)
		}
	}
	return chosen, nil
}
