package cdshooks_test

import (
	"net/http"
	"testing"

	"github.com/rlscreen/rlscreen/internal/cdshooks"
)

// Whatever is sent: cards that keep every rule, or an OperationOutcome, never a
// fault of ours.
func FuzzCall(f *testing.F) {
	for _, s := range scenes() {
		f.Add(jsonOf(f, s.call))
	}
	for _, body := range []string{"", "{}", `{"feedback":[{"card":"x","outcome":"overridden"}]}`, `{"hook":"patient-view","context":{"patientId":"\ud800"}}`} {
		f.Add(body)
	}
	api := newAPI(f, nil)
	f.Fuzz(func(t *testing.T, body string) {
		for _, path := range []string{"rls-patient-view", "rls-order-select", "rls-order-sign", "rls-problem-list", "rls-patient-view/feedback"} {
			answer := post(cdshooks.Base+"/"+path, body).send(api)
			switch {
			case answer.Code >= http.StatusInternalServerError:
				t.Fatalf("%s: %d %s", path, answer.Code, answer.Body)
			case answer.Code != http.StatusOK:
				outcome(t, answer, answer.Code)
			case path != "rls-patient-view/feedback":
				fuzzed(t, answer, body)
			}
		}
	})
}
