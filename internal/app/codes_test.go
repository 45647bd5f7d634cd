package app_test

import (
	"slices"
	"testing"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/problem"
)

func TestCodesOfDiagnosesMeanConditions(t *testing.T) {
	s := service(t)
	for _, c := range []struct {
		name, system, code string
		want               []string
		possible           bool
	}{
		{"ICD-10-CM by OID", "urn:oid:2.16.840.1.113883.6.90", "g2581", []string{"rls"}, false},
		{"SNOMED CT of an edition", "http://snomed.info/sct/900000000000207008", "722963007", []string{"rls", "rls_secondary"}, false},
		{"the WHO's rest is possible", "http://hl7.org/fhir/sid/icd-10", "G25.8", []string{"rls", "extrapyramidal_other"}, true},
		{"presymptomatic diabetes is none", "http://hl7.org/fhir/sid/icd-10-cm", "E10.A0", nil, false},
		{"what means nothing here", "http://hl7.org/fhir/sid/icd-10-cm", "Z00.00", nil, false},
		{"no system", "", "G25.81", nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var keys []string
			for _, condition := range s.Conditions(c.system, c.code) {
				keys = append(keys, condition.Key)
			}
			if !slices.Equal(keys, c.want) {
				t.Fatalf("got %q, want %q", keys, c.want)
			}
			if len(keys) > 0 && s.Conditions(c.system, c.code)[0].Possible != c.possible {
				t.Error("possible is not", c.possible)
			}
		})
	}
}

func TestLOINCsNameTests(t *testing.T) {
	s := service(t)
	for loinc, want := range map[string]string{"2276-4": "ferritin", "14801-5": "tsat", "33914-3": "egfr", "2283-0": "", "82810-3": "", "": ""} {
		if got, known := s.LabTest(loinc); got != want || known != (want != "") {
			t.Errorf("%s names %q", loinc, got)
		}
	}
}

func TestResultsAreCheckedAsRequestsAre(t *testing.T) {
	s := service(t)
	for _, c := range []struct {
		name, test string
		value      float64
		unit       string
		want       problem.Code
	}{
		{"fine", "ferritin", 22, "ng/mL", ""},
		{"a spelling", "ferritin", 22, "µg / L", ""},
		{"a unit that the test does not have", "ferritin", 22, "mg/dL", problem.CodeUnit},
		{"no unit", "ferritin", 22, "", problem.CodeUnit},
		{"not plausible", "tsat", 0.14, "%", problem.CodeRange},
		{"plausible as a fraction", "tsat", 0.14, "1", ""},
		{"no such test", "ferritine", 22, "ng/mL", problem.CodeOneOf},
	} {
		t.Run(c.name, func(t *testing.T) {
			fault := s.CheckLab(c.test, c.value, c.unit)
			switch {
			case fault == nil && c.want != "", fault != nil && fault.Code != c.want:
				t.Errorf("got %+v", fault)
			case c.want == problem.CodeUnit && !slices.Contains(fault.Accepted, "ng/mL"):
				t.Error("does not name what is accepted", fault.Accepted)
			}
		})
	}
}

func TestResultsAreConverted(t *testing.T) {
	s := service(t)
	if x, known := s.ConvertLab("ferritin", 100, "pmol/L"); !known || x != 44.5 {
		t.Error(x, known)
	}
	for _, c := range [][2]string{{"ferritin", "mg/dL"}, {"ferritine", "ng/mL"}} {
		if _, known := s.ConvertLab(c[0], 100, c[1]); known {
			t.Error(c, "is known")
		}
	}
}

func TestDopaminergicMedicinesAreKnownByNameAndCode(t *testing.T) {
	s := service(t)
	for _, c := range []struct {
		m    v1.Medication
		want bool
	}{
		{v1.Medication{Name: "Requip"}, true},
		{v1.Medication{RxNorm: "72302"}, true},
		{v1.Medication{ATC: "N04BC05"}, true},
		{v1.Medication{Name: "gabapentin"}, false},
		{v1.Medication{Name: "metoclopramide"}, false},
		{v1.Medication{}, false},
	} {
		if got := s.Dopaminergic(c.m); got != c.want {
			t.Errorf("%+v: %v", c.m, got)
		}
	}
}
