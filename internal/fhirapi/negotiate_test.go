package fhirapi_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestOnlyJSONIsAnswered(t *testing.T) {
	api := newAPI(t, nil)
	for _, c := range []struct {
		rule, accept, query string
		want                int
	}{
		{"nothing asked", "", "", 200},
		{"FHIR's JSON", "application/fhir+json", "", 200},
		{"in this version of FHIR", "application/fhir+json; fhirVersion=4.0", "", 200},
		{"in another version", "application/fhir+json; fhirVersion=5.0", "", 406},
		{"in another version, or any", "application/fhir+json; fhirVersion=5.0, application/fhir+json;q=0.5", "", 200},
		{"plain JSON", "application/json", "", 200},
		{"JSON as a text", "text/json", "", 200},
		{"the name of DSTU2", "application/json+fhir", "", 200},
		{"anything", "*/*", "", 200},
		{"any application", "application/*", "", 200},
		{"a browser", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "", 200},
		{"XML first, JSON after", "application/fhir+xml, application/fhir+json;q=0.9", "", 200},
		{"XML", "application/fhir+xml", "", 406},
		{"a page", "text/html", "", 406},
		{"anything but this", "application/fhir+json;q=0, application/json;q=0, */*", "", 406},
		{"nothing", "*/*;q=0", "", 406},
		{"a header that is none", "; ;", "", 200},
		{"a quality that is none", "application/fhir+xml;q=2", "", 200},
		{"_format json", "", "_format=json", 200},
		{"_format wins over Accept", "application/fhir+xml", "_format=json", 200},
		{"_format by its type", "text/html", "_format=application/fhir%2Bjson", 200},
		{"a plus that was not escaped", "text/html", "_format=application/fhir+json", 200},
		{"_format with a version", "text/html", "_format=application/fhir%2Bjson%3BfhirVersion%3D4.0", 200},
		{"_format text/json", "text/html", "_format=text/json", 200},
		{"_format xml", "", "_format=xml", 406},
		{"_format wins over Accept, to its cost", "application/fhir+json", "_format=application/fhir%2Bxml", 406},
		{"_format ttl", "", "_format=ttl", 406},
		{"_format of another version", "", "_format=application/fhir%2Bjson%3BfhirVersion%3D3.0", 406},
		{"an empty _format", "", "_format=", 200},
		{"an empty _format leaves it to Accept", "text/html", "_format=", 406},
		{"a query that is none", "", "_format=%zz", 400},
	} {
		t.Run(c.rule, func(t *testing.T) {
			answer := get("/fhir/R4/metadata?"+c.query, "Accept", c.accept).send(api)
			if answer.Code != c.want {
				t.Fatalf("status %d, not %d: %s", answer.Code, c.want, answer.Body)
			}
			if got := answer.Header().Get("Content-Type"); got != "application/fhir+json; charset=utf-8" {
				t.Errorf("content type %q", got)
			}
			if c.want == 406 && !strings.HasPrefix(outcome(t, answer, 406), "not-supported not_acceptable http.") {
				t.Error(answer.Body)
			}
		})
	}
}

func TestAnswersAreIndentedOnRequest(t *testing.T) {
	api := newAPI(t, nil)
	for _, target := range []string{"/fhir/R4/metadata", "/fhir/R4/Questionnaire", "/fhir/R4/Nothing"} {
		plain, pretty := get(target).send(api).Body.String(), get(target+"?_pretty=true").send(api).Body.String()
		if strings.Contains(plain, "\n") || strings.Count(pretty, "\n") < 5 {
			t.Errorf("%s: %.100s and %.100s", target, plain, pretty)
		}
	}
}

func TestOnlyPlainJSONIsTaken(t *testing.T) {
	api := newAPI(t, nil)
	for _, c := range []struct {
		rule   string
		header []string
		taken  bool
	}{
		{"FHIR's JSON", nil, true},
		{"with its charset", []string{"Content-Type", "application/fhir+json; charset=UTF-8"}, true},
		{"with its version", []string{"Content-Type", "application/fhir+json; fhirVersion=4.0"}, true},
		{"of another version", []string{"Content-Type", "application/fhir+json; fhirVersion=5.0"}, false},
		{"plain JSON", []string{"Content-Type", "application/json"}, true},
		{"case does not count", []string{"Content-Type", "Application/JSON"}, true},
		{"JSON as a text", []string{"Content-Type", "text/json"}, true},
		{"the name of DSTU2", []string{"Content-Type", "application/json+fhir"}, true},
		{"in another encoding", []string{"Content-Type", "application/json; charset=latin1"}, false},
		{"XML", []string{"Content-Type", "application/fhir+xml"}, false},
		{"a form", []string{"Content-Type", "application/x-www-form-urlencoded"}, false},
		{"no type", []string{"Content-Type", ""}, false},
		{"a type that is none", []string{"Content-Type", "json"}, false},
		{"as it is", []string{"Content-Encoding", "identity"}, true},
		{"compressed", []string{"Content-Encoding", "gzip"}, false},
	} {
		t.Run(c.rule, func(t *testing.T) {
			answer := post("/fhir/R4/QuestionnaireResponse/$extract", `{"resourceType":"Patient"}`, c.header...).send(api)
			if c.taken {
				outcome(t, answer, 422)
			} else if got := outcome(t, answer, 415); !strings.HasPrefix(got, "not-supported unsupported_media_type http.Content-") {
				t.Error(got)
			}
		})
	}
}

func TestHeadAnswersWithoutABody(t *testing.T) {
	running := listen(t)
	for target, want := range map[string]int{"/fhir/R4/metadata": 200, "/fhir/R4/Questionnaire/rls-screening": 200, "/fhir/R4/Patient/1": 404} {
		answer, err := http.Head(running.URL + target)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want || answer.ContentLength < 100 || answer.Header.Get("Content-Type") != "application/fhir+json; charset=utf-8" {
			t.Errorf("%s: %d, %d bytes, %s", target, answer.StatusCode, answer.ContentLength, answer.Header.Get("Content-Type"))
		}
	}
}
