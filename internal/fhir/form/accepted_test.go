package form_test

import (
	"os"
	"strings"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/fhir/form"
)

func known(f *form.Form, code string) bool {
	for _, s := range f.CodeSystems() {
		for _, c := range s.Concept {
			if s.ID == fhir.IssueSystem && c.Code == code {
				return true
			}
		}
	}
	return false
}

const met = `"criteria":{"urge_to_move":"yes","worse_at_rest":"yes","relieved_by_movement":"yes","worse_in_evening":"yes"}`

var accepted = []struct {
	rule, response, body string
	// warnings are codes of issues with their places.
	warnings []string
}{
	{"the date of authored is taken as it is written", responding(criteria("")), `{"as_of":"2026-11-20",` + met + `}`, nil},
	{"without authored there is no date", strings.Replace(responding(criteria("")), `"authored":"2026-11-20T23:30:00+01:00",`, "", 1), `{` + met + `}`, nil},
	{
		"results without a date of the response are taken, with a warning that their age is not judged",
		strings.Replace(responding(criteria("")+","+group("labs", `{"linkId":"labs.ferritin","answer":[{"valueQuantity":{"value":20,"unit":"ng/mL"}}]}`)), `"authored":"2026-11-20T23:30:00+01:00",`, "", 1),
		`{` + met + `,"labs":[{"test":"ferritin","value":20,"unit":"ng/mL"}]}`,
		[]string{"undated QuestionnaireResponse.authored"},
	},
	{
		"a month is no date", strings.Replace(responding(criteria("")), "2026-11-20T23:30:00+01:00", "2026-11", 1), `{` + met + `}`,
		[]string{"without_day QuestionnaireResponse.authored"},
	},
	{
		"without a version the newest is used", strings.Replace(responding(criteria("")), "|1.0.0", "", 1), `{"as_of":"2026-11-20",` + met + `}`,
		[]string{"unversioned QuestionnaireResponse.questionnaire"},
	},
	{
		"a criterion without an answer keeps no alert from being raised",
		responding(group("safety", choice("safety.suicidal_thoughts", "with_plan"))),
		`{"as_of":"2026-11-20","safety":{"suicidal_thoughts":"with_plan"}}`,
		[]string{"unanswered QuestionnaireResponse", "unanswered QuestionnaireResponse", "unanswered QuestionnaireResponse", "unanswered QuestionnaireResponse"},
	},
	{
		"what R4 has and nobody needs is passed over",
		strings.Replace(responding(criteria("")), `"status"`, `"id":"a-1","meta":{"versionId":"1","tag":[{"code":"lformsVersion: 40"}]},"_status":{"id":"x"},`+
			`"language":"en","text":{"status":"generated","div":"<div/>"},"contained":[{"resourceType":"Patient"}],"identifier":{"value":"1"},`+
			`"basedOn":[{"reference":"ServiceRequest/1"}],"partOf":[],"extension":[{"url":"http://x"}],"fhir_comments":["x"],`+
			`"subject":{"reference":"Patient/1","identifier":{"value":"7"}},"encounter":{"reference":"Encounter/1"},"author":{"display":"x"},"status"`, 1),
		`{"as_of":"2026-11-20",` + met + `}`, nil,
	},
	{
		"and so it is in items, answers, codings and quantities",
		responding(criteria(`{"id":"1","extension":[],"linkId":"criteria.body_parts","_linkId":{},"definition":"http://x","text":"Where?","subject":{},` +
			`"answer":[{"id":"2","valueCoding":{"id":"3","system":"` + base + `/CodeSystem/rls-answer","version":"1","code":"legs","display":"?","userSelected":true}}]}`)),
		`{"as_of":"2026-11-20",` + met[:len(met)-1] + `,"body_parts":"legs"}}`, nil,
	},
	{
		"what a client leaves empty is not asked",
		responding(criteria(`{"linkId":"criteria.body_parts"},{"linkId":"criteria.help"}`) + `,{"linkId":"safety","item":[]},` +
			group("mimics", `{"linkId":"mimics.one_sided","answer":[]}`, question("mimics.cramps_only", `{}`)) + "," +
			group("medications", `{"linkId":"medications.entry"}`, group("medications.entry", question("medications.name", `{"valueString":" "}`))) + "," +
			group("labs", `{"linkId":"labs.ferritin","answer":[{"item":[{"linkId":"labs.ferritin.collected_on"}]}]}`)),
		`{"as_of":"2026-11-20",` + met + `}`, nil,
	},
	{
		"help may stand beside an answer",
		responding(criteria("") + "," + group("safety", `{"linkId":"safety.low_mood","item":[{"linkId":"safety.low_mood.help","text":"?"}],"answer":[{"valueCoding":{"system":"`+fhir.SystemYesNo+`","code":"N"}}]}`)),
		`{"as_of":"2026-11-20",` + met + `,"safety":{"low_mood":"no"}}`, nil,
	},
	{"what a client has calculated is passed over", responding(criteria("") + "," + question("outcome", `{"valueString":"negative"}`)), `{"as_of":"2026-11-20",` + met + `}`, nil},
	{"no medicines is an empty list", responding(criteria("") + "," + group("medications", choice("medications.any", "N"))), `{"as_of":"2026-11-20",` + met + `,"medications":[]}`, nil},
	{"medicines that are not named were not asked for", responding(criteria("") + "," + group("medications", choice("medications.any", "Y"))), `{"as_of":"2026-11-20",` + met + `}`, nil},
	{
		"medicines in their order, without the question before them",
		responding(criteria("") + "," + group("medications", group("medications.entry", question("medications.name", `{"valueString":" Benadryl "}`)), group("medications.entry", question("medications.rxnorm", `{"valueString":"6915"}`), choice("medications.timing", "asked-unknown")))),
		`{"as_of":"2026-11-20",` + met + `,"medications":[{"name":"Benadryl"},{"rxnorm":"6915","timing":"not_sure"}]}`, nil,
	},
	{
		"a unit by its code", responding(criteria("") + "," + group("labs", quantity("ferritin", `"value":22.50,"unit":"?","system":"`+fhir.SystemUCUM+`","code":"ug/L"`))),
		`{"as_of":"2026-11-20",` + met + `,"labs":[{"test":"ferritin","value":22.5,"unit":"ug/L"}]}`, nil,
	},
	{
		"a unit by its spelling, beside a code of the laboratory's own",
		responding(criteria("") + "," + group("labs", quantity("ferritin", `"value":22,"unit":"µg/L","system":"urn:oid:1.2.3","code":"17"`))),
		`{"as_of":"2026-11-20",` + met + `,"labs":[{"test":"ferritin","value":22,"unit":"µg/L"}]}`, nil,
	},
	{
		"a bound counts as a value just beyond it", responding(criteria("") + "," + group("labs", quantity("ferritin", `"value":20,"comparator":"<","unit":"ng/mL"`))),
		`{"as_of":"2026-11-20",` + met + `,"labs":[{"test":"ferritin","value":19.99998,"unit":"ng/mL"}]}`,
		[]string{"bound QuestionnaireResponse.item[1].item[0].answer[0].value.comparator"},
	},
	{
		"the number that stands for a bound is known again", responding(criteria("") + "," + group("labs", quantity("ferritin", `"value":19.99998,"unit":"ng/mL"`))),
		`{"as_of":"2026-11-20",` + met + `,"labs":[{"test":"ferritin","value":19.99998,"unit":"ng/mL"}]}`,
		[]string{"bound QuestionnaireResponse.item[1].item[0].answer[0].value.value"},
	},
	{
		"the display of another answer is a warning, and the code counts",
		responding(criteria("") + "," + group("safety", question("safety.low_mood", `{"valueCoding":{"system":"`+fhir.SystemYesNo+`","code":"N","display":" sí"}}`))),
		`{"as_of":"2026-11-20",` + met + `,"safety":{"low_mood":"no"}}`,
		[]string{"display_differs QuestionnaireResponse.item[1].item[0].answer[0].value.display"},
	},
	{
		"that of the code in another language, or one that no answer has, is none",
		responding(criteria("") + "," + group("safety", question("safety.low_mood", `{"valueCoding":{"system":"`+fhir.SystemYesNo+`","code":"Y","display":"SÍ"}}`),
			question("safety.new_weakness", `{"valueCoding":{"system":"`+fhir.SystemYesNo+`","code":"N","display":"none that I noticed"}}`))),
		`{"as_of":"2026-11-20",` + met + `,"safety":{"low_mood":"yes","new_weakness":"no"}}`, nil,
	},
	{
		"unless that is not plausible any more", responding(criteria("") + "," + group("labs", quantity("ferritin", `"value":0.1,"comparator":"<","unit":"ng/mL"`))),
		`{"as_of":"2026-11-20",` + met + `,"labs":[{"test":"ferritin","value":0.1,"unit":"ng/mL"}]}`,
		[]string{"bound QuestionnaireResponse.item[1].item[0].answer[0].value.comparator"},
	},
	{
		"a stage where kidney disease is not sure", responding(criteria("") + "," + group("history", choice("history.kidney_disease", "asked-unknown"), choice("history.kidney_disease_stage", "3"))),
		`{"as_of":"2026-11-20",` + met + `,"history":{"kidney_disease":"not_sure","kidney_disease_stage":"3"}}`, nil,
	},
}

func TestAResponseIsReadAs(t *testing.T) {
	s := service(t)
	f := newForm(s)
	for _, c := range accepted {
		t.Run(c.rule, func(t *testing.T) {
			response, reading := f.Read([]byte(c.response))
			if response == nil || string(reading.Body) != c.body {
				t.Fatalf("%v\ngot  %s\nwant %s", reading.Issues, reading.Body, c.body)
			}
			parse(t, s, reading.Body)
			var warnings []string
			for _, i := range reading.Issues {
				warnings = append(warnings, i.Code+" "+i.Expression)
			}
			if strings.Join(warnings, "\n") != strings.Join(c.warnings, "\n") {
				t.Errorf("issues %v, want %v", warnings, c.warnings)
			}
		})
	}
}

func TestWhatParseFindsIsMappedBackToTheResponse(t *testing.T) {
	s := service(t)
	f := newForm(s)
	_, reading := f.Read([]byte(responding(
		group("patient", question("patient.age_years", `{"valueInteger":20}`)) + "," +
			group("course", question("course.onset_age_years", `{"valueInteger":30}`)) + "," +
			group("labs", question("labs.ferritin", `{"valueQuantity":{"value":22,"unit":"ng/mL"},"item":[`+question("labs.ferritin.collected_on", `{"valueDate":"2026-12-01"}`)+`]}`)))))
	_, problem := s.Parse(reading.Body)
	if problem == nil {
		t.Fatal("the answers contradict each other")
	}
	var places []string
	for _, f := range problem.Fields {
		places = append(places, reading.At(f.Pointer))
	}
	want := "QuestionnaireResponse.item[1].item[0].answer[0].value QuestionnaireResponse.item[2].item[0].answer[0].item[0].answer[0].value"
	if strings.Join(places, " ") != want {
		t.Errorf("%v", places)
	}
	for pointer, want := range map[string]string{
		"": "QuestionnaireResponse", "/as_of": "QuestionnaireResponse.authored", "/nothing/here": "QuestionnaireResponse",
		"/labs/0": "QuestionnaireResponse.item[2].item[0].answer[0].value", "/labs/0/test": "QuestionnaireResponse.item[2].item[0].answer[0].value",
		"/labs/0/unit": "QuestionnaireResponse.item[2].item[0].answer[0].value.unit",
	} {
		if at := reading.At(pointer); at != want {
			t.Errorf("%s: %s, want %s", pointer, at, want)
		}
	}
}

// testdata/lhc-forms.json was exported by LHC-Forms 40.1.3: .ci/fhir/lhc-forms.
func TestAResponseOfLHCForms(t *testing.T) {
	s := service(t)
	raw, err := os.ReadFile("testdata/lhc-forms.json")
	if err != nil {
		t.Fatal(err)
	}
	response, reading := newForm(s).Read(raw)
	if len(reading.Issues) > 0 {
		t.Fatal(reading.Issues)
	}
	req := parse(t, s, reading.Body)
	answer := s.Evaluate(req, app.Options{})
	if answer.Outcome.Code != "positive" || len(req.Medications) != 2 || req.Labs[0].Unit != "ug/L" || response.Subject != nil {
		t.Errorf("%s", reading.Body)
	}
}

// No issue may hold what a patient said, wherever it stood.
func TestIssuesHoldNothingOfTheResponse(t *testing.T) {
	raw, err := os.ReadFile("testdata/lhc-forms.json")
	if err != nil {
		t.Fatal(err)
	}
	f := newForm(service(t))
	const canary = "canary-51f0"
	each(t, raw, func(document []byte) {
		_, reading := f.Read(document)
		for _, i := range reading.Issues {
			if strings.Contains(i.Detail+i.Expression, canary) || strings.Contains(i.Detail+i.Expression, "77.77") {
				t.Errorf("%+v", i)
			}
		}
	}, `"`+canary+`"`, "77.77")
}

// each visits the document with each of its values replaced.
func each(t *testing.T, raw []byte, visit func([]byte), by ...string) {
	t.Helper()
	var document any
	if err := jsonv2.Unmarshal(raw, &document); err != nil {
		t.Fatal(err)
	}
	var walk func(node any, set func(any))
	walk = func(node any, set func(any)) {
		switch n := node.(type) {
		case map[string]any:
			for k, v := range n {
				walk(v, func(x any) { n[k] = x })
			}
		case []any:
			for i, v := range n {
				walk(v, func(x any) { n[i] = x })
			}
		default:
			for _, b := range by {
				var x any
				if err := jsonv2.Unmarshal([]byte(b), &x); err != nil {
					t.Fatal(err)
				}
				set(x)
				visit(marshal(t, document))
			}
			set(node)
		}
	}
	walk(document, func(any) {})
}
