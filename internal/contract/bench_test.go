package contract_test

import (
	"database/sql"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rlscreen/rlscreen/internal/contract"
)

const (
	storing = 64 // clients at a time
	each    = 4  // requests of each in a round
)

// BenchmarkStoringAgainstABareInsert stores records through the whole service, in
// process, and rows of the size of their answers in a SQLite file that does
// nothing else, each in a synced transaction of its own: in turn, so that noise
// hits both. x-bare-insert 2 says that two records take the time of one such row.
func BenchmarkStoringAgainstABareInsert(b *testing.B) {
	running, err := contract.Service(b.TempDir(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer running.Close()
	request, err := os.ReadFile("../../api/examples/createRecord/created.request.json")
	if err != nil {
		b.Fatal(err)
	}
	store := func() int {
		r := httptest.NewRequest(http.MethodPost, stored, strings.NewReader(string(request)))
		r.Header.Set("Content-Type", jsonMedia)
		answer := send(running.Handler, r)
		if answer.Code != http.StatusCreated {
			b.Errorf("%d %s", answer.Code, answer.Body)
		}
		return answer.Body.Len()
	}
	insert := bareInsert(b, store())
	var ours, bare time.Duration
	for b.Loop() {
		ours += round(func() { store() })
		bare += round(insert)
	}
	b.ReportMetric(float64(bare)/float64(ours), "x-bare-insert")
}

// bareInsert returns what inserts a row of a size and has it on disk.
func bareInsert(b *testing.B, size int) func() {
	b.Helper()
	db, err := sql.Open("sqlite", filepath.Join(b.TempDir(), "bare.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE bare (content BLOB)"); err != nil {
		b.Fatal(err)
	}
	content := make([]byte, size)
	return func() {
		if _, err := db.Exec("INSERT INTO bare VALUES ($1)", content); err != nil {
			b.Error(err)
		}
	}
}

// round is how long the clients take for their requests.
func round(request func()) time.Duration {
	began := time.Now()
	var clients sync.WaitGroup
	for range storing {
		clients.Go(func() {
			for range each {
				request()
			}
		})
	}
	clients.Wait()
	return time.Since(began)
}
