package store

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/tenant"
)

// A backup comes from elsewhere, and its digest only says that it arrived as it
// was sent. What follows is how much of anything there can be in one.
const (
	// backupLine is how long a line may be: a record is a fraction of it.
	backupLine = 4 << 20
	// backupRatio is how many bytes a byte of the file may become. What is sealed
	// does not get smaller by packing, and the rest is a few times its size.
	backupRatio, backupSlack = 100, 16 << 20
	// maxNumber is the largest whole number that JSON has everywhere. There is no
	// moment, and no place of anything, after it.
	maxNumber = 1<<53 - 1
	maxText   = 1024
	maxID     = 128
)

// ratio counts what is read of the file, and refuses what gets too large by
// unpacking.
type ratio struct {
	from     io.Reader
	packed   int64
	unpacked int64
}

func (r *ratio) Read(into []byte) (int, error) {
	n, err := r.from.Read(into)
	r.packed += int64(n)
	return n, err
}

// unpacks counts what became of it.
func (r *ratio) unpacks(from io.Reader) io.Reader { return &unpacking{r, from} }

type unpacking struct {
	ratio *ratio
	from  io.Reader
}

func (u *unpacking) Read(into []byte) (int, error) {
	n, err := u.from.Read(into)
	u.ratio.unpacked += int64(n)
	if u.ratio.unpacked > backupSlack+backupRatio*u.ratio.packed {
		return 0, fmt.Errorf("it is more than %d times as large as the file", backupRatio)
	}
	return n, err
}

// check says what of a line cannot be.
func (l *line) check() string {
	members := 0
	for _, is := range []bool{l.Header != nil, l.Retired != nil, l.Secret != nil, l.Key != nil, l.Head != nil, l.Record != nil, l.Once != nil, l.Entry != nil, l.Trailer != nil} {
		if is {
			members++
		}
	}
	switch {
	case members != 1:
		return "number of members"
	case l.Header != nil, l.Key != nil, l.Trailer != nil: // they are judged elsewhere
		return ""
	case l.Retired != nil:
		return firstOf(wrong("id", isText(l.Retired.ID, maxID)), wrong("time", isNumber(l.Retired.At, 0)))
	case l.Secret != nil:
		return firstOf(wrong("name", slices.Contains(secretNames(), l.Secret.Name)), wrong("master", isText(l.Secret.Master, maxID)), wrong("length", len(l.Secret.Wrapped) <= maxText))
	case l.Head != nil:
		return firstOf(wrong("tenant", isChain(string(l.Head.Tenant))), wrong("seq", isNumber(l.Head.Seq, 0)), wrong("signature", len(l.Head.Signature) <= maxID))
	case l.Record != nil:
		return l.Record.check()
	case l.Once != nil:
		return l.Once.check()
	default:
		return l.Entry.check()
	}
}

func (r *backupRecord) check() string {
	erased := r.ErasedAt == nil || isNumber(*r.ErasedAt, 0)
	return firstOf(wrong("tenant", isTenant(r.Tenant)), wrong("id", isText(r.ID, maxID)), wrong("seq", isNumber(r.Seq, 1)),
		wrong("time", isNumber(r.CreatedAt, 0) && erased), wrong("master", len(r.Master) <= maxID), wrong("length", len(r.Wrapped)+len(r.Subject)+len(r.Outcome) <= maxText))
}

func (o *backupOnce) check() string {
	return firstOf(wrong("tenant", isTenant(o.Tenant)), wrong("id", isText(o.Record, maxID)), wrong("time", isNumber(o.Expires, 0)),
		wrong("length", len(o.Key)+len(o.Fingerprint) <= maxText))
}

func (e *backupEntry) check() string {
	short := len(e.Caller)+len(e.Request)+len(e.Detail) <= 3*maxText && len(e.Action)+len(e.Outcome) <= maxID
	return firstOf(wrong("tenant", isChain(e.Tenant)), wrong("seq", isNumber(e.Seq, 1)), wrong("id", len(e.Record) <= maxText), wrong("time", isNumber(e.At, 0)),
		wrong("length", short), wrong("count", isNumber(int64(e.Count), 1)), wrong("hash", len(e.Prev) == len(audit.Hash{}) && len(e.Hash) == len(audit.Hash{})))
}

func wrong(what string, fine bool) string {
	if fine {
		return ""
	}
	return what
}

func firstOf(list ...string) string {
	for _, one := range list {
		if one != "" {
			return one
		}
	}
	return ""
}

func isTenant(name string) bool {
	_, err := tenant.Parse(name)
	return err == nil
}

func isChain(name string) bool { return isTenant(name) || name == string(tenant.Service) }

func isNumber(n, least int64) bool { return least <= n && n <= maxNumber }

// isText reports whether a text is one of visible ASCII characters.
func isText(s string, most int) bool {
	return s != "" && len(s) <= most && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}
