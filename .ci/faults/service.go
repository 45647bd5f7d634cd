package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// storage is where a service keeps its records.
type storage struct{ db, keyFile string }

// file is storage in an SQLite file of a folder.
func file(dir string) storage {
	return storage{db: filepath.Join(dir, "rlscreen.db"), keyFile: filepath.Join(dir, "rlscreen.db.key")}
}

func (s storage) flags() []string { return []string{"--db", s.db, "--key-file", s.keyFile} }

// service is a running service.
type service struct {
	t       *trial
	command *exec.Cmd
	url     string
	logFile string
	ended   chan error
}

// listening is the line of the log that holds the address.
var listening = regexp.MustCompile(`"msg":"listening","url":"([^"]*)"`)

// start starts a service on a free port and waits until it listens. It is
// killed, at the latest, with the scenario.
func (t *trial) start(at storage, flags ...string) *service {
	return t.startProgram(t.bin, at, flags...)
}

func (t *trial) startProgram(bin string, at storage, flags ...string) *service {
	log, err := os.CreateTemp(t.dir, "service-*.log")
	t.must("make a log", err)
	defer log.Close()
	args := append([]string{"serve", "--addr", "127.0.0.1:0"}, at.flags()...)
	s := &service{t: t, logFile: log.Name(), ended: make(chan error, 1)}
	s.command = exec.Command(bin, append(args, flags...)...)
	s.command.Dir = t.dir
	s.command.Env = []string{"PATH=" + os.Getenv("PATH"), "RLSCREEN_DRAIN=0s", "RLSCREEN_RATE_LIMIT=off"} // flags go before
	s.command.Stdout, s.command.Stderr = log, log
	s.command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	t.must("start the service", s.command.Start())
	go func() { s.ended <- s.command.Wait() }()
	t.later(s.kill)
	for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if found := listening.FindStringSubmatch(s.log()); found != nil {
			s.url = found[1]
			return s
		}
		select {
		case err := <-s.ended:
			s.ended <- err
			t.must("start the service", fmt.Errorf("it ended: %w: %s", err, lastLines(s.log(), 3)))
		default:
		}
		if time.Since(began) > 15*time.Second {
			t.must("start the service", fmt.Errorf("it does not listen: %s", lastLines(s.log(), 3)))
		}
	}
}

func (s *service) log() string {
	text, err := os.ReadFile(s.logFile)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// kill ends the service as kill -9 does.
func (s *service) kill() {
	_ = s.command.Process.Kill() // it may have ended
	s.ended <- <-s.ended
}

// signal sends a signal.
func (s *service) signal(sig syscall.Signal) { _ = s.command.Process.Signal(sig) }

// stop ends the service as an operator does, and expects that it ends well.
func (s *service) stop() {
	s.signal(syscall.SIGTERM)
	select {
	case err := <-s.ended:
		s.ended <- err
		s.t.expect(err == nil, "the service ends well: %v: %s", err, lastLines(s.log(), 3))
	case <-time.After(30 * time.Second):
		s.t.expect(false, "the service ends within 30 s of SIGTERM")
		s.signal(syscall.SIGQUIT) // its log then says where it hangs
		time.Sleep(time.Second)
		s.kill()
	}
}

// resident is the memory that the service holds, in MiB.
func (s *service) resident() int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.command.Process.Pid))
	s.t.must("read the memory of the service", err)
	for line := range strings.Lines(string(text)) {
		if value, is := strings.CutPrefix(line, "VmRSS:"); is {
			kib, err := strconv.Atoi(strings.Fields(value)[0])
			s.t.must("read the memory of the service", err)
			return kib / 1024
		}
	}
	return 0
}

// descriptors counts the open files and sockets of the service.
func (s *service) descriptors() int {
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.command.Process.Pid))
	s.t.must("count the open files of the service", err)
	return len(open)
}

// rlscreen runs a command of the program on a storage and returns what it
// wrote to its standard output.
func (t *trial) rlscreen(at storage, args ...string) (string, error) {
	return t.rlscreenOutput(append(args, at.flags()...)...)
}

// rlscreenOutput runs a command of the program.
func (t *trial) rlscreenOutput(args ...string) (string, error) {
	command := exec.CommandContext(t.ctx, t.bin, args...)
	var stdout, stderr bytes.Buffer
	command.Dir, command.Env = t.dir, []string{"PATH=" + os.Getenv("PATH")}
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		return stdout.String(), fmt.Errorf("rlscreen %s: %w: %s", strings.Join(args[:2], " "), err, lastLines(stdout.String()+stderr.String(), 3))
	}
	return stdout.String(), nil
}

// verifyAudit expects that the audit chains of a storage are whole.
func (t *trial) verifyAudit(at storage) {
	_, err := t.rlscreen(at, "audit", "verify")
	t.expect(err == nil, "the audit chains verify: %v", err)
}
