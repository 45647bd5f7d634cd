package httpapi

import (
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/problem"
	"github.com/rlscreen/rlscreen/internal/records"
)

// exchange is one request whose parameters and accepted representations have
// been checked, and the answer to it.
type exchange struct {
	echo.Context
	options app.Options
	search  string        // parameter q
	limit   int           // parameter limit
	filter  records.Query // parameters subject, outcome and cursor
	without string        // parameter without
	media   string        // what the answer is to be written as
}

// open turns a route into an Echo handler that checks what the table says of it.
func (a *API) open(r Route) echo.HandlerFunc {
	wantsLang := r.query.has(paramLang)
	usual, _ := r.query.limits()
	return func(c echo.Context) error {
		x := exchange{Context: c, limit: usual}
		if fault := x.readQuery(r.query); fault != nil {
			return fault
		}
		request, header := c.Request(), c.Response().Header()
		if len(r.produces) > 0 { // else the answer has no body
			media, ok := negotiate(request.Header["Accept"], r.produces)
			if !ok {
				return notAcceptable(r.produces)
			}
			x.media = media
		}
		if len(r.produces) > 1 {
			header.Add("Vary", "Accept")
		}
		if wantsLang {
			if x.options.Lang == "" {
				x.options.Lang = a.Language(request)
			}
			header.Add("Vary", "Accept-Language")
			header.Set("Content-Language", x.options.Lang)
		}
		return r.handle(a, &x)
	}
}

func notAcceptable(offers []string) *problem.Error {
	return &problem.Error{
		Kind:   problem.NotAcceptable,
		Detail: "Accept asks for representations that there are not. There is: " + strings.Join(offers, ", ") + ".",
		Fields: []problem.Field{{
			Pointer: "Accept", Code: problem.CodeOneOf,
			Detail: "Accept must take one of the media types that this route answers with.", Accepted: offers,
		}},
	}
}
