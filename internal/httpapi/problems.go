package httpapi

import (
	"bytes"
	_ "embed"
	"net/http"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/problem"
)

//go:embed problem.html
var problemPage string

// pagePolicy lets a page load its own style sheet and nothing else.
const pagePolicy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// problemKind explains an error code.
//
//	@Summary		Explain an error code
//	@Description	What the code of a problem, or of one of its errors, means and what to do about it, as a page or as JSON. The type of every problem points here.
//	@Tags			service
//	@ID				getProblem
//	@Produce		html
//	@Produce		json
//	@Param			code	path		string	true	"code of a problem, or of one of its errors"	example(validation_failed)
//	@Success		200		{object}	v1.Problem
//	@Failure		400,404,406,500	{object}	v1.Problem
//	@Router			/problems/{code} [get]
func (a *API) problemKind(x *exchange) error {
	k, codes, known := a.catalogue.explained(x.Param("code"))
	if !known {
		return problem.New(problem.NotFound, "There is no such error code.")
	}
	if x.media == mediaJSON {
		explanation, err := encodeJSON(a.explanation(k, codes))
		if err != nil {
			return err
		}
		return writeTagged(x, mediaJSON, explanation)
	}
	var page bytes.Buffer
	if err := a.page().Execute(&page, newProblemView(k, codes)); err != nil {
		return err
	}
	x.Response().Header().Set("Content-Security-Policy", pagePolicy)
	return writeTagged(x, mediaHTML, page.Bytes())
}

// explanation is a problem of the kind that explains itself. It is no answer
// to a request that failed, so that it has no instance.
func (a *API) explanation(k kind, codes []code) v1.Problem {
	fault := &problem.Error{Kind: k.kind, Detail: k.meaning + " " + k.remedy}
	for _, c := range codes {
		fault.Fields = append(fault.Fields, problem.Field{Code: c.Code, Detail: c.Meaning})
	}
	return a.document(fault, "")
}

// explained finds what a code means, of a problem or of one of its errors: the
// kind of the problem, and those codes of errors that belong on its page. It is
// false for a code that there is not.
func (c catalogue) explained(name string) (k kind, ofErrors []code, known bool) {
	k, known = c[problem.Kind(name)]
	switch {
	case !known:
		for _, one := range codes() {
			if string(one.Code) == name {
				return c[problem.ValidationFailed], []code{one}, true
			}
		}
	case k.kind == problem.ValidationFailed:
		ofErrors = codes()
	}
	return k, ofErrors, known
}

// problemView is what the page shows.
type problemView struct {
	Code, Title, Meaning, Remedy string
	Status                       int
	StatusText                   string
	Codes                        []code
}

func newProblemView(k kind, codes []code) problemView {
	return problemView{
		Code: string(k.kind), Title: k.title, Meaning: k.meaning, Remedy: k.remedy,
		Status: k.status, StatusText: http.StatusText(k.status), Codes: codes,
	}
}
