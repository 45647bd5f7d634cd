package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/server"
)

func TestTheFormIsFramedByTheOriginsOfTheSettings(t *testing.T) {
	s := listen(t, server.Options{FrameAncestors: []string{"https://clinic.example"}})
	for path, want := range map[string]string{"/form": "frame-ancestors https://clinic.example", "/desk": "frame-ancestors 'none'", "/": "frame-ancestors 'none'"} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, s.BaseURL()+path, http.NoBody)
		s.Handler().ServeHTTP(w, r)
		policies := w.Header().Values("Content-Security-Policy")
		if w.Code != http.StatusOK || len(policies) != 1 || !strings.HasSuffix(policies[0], want) {
			t.Errorf("%s: %d %q", path, w.Code, policies)
		}
	}
}
