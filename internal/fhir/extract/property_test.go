package extract_test

import (
	"bytes"
	"math/rand/v2"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/fhir/extract"
)

// each checks a property on the cases of the specification and on random
// screenings, in all the ways that responses come and results are asked for.
func each(t *testing.T, check func(t *testing.T, in extract.Input, b *fhir.Bundle)) {
	c := open(t)
	random := rand.New(rand.NewPCG(1, 2))
	var requests []*v1.ScreeningRequest
	for _, known := range cases(t) {
		parsed, problem := c.service.Parse(known.Request)
		if problem != nil {
			t.Fatal(problem)
		}
		requests = append(requests, parsed)
	}
	for len(requests) < 150 {
		if parsed, problem := c.service.Parse(encode(t, randomRequest(random, c))); problem == nil {
			requests = append(requests, parsed)
		}
	}
	responses := []string{stored, stripped, undated}
	for i, r := range requests {
		in := c.answered(t, r, responses[i%3], []string{"en", "es"}[i/3%2])
		in.Extended, in.SNOMED = i/6%2 == 1, i/12%2 == 1
		if i%5 == 0 {
			in.Encounter = &fhir.Reference{Reference: "Encounter/9"}
		}
		check(t, in, extract.Bundle(in))
		if t.Failed() {
			t.Fatalf("for %s", encode(t, r))
		}
	}
}

// randomRequest fills a request by the limits that its fields state.
func randomRequest(r *rand.Rand, c clinic) *v1.ScreeningRequest {
	var out v1.ScreeningRequest
	fill(r, reflect.ValueOf(&out).Elem())
	out.AsOf = ""
	for range r.IntN(4) {
		m := c.rules.Medicines.Ingredient(r.IntN(c.rules.Medicines.Len()))
		out.Medications = append(out.Medications, v1.Medication{Name: m.Generic, Timing: oneOf(r, "began_after_starting", "worse_after_starting", "")})
	}
	for i := range c.rules.Tests {
		if test := &c.rules.Tests[i]; r.IntN(5) == 0 {
			value := test.Plausible.Min + r.Float64()*r.Float64()*min(test.Plausible.Max-test.Plausible.Min, 400)
			out.Labs = append(out.Labs, v1.Lab{Test: test.ID, Value: &value, Unit: test.Names()[0]})
		}
	}
	return &out
}

func oneOf(r *rand.Rand, options ...string) string { return options[r.IntN(len(options))] }

var limit = regexp.MustCompile(`(min|max|oneof)=([^,]*)`)

func fill(r *rand.Rand, object reflect.Value) {
	for i := range object.NumField() {
		field, limits := object.Field(i), map[string]string{}
		for _, m := range limit.FindAllStringSubmatch(object.Type().Field(i).Tag.Get("validate"), -1) {
			limits[m[1]] = m[2]
		}
		if field.Kind() == reflect.Slice || r.IntN(8) == 0 {
			continue
		}
		switch {
		case field.Kind() == reflect.String && limits["oneof"] != "":
			field.SetString(oneOf(r, strings.Fields(limits["oneof"])...))
			if limits["oneof"] == "yes no not_sure" && r.IntN(2) == 0 {
				field.SetString("no")
			}
			if object.Type().Name() == "Criteria" && r.IntN(3) > 0 {
				field.SetString(map[bool]string{true: "legs", false: "yes"}[strings.HasPrefix(limits["oneof"], "legs")])
			}
		case field.Kind() == reflect.Pointer && field.Type().Elem().Kind() == reflect.Struct:
			field.Set(reflect.New(field.Type().Elem()))
			fill(r, field.Elem())
		case field.Kind() == reflect.Pointer:
			top, err := strconv.Atoi(limits["max"])
			if err != nil || top > 100 {
				top = 100
			}
			number := reflect.New(field.Type().Elem())
			number.Elem().Set(reflect.ValueOf(r.IntN(top + 1)).Convert(field.Type().Elem()))
			field.Set(number)
		}
	}
}

// walk visits every object of a JSON value.
func walk(v any, visit func(object map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		visit(v)
		for _, member := range v {
			walk(member, visit)
		}
	case []any:
		for _, item := range v {
			walk(item, visit)
		}
	}
}

func tree(t *testing.T, v any) any {
	t.Helper()
	var out any
	if err := json.Unmarshal(encode(t, v), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEveryReferenceLeadsInsideTheBundleOrToWhatWasGiven(t *testing.T) {
	each(t, func(t *testing.T, in extract.Input, b *fhir.Bundle) {
		known := []any{"Patient/123", "Encounter/9"}
		if in.Response.ID != "" {
			known = append(known, "QuestionnaireResponse/"+in.Response.ID)
		}
		for _, e := range b.Entry {
			known = append(known, e.FullURL)
		}
		walk(tree(t, b), func(object map[string]any) {
			if r, is := object["reference"]; is && !slices.Contains(known, r) {
				t.Errorf("reference %v leads nowhere", r)
			}
		})
	})
}

var uuid = regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// Servers replace every mention of a fullUrl by the id they assign, in
// identifiers and conditions too: those must be other UUIDs.
func TestUUIDsAreUniqueAndNoIdentifierIsAFullURL(t *testing.T) {
	each(t, func(t *testing.T, in extract.Input, b *fhir.Bundle) {
		seen := map[string]bool{}
		use := func(id string) {
			if !uuid.MatchString(id) {
				t.Errorf("%s is no UUID of version 5", id)
			}
			if seen[id] {
				t.Errorf("%s is used twice", id)
			}
			seen[id] = true
		}
		for _, e := range b.Entry {
			use(e.FullURL)
			if id, is := at(tree(t, e.Resource), "identifier", 0, "value").(string); is {
				use(id)
				if e.Request.IfNoneExist != "identifier=urn:ietf:rfc:3986|"+id {
					t.Errorf("condition %q is not on the identifier %q", e.Request.IfNoneExist, id)
				}
			}
		}
	})
}

func TestTheSameInputGivesTheSameBytes(t *testing.T) {
	each(t, func(t *testing.T, in extract.Input, b *fhir.Bundle) {
		if !bytes.Equal(encode(t, b), encode(t, extract.Bundle(in))) {
			t.Error("two bundles of one input differ")
		}
	})
}

func TestNothingIsEmptyOrNull(t *testing.T) {
	each(t, func(t *testing.T, _ extract.Input, b *fhir.Bundle) {
		walk(tree(t, b), func(object map[string]any) {
			for name, member := range object {
				switch m := member.(type) {
				case nil:
					t.Errorf("%s is null", name)
				case string:
					if strings.TrimSpace(m) == "" {
						t.Errorf("%s is empty", name)
					}
				case []any:
					if len(m) == 0 {
						t.Errorf("%s is empty", name)
					}
				case map[string]any:
					if len(m) == 0 {
						t.Errorf("%s is empty", name)
					}
				}
			}
		})
	})
}

// The kinds stand in the order that the package states, alerts before results.
func TestThereIsNeverAConditionAndTheOrderIsFixed(t *testing.T) {
	order := []string{"QuestionnaireResponse", "Device", "Task", "Observation", "ServiceRequest", "DetectedIssue", "Provenance"}
	each(t, func(t *testing.T, _ extract.Input, b *fhir.Bundle) {
		if b.Type != "transaction" {
			t.Errorf("type %s", b.Type)
		}
		last := 0
		for _, e := range b.Entry {
			kind, _ := at(tree(t, e.Resource), "resourceType").(string)
			place := slices.Index(order, kind)
			if place < last {
				t.Errorf("%s stands too late, or not at all in the order", kind)
			}
			if e.Request.Method != http.MethodPost || e.Request.URL != kind {
				t.Errorf("%s is sent as %s %s", kind, e.Request.Method, e.Request.URL)
			}
			last = place
		}
	})
}

func TestEachAlertIsOneTaskInTheOrderOfTheAlerts(t *testing.T) {
	priorities := map[string]string{"emergency": "stat", "urgent": "asap", "prompt": "urgent", "routine": "routine"}
	each(t, func(t *testing.T, in extract.Input, b *fhir.Bundle) {
		tasks := resources(t, b, "Task")
		if len(tasks) != len(in.Screening.Alerts) {
			t.Fatalf("%d tasks for %d alerts", len(tasks), len(in.Screening.Alerts))
		}
		for i, a := range in.Screening.Alerts {
			if !slices.Equal(codes(tasks[i]["code"], own("rls-result")), []string{a.ID}) || at(tasks[i], "code", "text") != in.Word("alert", a.ID) ||
				tasks[i]["description"] != a.Display || tasks[i]["priority"] != priorities[a.Urgency] {
				t.Errorf("alert %s became %v", a.ID, tasks[i])
			}
		}
	})
}

func TestEveryTestSuggestedIsInExactlyOneOrderAndNoOther(t *testing.T) {
	each(t, func(t *testing.T, in extract.Input, b *fhir.Bundle) {
		var want, have []string
		for _, l := range in.Screening.Labs {
			if l.Status == "suggested" {
				want = append(want, l.ID)
			}
		}
		for _, o := range resources(t, b, "ServiceRequest") {
			tests := codes(o["code"], own("rls-result"))
			if tests[0] == "iron_panel" {
				tests = codes(o["orderDetail"], own("rls-result"))
			}
			have = append(have, tests...)
			if o["status"] != "draft" || o["intent"] != "proposal" {
				t.Errorf("%v is no proposal", tests)
			}
		}
		slices.Sort(want)
		slices.Sort(have)
		if !slices.Equal(want, have) {
			t.Errorf("ordered %v, suggested %v", have, want)
		}
	})
}

func TestSNOMEDIsSentOnlyWhereItIsAllowedAndNeverAsAValue(t *testing.T) {
	sent := 0
	each(t, func(t *testing.T, in extract.Input, b *fhir.Bundle) {
		text := encode(t, b)
		if n := bytes.Count(text, []byte(fhir.SystemSNOMED)); n > 0 {
			sent++
			if !in.SNOMED {
				t.Error("SNOMED is off and sent")
			}
		}
		for _, o := range resources(t, b, "Observation") {
			if bytes.Contains(encode(t, o), []byte(fhir.SystemSNOMED)) {
				t.Error("an observation has a code of SNOMED")
			}
		}
	})
	if sent == 0 {
		t.Error("SNOMED was never sent: nothing is proved")
	}
}

func TestCriteriaAndContributorsAreMembersOfTheResult(t *testing.T) {
	each(t, func(t *testing.T, in extract.Input, b *fhir.Bundle) {
		observations := resources(t, b, "Observation")
		members, _ := at(observations[0], "hasMember").([]any)
		want := len(in.Screening.Criteria) + len(in.Screening.Classification.Contributors)
		if len(members) != want || len(observations) != want+1 {
			t.Errorf("%d members, %d observations, want %d members", len(members), len(observations), want)
		}
		if !slices.Equal(codes(observations[0]["valueCodeableConcept"], own("rls-result")), []string{in.Screening.Outcome.Code}) {
			t.Errorf("value %v", observations[0]["valueCodeableConcept"])
		}
		for i, c := range in.Screening.Classification.Contributors {
			o := observations[1+len(in.Screening.Criteria)+i]
			if !slices.Equal(codes(o["valueCodeableConcept"], own("rls-result")), []string{c.Tier}) {
				t.Errorf("contributor %s is %v", c.ID, o["valueCodeableConcept"])
			}
		}
	})
}

func TestWordsOfCodesAreThoseOfTheSummary(t *testing.T) {
	each(t, func(t *testing.T, in extract.Input, b *fhir.Bundle) {
		for _, o := range resources(t, b, "Observation")[1:] {
			name, _ := at(o, "code", "text").(string)
			word, _ := at(o, "valueCodeableConcept", "text").(string)
			word = strings.ToLower(word)
			if s := in.Screening.Text.Summary; !strings.Contains(s, name+": "+word) && !strings.Contains(s, name+" ("+word) {
				t.Errorf("the summary does not call %q %q", name, word)
			}
		}
	})
}

// Whoever publishes the code system finds every code in the vocabulary, and a
// code that has the same words in every bundle has those of the vocabulary.
func TestEveryCodeOfOurOwnIsPublishedAndHasItsWordsBesideIt(t *testing.T) {
	c := open(t)
	each(t, func(t *testing.T, in extract.Input, b *fhir.Bundle) {
		published := map[string]string{}
		vocabulary := c.service.Vocabulary(in.Lang)
		for _, kind := range []string{"outcome", "criterion_5", "label", "course", "significance", "contributor", "test", "part", "status", "tier", "alert"} {
			for _, o := range vocabulary[kind] {
				published[o.Code] = o.Display
			}
		}
		answer := string(encode(t, in.Screening))
		walk(tree(t, b), func(object map[string]any) {
			text, _ := object["text"].(string)
			for _, code := range codes(object, own("rls-result")) {
				name, is := published[code]
				if !is || text == "" {
					t.Errorf("code %q is published: %v, and is called %q", code, is, text)
				}
				if inAnswer := strings.Contains(answer, `"`+text+`"`); text != name && !inAnswer && code != "medicine" && code != "iron_panel" && !strings.Contains(text, " (") {
					t.Errorf("code %q is called %q, and published as %q", code, text, name)
				}
			}
		})
	})
}

func TestMedicinesAreIssuesWhenAskedForAndTheScreenLeavesRoomAndElseInTheNote(t *testing.T) {
	each(t, func(t *testing.T, in extract.Input, b *fhir.Bundle) {
		want := 0
		for _, e := range in.Screening.Medications.Effects {
			if len(e.Tier) == 1 {
				want++
			}
		}
		asked := in.Extended && (strings.HasPrefix(in.Screening.Outcome.Code, "positive") || in.Screening.Outcome.Code == "indeterminate")
		issues := resources(t, b, "DetectedIssue")
		noted, _ := resources(t, b, "Observation")[0]["note"].([]any)
		if asked && (len(issues) != want || len(noted) != 1) || !asked && (len(issues) > 0 || len(noted) != 1+min(want, 1)) {
			t.Errorf("%d effects, %d issues, %d notes", want, len(issues), len(noted))
		}
	})
}
