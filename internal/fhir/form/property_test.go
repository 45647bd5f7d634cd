package form_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/fhir"
)

// randomly makes requests that are acceptable, from every answer that the
// questionnaire offers.
type randomly struct {
	*rand.Rand
	service *app.Service
	form    *v1.Questionnaire
}

func newRandomly(s *app.Service, seed uint64) *randomly {
	return &randomly{rand.New(rand.NewPCG(seed, 1)), s, s.Form("en")}
}

// request tries until the answers do not contradict each other.
func (r *randomly) request(t testing.TB) *v1.ScreeningRequest {
	t.Helper()
	for {
		body, err := jsonv2.Marshal(r.answers(), jsonv2.Deterministic(true))
		if err != nil {
			t.Fatal(err)
		}
		if req, problem := r.service.Parse(body); problem == nil {
			return req
		}
	}
}

func (r *randomly) answers() map[string]any {
	out := map[string]any{}
	if r.IntN(3) > 0 {
		out["as_of"] = "2026-11-20"
	}
	likelihood := r.Float64()
	for _, s := range r.form.Sections {
		section := map[string]any{}
		for _, q := range s.Questions {
			if r.Float64() < likelihood {
				r.answer(out, section, &q)
			}
		}
		if len(section) > 0 {
			out[s.ID] = section
		}
	}
	return out
}

func (r *randomly) answer(out, section map[string]any, q *v1.Question) {
	_, name, _ := strings.Cut(q.ID, ".")
	switch q.Type {
	case "choice":
		code := q.Options[r.IntN(len(q.Options))].Code
		if r.IntN(3) == 0 { // or else a positive screen is rare
			code = q.Options[0].Code
		}
		section[name] = code
	case "integer":
		section[name] = int(*q.Minimum) + r.IntN(int(min(*q.Maximum, 130))+1)
	case "number":
		section[name] = float64(r.IntN(15)) / 2
	case "medications":
		out["medications"] = r.medications()
	case "labs":
		out["labs"] = r.labs(q.Tests)
	}
}

func (r *randomly) medications() []any {
	list := []any{}
	for range r.IntN(4) {
		m := map[string]any{}
		for name, value := range map[string]string{"name": "Benadryl", "rxnorm": "6915", "atc": "N06AX11"} {
			if r.IntN(2) == 0 {
				m[name] = value
			}
		}
		if len(m) == 0 {
			m["name"] = "a \"quoted\" naïve name"
		}
		if timing := []string{"", "began_after_starting", "began_before_starting", "not_sure"}[r.IntN(4)]; timing != "" {
			m["timing"] = timing
		}
		list = append(list, m)
	}
	return list
}

func (r *randomly) labs(tests []v1.LabTest) []any {
	list := []any{}
	for _, test := range tests {
		if r.IntN(4) > 0 {
			continue
		}
		for range 1 + r.IntN(2) {
			lab := map[string]any{"test": test.Test, "value": test.Minimum + r.Float64()*(test.Maximum-test.Minimum)/2, "unit": test.Units[0]}
			if test.LOINC != "" && r.IntN(3) == 0 {
				delete(lab, "test")
				lab["loinc"] = test.LOINC
			}
			if r.IntN(3) > 0 {
				lab["collected_on"] = []string{"2026-11-01", "2026-10-30", "2020-01-31"}[r.IntN(3)]
			}
			list = append(list, lab)
		}
	}
	return list
}

// asTheFormHasIt is what is left of a request in the form: one result for each
// test, by its id and in a unit that the form offers, and no answer to a
// question that others disable.
func asTheFormHasIt(s *app.Service, req *v1.ScreeningRequest) *v1.ScreeningRequest {
	out := *req
	if out.Patient != nil {
		p := *out.Patient
		if p.Sex == "male" {
			p.Pregnancy = ""
		}
		if p.Pregnancy != "yes" {
			p.GestationWeeks = nil
		}
		out.Patient = &p
	}
	if out.Course != nil && (out.Course.DaysPerWeek == nil || *out.Course.DaysPerWeek >= 2) {
		c := *out.Course
		c.LifetimeEpisodes = nil
		out.Course = &c
	}
	if out.History != nil {
		h := *out.History
		if h.KidneyDisease == "" && h.KidneyDiseaseStage != "" && h.KidneyDiseaseStage != "unknown" {
			h.KidneyDisease = "yes" // which the stage implies
		}
		if h.KidneyDisease == "" || h.KidneyDisease == "no" {
			h.KidneyDiseaseStage = ""
		}
		out.History = &h
	}
	out.Labs = newest(s, req.Labs)
	return &out
}

func newest(s *app.Service, all []v1.Lab) []v1.Lab {
	var out []v1.Lab
	for _, test := range s.Form("en").Sections[len(s.Form("en").Sections)-1].Questions[0].Tests {
		var best *v1.Lab
		for i := range all {
			lab := all[i]
			if lab.Test == "" {
				lab.Test, _ = s.LabTest(lab.LOINC)
				lab.LOINC = ""
			}
			if lab.Test == test.Test && (best == nil || lab.CollectedOn > best.CollectedOn) {
				best = &lab
			}
		}
		if best != nil {
			if best.Test == "tsh" { // mIU/L is m[IU]/L in UCUM
				best.Unit = "m[IU]/L"
			}
			out = append(out, *best)
		}
	}
	return out
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	s := service(t)
	f := newForm(s)
	r := newRandomly(s, 7)
	for range 1000 {
		req := r.request(t)
		raw := completed(t, f, req)
		_, reading := f.Read(raw)
		if fhir.HasErrors(reading.Issues) {
			t.Fatalf("%v\n%s", reading.Issues, raw)
		}
		back, want := parse(t, s, reading.Body), asTheFormHasIt(s, req)
		if encoded(t, back) != encoded(t, want) {
			t.Fatalf("\n%s came back as\n%s", encoded(t, want), encoded(t, back))
		}
	}
}

// encoded is a request without sections that say nothing.
func encoded(t *testing.T, req *v1.ScreeningRequest) string {
	t.Helper()
	out, err := jsonv2.Marshal(req, jsonv2.Deterministic(true))
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer(`"patient":{},`, "", `"course":{},`, "", `"history":{},`, "", `"patient":{}`, "", `"course":{}`, "", `"history":{}`, "").Replace(string(out))
}

func TestItemsMayComeInAnyOrder(t *testing.T) {
	s := service(t)
	f := newForm(s)
	r := newRandomly(s, 11)
	for range 200 {
		response := f.Write(r.request(t))
		response.Status = "completed"
		_, want := f.Read(marshal(t, response))
		shuffle(r.Rand, response.Item)
		_, got := f.Read(marshal(t, response))
		if !bytes.Equal(want.Body, got.Body) {
			t.Fatalf("\n%s shuffled\n%s", want.Body, got.Body)
		}
	}
}

func marshal(t testing.TB, v any) []byte {
	t.Helper()
	raw, err := jsonv2.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func shuffle(r *rand.Rand, items []fhir.ResponseItem) {
	r.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	for i := range items {
		if items[i].LinkID != "medications" { // a list, which keeps its order
			shuffle(r, items[i].Item)
		}
	}
}
