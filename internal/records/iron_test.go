package records_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/records"
)

func short(results []v1.IronResult) []string {
	out := []string{}
	for _, r := range results {
		out = append(out, fmt.Sprintf("%s %s %v %s", r.CollectedOn, r.Test, *r.Value, r.Unit))
	}
	return out
}

func TestIronResultsOfASubject(t *testing.T) {
	for _, c := range []struct {
		name    string
		records []string // labs of each, the oldest first
		want    []string
	}{
		{"none", []string{`[]`, `[{"test":"haemoglobin","value":13,"unit":"g/dL","collected_on":"2026-01-01"}]`}, []string{}},
		{"without a date there is no place in the series", []string{`[{"test":"ferritin","value":22,"unit":"ng/mL"}]`}, []string{}},
		{
			"of several records, oldest first, in their units",
			[]string{
				`[{"test":"ferritin","value":22,"unit":"ng/mL","collected_on":"2026-10-30"},{"test":"crp","value":2,"unit":"mg/L","collected_on":"2026-10-30"}]`,
				`[{"test":"ferritin","value":15.5,"unit":"ug/L","collected_on":"2026-05-28"}]`,
			},
			[]string{"2026-05-28 ferritin 15.5 ug/L", "2026-10-30 ferritin 22 ng/mL", "2026-10-30 crp 2 mg/L"},
		},
		{
			"sent by LOINC",
			[]string{`[{"loinc":"2276-4","value":22,"unit":"ng/mL","collected_on":"2026-10-30"},{"loinc":"2502-3","value":14,"unit":"%","collected_on":"2026-10-30"},{"loinc":"99999-9","value":1,"unit":"x","collected_on":"2026-10-30"}]`},
			[]string{"2026-10-30 ferritin 22 ng/mL", "2026-10-30 tsat 14 %"},
		},
		{
			"a repetition is dropped",
			[]string{
				`[{"test":"ferritin","value":22,"unit":"ng/mL","collected_on":"2026-10-30"}]`, `[{"loinc":"2276-4","value":22,"unit":"ng/mL","collected_on":"2026-10-30"}]`,
			},
			[]string{"2026-10-30 ferritin 22 ng/mL"},
		},
		{
			"of two that contradict each other that of the later record counts",
			[]string{
				`[{"test":"ferritin","value":220,"unit":"ng/mL","collected_on":"2026-10-30"}]`, `[{"test":"ferritin","value":22,"unit":"ng/mL","collected_on":"2026-10-30"}]`,
			},
			[]string{"2026-10-30 ferritin 22 ng/mL"},
		},
		{
			"so too of iron and TIBC that cannot both be right",
			[]string{
				`[{"test":"iron","value":400,"unit":"ug/dL","collected_on":"2026-10-30"}]`, `[{"test":"tibc","value":300,"unit":"ug/dL","collected_on":"2026-10-30"}]`,
				`[{"test":"tibc","value":200,"unit":"ug/dL","collected_on":"2026-09-30"}]`, `[{"test":"iron","value":400,"unit":"ug/dL","collected_on":"2026-09-30"}]`,
			},
			[]string{"2026-09-30 iron 400 ug/dL", "2026-10-30 tibc 300 ug/dL"},
		},
		{
			"iron and TIBC that fit stand together",
			[]string{
				`[{"test":"iron","value":60,"unit":"ug/dL","collected_on":"2026-10-30"}]`, `[{"test":"tibc","value":300,"unit":"ug/dL","collected_on":"2026-10-30"}]`,
			},
			[]string{"2026-10-30 iron 60 ug/dL", "2026-10-30 tibc 300 ug/dL"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			for _, labs := range c.records {
				b.create(us, "4711", `{"labs":`+labs+`}`)
			}
			b.create(us, "4712", `{"labs":[{"test":"ferritin","value":99,"unit":"ng/mL","collected_on":"2026-01-01"}]}`)
			list := b.list(us, records.Query{Subject: "4711"})
			if got := short(list.IronResults); list.IronResults == nil || !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
			asIronStatus(t, b, list.IronResults)
		})
	}
}

// asIronStatus gives the results to the reading of a series, as a client does.
func asIronStatus(t *testing.T, b *bench, results []v1.IronResult) {
	t.Helper()
	if len(results) == 0 {
		return
	}
	text, err := json.Marshal(map[string]any{"as_of": "2026-11-20", "results": results})
	if err != nil {
		t.Fatal(err)
	}
	if _, fault := b.app.IronStatus(nil, text, app.Options{}); fault != nil {
		t.Errorf("%v %+v for %s", fault, fault.Fields, text)
	}
}

func TestIronResultsAreTheNewest200(t *testing.T) {
	b := newBench(t)
	for year := range 3 {
		var labs []string
		for i := range 200 {
			labs = append(labs, fmt.Sprintf(`{"test":"ferritin","value":%d,"unit":"ng/mL","collected_on":"%d-%02d-%02d"}`, i+1, 2021+year, i/28+1, i%28+1))
		}
		b.create(us, "4711", `{"labs":[`+strings.Join(labs, ",")+`]}`)
	}
	list := b.list(us, records.Query{Subject: "4711"})
	if got := short(list.IronResults); len(got) != 200 || !strings.HasPrefix(got[0], "2023-01-01") || !strings.HasPrefix(got[199], "2023-08-04") {
		t.Errorf("%d, from %s to %s", len(got), got[0], got[len(got)-1])
	}
	asIronStatus(t, b, list.IronResults)
}

func TestIronResultsAreThereForASubjectOnly(t *testing.T) {
	b := newBench(t)
	b.create(us, "4711", `{"labs":[{"test":"ferritin","value":22,"unit":"ng/mL","collected_on":"2026-10-30"}]}`)
	for name, q := range map[string]records.Query{"all": {}, "of an outcome": {Outcome: "indeterminate"}} {
		if out := must(b.List(t.Context(), us, q)); strings.Contains(string(out), "iron_results") {
			t.Errorf("%s: %s", name, out)
		}
	}
	if out := must(b.List(t.Context(), us, records.Query{Subject: "x"})); !strings.Contains(string(out), `"iron_results":[]`) {
		t.Errorf("of an unknown subject: %s", out)
	}
}
