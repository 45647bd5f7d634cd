package fhirapi

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

// exchange is one request whose representation has been agreed on, and the
// answer to it.
type exchange struct {
	echo.Context
	query  url.Values // of the URL, and of the body of a search
	pretty bool
	prefer preference
}

// open turns a route into an Echo handler that checks what all have in common.
func (a *API) open(r Route) echo.HandlerFunc {
	return func(c echo.Context) error {
		x := exchange{Context: c, prefer: readPrefer(c.Request().Header["Prefer"])}
		if err := x.readQuery(c.Request().URL.RawQuery); err != nil {
			return err
		}
		if r.form {
			if err := a.readForm(&x); err != nil {
				return err
			}
		}
		if err := acceptable(c.Request(), x.query); err != nil {
			return err
		}
		x.pretty = wantsPretty(x.query["_pretty"])
		return r.handle(a, &x)
	}
}

// readQuery adds parameters, written as in a URL, to those there are.
func (x *exchange) readQuery(encoded string) error {
	if encoded == "" {
		return nil
	}
	values, err := url.ParseQuery(encoded)
	if err != nil {
		return refuse(http.StatusBadRequest, fault(fhir.TypeInvalid, codeBadQuery,
			"The parameters cannot be read: an escape is not %XX, or a semicolon is not escaped."))
	}
	if x.query == nil {
		x.query = values
		return nil
	}
	for name, more := range values {
		x.query[name] = append(x.query[name], more...)
	}
	return nil
}

// readForm reads the parameters of a search that are in the body.
func (a *API) readForm(x *exchange) error {
	body, err := a.readBody(x.Request(), mediaForm)
	if err != nil {
		return err
	}
	defer a.bodies.Release(body)
	return x.readQuery(body.String())
}
