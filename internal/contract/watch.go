package contract

import (
	"bytes"
	"io"
	"net/http"
)

// Reporter takes the breaches; *testing.T is one.
type Reporter interface {
	Helper()
	Errorf(format string, args ...any)
}

// Watch passes every request on to the service, and reports what of the
// request or the answer is not as described.
func (c *Contract) Watch(report Reporter, service http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		report.Helper()
		request := new(bytes.Buffer)
		if r.Body != nil {
			r.Body = tee{io.TeeReader(r.Body, request), r.Body}
		}
		answer := &recorder{ResponseWriter: w, status: http.StatusOK}
		service.ServeHTTP(answer, r)
		seen := &exchange{
			contract: c, request: r, asked: request.Bytes(),
			status: answer.status, header: w.Header(), answered: answer.body.Bytes(),
		}
		for _, breach := range seen.breaches() {
			report.Errorf("%s %s: status %d: %v", r.Method, r.URL, answer.status, breach)
		}
	})
}

// tee is a body that is read twice, and closed once.
type tee struct {
	io.Reader
	io.Closer
}

// recorder keeps what it passes on.
type recorder struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// WriteHeader keeps the status.
func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Write keeps the body.
func (r *recorder) Write(p []byte) (int, error) {
	r.body.Write(p)
	return r.ResponseWriter.Write(p)
}

// Flush sends what has been written; Echo asks for it by this name.
func (r *recorder) Flush() { _ = http.NewResponseController(r.ResponseWriter).Flush() }
