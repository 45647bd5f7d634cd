package door_test

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/rlscreen/rlscreen/internal/door"
)

var words = []byte(strings.Repeat("the same words again and again, ", 100))

// ask sends a request with headers, names and values in turn, for a document.
func ask(d *door.Document, method string, pairs ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/", nil)
	for i := 0; i < len(pairs); i += 2 {
		r.Header.Add(pairs[i], pairs[i+1])
	}
	w := httptest.NewRecorder()
	_ = d.Send(w, r, "text/plain") // a recorder takes everything
	return w
}

// bodyOf is what a caller makes of an answer.
func bodyOf(t *testing.T, answer *httptest.ResponseRecorder) []byte {
	t.Helper()
	if answer.Header().Get("Content-Encoding") != "gzip" {
		return answer.Body.Bytes()
	}
	r, err := gzip.NewReader(bytes.NewReader(answer.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestADocumentIsSentInTheCodingThatIsLikedBest(t *testing.T) {
	d := door.NewDocument(words)
	for _, c := range []struct {
		rule   string
		accept []string
		want   string
	}{
		{"without a header, as it is", nil, ""},
		{"an empty header takes no coding", []string{""}, ""},
		{"gzip", []string{"gzip"}, "gzip"},
		{"what browsers send", []string{"gzip, deflate, br, zstd"}, "gzip"},
		{"several headers are one", []string{"br", "gzip"}, "gzip"},
		{"whatever the case", []string{"GZip"}, "gzip"},
		{"by its old name", []string{"x-gzip"}, "gzip"},
		{"anything", []string{"*"}, "gzip"},
		{"only others", []string{"br, zstd"}, ""},
		{"refused", []string{"gzip;q=0"}, ""},
		{"refused, with three decimals", []string{"gzip;q=0.000, *"}, ""},
		{"all others refused", []string{"gzip, *;q=0"}, "gzip"},
		{"all refused, which cannot be kept", []string{"*;q=0"}, ""},
		{"as it is refused", []string{"identity;q=0, gzip;q=0.1"}, "gzip"},
		{"as it is refused, and anything else taken", []string{"identity;q=0, *"}, "gzip"},
		{"as it is refused, and nothing else named", []string{"identity;q=0"}, ""},
		{"as it is liked better", []string{"gzip;q=0.5, identity"}, ""},
		{"both liked alike", []string{"identity, gzip"}, "gzip"},
		{"a little is enough where nothing is said of the other", []string{"gzip;q=0.001"}, "gzip"},
		{"anything else liked better than gzip", []string{"gzip;q=0.2, *;q=0.3"}, ""},
		{"spaces", []string{" gzip ; q = 1.0 , br "}, "gzip"},
		{"a quality in upper case", []string{"gzip;Q=0"}, ""},
		{"a quality that is none is passed over", []string{"gzip;q=2"}, ""},
		{"nor not a number", []string{"gzip;q=NaN"}, ""},
		{"nor empty", []string{"gzip;q="}, ""},
		{"nor another parameter", []string{"gzip;level=9"}, ""},
		{"rubbish is passed over", []string{";;,=,gzip"}, "gzip"},
		{"a name that begins so", []string{"gzipped"}, ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			var pairs []string
			for _, line := range c.accept {
				pairs = append(pairs, "Accept-Encoding", line)
			}
			answer := ask(d, http.MethodGet, pairs...)
			if got := answer.Header().Get("Content-Encoding"); got != c.want {
				t.Errorf("%q: sent as %q, not %q", c.accept, got, c.want)
			}
			if answer.Code != 200 || !bytes.Equal(bodyOf(t, answer), words) || answer.Header().Get("Vary") != "Accept-Encoding" {
				t.Errorf("%q: %d %v", c.accept, answer.Code, answer.Header())
			}
			if got := answer.Header().Get("Content-Length"); got != strconv.Itoa(answer.Body.Len()) {
				t.Errorf("%q: length %s of %d", c.accept, got, answer.Body.Len())
			}
		})
	}
}

func TestEachCodingHasATagOfItsOwn(t *testing.T) {
	d := door.NewDocument(words)
	plain, zipped := ask(d, "GET").Header().Get("ETag"), ask(d, "GET", "Accept-Encoding", "gzip").Header().Get("ETag")
	if plain == zipped || !strings.HasPrefix(plain, `"`) || !strings.HasPrefix(zipped, `"`) {
		t.Errorf("tags %s and %s", plain, zipped)
	}
	for _, c := range []struct {
		rule, accept, has string
		status            int
		tag               string
	}{
		{"as it is", "", plain, 304, plain},
		{"compressed", "gzip", zipped, 304, zipped},
		{"weakened by a gateway", "gzip", "W/" + zipped, 304, zipped},
		{"as it is, by who would take it compressed", "gzip", plain, 304, plain},
		{"both", "gzip", plain + ", " + zipped, 304, zipped},
		{"any", "gzip", "*", 304, zipped},
		{"any, as it is", "", "*", 304, plain},
		{"compressed, by who cannot read that any more", "", zipped, 200, plain},
		{"as it is, by who refuses that", "gzip, identity;q=0", plain, 200, zipped},
		{"another", "gzip", `"x"`, 200, zipped},
	} {
		t.Run(c.rule, func(t *testing.T) {
			for _, method := range []string{"GET", "HEAD"} {
				answer := ask(d, method, "Accept-Encoding", c.accept, "If-None-Match", c.has)
				if answer.Code != c.status || answer.Header().Get("ETag") != c.tag || answer.Header().Get("Vary") != "Accept-Encoding" {
					t.Errorf("%s: %d %v", method, answer.Code, answer.Header())
				}
				if answer.Code == 304 && (answer.Body.Len() > 0 || answer.Header().Get("Content-Encoding") != "") {
					t.Errorf("%s: 304 with %d bytes, %v", method, answer.Body.Len(), answer.Header())
				}
			}
		})
	}
}

func TestHeadHasTheHeadersOfGet(t *testing.T) {
	d := door.NewDocument(words)
	for _, accept := range []string{"", "gzip"} {
		want, got := ask(d, "GET", "Accept-Encoding", accept), ask(d, "HEAD", "Accept-Encoding", accept)
		if got.Body.Len() > 0 {
			t.Errorf("%q: HEAD with a body", accept)
		}
		for name := range want.Header() {
			if got.Header().Get(name) != want.Header().Get(name) {
				t.Errorf("%q: %s %q, GET has %q", accept, name, got.Header().Get(name), want.Header().Get(name))
			}
		}
	}
}

func TestWhatCompressionWouldNotShortenIsSentAsItIs(t *testing.T) {
	noise := make([]byte, 4<<10)
	_, _ = rand.Read(noise) // which never fails
	for _, body := range [][]byte{nil, []byte("x"), noise} {
		answer := ask(door.NewDocument(body), "GET", "Accept-Encoding", "gzip")
		if answer.Header().Get("Content-Encoding") != "" || !bytes.Equal(answer.Body.Bytes(), body) {
			t.Errorf("%d bytes: %v", len(body), answer.Header())
		}
	}
}

func TestWhatElseAnAnswerVariesByStays(t *testing.T) {
	r, w := httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder()
	w.Header().Add("Vary", "Accept-Language")
	_ = door.NewDocument(words).Send(w, r, "text/plain")
	if got := strings.Join(w.Header()["Vary"], ", "); got != "Accept-Language, Accept-Encoding" {
		t.Error(got)
	}
}

func TestManyCanAskAtOnce(t *testing.T) {
	d := door.NewDocument(words)
	want := ask(door.NewDocument(words), "GET", "Accept-Encoding", "gzip").Header().Get("ETag")
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			if got := ask(d, "GET", "Accept-Encoding", "gzip").Header().Get("ETag"); got != want {
				t.Errorf("tag %s, not %s", got, want)
			}
		})
	}
	all.Wait()
}

func FuzzAcceptEncoding(f *testing.F) {
	for _, header := range []string{"", "gzip", "gzip;q=0", "*;q=0.5, identity", "gzip;q=1e-9", "a,b;q=,;;=,*"} {
		f.Add(header)
	}
	d := door.NewDocument(words)
	f.Fuzz(func(t *testing.T, header string) {
		answer := ask(d, "GET", "Accept-Encoding", header)
		if answer.Code != 200 || !bytes.Equal(bodyOf(t, answer), words) {
			t.Errorf("%q: %d", header, answer.Code)
		}
		if answer.Header().Get("Content-Encoding") == "gzip" && !strings.ContainsAny(strings.ToLower(header), "gz*") {
			t.Errorf("%q: compressed for who did not ask", header)
		}
	})
}
