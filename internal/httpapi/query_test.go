package httpapi_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
)

func TestAQueryIsTakenAsItWasMeantOrNotAtAll(t *testing.T) {
	api := newAPI(t, nil)
	for _, c := range []struct{ rule, query, want string }{
		{"a parameter that the route does not have", "?langs=en", "langs unknown_member"},
		{"the case of a name counts", "?Lang=en", "Lang unknown_member"},
		{"a parameter of another route", "?limit=5", "limit unknown_member"},
		{"twice is not once", "?lang=en&lang=en", "lang too_many"},
		{"a language that there is not", "?lang=de", "lang one_of"},
		{"a region is not a language here", "?lang=en-US", "lang one_of"},
		{"an empty language", "?lang=", "lang one_of"},
		{"an audience that there is not", "?audience=nurse", "audience one_of"},
		{"an empty version", "?ruleset=", "ruleset required"},
		{"a version of control characters", "?ruleset=%00", "ruleset control_character"},
		{"a version that is not UTF-8", "?ruleset=%ff", "ruleset format"},
		{"a version that is too long", "?ruleset=" + strings.Repeat("1", 201), "ruleset too_long"},
		{"every fault at once, in order", "?lang=de&audience=x&z=1", "audience one_of\nlang one_of\nz unknown_member"},
		{"an escape that is none", "?lang=%zz", ""},
		{"a semicolon", "?lang=en;audience=patient", ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			p := problemOf(t, get("/v1/questionnaire"+c.query).send(api))
			if p.Code != "bad_query" || p.Status != http.StatusBadRequest || faults(p) != c.want {
				t.Errorf("%d %s:\n%s\nwant\n%s", p.Status, p.Code, faults(p), c.want)
			}
		})
	}
}

func TestEveryRouteRefusesAParameterItDoesNotHave(t *testing.T) {
	api := newAPI(t, nil)
	for _, path := range []string{"/livez", "/readyz", "/openapi.json", "/v1/ruleset", "/v1/ruleset/decision-table", "/problems/internal"} {
		if p := problemOf(t, get(path+"?x=1").send(api)); p.Code != "bad_query" {
			t.Errorf("%s: %s", path, p.Code)
		}
	}
	if p := problemOf(t, post("/v1/screenings?x=1", "{}").send(api)); p.Code != "bad_query" {
		t.Errorf("screenings: %s", p.Code)
	}
}

func TestAQueryNamesWhatIsAccepted(t *testing.T) {
	p := problemOf(t, get("/v1/questionnaire?x=1").send(newAPI(t, nil)))
	if got := strings.Join(p.Errors[0].Accepted, " "); got != "audience lang ruleset" {
		t.Errorf("accepted: %s", got)
	}
}

func TestASearchNeedsTextAndTakesALimit(t *testing.T) {
	api := newAPI(t, nil)
	for _, c := range []struct{ rule, query, want string }{
		{"nothing to search for", "", "q required"},
		{"blanks are nothing", "?q=%20", "q required"},
		{"no limit of 0", "?q=b&limit=0", "limit range"},
		{"no limit over 50", "?q=b&limit=51", "limit range"},
		{"no limit in words", "?q=b&limit=ten", "limit range"},
		{"no limit with a sign", "?q=b&limit=%2B5", "limit range"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if p := problemOf(t, get("/v1/medications"+c.query).send(api)); p.Code != "bad_query" || faults(p) != c.want {
				t.Errorf("%s: %s", p.Code, faults(p))
			}
		})
	}
	for query, want := range map[string]int{"?q=a": 10, "?q=a&limit=3": 3, "?q=a&limit=50": 50} {
		var list v1.MedicationList
		answer := get("/v1/medications" + query).send(api)
		if err := json.Unmarshal(answer.Body.Bytes(), &list); err != nil || len(list.Medications) != want {
			t.Errorf("%s: status %d, %d medicines, %v", query, answer.Code, len(list.Medications), err)
		}
	}
}

func TestARulesetThatThereIsNotIsAConflict(t *testing.T) {
	api := newAPI(t, nil)
	for _, r := range []request{
		get("/v1/questionnaire?ruleset=0.0.1"),
		get("/v1/ruleset?ruleset=0.0.1"),
		get("/v1/ruleset/decision-table?ruleset=0.0.1"),
		get("/v1/medications?q=a&ruleset=0.0.1"),
		post("/v1/screenings?ruleset=0.0.1", "{}"),
		post("/v1/iron-status?ruleset=0.0.1", "{}"),
	} {
		p := problemOf(t, r.send(api))
		if p.Status != http.StatusConflict || p.Code != "ruleset_unavailable" || len(p.Errors) != 1 || len(p.Errors[0].Accepted) == 0 {
			t.Errorf("%s: %+v", r.target, p)
		}
	}
}
