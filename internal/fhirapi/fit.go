package fhirapi

import (
	"html"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/fhir/form"
)

// fitted is a request with the results that the form has a place for.
type fitted struct {
	request *v1.ScreeningRequest
	// kept are the indexes of these results in the request that was fitted.
	kept []int
	// unknown are the warnings of results whose test is not known.
	unknown []v1.Warning
	// same says that what they lead to is what all results lead to.
	same bool
}

// fit chooses results for the form, which has one place for each test: those
// that decide on iron go before newer ones that decide nothing.
func (a *API) fit(f *form.Form, request *v1.ScreeningRequest) fitted {
	kept := f.Places(request.Labs, nil)
	if len(kept) == len(request.Labs) {
		return fitted{request: request, kept: kept, same: true}
	}
	all := a.Service.Look(request, app.Options{})
	out := fitted{
		kept:    f.Places(request.Labs, a.decisive(all, request.Labs)),
		unknown: slices.DeleteFunc(slices.Clone(all.Warnings), func(w v1.Warning) bool { return w.Code != warningUnknownLOINC }),
	}
	smaller := *request
	smaller.Labs = make([]v1.Lab, 0, len(out.kept))
	for _, i := range out.kept {
		smaller.Labs = append(smaller.Labs, request.Labs[i])
	}
	out.request = &smaller
	out.same = conclusion(a.Service.Look(&smaller, app.Options{})) == conclusion(all)
	return out
}

// warningUnknownLOINC is the code of the warning of a result whose test is not known.
const warningUnknownLOINC = "unknown_loinc"

// decisive are the results, by index, that the reading of iron and an alert of
// overload rest on. A saturation that was calculated stands at its iron, and
// rests on the TIBC of that day too.
func (a *API) decisive(s *v1.Screening, labs []v1.Lab) []int {
	var out []int
	add := func(facts []v1.Fact) {
		for _, fact := range facts {
			i, is := app.IndexIn("labs", fact.Path)
			if !is || i >= len(labs) {
				continue
			}
			out = append(out, i)
			if a.testOf(&labs[i]) == "iron" {
				out = append(out, slices.IndexFunc(labs, func(l v1.Lab) bool {
					return l.CollectedOn == labs[i].CollectedOn && a.testOf(&l) == "tibc"
				}))
			}
		}
	}
	add(s.Iron.Because)
	for i := range s.Alerts {
		if s.Alerts[i].ID == "iron_overload" {
			add(s.Alerts[i].Because)
		}
	}
	return out
}

// testOf is the test of a result; "" for a LOINC code that is not known.
func (a *API) testOf(lab *v1.Lab) string {
	if lab.Test != "" {
		return lab.Test
	}
	test, _ := a.Service.LabTest(lab.LOINC)
	return test
}

// conclusion is what a clinician would act on of an answer, to be compared.
func conclusion(s *v1.Screening) string {
	parts := []string{s.Outcome.Code, s.Iron.Reading, s.Classification.Label}
	parts = append(parts, s.Classification.Missing...)
	for i := range s.Classification.Contributors {
		c := &s.Classification.Contributors[i]
		parts = append(parts, c.ID, c.Tier)
	}
	for i := range s.Alerts {
		parts = append(parts, s.Alerts[i].ID, s.Alerts[i].Urgency)
	}
	return strings.Join(parts, " ")
}

// leftOut says in a response, for people, which results are not in it since
// their test is not known: nothing else of it has a place for that.
func leftOut(response *fhir.QuestionnaireResponse, unknown []v1.Warning) error {
	if len(unknown) == 0 {
		return nil
	}
	var list strings.Builder
	for _, w := range unknown {
		list.WriteString("<li>" + html.EscapeString(w.Path+": "+w.Display) + "</li>")
	}
	text, err := json.Marshal(fhir.Narrative{
		Status: "additional",
		Div:    `<div xmlns="http://www.w3.org/1999/xhtml" lang="en" xml:lang="en"><ul>` + list.String() + `</ul></div>`,
	})
	response.Rest = map[string]fhir.Raw{"text": text}
	return err
}
