package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/config"
	"github.com/rlscreen/rlscreen/internal/knowledge"
)

// version is that of the program (semver.org).
const version = "0.1.0"

// catalogue prints the rules.
type catalogue struct{}

// Run writes Markdown to the standard output.
func (*catalogue) Run(p *program) error {
	rules, err := knowledge.Load()
	if err != nil {
		return fmt.Errorf("load the ruleset: %w", err)
	}
	return app.New(rules, "").Catalogue(p.stdout)
}

// lint checks the knowledge.
type lint struct {
	Folder string `arg:"" optional:"" type:"existingdir" help:"Folder with the YAML files of a version, such as internal/knowledge/data/1.0.0. Default: the rules in this program."`
}

// rules are those to check.
func (l *lint) rules() (*knowledge.Ruleset, error) {
	if l.Folder == "" {
		return knowledge.Load()
	}
	return knowledge.LoadFrom(os.DirFS(filepath.Dir(l.Folder)), filepath.Base(l.Folder))
}

// Run prints every fault, a line each, and fails when there is one.
func (l *lint) Run(p *program) error {
	rules, err := l.rules()
	if err != nil {
		return unacceptable{fmt.Errorf("load the ruleset: %w", err)}
	}
	faults := knowledge.Lint(rules)
	for _, fault := range faults {
		fmt.Fprintln(p.stdout, fault)
	}
	if len(faults) > 0 {
		return unacceptable{fmt.Errorf("%s in ruleset %s", counted(len(faults), "fault", "faults"), rules.Manifest.Version)}
	}
	fmt.Fprintf(p.stdout, "ruleset %s: no faults\n", rules.Manifest.Version)
	return nil
}

// healthcheck asks the service for its readiness.
type healthcheck struct {
	Addr    string        `group:"Settings" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Public listener of the service."`
	TLSCert string        `name:"tls-cert" group:"Settings" placeholder:"FILE" help:"Certificate of the public listener: it is then asked by https. The file is not read."`
	Timeout time.Duration `default:"3s" help:"How long to wait for the answer."`
	Without string        `default:"" enum:",database" help:"What to leave out of the verdict: database. For who restarts what is not healthy, which does not bring a database back."`
}

// Help is shown below the flags' summary.
func (*healthcheck) Help() string {
	return `For the health check of a container, which has no other program to ask with. Nothing secret is sent, so that the certificate
of a listener with TLS is not verified: it is not for 127.0.0.1.

Exit status: 0 the service is ready, 1 it is not.

Example, in a Dockerfile:
  HEALTHCHECK CMD ["/rlscreen", "healthcheck"]`
}

// Run asks once.
func (h *healthcheck) Run(p *program) error {
	url, err := h.url()
	if err != nil {
		return unacceptable{err}
	}
	ctx, cancel := context.WithTimeout(p.ctx, h.Timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return unacceptable{err}
	}
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // nothing secret is sent, to this machine
	}}
	defer client.CloseIdleConnections()
	answer, err := client.Do(request)
	if err != nil {
		return unacceptable{fmt.Errorf("not ready: %w", err)}
	}
	if err := answer.Body.Close(); err != nil {
		return unacceptable{err}
	}
	if answer.StatusCode != http.StatusOK {
		return unacceptable{errors.New("not ready: " + answer.Status)}
	}
	fmt.Fprintln(p.stdout, "ready")
	return nil
}

// url is where readiness is told on this machine.
func (h *healthcheck) url() (string, error) {
	host, port, err := net.SplitHostPort(h.Addr)
	if err != nil {
		return "", fmt.Errorf("%s: %w", config.Variable("addr"), err)
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "127.0.0.1" // an image from scratch has no /etc/hosts to look localhost up in
	}
	url := "http://" + net.JoinHostPort(host, port) + "/readyz"
	if h.TLSCert != "" {
		url = "https" + strings.TrimPrefix(url, "http")
	}
	if h.Without != "" {
		url += "?without=" + h.Without
	}
	return url, nil
}

// versionFlag is the command version for who asks as of most programs.
type versionFlag bool

// BeforeReset prints the versions, and ends there.
func (versionFlag) BeforeReset(k *kong.Kong) error {
	if err := new(showVersion).Run(&program{stdout: k.Stdout}); err != nil {
		return err
	}
	k.Exit(statusOK)
	return nil
}

// showVersion prints versions.
type showVersion struct{}

// Run prints the versions of the program, the ruleset and what built it.
func (*showVersion) Run(p *program) error {
	rules, err := knowledge.Load()
	if err != nil {
		return fmt.Errorf("load the ruleset: %w", err)
	}
	fmt.Fprintf(p.stdout, "rlscreen %s\nruleset  %s %s\n         %s\nbuilt by %s %s/%s\n",
		version, rules.Manifest.ID, rules.Manifest.Version, rules.Digest, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	build, _ := debug.ReadBuildInfo()
	if build == nil {
		return nil
	}
	for _, s := range build.Settings {
		switch s.Key {
		case "vcs.revision", "vcs.time", "vcs.modified":
			fmt.Fprintf(p.stdout, "%s %s\n", s.Key, s.Value)
		}
	}
	return nil
}
