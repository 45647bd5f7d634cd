package chart_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/fhir/chart"
	"github.com/rlscreen/rlscreen/internal/knowledge"
)

func quantityOf(members string) string { return `"valueQuantity":{` + members + `}` }

func TestResultsAreReadAsTheyStand(t *testing.T) {
	s := service(t)
	for _, c := range []struct {
		name      string
		resources []string
		want      string // test value unit date
		issues    string
	}{
		{"a result", []string{resultOf("a", "2276-4", 22, "ng/mL")}, "ferritin 22 ng/mL 2026-11-19", ""},
		{"by another LOINC, in another unit", []string{resultOf("a", "14723-1", 49.4, "pmol/L")}, "ferritin 49.4 pmol/L 2026-11-19", ""},
		{"TSAT as a fraction, with the unit 1", []string{resultOf("a", "14801-5", 0.14, "1")}, "tsat 0.14 1 2026-11-19", ""},
		{"a fraction that says %", []string{resultOf("a", "2502-3", 0.14, "%")}, "", "range at content[0].valueQuantity"},
		{
			"the unit as it is spelt, without a code",
			[]string{resultOf("a", "2276-4", 0, "", quantityOf(`"value":22,"unit":"µg/L"`))},
			"ferritin 22 µg/L 2026-11-19", "",
		},
		{
			"the code of UCUM before the spelling",
			[]string{resultOf("a", "2276-4", 0, "", quantityOf(`"value":22,"unit":"micrograms","system":"urn:oid:2.16.840.1.113883.6.8","code":"ug/L"`))},
			"ferritin 22 ug/L 2026-11-19", "",
		},
		{
			"a code of another system is no unit",
			[]string{resultOf("a", "2276-4", 0, "", quantityOf(`"value":22,"unit":"ng/mL","system":"http://snomed.info/sct","code":"258806002"`))},
			"ferritin 22 ng/mL 2026-11-19", "",
		},
		{"a unit that the test does not have", []string{resultOf("a", "2276-4", 22, "mg/dL")}, "", "unit_not_supported at content[0].valueQuantity"},
		{"no unit", []string{resultOf("a", "2276-4", 0, "", quantityOf(`"value":22`))}, "", "unit_not_supported at content[0].valueQuantity"},
		{"not plausible", []string{resultOf("a", "2276-4", -22, "ng/mL")}, "", "range at content[0].valueQuantity"},
		{
			"below a bound",
			[]string{resultOf("a", "2276-4", 0, "", quantityOf(`"value":5,"comparator":"<","unit":"ng/mL"`))},
			"ferritin 4.999995 ng/mL 2026-11-19", "bound at content[0].valueQuantity.comparator",
		},
		{
			"at most a bound",
			[]string{resultOf("a", "2276-4", 0, "", quantityOf(`"value":5,"comparator":"<=","unit":"ng/mL"`))},
			"ferritin 5 ng/mL 2026-11-19", "bound at content[0].valueQuantity.comparator",
		},
		{
			"a comparator that R4 does not have",
			[]string{resultOf("a", "2276-4", 0, "", quantityOf(`"value":5,"comparator":"ad","unit":"ng/mL"`))},
			"", "no_value at content[0].valueQuantity.comparator",
		},
		{"no value, and why", []string{resultOf("a", "2276-4", 0, "", `"valueQuantity":null`, `"dataAbsentReason":{"text":"clotted"}`)}, "", "no_value at content[0].dataAbsentReason"},
		{"a number in a text", []string{resultOf("a", "2276-4", 0, "", `"valueQuantity":null`, `"valueString":"22 ng/mL"`)}, "", "no_value at content[0]"},

		{"amended", []string{resultOf("a", "2276-4", 22, "ng/mL", `"status":"amended"`)}, "ferritin 22 ng/mL 2026-11-19", ""},
		{"preliminary may still change", []string{resultOf("a", "2276-4", 22, "ng/mL", `"status":"preliminary"`)}, "", "not_final at content[0].status"},
		{"registered", []string{resultOf("a", "2276-4", 22, "ng/mL", `"status":"registered"`)}, "", "not_final at content[0].status"},
		{"cancelled", []string{resultOf("a", "2276-4", 22, "ng/mL", `"status":"cancelled"`)}, "", "cancelled at content[0].status"},
		{"entered in error", []string{resultOf("a", "2276-4", 22, "ng/mL", `"status":"entered-in-error"`)}, "", "entered_in_error at content[0].status"},

		{"the date is that of the place", []string{resultOf("a", "2276-4", 22, "ng/mL", on("2026-11-19T23:30:00-08:00"))}, "ferritin 22 ng/mL 2026-11-19", ""},
		{"where it is tomorrow already", []string{resultOf("a", "2276-4", 22, "ng/mL", on("2026-11-21T06:00:00+13:00"))}, "ferritin 22 ng/mL 2026-11-20", ""},
		{"the end of a period", []string{resultOf("a", "2276-4", 22, "ng/mL", `"effectiveDateTime":null`, `"effectivePeriod":{"start":"2026-11-01","end":"2026-11-02"}`)}, "ferritin 22 ng/mL 2026-11-02", ""},
		{"an instant", []string{resultOf("a", "2276-4", 22, "ng/mL", `"effectiveDateTime":null`, `"effectiveInstant":"2026-11-03T10:00:00.5Z"`)}, "ferritin 22 ng/mL 2026-11-03", ""},
		{"else when it was issued", []string{resultOf("a", "2276-4", 22, "ng/mL", `"effectiveDateTime":null`, `"issued":"2026-11-04T10:00:00Z"`)}, "ferritin 22 ng/mL 2026-11-04", ""},
		{"undated may be years old", []string{resultOf("a", "2276-4", 22, "ng/mL", `"effectiveDateTime":null`)}, "", "no_date at content[0]"},
		{"an undated TSAT may be years old too", []string{resultOf("a", "2502-3", 30, "%", `"effectiveDateTime":null`)}, "", "no_date at content[0]"},
		{"but one above 45 % is not passed over", []string{resultOf("a", "2502-3", 60, "%", `"effectiveDateTime":null`)}, "tsat 60 % ", "earlier_overload at content[0]"},
		{"also beside a dated one, of several the highest", []string{resultOf("a", "2502-3", 60, "%", `"effectiveDateTime":null`), resultOf("b", "2502-3", 70, "%", on("2020")), resultOf("c", "2502-3", 30, "%")}, "tsat 30 % 2026-11-19, tsat 70 % ", "earlier_overload at content[0]; earlier_overload at content[1]"},
		{"a year is no date", []string{resultOf("a", "2276-4", 22, "ng/mL", on("2026"))}, "", "no_date at content[0]"},
		{"no day of the calendar", []string{resultOf("a", "2276-4", 22, "ng/mL", on("2026-02-30"))}, "", "no_date at content[0]"},
		{"after today", []string{resultOf("a", "2276-4", 22, "ng/mL", on("2026-11-21"))}, "", "future_date at content[0]"},

		{"the newest counts", []string{resultOf("a", "2276-4", 50, "ng/mL", on("2026-10-01")), resultOf("b", "2276-4", 22, "ng/mL"), resultOf("c", "2276-4", 90, "ng/mL", on("2025-01-01"))}, "ferritin 22 ng/mL 2026-11-19", ""},
		{"and not one that was cancelled", []string{resultOf("a", "2276-4", 50, "ng/mL", on("2026-10-01")), resultOf("b", "2276-4", 22, "ng/mL", `"status":"cancelled"`)}, "ferritin 50 ng/mL 2026-10-01", "cancelled at content[1].status"},
		{"iron of 90 days ago", []string{resultOf("a", "2276-4", 22, "ng/mL", on("2026-08-22"))}, "ferritin 22 ng/mL 2026-08-22", ""},
		{"iron of 91 days ago is old", []string{resultOf("a", "2276-4", 22, "ng/mL", on("2026-08-21"))}, "ferritin 22 ng/mL 2026-08-21", "old_result at content[0]"},
		{"TSH of 181 days ago is old", []string{resultOf("a", "3016-3", 2, "m[IU]/L", on("2026-05-23"))}, "tsh 2 m[IU]/L 2026-05-23", "old_result at content[0]"},
		{"the later of one day", []string{resultOf("a", "2276-4", 22, "ng/mL", on("2026-11-19T15:00:00Z")), resultOf("b", "2276-4", 90, "ng/mL", on("2026-11-19T08:00:00Z"))}, "ferritin 22 ng/mL 2026-11-19", ""},
		{"the later issued of one day", []string{resultOf("a", "2276-4", 22, "ng/mL", `"issued":"2026-11-20T08:00:00Z"`), resultOf("b", "2276-4", 90, "ng/mL", `"issued":"2026-11-20T07:00:00Z"`)}, "ferritin 22 ng/mL 2026-11-19", ""},
		{"one result twice", []string{resultOf("a", "2276-4", 22, "ng/mL"), resultOf("b", "2276-4", 22, "ng/mL")}, "ferritin 22 ng/mL 2026-11-19", ""},
		{"one result in two units", []string{resultOf("a", "2276-4", 22, "ng/mL"), resultOf("b", "14723-1", 49.4, "pmol/L")}, "ferritin 22 ng/mL 2026-11-19", ""},
		{
			"of two that differ neither, nor an older one",
			[]string{resultOf("a", "2276-4", 22, "ng/mL"), resultOf("b", "2276-4", 90, "ng/mL"), resultOf("c", "2276-4", 50, "ng/mL", on("2026-10-01"))},
			"",
			"duplicate_result at content[0]; duplicate_result at content[1]",
		},
		{
			"iron and TIBC that cannot be of one sample",
			[]string{resultOf("a", "2498-4", 300, "ug/dL"), resultOf("b", "2500-7", 60, "ug/dL")},
			"", "range at content[0]; range at content[1]",
		},
		{
			"iron and TIBC of two days are not compared",
			[]string{resultOf("a", "2498-4", 300, "ug/dL"), resultOf("b", "2500-7", 60, "ug/dL", on("2026-11-18"))},
			"iron 300 ug/dL 2026-11-19, tibc 60 ug/dL 2026-11-18", "",
		},

		{
			"two eGFR by race, of which nobody says which is meant",
			[]string{resultOf("a", "48642-3", 55, "mL/min/{1.73_m2}"), resultOf("b", "48643-1", 64, "mL/min/{1.73_m2}")},
			"",
			"duplicate_result at content[0]; duplicate_result at content[1]",
		},
		{
			"an eGFR without race before those with",
			[]string{resultOf("a", "88293-6", 55, "mL/min/{1.73_m2}"), resultOf("b", "88294-4", 64, "mL/min/{1.73_m2}"), resultOf("c", "98979-8", 58, "mL/min/{1.73_m2}", on("2026-10-01"))},
			"egfr 58 mL/min/{1.73_m2} 2026-10-01", "race_adjusted at content[0]; race_adjusted at content[1]",
		},
		{"one eGFR by race alone", []string{resultOf("a", "48642-3", 55, "mL/min/{1.73_m2}")}, "egfr 55 mL/min/{1.73_m2} 2026-11-19", ""},
		{
			"the eGFR of the formula in use before that by cystatin",
			[]string{resultOf("a", "50210-4", 45, "mL/min/{1.73_m2}"), resultOf("b", "98979-8", 58, "mL/min/{1.73_m2}")},
			"egfr 58 mL/min/{1.73_m2} 2026-11-19", "",
		},
		{"mL/min/1.73.m2 is UCUM for something else", []string{resultOf("a", "98979-8", 58, "mL/min/1.73.m2")}, "", "unit_not_supported at content[0].valueQuantity"},

		{
			"the parts of a panel",
			[]string{`{"resourceType":"Observation","status":"final","code":` + codeable(loinc, "50190-8") + `,"effectiveDateTime":"2026-11-19","component":[
				{"code":` + codeable(loinc, "2498-4") + `,"valueQuantity":{"value":40,"unit":"ug/dL"}},
				{"code":` + codeable(loinc, "2500-7") + `,"dataAbsentReason":{"text":"not done"}},
				{"code":` + codeable(loinc, "2502-3") + `,"valueQuantity":{"value":11,"unit":"%"}}]}`},
			"iron 40 ug/dL 2026-11-19, tsat 11 % 2026-11-19", "no_value at content[0].component[1].dataAbsentReason",
		},
		{"a LOINC beside a code of the laboratory", []string{resultOf("a", "", 22, "ng/mL", `"code":{"coding":[{"system":"urn:lab","code":"FER"},{"system":"urn:oid:2.16.840.1.113883.6.1","code":"2276-4"}]}`)}, "ferritin 22 ng/mL 2026-11-19", ""},
		{"a LOINC without its system", []string{resultOf("a", "", 22, "ng/mL", `"code":{"coding":[{"code":"2276-4"}]}`)}, "", ""},
		{"what is of no use is only counted", []string{resultOf("a", "8867-4", 60, "/min", `"status":"cancelled"`)}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, s, c.resources...)
			var labs []string
			for _, l := range got.Labs {
				labs = append(labs, fmt.Sprintf("%s %v %s %s", l.Test, l.Value, l.Unit, l.CollectedOn))
			}
			if l := strings.Join(labs, ", "); l != c.want {
				t.Errorf("got %q, want %q", l, c.want)
			}
			if i := codes(got); i != c.issues {
				t.Errorf("issues are %q, want %q", i, c.issues)
			}
		})
	}
}

func TestARefusedUnitNamesWhatIsAccepted(t *testing.T) {
	got := read(t, service(t), resultOf("a", "2276-4", 22.75, "mg/dL"))
	detail := got.Issues[0].Detail
	if !strings.Contains(detail, "ng/mL, ug/L") || strings.Contains(detail, "22.75") || strings.Contains(detail, "mg/dL") {
		t.Error(detail)
	}
}

// What counts as old is told by the same limits as the decision has.
func TestTheLimitsOfAgeAreThoseOfTheRuleset(t *testing.T) {
	rs, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	if l := rs.Core.Limits; l.IronResultDays != chart.IronDays || l.OtherResultDays != chart.OtherDays {
		t.Errorf("the ruleset has %d and %d days", l.IronResultDays, l.OtherResultDays)
	}
}
