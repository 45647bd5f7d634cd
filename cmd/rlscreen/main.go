// Command rlscreen is a screening service for restless legs syndrome, and the
// same decisions from the command line. See rlscreen --help.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/rlscreen/rlscreen/internal/apikey"
	"github.com/rlscreen/rlscreen/internal/config"
	"github.com/rlscreen/rlscreen/internal/knowledge"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	err := run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)
	os.Exit(exitStatus(err, os.Stderr))
}

// Exit statuses.
const (
	statusOK           = 0
	statusUnacceptable = 1 // an input was not acceptable, a check found something
	statusFailed       = 2 // wrong usage, or reading, writing or listening failed
)

// unacceptable is an error of what the program was given to judge, rather than
// of how it was called.
type unacceptable struct{ error }

// exitStatus reports err, as far as it says anything, and returns what to exit with.
func exitStatus(err error, stderr io.Writer) int {
	if err == nil {
		return statusOK
	}
	fmt.Fprintln(stderr, "rlscreen: "+strings.ReplaceAll(err.Error(), "\n", "\nrlscreen: "))
	var judged unacceptable
	if errors.As(err, &judged) {
		return statusUnacceptable
	}
	return statusFailed
}

// commands are what the program can do.
type commands struct {
	Serve       serve       `cmd:"" default:"withargs" help:"Run the service. This is also what happens without a command."`
	Screen      screen      `cmd:"" help:"Evaluate a request, or many, without a server."`
	Keys        keys        `cmd:"" help:"Make, list, rotate and revoke API keys."`
	Keyfile     keyfile     `cmd:"" help:"Make the key file that seals records, and change its keys."`
	Audit       auditing    `cmd:"" help:"Verify the audit, note its heads, give it out."`
	Backup      backup      `cmd:"" help:"Write all records, keys and the audit to a file, sealed as they are."`
	Restore     restore     `cmd:"" help:"Read a backup into a database."`
	Replay      replay      `cmd:"" help:"List the stored records that other rules would decide differently."`
	Catalogue   catalogue   `cmd:"" help:"Print the rules, with their evidence and sources, as Markdown."`
	Lint        lint        `cmd:"" help:"Check the knowledge for faults."`
	Healthcheck healthcheck `cmd:"" help:"Ask the service on this machine whether it is ready."`
	Version     showVersion `cmd:"" help:"Print the versions of the program and of the ruleset."`

	VersionFlag versionFlag `name:"version" help:"Do what the command version does."`
}

// defaultCommand is all that can be meant without arguments.
type defaultCommand struct {
	Serve serve `cmd:"" default:"withargs"`
}

// program is what a command runs in.
type program struct {
	ctx            context.Context
	stdin          io.Reader
	stdout, stderr io.Writer
	now            func() time.Time
	rand           io.Reader
	getenv         func(string) string
	// unknown are variables that look like settings of the command and are none.
	unknown []string
}

const description = `Screening for restless legs syndrome (RLS): answers in, a result with its reasons out.
It is a screen, not a diagnosis.

Every setting is a flag and an environment variable. A command says more with --help:

  rlscreen                         run the service on http://127.0.0.1:8080
  rlscreen serve --help            its settings
  rlscreen screen request.json     evaluate one request
  rlscreen keys create --help      who may call`

// helpOf is the call that explains what an error of the command line is about.
func helpOf(err error, args []string) string {
	var parse *kong.ParseError
	if !errors.As(err, &parse) || parse.Context == nil {
		return "rlscreen --help"
	}
	about := parse.Context.Selected()
	if about == nil || strings.HasPrefix(err.Error(), "unexpected argument") && !slices.Contains(args, about.Name) { // what was misspelt is the command
		return "rlscreen --help"
	}
	return about.FullPath() + " --help"
}

// valueIn looks variables up in an environment, as os.Getenv does.
func valueIn(environ []string) func(name string) string {
	return func(name string) string {
		for _, variable := range environ {
			if value, found := strings.CutPrefix(variable, name+"="); found {
				return value
			}
		}
		return ""
	}
}

// run is the whole program but for the process around it. The environment is as
// os.Environ gives it.
func run(ctx context.Context, args, environ []string, stdin io.Reader, stdout, stderr io.Writer) error {
	helped, getenv := false, valueIn(environ)
	var grammar any = &commands{}
	if len(args) == 0 {
		grammar = &defaultCommand{} // the flags of the others would take a tenth of a start
	}
	parser, err := kong.New(grammar,
		kong.Name("rlscreen"), kong.Description(description), kong.Writers(stdout, stderr),
		kong.Exit(func(int) { helped = true }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.ValueFormatter(config.Help), kong.Resolvers(config.Environment(getenv)),
		kong.Vars{"regions": strings.Join(knowledge.Regions(), ","), "scopes": strings.Join(apikey.Scopes(), ", ")},
	)
	if err != nil {
		return fmt.Errorf("command line: %w", err)
	}
	command, err := parser.Parse(args)
	if helped {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w; %s explains", config.Explain(err), helpOf(err, args))
	}
	unknown := config.Unknown(command.Selected().Flags, environ)
	return command.Run(&program{ctx: ctx, stdin: stdin, stdout: stdout, stderr: stderr, now: time.Now, rand: rand.Reader, getenv: getenv, unknown: unknown})
}
