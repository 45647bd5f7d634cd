package fhirapi_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/fhirapi"
)

const (
	fourMet = `"criteria":{"urge_to_move":"yes","worse_at_rest":"yes","relieved_by_movement":"yes","worse_in_evening":"yes"}`
	sixty   = `"as_of":"2026-11-20","patient":{"age_years":60,"sex":"female"},` + fourMet
)

// lab is a result of a request, of some days ago; undated with none.
func lab(test string, value float64, days int) string {
	date := ""
	if days > 0 {
		date = `,"collected_on":"` + daysAgo(days) + `"`
	}
	unit := map[string]string{"ferritin": "ng/mL", "tsat": "%", "iron": "ug/dL", "tibc": "ug/dL"}[test]
	return fmt.Sprintf(`{"test":%q,"value":%v,"unit":%q%s}`, test, value, unit, date)
}

func daysAgo(days int) string { return today().AddDate(0, 0, -days).Format(time.DateOnly) }

// decided is what a door says of answers: label, alerts, and the line on iron.
func decided(label string, alerts []string, note string) string {
	for line := range strings.Lines(note) {
		if strings.HasPrefix(line, "Iron: ") {
			return label + " | " + strings.Join(alerts, " ") + " | " + strings.TrimSpace(line)
		}
	}
	return label + " | " + strings.Join(alerts, " ")
}

// screened is what REST decides.
func screened(s *v1.Screening) string {
	var alerts []string
	for _, a := range s.Alerts {
		alerts = append(alerts, a.ID)
	}
	return decided(s.Classification.Label, alerts, s.Text.Summary)
}

// extracted is what a completed form decides, which is whose it says it is.
func extracted(t *testing.T, api http.Handler, form string) (string, node) {
	t.Helper()
	form = strings.Replace(form, `"status"`, `"subject":{"reference":"Patient/p1"},"status"`, 1)
	answer := post(extractPath, form).send(api)
	if answer.Code != http.StatusOK {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	bundle := parse(t, answer.Body.Bytes()).parameter("return").at("resource")
	var alerts []string
	for _, task := range entries(bundle, "Task") {
		alerts = append(alerts, codes(task.at("code"))[0])
	}
	found := result(t, bundle)
	label := ""
	for _, c := range found.at("component").list() {
		if slices.Contains(codes(c.at("code")), "label") {
			label = codes(c.at("valueCodeableConcept"))[0]
		}
	}
	return decided(label, alerts, found.at("note", 0, "text").text()), bundle
}

func screeningOf(t *testing.T, body string) *v1.Screening {
	t.Helper()
	request, fault := service(t).Parse([]byte(body))
	if fault != nil {
		t.Fatalf("%v: %s", fault.Fields, body)
	}
	return service(t).Evaluate(request, app.Options{})
}

func TestTheResultThatDecidesStandsInTheForm(t *testing.T) {
	api := newAPI(t, nil)
	for rule, labs := range map[string][]string{
		"an old overload before a newer TSAT that is too old to decide": {lab("ferritin", 60, 5), lab("tsat", 50, 200), lab("tsat", 30, 120)},
		"not before one that decides":                                   {lab("ferritin", 60, 5), lab("tsat", 50, 200), lab("tsat", 30, 20)},
		"overload from iron and TIBC before a newer lone iron":          {lab("ferritin", 60, 5), lab("iron", 200, 40), lab("tibc", 400, 40), lab("iron", 80, 5)},
		"deficiency from iron and TIBC before a newer lone TIBC":        {lab("ferritin", 60, 5), lab("iron", 60, 40), lab("tibc", 400, 40), lab("tibc", 380, 5)},
		"a calculated overload that is newer than the TSAT given":       {lab("ferritin", 60, 5), lab("tsat", 30, 30), lab("iron", 200, 20), lab("tibc", 400, 20), lab("iron", 80, 5)},
		"an overload without a date beside one that was not":            {lab("ferritin", 60, 5), lab("tsat", 50, 0), lab("tsat", 30, 20)},
	} {
		body := "{" + sixty + `,"labs":[` + strings.Join(labs, ",") + "]}"
		answer := answersOf(body).send(api)
		if answer.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", rule, answer.Code, answer.Body)
		}
		if got, _ := extracted(t, api, answer.Body.String()); got != screened(screeningOf(t, body)) {
			t.Errorf("%s\nREST %s\nform %s", rule, screened(screeningOf(t, body)), got)
		}
	}
}

// Whatever results there are: the form decides as REST does, or is refused.
func TestAFormDecidesAsAllResultsDoOrIsRefused(t *testing.T) {
	api, r := newAPI(t, nil), rand.New(rand.NewPCG(7, 11))
	values := map[string][]float64{"ferritin": {20, 90, 200, 500}, "tsat": {12, 30, 52}, "iron": {30, 90, 180}, "tibc": {300, 330}}
	refused, seen := 0, map[string]bool{}
	for range 1500 {
		var labs []string
		undated := false
		for _, days := range []int{0, 1, 20, 80, 100, 200, 400} {
			for _, test := range []string{"ferritin", "tsat", "iron", "tibc"} {
				if r.IntN(3) == 0 {
					labs = append(labs, lab(test, values[test][r.IntN(len(values[test]))], days))
					undated = undated || days == 0
				}
			}
		}
		body := "{" + sixty + `,"labs":[` + strings.Join(labs, ",") + "]}"
		want := screened(screeningOf(t, body))
		answer := answersOf(body).send(api)
		if answer.Code == http.StatusUnprocessableEntity {
			refused++
			if got := outcome(t, answer, 422); got != "business-rule no_place labs" || !undated {
				t.Errorf("%s: %s", got, body)
			}
			continue
		}
		if got, _ := extracted(t, api, answer.Body.String()); got != want {
			t.Fatalf("%s\nREST %s\nform %s", body, want, got)
		}
		seen[want] = true
	}
	if len(seen) < 10 || refused == 0 || refused > 100 {
		t.Errorf("%d ways to decide, %d refused: this proves little", len(seen), refused)
	}
}

func TestAStageOfKidneyDiseaseAloneIsInTheForm(t *testing.T) {
	api := newAPI(t, nil)
	for _, stage := range []string{"dialysis", "transplant", "4", "1", "unknown"} {
		body := "{" + sixty + `,"history":{"kidney_disease_stage":"` + stage + `"},"labs":[` + lab("ferritin", 150, 5) + "," + lab("tsat", 15, 5) + "]}"
		if got, _ := extracted(t, api, answersOf(body).send(api).Body.String()); got != screened(screeningOf(t, body)) {
			t.Errorf("%s\nREST %s\nform %s", stage, screened(screeningOf(t, body)), got)
		}
	}
}

func TestAResultOfAnUnknownTestIsNamedInTheForm(t *testing.T) {
	api := newAPI(t, nil)
	body := "{" + sixty + `,"labs":[` + lab("ferritin", 60, 5) + `,{"loinc":"9999-9","value":25,"unit":"mg"}]}`
	answer := answersOf(body).send(api)
	text := parse(t, answer.Body.Bytes()).at("text")
	if answer.Code != 200 || text.at("status").text() != "additional" || !strings.Contains(text.at("div").text(), "labs[1].loinc: LOINC code not known here") {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	if _, bundle := extracted(t, api, answer.Body.String()); entries(bundle, "QuestionnaireResponse")[0].at("text", "div").text() != text.at("div").text() {
		t.Error("what was said is not filed")
	}
	known := "{" + sixty + `,"labs":[` + lab("ferritin", 60, 5) + "]}"
	if text := parse(t, answersOf(known).send(api).Body.Bytes()).at("text"); text.value != nil {
		t.Errorf("with nothing to say: %v", text.value)
	}
}

// resultOf is a laboratory result of a chart, with the members of its quantity.
func resultOf(id, loinc, quantity string, days int) string {
	return `{"resourceType":"Observation","id":"` + id + `","status":"final","subject":{"reference":"Patient/p1"},"effectiveDateTime":"` + daysAgo(days) + `",` +
		`"code":{"coding":[{"system":"http://loinc.org","code":"` + loinc + `"}]},"valueQuantity":{` + quantity + `,"system":"http://unitsofmeasure.org"}}`
}

// populated is the answer of $populate to a chart.
func populated(t *testing.T, api http.Handler, resources ...string) *httptest.ResponseRecorder {
	t.Helper()
	answer := post("/fhir/R4/Questionnaire/$populate", parametersOf(paramForm, paramSubject, context(patientP1, collection(resources...)))).send(api)
	if answer.Code != http.StatusOK {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	return answer
}

func TestAChartWhoseEarlierResultDecidesFillsItIn(t *testing.T) {
	api := newAPI(t, nil)
	percent, ug := `"value":%v,"code":"%%"`, `"value":%v,"code":"ug/dL"`
	for _, c := range []struct {
		rule, notUsed string
		want          map[string]any
		resources     []string
	}{
		{
			"an old overload", "entry[1]",
			map[string]any{"labs.tsat": 50.0},
			[]string{resultOf("a", "2502-3", fmt.Sprintf(percent, 50), 200), resultOf("b", "2502-3", fmt.Sprintf(percent, 30), 120)},
		},
		{
			"a pair of one day", "entry[2]",
			map[string]any{"labs.iron": 60.0, "labs.tibc": 400.0},
			[]string{resultOf("a", "2498-4", fmt.Sprintf(ug, 60), 40), resultOf("b", "2500-7", fmt.Sprintf(ug, 400), 40), resultOf("c", "2500-7", fmt.Sprintf(ug, 380), 5)},
		},
	} {
		out := parse(t, populated(t, api, c.resources...).Body.Bytes())
		found := answers(out.parameter("response").at("resource", "item").list())
		for id, want := range c.want {
			if found[id] != want {
				t.Errorf("%s: %s is %v", c.rule, id, found[id])
			}
		}
		if told := issues(t, out.parameter("issues").at("resource")); !strings.Contains(told, "not_used Parameters.parameter[2].part[2].resource."+c.notUsed) || strings.Contains(told, "no_place") {
			t.Errorf("%s: %s", c.rule, told)
		}
	}
}

// A TSAT without a date decides where it stands alone, and not beside a dated one.
func TestWhatTheFormCannotHoldTogetherIsTold(t *testing.T) {
	undated := strings.Replace(resultOf("a", "2502-3", `"value":50,"code":"%"`, 0), `"effectiveDateTime":"`+daysAgo(0)+`",`, "", 1)
	out := parse(t, populated(t, newAPI(t, nil), undated, resultOf("b", "2502-3", `"value":30,"code":"%"`, 120),
		resultOf("c", "2276-4", `"value":20,"code":"ng/mL"`, 5)).Body.Bytes())
	if told := issues(t, out.parameter("issues").at("resource")); !strings.Contains(told, "processing no_place") {
		t.Error(told)
	}
}

func TestABoundIsShownAsABound(t *testing.T) {
	api := newAPI(t, nil)
	quantity := func(members string) string {
		return positive() + "," + group("labs", `{"linkId":"labs.ferritin","answer":[{"valueQuantity":{`+members+`,"unit":"ng/mL"}}]}`)
	}
	for members, want := range map[string]string{
		`"value":20,"comparator":"<"`: "Iron: ferritin < 20 ng/mL.", `"value":19.99998`: "Iron: ferritin < 20 ng/mL.",
		`"value":75,"comparator":">"`: "Iron: ferritin > 75 ng/mL.", `"value":15,"comparator":"<="`: "Iron: ferritin <= 15 ng/mL.",
		`"value":20`: "Iron: ferritin 20 ng/mL.",
	} {
		_, bundle := extracted(t, api, responseOf(t, map[string]any{"subject": nil}, quantity(members)))
		if note := result(t, bundle).at("note", 0, "text").text(); !strings.Contains(note, want) {
			t.Errorf("%s: %s", members, note)
		}
	}
	// From the chart through the form.
	out := parse(t, populated(t, api, resultOf("a", "2276-4", `"value":10,"comparator":"<","code":"ng/mL"`, 5)).Body.Bytes())
	value := answers(out.parameter("response").at("resource", "item").list())["labs.ferritin"]
	_, bundle := extracted(t, api, responseOf(t, map[string]any{"subject": nil}, quantity(fmt.Sprintf(`"value":%v`, value))))
	if note := result(t, bundle).at("note", 0, "text").text(); !strings.Contains(note, "ferritin < 10 ng/mL") {
		t.Errorf("%v: %s", value, note)
	}
	for _, contributor := range entries(bundle, "Observation") {
		if slices.Contains(codes(contributor.at("code")), "iron_deficiency") && !strings.Contains(contributor.at("note", 0, "text").text(), "Ferritin < 10 ng/mL") {
			t.Error(contributor.at("note", 0, "text").text())
		}
	}
}

// Who only fills in a form is not counted as screened.
func TestAFormThatIsFilledInIsNotCounted(t *testing.T) {
	s, counted := *service(t), 0
	s.OnOutcome(func(string) { counted++ })
	api := newAPI(t, func(o *fhirapi.Options) { o.Service = &s })
	answersOf("{" + sixty + `,"labs":[` + lab("tsat", 50, 200) + "," + lab("tsat", 30, 120) + "]}").send(api)
	if counted != 0 {
		t.Errorf("%d outcomes are counted", counted)
	}
}
