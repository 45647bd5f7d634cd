package fhirapi_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// ids lists the ids that a search found, after checking the Bundle.
func ids(t *testing.T, answer *httptest.ResponseRecorder) []string {
	t.Helper()
	if answer.Code != http.StatusOK {
		t.Fatalf("status %d: %s", answer.Code, answer.Body)
	}
	bundle := parse(t, answer.Body.Bytes())
	if bundle.at("resourceType").text() != "Bundle" || bundle.at("type").text() != "searchset" || bundle.at("link", 0, "relation").text() != "self" {
		t.Errorf("no searchset: %.300s", answer.Body)
	}
	noEmptyArrays(t, bundle.value)
	var found []string
	for _, entry := range bundle.at("entry").list() {
		resource := entry.at("resource")
		if entry.at("fullUrl").text() != base+"/"+resource.at("resourceType").text()+"/"+resource.at("id").text() || entry.at("search", "mode").text() != "match" {
			t.Errorf("entry %v, %v", entry.at("fullUrl").value, entry.at("search").value)
		}
		found = append(found, resource.at("id").text())
	}
	return found
}

// noEmptyArrays fails for what FHIR does not have: empty arrays and objects, and null.
func noEmptyArrays(t *testing.T, value any) {
	t.Helper()
	switch v := value.(type) {
	case nil:
		t.Error("there is a null")
	case []any:
		if len(v) == 0 {
			t.Error("there is an empty array")
		}
		for _, element := range v {
			noEmptyArrays(t, element)
		}
	case map[string]any:
		if len(v) == 0 {
			t.Error("there is an empty object")
		}
		for _, member := range v {
			noEmptyArrays(t, member)
		}
	}
}

func TestSearchSelectsByEachParameter(t *testing.T) {
	api := newAPI(t, nil)
	const form = "rls-screening"
	for _, c := range []struct {
		rule, query string
		want        string // the form, when it is found
	}{
		{"nothing asked", "", form},
		{"id", "_id=rls-screening", form},
		{"another id", "_id=other", ""},
		{"one of several ids", "_id=other,rls-screening", form},
		{"all of several", "_id=other&_id=rls-screening", ""},
		{"id, all but", "_id:not=rls-screening", ""},
		{"id, all but another", "_id:not=other", form},
		{"url", "url=" + url.QueryEscape(formURL), form},
		{"url with its version", "url=" + url.QueryEscape(formURL+"|1.0.0"), form},
		{"url with another version", "url=" + url.QueryEscape(formURL+"|0.9.0"), ""},
		{"the beginning of a url", "url=" + url.QueryEscape(base), ""},
		{"version", "version=1.0.0", form},
		{"version without a system", "version=%7C1.0.0", form},
		{"version of a system", "version=x%7C1.0.0", ""},
		{"status", "status=active", form},
		{"status with its system", "status=http://hl7.org/fhir/publication-status%7Cactive", form},
		{"status with another system", "status=x%7Cactive", ""},
		{"another status", "status=draft,retired", ""},
		{"publisher, whatever its case", "publisher=RLSCREEN", form},
		{"nothing that is experimental", "experimental=true", ""},
		{"url, version and status", "url=" + url.QueryEscape(formURL) + "&version=1.0.0&status=active", form},
		{"an escaped comma is none", "_id=other%5C,rls-screening", ""},
		{"a value that is empty", "_id=", form},
		{"a parameter that is not known", "subject-type=Patient", form},
		{"parameters of the result", "_elements=url&_summary=true&_sort=date&_total=accurate", form},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := strings.Join(ids(t, get("/fhir/R4/Questionnaire?"+c.query).send(api)), " "); got != c.want {
				t.Errorf("found %q", got)
			}
		})
	}
}

func TestTextsAreFoundByTheirBeginningAllOfThemOrAPart(t *testing.T) {
	api := newAPI(t, nil)
	document := parse(t, get("/fhir/R4/Questionnaire/rls-screening").send(api).Body.Bytes())
	for _, name := range []string{"name", "title"} {
		text := document.at(name).text()
		upper := strings.ToUpper(text)
		for query, want := range map[string]bool{
			name + "=" + url.QueryEscape(upper[:4]):           true,
			name + "=" + url.QueryEscape(upper[2:6]):          false,
			name + ":contains=" + url.QueryEscape(upper[2:6]): true,
			name + ":exact=" + url.QueryEscape(text):          true,
			name + ":exact=" + url.QueryEscape(upper):         text == upper,
			name + ":exact=" + url.QueryEscape(text[:4]):      false,
		} {
			if got := ids(t, get("/fhir/R4/Questionnaire?"+query).send(api)); (len(got) == 1) != want {
				t.Errorf("%s: found %q", query, got)
			}
		}
	}
}

func TestASearchSaysWhatItUnderstood(t *testing.T) {
	api := newAPI(t, nil)
	for query, want := range map[string]string{
		"":                                base + "/CodeSystem",
		"other=1&_format=json":            base + "/CodeSystem",
		"status=active&other=1":           base + "/CodeSystem?status=active",
		"_summary=count&_elements=url":    base + "/CodeSystem?_summary=count",
		"version=1.0.0&_id=a,b&_count=20": base + "/CodeSystem?_count=20&_id=a%2Cb&version=1.0.0",
	} {
		bundle := parse(t, get("/fhir/R4/CodeSystem?"+query).send(api).Body.Bytes())
		if got := bundle.at("link", 0, "url").text(); got != want {
			t.Errorf("%s: %s", query, got)
		}
	}
}

func TestStrictHandlingRefusesWhatIsNotKnown(t *testing.T) {
	api := newAPI(t, nil)
	for _, c := range []struct{ prefer, query, want string }{
		{"handling=strict", "status=active&_format=json", ""},
		{"handling=strict", "subject-type=Patient&other=1", "not-supported unknown_parameter http.other\nnot-supported unknown_parameter http.subject-type"},
		{"respond-async, Handling = \"strict\"; x=1", "other=1", "not-supported unknown_parameter http.other"},
		{"handling=strict", "o%3Cther=1", "not-supported unknown_parameter"},
		{"handling=lenient", "other=1", ""},
		{";;==,", "other=1", ""},
		{"", "status:text=active", "not-supported unknown_modifier http.status"},
		{"", "url:below=https://rls.example", "not-supported unknown_modifier http.url"},
		{"", "_count=-1", "invalid bad_query http._count"},
		{"", "_count=ten&_offset=x", "invalid bad_query http._count\ninvalid bad_query http._offset"},
	} {
		answer := get("/fhir/R4/ValueSet?"+c.query, "Prefer", c.prefer).send(api)
		if c.want == "" {
			ids(t, answer)
		} else if got := outcome(t, answer, 400); got != c.want {
			t.Errorf("%s %s: %s", c.prefer, c.query, got)
		}
	}
}

func TestASearchByFormIsTheSameSearch(t *testing.T) {
	api := newAPI(t, nil)
	send := func(query, body string, header ...string) *httptest.ResponseRecorder {
		header = append([]string{"Content-Type", "application/x-www-form-urlencoded"}, header...)
		return post("/fhir/R4/CodeSystem/_search?"+query, body, header...).send(api)
	}
	for _, c := range []struct{ query, body, same string }{
		{"", "", ""},
		{"", "_id=rls-answer", "_id=rls-answer"},
		{"_id=rls-answer", "", "_id=rls-answer"},
		{"_id=rls-answer", "_id=rls-result&status=active", "_id=rls-answer&_id=rls-result&status=active"},
		{"", "_summary=count", "_summary=count"},
	} {
		byForm, byGet := send(c.query, c.body), get("/fhir/R4/CodeSystem?"+c.same).send(api)
		if byForm.Code != 200 || byForm.Body.String() != byGet.Body.String() {
			t.Errorf("%v: %s and %s", c, byForm.Body, byGet.Body)
		}
	}
	outcome(t, send("", "_format=xml"), 406)
	outcome(t, send("", "a=%zz"), 400)
	outcome(t, send("", "_id=x", "Content-Type", "application/fhir+json"), 415)
	outcome(t, send("", "_id=x", "Content-Encoding", "gzip"), 415)
	if body := send("", "_format=json", "Accept", "text/html").Body.String(); !strings.Contains(body, "searchset") {
		t.Errorf("_format of the body does not win over Accept: %.200s", body)
	}
}

func TestPagesFollowEachOtherToTheEnd(t *testing.T) {
	api := newAPI(t, nil)
	all := ids(t, get("/fhir/R4/CodeSystem").send(api))
	if len(all) < 4 {
		t.Fatalf("code systems %q", all)
	}
	var found []string
	target := base + "/CodeSystem?_count=3&status=active"
	for range all {
		answer := get(strings.TrimPrefix(target, baseURL)).send(api)
		found = append(found, ids(t, answer)...)
		bundle := parse(t, answer.Body.Bytes())
		if total, _ := bundle.at("total").value.(float64); int(total) != len(all) {
			t.Errorf("total %v of %d", total, len(all))
		}
		next := bundle.at("link", 1)
		if next.value == nil {
			break
		}
		if target = next.at("url").text(); next.at("relation").text() != "next" || !strings.Contains(target, "status=active") {
			t.Fatalf("link %v", next.value)
		}
	}
	if !slices.Equal(found, all) {
		t.Errorf("found %q of %q", found, all)
	}
	for _, query := range []string{"_summary=count", "_count=0", "_offset=1000", "_offset=9223372036854775807&_count=9223372036854775807"} {
		if got := ids(t, get("/fhir/R4/CodeSystem?"+query).send(api)); len(got) != 0 {
			t.Errorf("%s: %q", query, got)
		}
	}
}

func TestEverythingThatIsFoundCanBeRead(t *testing.T) {
	api := newAPI(t, nil)
	for _, kind := range []string{"Questionnaire", "CodeSystem", "ValueSet", "OperationDefinition"} {
		bundle := parse(t, get("/fhir/R4/"+kind).send(api).Body.Bytes())
		for _, entry := range bundle.at("entry").list() {
			id, version := entry.at("resource", "id").text(), entry.at("resource", "meta", "versionId").text()
			read := get("/fhir/R4/" + kind + "/" + id).send(api)
			vread := get("/fhir/R4/" + kind + "/" + id + "/_history/" + version).send(api)
			if read.Code != 200 || vread.Code != 200 || read.Body.String() != vread.Body.String() {
				t.Errorf("%s/%s: %d, %d", kind, id, read.Code, vread.Code)
			}
			if got := read.Header().Get("ETag"); got != `W/"`+version+`"` {
				t.Errorf("%s/%s: ETag %s of version %s", kind, id, got, version)
			}
			if got := read.Header().Get("Last-Modified"); got != "Fri, 20 Nov 2026 00:00:00 GMT" {
				t.Errorf("%s/%s: Last-Modified %s", kind, id, got)
			}
			noEmptyArrays(t, entry.value)
			outcome(t, get("/fhir/R4/Patient/"+id).send(api), 404)
		}
	}
}

func TestWhoHasADocumentIsToldThatItIsTheSame(t *testing.T) {
	api := newAPI(t, nil)
	for _, target := range []string{"/fhir/R4/metadata", "/fhir/R4/Questionnaire/rls-screening", "/fhir/R4/Questionnaire?status=active"} {
		first := get(target).send(api)
		etag := first.Header().Get("ETag")
		if !strings.HasPrefix(etag, `W/"`) || first.Header().Get("Cache-Control") != "private, no-cache" {
			t.Errorf("%s: %s, %s", target, etag, first.Header().Get("Cache-Control"))
		}
		for header, want := range map[string]int{
			etag: 304, strings.TrimPrefix(etag, "W/"): 304, `W/"x", ` + etag: 304, "*": 304, `W/"x"`: 200,
		} {
			answer := get(target, "If-None-Match", header).send(api)
			if answer.Code != want || want == 304 && (answer.Body.Len() > 0 || answer.Header().Get("ETag") != etag) {
				t.Errorf("%s, %s: %d", target, header, answer.Code)
			}
		}
	}
}

func TestAVersionIsOneOfProgramAndSettingsToo(t *testing.T) {
	version := func(api http.Handler) string {
		return parse(t, get("/fhir/R4/Questionnaire/rls-screening").send(api).Body.Bytes()).at("meta", "versionId").text()
	}
	with := newAPI(t, nil)
	without := newAPI(t, withoutATC)
	if version(with) == version(without) || version(with) != version(newAPI(t, nil)) {
		t.Errorf("%s and %s", version(with), version(without))
	}
}
