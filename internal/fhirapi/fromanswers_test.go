package fhirapi_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/fhir"
)

const fromAnswersPath = "/fhir/R4/QuestionnaireResponse/$from-answers"

// answersOf posts answers as they are posted to REST.
func answersOf(body string, header ...string) request {
	return post(fromAnswersPath, body, append([]string{"Content-Type", "application/json"}, header...)...)
}

// TestAFormFromAnswersDecidesLikeREST turns every case into a completed form,
// which decides as the case itself once somebody says whose it is.
func TestAFormFromAnswersDecidesLikeREST(t *testing.T) {
	api, s := newAPI(t, nil), service(t)
	for _, c := range clinicalCases(t) {
		t.Run(c.ID, func(t *testing.T) {
			request, fault := s.Parse(c.Request)
			if fault != nil {
				t.Fatal(fault)
			}
			answer := answersOf(string(c.Request)).send(api)
			if answer.Code != http.StatusOK || answer.Header().Get("Content-Type") != "application/fhir+json; charset=utf-8" {
				t.Fatalf("%d %v %s", answer.Code, answer.Header(), answer.Body)
			}
			var response fhir.QuestionnaireResponse
			if err := json.Unmarshal(answer.Body.Bytes(), &response); err != nil {
				t.Fatal(err)
			}
			if response.Status != "completed" || response.Authored != request.AsOf || response.Subject != nil || response.Questionnaire != formURL+"|1.0.0" {
				t.Errorf("%+v", response)
			}
			response.Subject = &fhir.Reference{Reference: "Patient/p1"}
			text, err := json.Marshal(response)
			if err != nil {
				t.Fatal(err)
			}
			extracted := post(extractPath, string(text)).send(api)
			if extracted.Code != http.StatusOK {
				t.Fatalf("%d %s", extracted.Code, extracted.Body)
			}
			bundle := parse(t, extracted.Body.Bytes()).parameter("return").at("resource")
			want := s.Evaluate(request, app.Options{}).Outcome.Code
			if got := strings.Join(codes(result(t, bundle).at("valueCodeableConcept")), " "); !strings.Contains(" "+got+" ", " "+want+" ") {
				t.Errorf("outcome %s, not %s", got, want)
			}
		})
	}
}

func TestAFormFromNoAnswersHasNoItems(t *testing.T) {
	answer := answersOf("{}").send(newAPI(t, nil))
	response := parse(t, answer.Body.Bytes())
	noEmptyArrays(t, response.value)
	if answer.Code != http.StatusOK || response.at("item").value != nil || response.at("authored").value != nil || response.at("status").text() != "completed" {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}

func TestAnswersAreJudgedAsRESTJudgesThem(t *testing.T) {
	for _, c := range []struct {
		rule, body string
		status     int
		want       string
	}{
		{"not JSON", "{", 400, "structure malformed_json"},
		{"nothing", "", 400, "structure malformed_json"},
		{"a member twice", `{"as_of":"2026-11-20","as_of":"2026-11-20"}`, 400, "structure duplicate_member"},
		{"not UTF-8", "{\"as_of\":\"\xff\"}", 400, "structure invalid_utf8"},
		{"an unknown member, at the object that it is in", `{"criteria":{"urge":"yes"}}`, 422, "structure unknown_member criteria"},
		{"an unknown member at the top", `{"resourceType":"QuestionnaireResponse"}`, 422, "structure unknown_member"},
		{"an answer that there is not", `{"criteria":{"urge_to_move":"maybe"}}`, 422, "code-invalid one_of criteria.urge_to_move"},
		{"another type", `{"patient":{"age_years":"34"}}`, 422, "value type patient.age_years"},
		{"a contradiction", `{"patient":{"sex":"male","pregnancy":"yes"}}`, 422, "business-rule inconsistent_answers patient.pregnancy"},
		{"a medicine without a name", `{"medications":[{"name":"x"},{}]}`, 422, "required at_least_one medications[1]"},
		{"a unit of another test", `{"labs":[{"test":"ferritin","value":20,"unit":"%"}]}`, 422, "code-invalid unit_not_supported labs[0].unit"},
		{"nothing is judged by what was not read", `{"labs":[{"test":"ferritin","unit":"%"}],"medications":` + strings.Repeat("[", 17) + strings.Repeat("]", 17) + `}`, 422, "structure too_deep medications[0]"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := outcome(t, answersOf(c.body).send(newAPI(t, nil)), c.status); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestASentenceNamesThePlaceInTheAnswers(t *testing.T) {
	const twice = `{"labs":[{"test":"ferritin","value":20,"unit":"ng/mL"},{"test":"ferritin","value":30,"unit":"ng/mL"}]}`
	for body, want := range map[string]string{
		twice: "Another result of this test, labs[0], has no date either.",
		`{"as_of":"2026-11-20","labs":[{"test":"ferritin","value":20,"unit":"ng/mL","collected_on":"2026-12-01"}]}`: "dated after as_of.",
	} {
		if answer := answersOf(body).send(newAPI(t, nil)); answer.Code != 422 || !strings.Contains(answer.Body.String(), want) {
			t.Errorf("%d %s", answer.Code, answer.Body)
		}
	}
}

func TestAnswersComeAsJSONAndLeaveAsFHIR(t *testing.T) {
	api := newAPI(t, nil)
	for media, want := range map[string]int{
		"application/json": 200, "application/json; charset=utf-8": 200, "application/fhir+json": 415, "text/plain": 415, "application/json; charset=latin1": 415,
	} {
		if answer := answersOf("{}", "Content-Type", media).send(api); answer.Code != want {
			t.Errorf("%s: %d %s", media, answer.Code, answer.Body)
		}
	}
	if got := outcome(t, answersOf("{}", "Accept", "application/fhir+xml").send(api), 406); got != "not-supported not_acceptable http.Accept" {
		t.Error(got)
	}
	if answer := get(fromAnswersPath).send(api); answer.Code != http.StatusMethodNotAllowed || answer.Header().Get("Allow") == "" {
		t.Errorf("GET: %d %v", answer.Code, answer.Header())
	}
}

func TestTheOperationOfOurOwnIsDefinedWhereMetadataSays(t *testing.T) {
	api := newAPI(t, nil)
	var defined string
	for _, r := range parse(t, get("/fhir/R4/metadata").send(api).Body.Bytes()).at("rest", 0, "resource").list() {
		for _, o := range r.at("operation").list() {
			if o.at("name").text() == "from-answers" {
				defined = o.at("definition").text()
			}
		}
	}
	answer := get(strings.TrimPrefix(defined, baseURL)).send(api)
	d := parse(t, answer.Body.Bytes())
	if answer.Code != 200 || d.at("url").text() != defined || d.at("code").text() != "from-answers" || d.at("resource", 0).text() != "QuestionnaireResponse" {
		t.Errorf("%s: %d %s", defined, answer.Code, answer.Body)
	}
}

func TestTheFullestAnswersHaveTheirPlaceInTheForm(t *testing.T) {
	body, err := os.ReadFile("../app/testdata/full_positive.json")
	if err != nil {
		t.Fatal(err)
	}
	answer := answersOf(string(body)).send(newAPI(t, nil))
	text := answer.Body.String()
	for _, want := range []string{`"linkId":"history.diabetes"`, `"linkId":"labs.ferritin"`, `"linkId":"medications.entry"`, `"linkId":"course.irls_total"`} {
		if answer.Code != 200 || !strings.Contains(text, want) {
			t.Errorf("%d, without %s", answer.Code, want)
		}
	}
}
