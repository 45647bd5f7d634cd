package storetest

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// Server is a running PostgreSQL.
type Server struct {
	// DSN is that of its maintenance database.
	DSN string

	folder, binaries string
	port             int
	stopped          bool
	watch            io.Closer
}

// watcher ends the server and removes its files when its input ends, which is
// when the tests end, however they do.
// It does not heed an interrupt from the keyboard, which is meant for the tests.
const watcher = `trap "" INT; cat >/dev/null; "$@" -m immediate stop; rm -rf "$FOLDER"`

// start makes a cluster in a temporary folder and starts it. The error says what
// is missing.
func start() (*Server, error) {
	binaries, err := findBinaries()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "rlscreen-postgres-")
	if err != nil {
		return nil, fmt.Errorf("no folder for PostgreSQL: %w", err)
	}
	s := &Server{folder: folder, binaries: binaries}
	if err := s.create(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	return s, nil
}

// findBinaries looks where Debian keeps them, and in PATH.
func findBinaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err == nil && len(found) > 0 {
		slices.Sort(found)
		return filepath.Dir(found[len(found)-1]), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", fmt.Errorf("no PostgreSQL: there is no initdb in /usr/lib/postgresql/*/bin or PATH, and %s is not set", Variable)
	}
	return filepath.Dir(path), nil
}

func (s *Server) create() error {
	if err := s.giveAway(); err != nil {
		return err
	}
	if err := s.postgres("initdb", "-D", s.cluster(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"); err != nil {
		return err
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	s.port = port
	s.DSN = "postgres://postgres@127.0.0.1:" + strconv.Itoa(port) + "/postgres?sslmode=disable"
	if err := s.up(); err != nil {
		return err
	}
	return s.watchOver()
}

// giveAway lets the user of PostgreSQL own the folder: it does not run as root.
func (s *Server) giveAway() error {
	if os.Getuid() != 0 {
		return nil
	}
	owner, err := user.Lookup("postgres")
	if err != nil {
		return fmt.Errorf("no PostgreSQL: it does not run as root, and there is no user postgres: %w", err)
	}
	uid, err := strconv.Atoi(owner.Uid)
	if err != nil {
		return fmt.Errorf("the user postgres: %w", err)
	}
	return os.Chown(s.folder, uid, -1)
}

func (s *Server) cluster() string { return filepath.Join(s.folder, "data") }

// command is one of PostgreSQL's, as a user that it accepts.
func (s *Server) command(name string, args ...string) []string {
	command := append([]string{filepath.Join(s.binaries, name)}, args...)
	if os.Getuid() == 0 {
		command = append([]string{"runuser", "-u", "postgres", "--"}, command...)
	}
	return command
}

func (s *Server) postgres(name string, args ...string) error {
	command := s.command(name, args...)
	c := exec.Command(command[0], command[1:]...) // #nosec G204 -- what we have found above
	c.Dir = s.folder
	// Not a pipe: the server that pg_ctl starts would hold it open.
	output, err := os.Create(filepath.Join(s.folder, name+".out")) // #nosec G304 -- in our own folder
	if err != nil {
		return fmt.Errorf("starting PostgreSQL: %w", err)
	}
	c.Stdout, c.Stderr = output, output
	err = firstOf(c.Run(), output.Close())
	if err != nil {
		said, _ := os.ReadFile(output.Name())
		return fmt.Errorf("%s: %w: %s", name, err, said)
	}
	return nil
}

func (s *Server) up() error {
	settings := fmt.Sprintf("-p %d -c listen_addresses=127.0.0.1 -k %s -c max_connections=200 -c shared_buffers=32MB", s.port, s.folder)
	return s.postgres("pg_ctl", "-D", s.cluster(), "-w", "-l", filepath.Join(s.folder, "log"), "-o", settings, "start")
}

// watchOver sees to it that nothing stays behind.
func (s *Server) watchOver() error {
	args := append([]string{"-c", watcher, "sh"}, s.command("pg_ctl", "-D", s.cluster())...)
	c := exec.Command("sh", args...) // #nosec G204 -- ours
	c.Env = append(os.Environ(), "FOLDER="+s.folder)
	input, err := c.StdinPipe()
	if err != nil {
		return fmt.Errorf("watching over PostgreSQL: %w", err)
	}
	s.watch = input
	if err := c.Start(); err != nil {
		return fmt.Errorf("watching over PostgreSQL: %w", err)
	}
	go func() { _ = c.Wait() }() // it ends after us
	return nil
}

// end stops the server for good and removes its files.
func (s *Server) end() {
	s.stopped = true
	_ = s.watch.Close() // which is what the watcher waits for
}

// Stop ends the server at once, as a crash would.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	if err := s.postgres("pg_ctl", "-D", s.cluster(), "-m", "immediate", "-w", "stop"); err != nil {
		t.Fatal(err)
	}
	s.stopped = true
}

// Start starts a server that was stopped.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	if err := s.up(); err != nil {
		t.Fatal(err)
	}
	s.stopped = false
}

// freePort is one that nobody listens on now.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("looking for a port: %w", err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	return port, l.Close()
}
