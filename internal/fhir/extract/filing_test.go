package extract_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/fhir/extract"
)

func TestAResponseIsFiledOnlyWithoutAnIDAndWithNothingButSubjectAndIdentifierAdded(t *testing.T) {
	c := open(t)
	const theirs = `"subject":{"reference":"Patient/7"},"identifier":{"system":"https://c.example","value":"7"}`
	body := strings.TrimSuffix(strings.TrimPrefix(stripped, "{"), "}")
	// OURS stands for our identifier, which the request must be conditional on.
	for name, test := range map[string]struct{ sent, filed, condition string }{
		"with an id it is stored already": {stored, "", ""},
		"without a subject or identifier it gets both": {
			"\n {" + body + " } \n", "{" + body + ` ,"subject":{"reference":"Patient/123"},OURS}`, "OURS",
		},
		"an empty subject is none":         {`{"subject": {} ,` + body + "}", "{" + body + `,"subject":{"reference":"Patient/123"},OURS}`, "OURS"},
		"no subject is none":               {"{" + body + `,"subject":null}`, "{" + body + `,"subject":{"reference":"Patient/123"},OURS}`, "OURS"},
		"a subject of nothing is none":     {"{" + body + `,"subject":{"reference":""}}`, "{" + body + `,"subject":{"reference":"Patient/123"},OURS}`, "OURS"},
		"an empty identifier is none":      {"{" + body + `,"identifier":{"value":""}}`, "{" + body + `,"subject":{"reference":"Patient/123"},OURS}`, "OURS"},
		"its own subject stays":            {"{" + body + `,"subject":{"display":"me"}}`, "{" + body + `,"subject":{"display":"me"},OURS}`, "OURS"},
		"a subject inside an item is none": {"{" + body + `,"extension":[{"subject":1}]}`, "{" + body + `,"extension":[{"subject":1}],"subject":{"reference":"Patient/123"},OURS}`, "OURS"},
		"by its identifier it is filed once": {
			"{ " + body + ",\n" + theirs + "}", "{ " + body + ",\n" + theirs + "}", "identifier=https://c.example|7",
		},
		"an identifier that could widen the condition is not used": {
			"{" + body + `,"subject":{"reference":"Patient/123"},"identifier":{"system":"https://c.example","value":"7&_id=1"}}`,
			"{" + body + `,"subject":{"reference":"Patient/123"},"identifier":{"system":"https://c.example","value":"7&_id=1"}}`, "",
		},
		"empty members are left out at every depth, and all else stays to the byte": {
			`{ "item":[{"linkId":"a","answer":[{"valueString":" \u00e9 "},{}],"item":[]},{"text":""},{"linkId":"b","answer":[{"valueDecimal":1.50,"item":[{"answer":[{"extension":[]}]}]}]}],"meta":{"tag":[]},` + body[strings.Index(body, `"questionnaire"`):] + "," + theirs + "}",
			`{"item":[{"linkId":"a","answer":[{"valueString":" \u00e9 "}]},{"linkId":"b","answer":[{"valueDecimal":1.50}]}],` + body[strings.Index(body, `"questionnaire"`):] + "," + theirs + "}",
			"identifier=https://c.example|7",
		},
		"a list keeps its places beside that of its extensions": {
			`{"given":["","B",""],"_given":[{"id":"x"},null,{}],"none":["",""],"_none":[null],"odd":[null,1],` + theirs + "}",
			`{"given":[null,"B",null],"_given":[{"id":"x"},null,null],"odd":[1],` + theirs + "}",
			"identifier=https://c.example|7",
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := extract.Bundle(c.input(t, `{}`, test.sent, "en"))
			first := b.Entry[0]
			if test.filed == "" {
				if len(resources(t, b, "QuestionnaireResponse")) > 0 {
					t.Error("filed again")
				}
				return
			}
			ours, _ := strings.CutPrefix(first.Request.IfNoneExist, "identifier=urn:ietf:rfc:3986|")
			filed := strings.ReplaceAll(test.filed, "OURS", `"identifier":{"system":"urn:ietf:rfc:3986","value":"`+ours+`"}`)
			condition := strings.ReplaceAll(test.condition, "OURS", "identifier=urn:ietf:rfc:3986|"+ours)
			raw, is := first.Resource.(fhir.Raw)
			if !is || string(raw) != filed {
				t.Errorf("filed\n%s\nwant\n%s", raw, filed)
			}
			if first.Request.URL != "QuestionnaireResponse" || first.Request.IfNoneExist != condition {
				t.Errorf("request %+v", *first.Request)
			}
			if test.condition == "OURS" && (!uuid.MatchString(ours) || ours == first.FullURL) {
				t.Errorf("%q is no identifier of ours", ours)
			}
		})
	}
}

// names are the fullUrls and conditions of a bundle, without those of the
// Device, which all screenings share.
func names(b *fhir.Bundle) []string {
	var out []string
	for _, e := range b.Entry {
		if e.Request.URL != "Device" {
			out = append(out, e.FullURL)
			if e.Request.IfNoneExist != "" {
				out = append(out, e.Request.IfNoneExist)
			}
		}
	}
	return out
}

func TestWhatMakesAFilingTheSame(t *testing.T) {
	c := open(t)
	in := func(change func(*extract.Input)) *fhir.Bundle {
		in := c.input(t, request(t, "PUB-05"), stored, "en")
		change(&in)
		return extract.Bundle(in)
	}
	first := in(func(*extract.Input) {})
	for name, test := range map[string]struct {
		change func(*extract.Input)
		same   bool
	}{
		"white space around the response":      {func(in *extract.Input) { in.Raw = []byte(" \n" + stored + "\n") }, true},
		"white space within the response":      {func(in *extract.Input) { in.Raw = []byte("{ " + stored[1:]) }, false},
		"the wording of the subject's display": {func(in *extract.Input) { in.Subject.Display = "Ms. A" }, true},
		"the program":                          {func(in *extract.Input) { in.ProgramVersion = "2.0.0" }, true},
		"an answer":                            {func(in *extract.Input) { in.Raw = []byte(strings.Replace(stored, "completed", "amended", 1)) }, false},
		"the subject":                          {func(in *extract.Input) { in.Subject.Reference = "Patient/4" }, false},
		"the encounter":                        {func(in *extract.Input) { in.Encounter = &fhir.Reference{Reference: "Encounter/1"} }, false},
		"the rules":                            {func(in *extract.Input) { in.RulesetDigest = "sha256:0" }, false},
		"the language":                         {func(in *extract.Input) { in.Lang = "es" }, true},
	} {
		t.Run(name, func(t *testing.T) {
			second := in(test.change)
			for _, id := range names(second) {
				if slices.Contains(names(first), id) != test.same {
					t.Fatalf("%s: same is not %v", id, test.same)
				}
			}
		})
	}
}

// Identifiers that are filed already must be found again by later versions.
func TestIdentifiersDoNotChangeFromVersionToVersion(t *testing.T) {
	in := open(t).input(t, `{}`, undated, "en")
	in.RulesetID, in.RulesetVersion, in.RulesetDigest = "rls-adult", "1.0.0", "sha256:0"
	b := extract.Bundle(in)
	for i, want := range []string{
		"identifier=urn:ietf:rfc:3986|urn:uuid:e9ebf219-db50-52e7-9148-913b1ef827ef",
		"identifier=urn:ietf:rfc:3986|urn:uuid:1d8d7c64-9203-5c90-b627-4ce5aedf44d7",
	} {
		if got := b.Entry[i].Request.IfNoneExist; got != want {
			t.Errorf("%s %q, want %q", b.Entry[i].Request.URL, got, want)
		}
	}
}

func TestADeviceIsTheSameForAllScreeningsUnderTheSameRulesAndProgram(t *testing.T) {
	c := open(t)
	device := func(in extract.Input) fhir.BundleEntry {
		b := extract.Bundle(in)
		return b.Entry[slices.IndexFunc(b.Entry, func(e fhir.BundleEntry) bool { return e.Request.URL == "Device" })]
	}
	one := c.input(t, request(t, "PUB-05"), stored, "en")
	other := c.input(t, request(t, "CMP-20"), stripped, "es")
	if a, b := encode(t, device(one)), encode(t, device(other)); string(a) != string(b) {
		t.Errorf("devices differ:\n%s\n%s", a, b)
	}
	other.ProgramVersion = "1.0.1"
	if device(one).Request.IfNoneExist == device(other).Request.IfNoneExist {
		t.Error("another program is the same device")
	}
}

func TestRecordedIsAFullInstantOrSaysThatItIsUnknown(t *testing.T) {
	c := open(t)
	for authored, want := range map[string]bool{
		"2026-11-20T09:30:00-05:00":    true,
		"2026-11-20T09:30:00.123Z":     true,
		"2026-11-20T09:30:00,123Z":     false,
		"2026-11-20":                   false,
		"2026":                         false,
		"2026-11-20T09:30:00":          false,
		"2026-11-20T09:30:00.5+01:00x": false,
		"":                             false,
	} {
		in := c.input(t, `{}`, undated, "en")
		in.Response.Authored = authored
		p := resources(t, extract.Bundle(in), "Provenance")[0]
		_, recorded := p["recorded"]
		reason := at(p, "_recorded", "extension", 0, "valueCode")
		if recorded != want || (reason == "unknown") == want {
			t.Errorf("%q: recorded %v, reason %v", authored, p["recorded"], reason)
		}
	}
}

func TestProvenanceIsOfAllThatTheRulesMade(t *testing.T) {
	in := open(t).input(t, request(t, "PUB-05"), stripped, "en")
	b := extract.Bundle(in)
	targets, _ := resources(t, b, "Provenance")[0]["target"].([]any)
	var made []any
	for _, e := range b.Entry {
		if !slices.Contains([]string{"QuestionnaireResponse", "Device", "Provenance"}, e.Request.URL) {
			made = append(made, e.FullURL)
		}
	}
	for i, target := range targets {
		if i >= len(made) || at(target, "reference") != made[i] {
			t.Errorf("target %d is %v", i, target)
		}
	}
	if len(targets) != len(made) {
		t.Errorf("%d targets for %d resources", len(targets), len(made))
	}
}
