// Package limit bounds how often each caller may call.
//
// A caller has a bucket of as many requests as its rate allows in one period.
// Each request takes one, and they come back evenly: after a pause, a whole
// period's requests can come at once. How many callers are remembered is
// bounded. When there are more, the oldest are forgotten, and so allowed all
// again: a limiter never refuses anybody because of others.
package limit

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Rate is how many requests a caller may send in a period. The zero Rate is no
// limit.
type Rate struct {
	Requests int
	Per      time.Duration
}

// off is how no limit is written.
const off = "off"

// maxRequests is the highest rate that can be written; any more is no limit.
const maxRequests = 1_000_000

var errForm = errors.New("a rate is written as a number of requests per second or minute, such as 100/s or 6000/m, or off for none")

// Parse reads a rate: "100/s" a second, "6000/m" a minute, or "off". The error
// says what is accepted.
func Parse(s string) (Rate, error) {
	if s == off {
		return Rate{}, nil
	}
	number, unit, _ := strings.Cut(s, "/")
	n, err := strconv.ParseUint(number, 10, 32)
	if err != nil {
		return Rate{}, errForm
	}
	if n < 1 || n > maxRequests {
		return Rate{}, fmt.Errorf("a rate must be from 1 to %d requests, or off for no limit", maxRequests)
	}
	switch unit {
	case "s":
		return Rate{int(n), time.Second}, nil
	case "m":
		return Rate{int(n), time.Minute}, nil
	}
	return Rate{}, errForm
}

// String writes the rate as Parse reads it.
func (r Rate) String() string {
	switch {
	case r.IsOff():
		return off
	case r.Per == time.Minute:
		return strconv.Itoa(r.Requests) + "/m"
	case r.Per == time.Second:
		return strconv.Itoa(r.Requests) + "/s"
	}
	return strconv.Itoa(r.Requests) + " per " + r.Per.String()
}

// IsOff reports whether there is no limit.
func (r Rate) IsOff() bool { return r.Requests <= 0 || r.Per <= 0 }
