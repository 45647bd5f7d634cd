package store

import (
	"time"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// Record is a stored screening. Its contents are sealed, and the key they were
// sealed with is wrapped by a key of the key file. Times are to the millisecond.
type Record struct {
	ID        string
	CreatedAt time.Time
	// Master is the id of the key by which Wrapped is wrapped.
	Master  string
	Wrapped []byte
	Sealed  []byte
	// Subject and Outcome are blind indexes, nil none. They are not given back.
	Subject, Outcome []byte
	// Seq is the place of the record in the order of storing. It is given back, and
	// not taken from a new record.
	Seq int64
	// ErasedAt is when it was erased: then Master, Wrapped and Sealed are gone;
	// zero not.
	ErasedAt time.Time
}

// Once is an idempotency key, hashed, with what was stored under it.
type Once struct {
	Key, Fingerprint []byte
	// Record is the id of what was stored.
	Record string
	// Expires is from when the key may be used anew.
	Expires time.Time
}

// Change is what is stored in one transaction: all of it, or nothing.
type Change struct {
	Insert *Record
	Once   *Once
	// Erase are ids of records. Those that are unknown or erased already are
	// passed over.
	Erase []string
	// Events are added to the audit chain of the tenant, in this order.
	Events []audit.Event
}

// Committed is what came of a Change.
type Committed struct {
	// Earlier is set when the tenant has an unexpired Once with the same key:
	// nothing of the change was written.
	Earlier *Once
}

// Filter narrows a list of records.
type Filter struct {
	// Subject and Outcome are blind indexes; nil any.
	Subject, Outcome []byte
	// Before is the Seq of the last record of the page before; 0 from the newest.
	Before int64
	// Limit is how many are given at most.
	Limit int
}

// Of names a record of any tenant.
type Of struct {
	Tenant tenant.ID
	ID     string
}
