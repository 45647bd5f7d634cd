package terminology_test

import (
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/terminology"
)

func TestSystemsAreKnownByAllTheirSpellings(t *testing.T) {
	for uri, want := range map[string]string{
		"http://snomed.info/sct":                                 terminology.SNOMED,
		"http://snomed.info/sct/731000124108":                    terminology.SNOMED,
		"http://snomed.info/sct/83821000000107/version/20240410": terminology.SNOMED,
		"urn:oid:2.16.840.1.113883.6.96":                         terminology.SNOMED,
		"2.16.840.1.113883.6.96":                                 terminology.SNOMED,
		"URN:OID:2.16.840.1.113883.6.90":                         terminology.ICD10CM,
		"http://hl7.org/fhir/sid/icd-10-cm":                      terminology.ICD10CM,
		"urn:oid:2.16.840.1.113883.6.3":                          terminology.ICD10,
		"https://loinc.org":                                      terminology.LOINC,
		"http://loinc.org/":                                      terminology.LOINC,
		"urn:oid:2.16.840.1.113883.6.1":                          terminology.LOINC,
		"urn:oid:2.16.840.1.113883.6.88":                         terminology.RxNorm,
		" http://www.nlm.nih.gov/research/umls/rxnorm ":          terminology.RxNorm,
		"urn:oid:2.16.840.1.113883.6.73":                         terminology.ATC,
		"urn:oid:2.16.840.1.113883.6.8":                          terminology.UCUM,
		"http://hl7.org/fhir/v3/RoleCode":                        terminology.RoleCode,
		"http://hl7.org/fhir/sid/icd-9-cm":                       "http://hl7.org/fhir/sid/icd-9-cm",
		"http://snomed.info/sctx":                                "http://snomed.info/sctx",
		"urn:oid:2.16.840.1.113883.6.9":                          "urn:oid:2.16.840.1.113883.6.9",
		"http://fhir.de/CodeSystem/bfarm/icd-10-gm":              "http://fhir.de/CodeSystem/bfarm/icd-10-gm",
		"": "",
	} {
		if got := terminology.System(uri); got != want {
			t.Errorf("System(%q) = %q, want %q", uri, got, want)
		}
	}
}

func index(t testing.TB, entries ...terminology.Entry) *terminology.Index {
	t.Helper()
	x, err := terminology.New(entries)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

var table = []terminology.Entry{
	{Key: "rls", Role: terminology.RoleRLS, ICD10CM: []string{"G25.81"}, ICD10WHO: []string{"G25.8?"}, SNOMED: []string{"32914008"}},
	{Key: "plmd", ICD10WHO: []string{"!G25.8"}, SNOMED: []string{"418763003"}},
	{Key: "other", ICD10CM: []string{"G25.8*", "!G25.81"}, ICD10WHO: []string{"G25.8"}},
	{Key: "diabetes", ICD10CM: []string{"E11.*", "E10.*", "!E10.A*"}, ICD10WHO: []string{"E11"}, Answer: "history.diabetes=yes"},
	{Key: "neuropathy", ICD10CM: []string{"E11.42"}, ICD10WHO: []string{"E11.4"}, Answer: "history.neuropathy=yes;history.diabetes=yes"},
	{Key: "sclerosis", ICD10CM: []string{"G35*"}},
	{Key: "menses", ICD10WHO: []string{"N92", "N92.6?"}, Procedures: []string{"265764009"}},
}

func TestCodesMeanConditions(t *testing.T) {
	const cm, who, sct = terminology.ICD10CM, terminology.ICD10, terminology.SNOMED
	for _, c := range []struct{ name, system, code, want string }{
		{"an exact code", cm, "G25.81", "rls"},
		{"without its dot", cm, "G2581", "rls"},
		{"in lower case, with space around", cm, " g25.81 ", "rls"},
		{"a code of the rest, without the one that is its own", cm, "G25.89", "other"},
		{"an exact code is no beginning", cm, "G25.811", "other"},
		{"the WHO's rest is possible for one and proven for the other", who, "G25.8", "rls? other"},
		{"WHO codes match with any ending", who, "G25.81", "rls? other"},
		{"ICD-10-CM is not the WHO's", who, "E10.A1", ""},
		{"a code of two conditions", cm, "E11.42", "diabetes neuropathy"},
		{"the category itself", cm, "E11", "diabetes"},
		{"the beginning of a category is not it", cm, "E1", ""},
		{"presymptomatic diabetes is none", cm, "E10.A1", ""},
		{"remission is still diabetes", cm, "E11.A", "diabetes"},
		{"two conditions of the WHO", who, "E11.4", "diabetes neuropathy"},
		{"a mark of manifestation", who, "E11.4†", "diabetes neuropathy"},
		{"before a code was split", cm, "G35", "sclerosis"},
		{"after it was split", cm, "G35.B0", "sclerosis"},
		{"the longest pattern decides", who, "N92.6", "menses?"},
		{"and the shorter one for the rest", who, "N92.1", "menses"},
		{"a concept", sct, "32914008", "rls"},
		{"of an edition", "http://snomed.info/sct/731000124108", "32914008", "rls"},
		{"by OID", "urn:oid:2.16.840.1.113883.6.96", "32914008", "rls"},
		{"a procedure that a condition is coded with", sct, "265764009", "menses"},
		{"a concept is never a beginning", sct, "329140081", ""},
		{"without a system nothing is known", "", "G25.81", ""},
		{"another system", "http://hl7.org/fhir/sid/icd-9-cm", "G25.81", ""},
		{"no code", cm, "", ""},
		{"what is no code", cm, "G25,81", ""},
		{"a dot alone", cm, ".", ""},
		{"far too long", cm, "E11" + strings.Repeat("0", 40), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, condition := range index(t, table...).Conditions(c.system, c.code) {
				if condition.Possible {
					condition.Key += "?"
				}
				got = append(got, condition.Key)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%s|%s means %q, want %q", c.system, c.code, got, c.want)
			}
		})
	}
}

func TestAnswersKeepTheOrderOfTheTable(t *testing.T) {
	found := index(t, table...).Conditions(terminology.ICD10CM, "E11.42")
	want := terminology.Answer{Path: "history.neuropathy", Value: "yes"}
	if len(found) != 2 || len(found[1].Answers) != 2 || found[1].Answers[0] != want {
		t.Errorf("got %+v", found)
	}
}

func TestWithoutSNOMEDOnlyICDIsMatched(t *testing.T) {
	x := index(t, table...)
	without := x.WithoutSNOMED()
	if without.Conditions(terminology.SNOMED, "32914008") != nil || without.Conditions(terminology.ICD10CM, "G25.81") == nil {
		t.Error("not what was switched off")
	}
	if x.Conditions(terminology.SNOMED, "32914008") == nil {
		t.Error("the index itself has changed")
	}
}

func TestFaultyTablesAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		entries []terminology.Entry
		want    string
	}{
		"a key twice":          {[]terminology.Entry{{Key: "a"}, {Key: "a"}}, "condition a is there twice"},
		"an answer of no form": {[]terminology.Entry{{Key: "a", Answer: "history.diabetes"}}, "is not path=value"},
		"an empty answer":      {[]terminology.Entry{{Key: "a", Answer: "history.diabetes=yes;"}}, "is not path=value"},
		"a pattern of no form": {[]terminology.Entry{{Key: "a", ICD10CM: []string{"G25-8"}}}, `"G25-8" is no pattern of codes`},
		"an empty pattern":     {[]terminology.Entry{{Key: "a", SNOMED: []string{"*"}}}, `"*" is no pattern of codes`},
		"possible and never":   {[]terminology.Entry{{Key: "a", SNOMED: []string{"!32914008?"}}}, "is no pattern of codes"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := terminology.New(c.entries); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// Whatever stands in a chart, looking it up does not fail, and a code that
// means something means the same in any case and without its dot.
func FuzzConditions(f *testing.F) {
	x := index(f, table...)
	f.Add(terminology.ICD10CM, "E11.42")
	f.Add("urn:oid:2.16.840.1.113883.6.3", "n92.6*")
	f.Fuzz(func(t *testing.T, system, code string) {
		found := x.Conditions(system, code)
		plain := x.Conditions(system, strings.ToUpper(strings.ReplaceAll(code, ".", "")))
		if len(found) > len(plain) {
			t.Errorf("%q means more than without its dot", code)
		}
	})
}

func BenchmarkConditions(b *testing.B) {
	x := index(b, table...)
	b.ReportAllocs()
	for b.Loop() {
		x.Conditions(terminology.ICD10CM, "I10.0")
	}
}
