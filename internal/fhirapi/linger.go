package fhirapi

import (
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// What is still read of a body after the request has been refused.
const (
	drainedByServer = 256 << 10 // net/http reads on up to this much
	mostLingering   = 16 << 20
	longestLinger   = 2 * time.Second
)

// hasUnreadBody reports whether more of a body may be on its way than the
// server would read before it closes the connection.
func (a *API) hasUnreadBody(c echo.Context) bool {
	r := c.Request()
	if r.ContentLength >= 0 && r.ContentLength <= drainedByServer {
		return false
	}
	// Without this the body can no longer be read once the answer has begun.
	return r.Header.Get("Expect") == "" && http.NewResponseController(c.Response().Writer).EnableFullDuplex() == nil
}

// linger drops the rest of a refused body, for a short while. Closing at once
// would reset the connection, and a client still sending would see the reset
// in place of the outcome (RFC 9112 section 9.6).
func (a *API) linger(c echo.Context) {
	connection := http.NewResponseController(c.Response().Writer)
	if connection.Flush() != nil || connection.SetReadDeadline(a.Now().Add(longestLinger)) != nil {
		return
	}
	_, _ = io.CopyN(io.Discard, c.Request().Body, mostLingering) // whatever ends it, the connection is closed next
}
