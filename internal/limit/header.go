package limit

import (
	"strconv"
	"time"
)

// Header sets the headers of an answer that tell a caller of its rate, r, and
// what is left of it (draft-ietf-httpapi-ratelimit-headers-10), and of a refusal
// also when to go on. Without a limit there are none.
func (d Decision) Header(set func(name, value string), r Rate) {
	if r.IsOff() {
		return
	}
	set("RateLimit-Policy", `"default";q=`+strconv.Itoa(r.Requests)+`;w=`+seconds(r.Per))
	set("RateLimit", `"default";r=`+strconv.Itoa(d.Remaining)+`;t=`+seconds(d.Reset))
	if !d.OK {
		set("Retry-After", strconv.Itoa(d.Seconds()))
	}
}

// Seconds is RetryAfter in whole seconds, at least one.
func (d Decision) Seconds() int { return max(1, int((d.RetryAfter+time.Second-1)/time.Second)) }

// seconds writes whole seconds, of which a part counts as one.
func seconds(d time.Duration) string { return strconv.Itoa(int((d + time.Second - 1) / time.Second)) }
