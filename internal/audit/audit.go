// Package audit is the record of who did what with stored screenings: events,
// chained by hashes, a chain for each tenant, with a head that is signed.
//
// Each entry has the SHA-256 of all its fields and of the hash of the entry
// before it. The head of a chain names its last entry and is signed with
// Ed25519. Verify reads a chain and says what does not fit.
//
// What this proves, to somebody who trusts the public key: that the entries up
// to the head are the ones which holders of the signing key wrote, in this
// order, none changed, moved, added or left out. The chain of tenant.Service
// begins with the database and names each tenant that appears, so that a chain
// which is gone with its head is missed: see Register. An older copy of the whole
// database fits itself, with older heads. To find that out, note the heads
// outside the database from time to time, and give each to Verify.
//
// What it cannot prove: that what an entry says was true when it was written;
// that everything which happened was written; anything against somebody who
// holds the signing key, who can write another chain, up to the last head noted
// elsewhere; nor what was cut off after the last head that was noted. The key is
// kept in the database, wrapped by a key of the key file: whoever has the
// database without the key file cannot sign.
//
// There are no answers in it, no subject and no value: only ids, codes and
// times. It is therefore kept when a record is erased.
package audit

import (
	"time"

	"github.com/rlscreen/rlscreen/internal/tenant"
)

// ByCommand is the Caller of what somebody at the machine did, from the command
// line.
const ByCommand = "cli"

// Action is what somebody did, or tried to do.
type Action string

// The actions.
const (
	Created    Action = "create"     // a record was stored
	Read       Action = "read"       // a record was read
	Listed     Action = "list"       // a record was shown in a list, or the list was empty
	Erased     Action = "erase"      // a record was erased
	Expired    Action = "expire"     // a record was erased since its time had passed
	Replayed   Action = "replay"     // a record was screened again
	TrailRead  Action = "trail"      // the entries of a record were read
	Denied     Action = "denied"     // something was refused
	KeyCreated Action = "key_create" // an API key was made
	KeyRotated Action = "key_rotate" // an API key was made in place of another
	KeyRevoked Action = "key_revoke" // an API key was revoked
	Rewrapped  Action = "rewrap"     // everything was wrapped by the newest key of the key file
	Restored   Action = "restore"    // a backup was restored
	Exported   Action = "export"     // the trail was exported
	Begun      Action = "begin"      // the database was made: the first entry of the chain of tenant.Service
	Joined     Action = "tenant"     // a tenant appeared for the first time: in the chain of tenant.Service
)

// Actions are all of them, in the order above.
func Actions() []Action {
	return []Action{
		Created, Read, Listed, Erased, Expired, Replayed, TrailRead, Denied,
		KeyCreated, KeyRotated, KeyRevoked, Rewrapped, Restored, Exported,
		Begun, Joined,
	}
}

// Done is the outcome of what was not refused.
const Done = "done"

// Event is something that happened. It holds no answer, subject or value.
type Event struct {
	// At is when, in UTC, to the millisecond.
	At time.Time
	// Action is what was done, Denied for what was refused.
	Action Action
	// Record is the id of the record concerned, "" none.
	Record string
	// Caller is who: the id of a key, "jwt:" with 16 hexadecimal digits of a
	// hash of issuer and subject, "local", "cli" or "service". Of what was refused
	// it may be "unknown", without a credential that says who, or "several", where
	// refusals of different callers were counted together.
	Caller string
	// Outcome is Done, or the code of the problem with which it was refused,
	// such as "not_found".
	Outcome string
	// Request is the X-Request-Id if it tells nothing, since the service made it
	// or it has 32 hexadecimal digits; "" for another one, for none, and for
	// refusals of different requests that were counted together.
	Request string
	// Detail is for keys the id of the key concerned, for Joined the tenant, and
	// for Denied the action that was refused, "" where refusals of different
	// actions were counted together; " of tenant " and the tenant follow, or
	// "tenant " and the tenant alone, where a refusal is in the chain of
	// tenant.Service since the tenant has none. Else it is "".
	Detail string
	// Count is for how many it stands: 1, or more when refusals were counted
	// together.
	Count int
}

// Entry is an event at its place in the chain of a tenant.
type Entry struct {
	Event
	Tenant tenant.ID
	// Seq is its place, from 1.
	Seq int64
	// Prev is the hash of the entry before it, of the first one Genesis.
	Prev Hash
	// Hash is that of all the above.
	Hash Hash
}

// Head is the end of a chain. Seq 0 with the hash Genesis is a chain without
// entries.
type Head struct {
	Tenant    tenant.ID `json:"tenant"`
	Seq       int64     `json:"seq"`
	Hash      Hash      `json:"hash"`
	Signature []byte    `json:"signature"`
}
