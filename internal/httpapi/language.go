package httpapi

import (
	"net/http"
)

// Language is the language of an answer by Accept-Language: "es" or "en",
// which is also the answer to a header that asks for neither.
func (a *API) Language(r *http.Request) string {
	return a.languages.Of(r.Header.Get("Accept-Language"))
}
