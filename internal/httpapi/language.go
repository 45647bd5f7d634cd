package httpapi

import (
	"net/http"

	"golang.org/x/text/language"
)

// Language is the language of an answer by Accept-Language: "es" or "en",
// which is also the answer to a header that asks for neither.
func (a *API) Language(r *http.Request) string {
	header := r.Header.Get("Accept-Language")
	if header == "" {
		return "en"
	}
	tag, _ := language.MatchStrings(a.languages, header)
	base, _ := tag.Base()
	return base.String()
}
