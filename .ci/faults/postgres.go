package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// cluster is a PostgreSQL of this suite, as durable as it comes.
type cluster struct {
	t       *trial
	bin     string
	data    string
	port    int
	account *syscall.Credential
	first   int // the process that started the others
	locked  chan error
}

// newCluster makes and starts one in a folder.
func (t *trial) newCluster(folder string) *cluster {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		t.must("find PostgreSQL", fmt.Errorf("no initdb in /usr/lib/postgresql"))
	}
	slices.Sort(found)
	postgres, err := user.Lookup("postgres") // it refuses to run as root
	t.must("find the user postgres", err)
	uid, err := strconv.Atoi(postgres.Uid)
	t.must("read the id of a user", err)
	gid, err := strconv.Atoi(postgres.Gid)
	t.must("read the id of a group", err)
	c := &cluster{
		t: t, locked: make(chan error, 8), bin: filepath.Dir(found[len(found)-1]), data: filepath.Join(folder, "postgres"), port: t.freePort(),
		account: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)},
	}
	t.must("make a folder", os.Mkdir(c.data, 0o700))
	t.must("give the folder away", os.Chown(c.data, uid, gid))
	_, err = c.as("initdb", "-D", c.data, "-U", "rlscreen", "-A", "trust", "-E", "UTF8", "--locale=C")
	t.must("make a cluster", err)
	c.start()
	t.later(func() {
		if c.first > 0 {
			c.signal(syscall.SIGCONT)
		}
		_, _ = c.as("pg_ctl", "-D", c.data, "-m", "immediate", "stop")
	})
	return c
}

// as runs a program of PostgreSQL as the user postgres.
func (c *cluster) as(program string, args ...string) (string, error) {
	command := exec.Command(filepath.Join(c.bin, program), args...)
	command.Dir = "/"
	command.SysProcAttr = &syscall.SysProcAttr{Credential: c.account}
	out, err := command.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%s: %w: %s", program, err, lastLines(string(out), 3))
	}
	return string(out), err
}

// start starts it, with which it recovers, and waits until it answers.
func (c *cluster) start() {
	options := fmt.Sprintf("-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=100 "+
		"-c fsync=on -c synchronous_commit=on -c full_page_writes=on -c log_statement=none", c.port)
	// Its output goes to a file, or pg_ctl would keep ours open.
	_, err := c.as("pg_ctl", "-D", c.data, "-l", filepath.Join(c.data, "log"), "-w", "-t", "30", "-o", options, "start")
	if err != nil {
		text, _ := os.ReadFile(filepath.Join(c.data, "log"))
		c.t.must("start PostgreSQL", fmt.Errorf("%w: %s", err, lastLines(string(text), 6)))
	}
	text, err := os.ReadFile(filepath.Join(c.data, "postmaster.pid"))
	c.t.must("read which process it is", err)
	first, _, _ := strings.Cut(string(text), "\n")
	c.first, err = strconv.Atoi(first)
	c.t.must("read which process it is", err)
}

// stop stops it: fast, which ends sessions well, or immediate, which is a crash.
func (c *cluster) stop(mode string) {
	_, err := c.as("pg_ctl", "-D", c.data, "-w", "-m", mode, "stop")
	c.t.must("stop PostgreSQL", err)
}

// crash kills it.
func (c *cluster) crash() {
	_, _ = c.as("pg_ctl", "-D", c.data, "-w", "-t", "2", "-m", "immediate", "stop") // its disk may have failed
	_ = syscall.Kill(c.first, syscall.SIGKILL)                                      // it may have ended
	c.t.within(5*time.Second, "PostgreSQL has ended", func() bool { return syscall.Kill(c.first, 0) != nil })
}

// startAnew starts it as a machine does that starts again, which has none of
// the processes that files of before name.
func (c *cluster) startAnew() {
	if err := os.Remove(filepath.Join(c.data, "postmaster.pid")); !errors.Is(err, fs.ErrNotExist) {
		c.t.must("forget the processes of before", err)
	}
	c.start()
}

// database makes a database and says where it is, seen through a port.
func (c *cluster) database(name string) (at func(port int) string) {
	_, err := c.as("createdb", "-h", "127.0.0.1", "-p", c.portText(), "-U", "rlscreen", name)
	c.t.must("make a database", err)
	return func(port int) string {
		return fmt.Sprintf("postgres://rlscreen@127.0.0.1:%d/%s?sslmode=disable", port, name)
	}
}

func (c *cluster) portText() string { return strconv.Itoa(c.port) }

// storage is a database of its own with a new key file.
func (c *cluster) storage(name string) storage {
	return c.storageThrough(name, c.port)
}

func (c *cluster) storageThrough(name string, port int) storage {
	at := storage{db: c.database(name)(port), keyFile: filepath.Join(c.t.dir, name+".key")}
	c.t.makeKeyFile(at.keyFile)
	return at
}

// query runs a statement.
func (c *cluster) query(database, statement string) {
	_, err := c.as("psql", "-h", "127.0.0.1", "-p", c.portText(), "-U", "rlscreen", "-d", database, "-qAtc", statement)
	c.t.must("ask PostgreSQL", err)
}

// lock lets nobody use the tables of a database for a while.
func (c *cluster) lock(database string, during time.Duration) {
	statement := fmt.Sprintf("DO $$ DECLARE name regclass; BEGIN FOR name IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "+
		"LOOP EXECUTE format('LOCK TABLE %%s', name); END LOOP; PERFORM pg_sleep(%f); END $$", during.Seconds())
	go func() {
		_, err := c.as("psql", "-h", "127.0.0.1", "-p", c.portText(), "-U", "rlscreen", "-d", database, "-qc", statement)
		c.locked <- err
	}()
	c.t.later(func() { c.t.expect(<-c.locked == nil, "the tables were locked") })
}

// signal sends a signal to all its processes.
func (c *cluster) signal(sig syscall.Signal) {
	_ = syscall.Kill(c.first, sig)
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", c.first, c.first))
	c.t.must("find the processes of PostgreSQL", err)
	for child := range strings.FieldsSeq(string(children)) {
		if pid, err := strconv.Atoi(child); err == nil {
			_ = syscall.Kill(pid, sig)
		}
	}
}

// makeKeyFile makes a key file, which only a service with SQLite makes by itself.
func (t *trial) makeKeyFile(path string) {
	_, err := t.rlscreenOutput("keyfile", "create", "--key-file", path)
	t.must("make a key file", err)
}
