package form_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/fhir/form"
)

func TestAResultHasAPlaceOfItsTest(t *testing.T) {
	s := service(t)
	f := newForm(s)
	const labs = `{"labs":[
		{"test":"tsat","value":50,"unit":"%","collected_on":"2026-05-06"},
		{"loinc":"2502-3","value":30,"unit":"%","collected_on":"2026-07-25"},
		{"test":"tsat","value":20,"unit":"%"},
		{"loinc":"9999-9","value":1,"unit":"%"},
		{"test":"ferritin","value":60,"unit":"ng/mL"}]}`
	req := parse(t, s, []byte(labs))
	for _, c := range []struct {
		rule     string
		decisive []int
		want     []int
	}{
		{"the newest, one with a date before one without", nil, []int{1, 4}},
		{"the one that decides before a newer one", []int{0}, []int{0, 4}},
		{"the one that decides, although it has no date", []int{2, 4}, []int{2, 4}},
		{"of several that decide the newest", []int{0, 1}, []int{1, 4}},
	} {
		if got := f.Places(req.Labs, c.decisive); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.rule, got, c.want)
		}
	}
}

func TestAStageOfKidneyDiseaseImpliesIt(t *testing.T) {
	s := service(t)
	f := newForm(s)
	for history, want := range map[string]string{
		`"kidney_disease_stage":"dialysis"`:                       `"kidney_disease":"yes","kidney_disease_stage":"dialysis"`,
		`"kidney_disease":"not_sure","kidney_disease_stage":"4"`:  `"kidney_disease":"not_sure","kidney_disease_stage":"4"`,
		`"kidney_disease":"yes","kidney_disease_stage":"unknown"`: `"kidney_disease":"yes","kidney_disease_stage":"unknown"`,
		`"diabetes":"yes","kidney_disease_stage":"unknown"`:       `"diabetes":"yes"`,
		`"kidney_disease":"no","kidney_disease_stage":"unknown"`:  `"kidney_disease":"no"`,
	} {
		req := parse(t, s, []byte(`{"history":{`+history+`}}`))
		if _, reading := f.Read(completed(t, f, req)); string(reading.Body) != `{"history":{`+want+`}}` {
			t.Errorf("%s came back as %s", history, reading.Body)
		}
	}
}

func TestABoundIsToldBesideTheBody(t *testing.T) {
	f := newForm(service(t))
	raw := responding(criteria("") + "," + group("labs", quantity("ferritin", `"value":22,"unit":"ng/mL"`), quantity("tsat", `"value":0.2,"comparator":"<=","unit":"1"`), quantity("egfr", `"value":60.00006,"unit":"mL/min/1.73"`)))
	_, reading := f.Read([]byte(raw))
	want := []form.Bound{{Index: 1, Comparator: "<=", Value: 0.2}, {Index: 2, Comparator: ">", Value: 60}}
	if !slices.Equal(reading.Bounds, want) {
		t.Errorf("%+v", reading.Bounds)
	}
	if at := reading.At("/labs/2"); !strings.Contains(at, "item[2]") || !slices.Equal(reading.Bounds, want) {
		t.Errorf("%s, %+v", at, reading.Bounds)
	}
}
