package app_test

import (
	"slices"
	"testing"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/knowledge"
)

func TestDoorsFindWordsCodesAndSources(t *testing.T) {
	rules, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := app.New(rules, "US")
	for _, c := range []struct {
		options app.Options
		want    string
	}{
		{app.Options{}, "Iron in restless legs"},
		{app.Options{Lang: "es"}, "Hierro en las piernas inquietas"},
		{app.Options{Lang: "fr"}, "Iron in restless legs"},
	} {
		if got := s.Say(c.options, "cds.topic.iron"); got != c.want {
			t.Errorf("%+v: %q", c.options, got)
		}
	}
	if got := s.Say(app.Options{}, "no.such.key"); got != "" {
		t.Errorf("%q", got)
	}
	if e := s.Evidence("medicine.tier_a"); e.Rule != "medicine.tier_a" || e.Evidence != "case_reports" || !slices.Contains(e.Sources, "rottach-2008") {
		t.Errorf("%+v", e)
	}
	if source, known := s.Source("aasm-2025"); !known || source.URL == "" || source.Citation == "" {
		t.Errorf("%+v", source)
	}
	if _, known := s.Source("nobody-1900"); known {
		t.Error("a source that there is not")
	}
	if got := s.LOINCs("tsat"); !slices.Equal(got, []string{"2502-3", "14801-5"}) {
		t.Errorf("%v", got)
	}
	if s.LOINCs("calcium") != nil || s.LOINCs("no_such_test") != nil {
		t.Error("codes of tests that have none")
	}
	if code, name := s.OrderCode("ferritin"); code != "2276-4" || name != "Ferritin [Mass/volume] in Serum or Plasma" {
		t.Errorf("%s %s", code, name)
	}
	for _, c := range []struct {
		options app.Options
		test    string
		value   float64
		unit    string
		want    string
	}{
		{app.Options{}, "ferritin", 100, "pmol/L", "44.5 ng/mL"},
		{app.Options{Lang: "es"}, "ferritin", 100, "pmol/L", "44,5 ng/mL"},
		{app.Options{}, "tsat", 0.2, "1", "20 %"},
		// What is small is not nothing.
		{app.Options{}, "tsh", 0.02, "mIU/L", "0.02 mIU/L"},
		{app.Options{}, "tsh", 0.004, "mIU/L", "0.004 mIU/L"},
		{app.Options{}, "tsh", 0.398, "mIU/L", "0.398 mIU/L"},
		{app.Options{Lang: "es"}, "crp", 0.003, "mg/L", "0,003 mg/L"},
		{app.Options{}, "ferritin", 22, "furlong", ""},
		{app.Options{}, "no_such_test", 1, "%", ""},
	} {
		if got := s.LabValue(c.options, c.test, c.value, c.unit); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestASummaryIsComparedWithoutTheLineOfItsRuleset(t *testing.T) {
	const summary = "RLS: positive\nRuleset rls 1.0.0, sha256:abc; evidence current\nA screen, not a diagnosis.\n"
	for digest, want := range map[string]string{"sha256:abc": "RLS: positive\nA screen, not a diagnosis.\n", "sha256:def": summary, "": summary} {
		if got := app.WithoutRuleset(summary, digest); got != want {
			t.Errorf("%q: %q", digest, got)
		}
	}
}
