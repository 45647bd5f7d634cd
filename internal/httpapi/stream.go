package httpapi

import (
	"io"
	"net/http"
	"sync"
	"time"
)

// stream is a connection that is read and written at the same time for as long
// as both sides keep going: each step has a deadline, the whole has none.
type stream struct {
	now        func() time.Time
	body       io.Reader
	answer     io.Writer
	connection *http.ResponseController // of the server's own writer, not of one that Echo uses again

	reading sync.Mutex // held by a Read
	stopped bool
}

// Read reads what has arrived, and waits for batchReadPause at most.
func (s *stream) Read(p []byte) (int, error) {
	s.reading.Lock()
	defer s.reading.Unlock()
	if s.stopped {
		return 0, io.ErrClosedPipe
	}
	_ = s.connection.SetReadDeadline(s.now().Add(batchReadPause)) // where there is no connection, there is no deadline
	return s.body.Read(p)
}

// Write waits for batchWritePause at most until the caller takes the answer.
func (s *stream) Write(p []byte) (int, error) {
	_ = s.connection.SetWriteDeadline(s.now().Add(batchWritePause))
	return s.answer.Write(p)
}

// Flush sends what has been written.
func (s *stream) Flush() error { return s.connection.Flush() }

// stop ends a Read that still waits and lets no other begin: once the handler
// has returned, the body belongs to the server again.
func (s *stream) stop() {
	_ = s.connection.SetReadDeadline(s.now())
	s.reading.Lock()
	s.stopped = true
	s.reading.Unlock()
}
