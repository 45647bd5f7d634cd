package cdshooks

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// admit finds the service of a call and says whether the caller may call it,
// before anything of the body is read. Below is what follows the id in the path.
func (a *API) admit(c echo.Context, below string) (*service, error) {
	s, known := a.services[c.Param("id")]
	if !known {
		return nil, refuse(http.StatusNotFound, fhir.TypeNotFound, problem.NotFound,
			"There is no such service; GET "+Base+" lists those there are.")
	}
	if refusal := a.authenticate(c, a.BaseURL+Base+"/"+s.id, below); refusal != nil {
		return nil, refusal
	}
	if !takesJSON(c.Request().Header["Accept"]) {
		return nil, notAcceptable()
	}
	return s, nil
}

// authenticate checks the token of a call to url. What lies below it, such as
// its feedback, may be called with a token for either: clients differ.
func (a *API) authenticate(c echo.Context, url, below string) error {
	if a.Clients == nil {
		if a.Open() {
			return nil
		}
		return unauthenticated("", "No health record may call yet: name those that may in the setting RLSCREEN_CDS_CLIENTS.")
	}
	token, given := bearer(c.Request().Header["Authorization"])
	if !given {
		return unauthenticated("", "Send Authorization: Bearer with a JWT whose aud is the URL called.")
	}
	audiences := []string{url + below}
	if below != "" {
		audiences = append(audiences, url)
	}
	if _, fault := a.Clients.Verify(c.Request().Context(), token, audiences...); fault != nil {
		if fault.Kind == problem.Unauthenticated {
			return unauthenticated(`, error="invalid_token"`, fault.Detail)
		}
		return fault
	}
	return nil
}

// bearer is the token of the only Authorization header there is.
func bearer(header []string) (token string, given bool) {
	if len(header) != 1 {
		return "", false
	}
	scheme, token, _ := strings.Cut(header[0], " ")
	token = strings.Trim(token, " ")
	return token, strings.EqualFold(scheme, "Bearer") && token != ""
}

func unauthenticated(attributes, detail string) *failure {
	f := refuse(http.StatusUnauthorized, fhir.TypeLogin, problem.Unauthenticated, detail)
	f.header = http.Header{"Www-Authenticate": {`Bearer realm="` + strings.TrimPrefix(Base, "/") + `"` + attributes}}
	return f
}
