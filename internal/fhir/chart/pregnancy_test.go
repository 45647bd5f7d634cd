package chart_test

import (
	"testing"
)

// pregnancyOf is a pregnancy status of three days ago with more members.
func pregnancyOf(system, code string, more ...string) string {
	return object([]string{
		`"resourceType":"Observation"`, `"id":"s"`, `"status":"final"`, `"code":` + codeable(loinc, "82810-3"),
		`"effectiveDateTime":"2026-11-17"`, `"valueCodeableConcept":` + codeable(system, code),
	}, more)
}

func on(date string) string { return `"effectiveDateTime":"` + date + `"` }

// weeksOf is a gestational age of 2026-11-06, two weeks ago.
func weeksOf(value float64, unit string, more ...string) string {
	return resultOf("w", "18185-9", value, unit, append([]string{on("2026-11-06")}, more...)...)
}

// due is a date of delivery with more members.
func due(date string, more ...string) string {
	return resultOf("d", "11778-8", 0, "", append([]string{`"valueQuantity":null`, `"valueDateTime":"` + date + `"`}, more...)...)
}

func TestPregnancyIsWhatIsNewestAndNotStale(t *testing.T) {
	s := service(t)
	const yes, no, unknown = "LA15173-0", "LA26683-5", "LA4489-6"
	pregnant := func(more ...string) string { return conditionOf("c", icd10cm, "Z33.1", more...) }
	recorded := func(date string) string { return `"recordedDate":"` + date + `"` }
	for _, c := range []struct {
		name                  string
		resources             []string
		answer, weeks, issues string
	}{
		{"yes", []string{woman, pregnancyOf(loinc, yes)}, "yes", "none", ""},
		{"yes by SNOMED CT", []string{woman, pregnancyOf(snomed, "77386006")}, "yes", "none", ""},
		{"no", []string{woman, pregnancyOf(loinc, no)}, "no", "none", ""},
		{"that it was not known leaves the question open", []string{woman, pregnancyOf(loinc, unknown)}, "", "none", "left_open at content[1]"},
		{"an answer that nobody knows", []string{woman, pregnancyOf(loinc, "LA33-6")}, "", "none", "no_value at content[1]"},
		{"nothing is unknown, and not no", []string{woman}, "", "none", ""},
		{"a no of five weeks ago says nothing of today", []string{woman, pregnancyOf(loinc, no, on("2026-10-15"))}, "", "none", "stale at content[1]"},
		{"a yes of 42 weeks ago", []string{woman, pregnancyOf(loinc, yes, on("2026-01-30"))}, "yes", "none", ""},
		{"a yes of more than 42 weeks ago", []string{woman, pregnancyOf(loinc, yes, on("2026-01-29"))}, "", "none", "stale at content[1]"},
		{"a later no ends a yes", []string{woman, pregnancyOf(loinc, yes, on("2026-03-01")), pregnancyOf(loinc, no)}, "no", "none", ""},
		{"a later no, by now stale, still ends a yes", []string{woman, pregnancyOf(loinc, yes, on("2026-03-01")), pregnancyOf(loinc, no, on("2026-09-01"))}, "", "none", "stale at content[2]"},
		{"a later yes after a no", []string{woman, pregnancyOf(loinc, yes), pregnancyOf(loinc, no, on("2026-11-01"))}, "yes", "none", ""},
		{"who did not know takes nothing from a yes", []string{woman, pregnancyOf(loinc, yes, on("2026-10-01")), pregnancyOf(loinc, unknown)}, "yes", "none", ""},
		{"who did not know is newer than a no", []string{woman, pregnancyOf(loinc, no, on("2026-11-01")), pregnancyOf(loinc, unknown)}, "", "none", "left_open at content[2]"},
		{"yes and no of one day contradict", []string{woman, pregnancyOf(loinc, yes), pregnancyOf(loinc, no)}, "", "none", "contradiction at content[1]"},
		{
			"of one day the later counts",
			[]string{woman, pregnancyOf(loinc, yes, on("2026-11-17T15:00:00Z")), pregnancyOf(loinc, no, on("2026-11-17T08:00:00Z"))},
			"yes", "none", "",
		},
		{"entered in error", []string{woman, pregnancyOf(loinc, yes, `"status":"entered-in-error"`)}, "", "none", "entered_in_error at content[1].status"},
		{"undated", []string{woman, pregnancyOf(loinc, yes, `"effectiveDateTime":null`)}, "", "none", "no_date at content[1]"},
		{"a man", []string{`{"resourceType":"Patient","id":"p","gender":"male"}`, pregnancyOf(loinc, yes)}, "", "none", "contradiction at content[1]"},

		{"a dated condition", []string{woman, pregnant(recorded("2026-09-01"))}, "yes", "none", ""},
		{"an undated condition goes stale", []string{woman, pregnant()}, "", "none", "stale at content[1]"},
		{"a condition of last year", []string{woman, pregnant(recorded("2025-09-01"))}, "", "none", "stale at content[1]"},
		{"recorded 36 weeks ago, and nobody says since when", []string{woman, pregnant(recorded("2026-03-13"))}, "yes", "none", ""},
		{"recorded more than 36 weeks ago", []string{woman, pregnant(recorded("2026-03-12"))}, "", "none", "stale at content[1]"},
		{"recorded 40 weeks ago with its beginning", []string{woman, pregnant(recorded("2026-02-15"), `"onsetDateTime":"2026-02-15"`)}, "yes", "none", ""},
		{"a pregnancy that began 43 weeks ago", []string{woman, pregnant(recorded("2026-09-01"), `"onsetDateTime":"2026-01-20"`)}, "", "none", "stale at content[1]"},
		{
			"previously pregnant, in words",
			[]string{woman, pregnant(recorded("2026-09-01"), `"clinicalStatus":{"text":"Resolved"}`)},
			"", "none", "not_active at content[1].clinicalStatus",
		},
		{
			"previously pregnant",
			[]string{woman, pregnant(recorded("2026-09-01"), `"clinicalStatus":`+codeable(clinical, "resolved"))},
			"", "none", "not_active at content[1].clinicalStatus",
		},
		{
			"a pregnancy that has ended since the yes",
			[]string{woman, pregnancyOf(loinc, yes, on("2026-03-01")), pregnant(`"clinicalStatus":`+codeable(clinical, "resolved"), `"abatementDateTime":"2026-09-20"`)},
			"", "none", "not_active at content[2].clinicalStatus",
		},
		{
			"an active pregnancy with an end since the yes",
			[]string{woman, pregnancyOf(loinc, yes, on("2026-03-01")), pregnant(`"abatementDateTime":"2026-09-20"`)},
			"", "none", "contradiction at content[2].clinicalStatus",
		},
		{"postpartum after a yes", []string{woman, pregnancyOf(loinc, yes, on("2026-03-01")), conditionOf("b", snomed, "86569001", recorded("2026-10-01"))}, "", "none", ""},
		{"postpartum before a yes", []string{woman, pregnancyOf(loinc, yes), conditionOf("b", snomed, "86569001", recorded("2026-01-01"))}, "yes", "none", ""},
		{"the puerperium is no pregnancy", []string{woman, conditionOf("b", icd10cm, "O99.355", recorded("2026-10-01"))}, "", "none", ""},
		{"O99 of the WHO covers the puerperium", []string{woman, conditionOf("b", icd10, "O99.3", recorded("2026-10-01"))}, "", "none", "possible_only at content[1].code"},

		{"weeks, with those since", []string{woman, pregnancyOf(loinc, yes), weeksOf(20, "wk")}, "yes", "22", ""},
		{"days, with those since", []string{woman, pregnancyOf(loinc, yes), weeksOf(146, "d")}, "yes", "22", ""},
		{"weeks alone are no answer, and are told", []string{woman, weeksOf(20, "wk")}, "", "none", "pregnancy_open at content[1]"},
		{"a date of delivery alone is no answer, and is told", []string{woman, due("2027-02-28", on("2026-11-10"))}, "", "none", "pregnancy_open at content[1]"},
		{"weeks of a pregnancy that is over", []string{woman, weeksOf(20, "wk", on("2026-01-01"))}, "", "none", ""},
		{"a date of delivery after a no leaves the question open", []string{woman, pregnancyOf(loinc, no, on("2026-11-01")), due("2027-02-28", on("2026-11-10"))}, "", "none", "pregnancy_open at content[2]"},
		{"a no after a date of delivery is a no", []string{woman, pregnancyOf(loinc, no), due("2027-02-28", on("2026-11-10"))}, "no", "none", ""},
		{"weeks of a pregnancy that has ended", []string{woman, weeksOf(20, "wk"), conditionOf("b", snomed, "86569001", recorded("2026-11-18"))}, "", "none", ""},
		{"weeks beside a yes that is too old", []string{woman, pregnancyOf(loinc, yes, on("2025-01-01")), weeksOf(20, "wk")}, "", "none", "pregnancy_open at content[2]"},
		{"weeks without a pregnancy", []string{woman, pregnancyOf(loinc, no), weeksOf(20, "wk")}, "no", "none", ""},
		{"weeks of a pregnancy before this one", []string{woman, pregnancyOf(loinc, yes), weeksOf(20, "wk", on("2025-01-01"))}, "yes", "none", ""},
		{"weeks in kilograms", []string{woman, pregnancyOf(loinc, yes), weeksOf(20, "kg")}, "yes", "none", "unit_not_supported at content[2].valueQuantity"},
		{"more weeks than there are", []string{woman, pregnancyOf(loinc, yes), weeksOf(60, "wk")}, "yes", "none", "range at content[2].valueQuantity"},
		{
			"two weeks after the date of delivery",
			[]string{woman, pregnancyOf(loinc, yes, on("2026-10-01")), resultOf("d", "11778-8", 0, "", on("2026-06-01"), `"valueQuantity":null`, `"valueDateTime":"2026-11-06"`)},
			"yes", "42", "",
		},
		{
			"more than two weeks after the date of delivery",
			[]string{woman, pregnancyOf(loinc, yes, on("2026-10-01")), resultOf("d", "11778-8", 0, "", on("2026-06-01"), `"valueQuantity":null`, `"valueDateTime":"2026-11-05"`)},
			"", "none", "stale at content[1]",
		},
		{
			"by weeks the pregnancy is over",
			[]string{woman, pregnancyOf(loinc, yes, on("2026-08-01")), weeksOf(38, "wk", on("2026-08-01"))},
			"", "none", "stale at content[1]",
		},
		{
			"weeks by the date of delivery",
			[]string{woman, pregnancyOf(loinc, yes), resultOf("d", "11778-8", 0, "", `"valueQuantity":null`, `"valueDateTime":"2027-03-26"`)},
			"yes", "22", "",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, s, c.resources...)
			answer := ""
			if p := got.Request().Patient; p != nil {
				answer = p.Pregnancy
			}
			if answer != c.answer || number(got.GestationWeeks) != c.weeks || codes(got) != c.issues {
				t.Errorf("pregnancy %q, weeks %s, issues %q", answer, number(got.GestationWeeks), codes(got))
			}
		})
	}
}
