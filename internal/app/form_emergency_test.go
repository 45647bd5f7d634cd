package app_test

import (
	"strings"
	"testing"

	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/knowledge"
)

func TestTheQuestionnaireSaysWhomToCallInItsRegion(t *testing.T) {
	rules, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct{ region, lang, number, text string }{
		{"US", "en", "911", "988"},
		{"US", "es", "911", "988"},
		{"GB", "en", "999", "116 123"},
		{"MX", "es", "911", "Línea de la Vida"},
		{"INTL", "en", "your local emergency number", "your local crisis line"},
	} {
		got := app.New(rules, want.region).Form(want.lang).Emergency
		if got.Number != want.number || !strings.Contains(got.Text, want.text) || !strings.Contains(got.Text, want.number) {
			t.Errorf("%s, %s: %+v", want.region, want.lang, got)
		}
	}
}
