package contract

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"

	"github.com/rlscreen/rlscreen/internal/openapi"
)

// RequestID is that of every example.
const RequestID = "0191c3a2-7f3b-7c55-9d1e-5b8f0a4e2c61"

// Answer sends the request of an example, whose body is in the folder, and
// before it those that it follows, and returns the answer as its golden file is
// to hold it. An exchange that is alone needs a new service.
func Answer(service http.Handler, e openapi.Exchange, folder string) ([]byte, error) {
	for _, before := range e.After {
		if _, err := ask(service, before, folder); err != nil {
			return nil, fmt.Errorf("before %s of %s: %w", e.Name, e.Operation, err)
		}
	}
	answer, err := ask(service, e, folder)
	if err != nil {
		return nil, err
	}
	return e.Shown(answer)
}

// ask sends one request and returns the body of the answer.
func ask(service http.Handler, e openapi.Exchange, folder string) ([]byte, error) {
	request := httptest.NewRequest(e.Method, e.Target, http.NoBody)
	if file := e.RequestFile(); file != "" {
		body, err := os.ReadFile(filepath.Join(folder, file))
		if err != nil {
			return nil, err
		}
		request = httptest.NewRequest(e.Method, e.Target, bytes.NewReader(body))
		request.Header.Set("Content-Type", e.Media)
	}
	for name, value := range e.Header {
		request.Header.Set(name, value)
	}
	request.Header.Set("Accept", e.Accept)
	request.Header.Set("X-Request-Id", RequestID)
	answer := httptest.NewRecorder()
	service.ServeHTTP(answer, request)
	if answer.Code != e.Status {
		return nil, fmt.Errorf("%s %s answered %d, not %d: %s", e.Method, e.Target, answer.Code, e.Status, answer.Body)
	}
	return answer.Body.Bytes(), nil
}
