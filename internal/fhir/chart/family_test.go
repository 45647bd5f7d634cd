package chart_test

import "testing"

func relativeOf(role, code string, more ...string) string {
	return object([]string{
		`"resourceType":"FamilyMemberHistory"`, `"id":"f"`, `"status":"completed"`,
		`"relationship":` + codeable("http://terminology.hl7.org/CodeSystem/v3-RoleCode", role),
		`"condition":[{"code":` + codeable(icd10cm, "I10") + `},{"code":` + codeable(snomed, code) + `}]`,
	}, more)
}

func TestRestlessLegsOfAFirstDegreeRelative(t *testing.T) {
	s := service(t)
	const rls = "32914008"
	for _, c := range []struct{ name, resource, want, issues string }{
		{"a mother", relativeOf("MTH", rls), "yes", ""},
		{"a natural father", relativeOf("NFTH", rls), "yes", ""},
		{"a twin brother", relativeOf("TWINBRO", rls), "yes", ""},
		{"a daughter", relativeOf("DAUC", rls), "yes", ""},
		{"a role of an earlier version", relativeOf("", rls, `"relationship":`+codeable("http://hl7.org/fhir/v3/RoleCode", "SIS")), "yes", ""},
		{"in part known", relativeOf("MTH", rls, `"status":"partial"`), "yes", ""},
		{"a half-sister", relativeOf("HSIS", rls), "", "not_first_degree at content[0].relationship"},
		{"an adoptive mother", relativeOf("ADOPTM", rls), "", "not_first_degree at content[0].relationship"},
		{"a mother-in-law", relativeOf("MTHINLAW", rls), "", "not_first_degree at content[0].relationship"},
		{"an aunt", relativeOf("AUNT", rls), "", "not_first_degree at content[0].relationship"},
		{"a relative in words", relativeOf("", rls, `"relationship":{"text":"mother"}`), "", "not_first_degree at content[0].relationship"},
		{"nobody knows of their health", relativeOf("MTH", rls, `"status":"health-unknown"`), "", "no_value at content[0].status"},
		{"entered in error", relativeOf("MTH", rls, `"status":"entered-in-error"`), "", "entered_in_error at content[0].status"},
		{"a code that covers other conditions", relativeOf("MTH", rls, `"condition":[{"code":`+codeable(icd10, "G25.8")+`}]`), "", "possible_only at content[0].condition[0].code"},
		{"a mother without it says nothing of the others", relativeOf("MTH", "73211009"), "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, s, c.resource)
			answer := ""
			if h := got.Request().History; h != nil {
				answer = h.FamilyHistory
			}
			if answer != c.want || codes(got) != c.issues {
				t.Errorf("answer %q, issues %q", answer, codes(got))
			}
			if h := got.Request().History; h != nil && h.Diabetes != "" {
				t.Error("what a relative has is not what the patient has")
			}
		})
	}
}
