package cdshooks_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rlscreen/rlscreen/internal/cdshooks"
)

// counter notes what is counted.
type counter struct {
	mu    sync.Mutex
	lines []string
}

func (c *counter) count(service, rule, outcome, reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lines = append(c.lines, strings.TrimSpace(strings.Join([]string{service, rule, outcome, reason}, " ")))
}

func TestFeedbackIsCountedByRuleAndReason(t *testing.T) {
	var counted counter
	api := newAPI(t, func(o *cdshooks.Options) { o.Count = counted.count })
	card := ask(t, api, sign(chart{conditions: []object{rls()}}, medication("6915", "draft")))[0]
	const service = "rls-order-sign"
	want := []string{service + " medicine.tier_a shown"}
	for _, c := range []struct{ entry, counted string }{
		{`{"card":"%s","outcome":"overridden","outcomeTimestamp":"2026-11-20T10:00:00Z"}`, "medicine.tier_a overridden none"},
		{`{"card":"%s","outcome":"overridden","overrideReason":{"reason":{"code":"benefit-outweighs"},"userComment":"zqSAIDqz"}}`, "medicine.tier_a overridden benefit-outweighs"},
		{`{"card":"%s","outcome":"overridden","overrideReason":{"reason":{"code":"zqSAIDqz","system":"urn:x"}}}`, "medicine.tier_a overridden other"},
		{`{"card":"%s","outcome":"overridden","overrideReason":{"userComment":"only words"},"extension":{}}`, "medicine.tier_a overridden other"},
		{`{"card":"%s","outcome":"accepted","acceptedSuggestions":[{"id":"a"},{"id":"b"}]}`, "medicine.tier_a accepted"},
		{`{"card":"another","outcome":"accepted","acceptedSuggestions":[{"id":"a"}]}%.0s`, "unknown accepted"},
	} {
		entry := fmt.Sprintf(c.entry, card.UUID)
		answer := post(cdshooks.Base+"/"+service+"/feedback", `{"feedback":[`+entry+`,`+entry+`]}`).send(api)
		if answer.Code != http.StatusOK || answer.Body.Len() > 0 || answer.Header().Get("Content-Length") != "0" {
			t.Errorf("%d %s", answer.Code, answer.Body)
		}
		want = append(want, service+" "+c.counted, service+" "+c.counted)
	}
	if !slices.Equal(counted.lines, want) {
		t.Errorf("%s", strings.Join(counted.lines, "\n"))
	}
}

func TestFeedbackThatIsNoneIsRefused(t *testing.T) {
	var counted counter
	api := newAPI(t, func(o *cdshooks.Options) { o.Count = counted.count })
	for _, c := range []struct{ rule, body, want string }{
		{"nothing", `{}`, "feedback required"},
		{"no list", `{"feedback":{}}`, "feedback type"},
		{"an empty list", `{"feedback":[]}`, "feedback required"},
		{"no object", `{"feedback":[1]}`, "feedback[0] type"},
		{
			"nothing of an entry, and one that is fine", `{"feedback":[{},{"card":"x","outcome":"overridden"}]}`,
			"feedback[0].card required\nfeedback[0].outcome required",
		},
		{"an outcome of version 1", `{"feedback":[{"card":"x","outcome":"ignored"}]}`, "feedback[0].outcome one_of"},
		{"another case", `{"feedback":[{"card":"x","outcome":"Accepted"}]}`, "feedback[0].outcome one_of"},
		{"accepted, but what", `{"feedback":[{"card":"x","outcome":"accepted"}]}`, "feedback[0].acceptedSuggestions required"},
		{"accepted nothing", `{"feedback":[{"card":"x","outcome":"accepted","acceptedSuggestions":[]}]}`, "feedback[0].acceptedSuggestions required"},
		{"suggestions without an id", `{"feedback":[{"card":"x","outcome":"accepted","acceptedSuggestions":[{},"x"]}]}`, "feedback[0].acceptedSuggestions[0].id required\nfeedback[0].acceptedSuggestions[1] type"},
		{"a reason of another type", `{"feedback":[{"card":"x","outcome":"overridden","overrideReason":"no"}]}`, "feedback[0].overrideReason type"},
		{"a reason without a code", `{"feedback":[{"card":"x","outcome":"overridden","overrideReason":{"reason":{}}}]}`, "feedback[0].overrideReason.reason.code required"},
		{"too many", `{"feedback":[` + strings.Repeat("{},", 1000) + `{}]}`, "feedback too_many"},
	} {
		answer := post(cdshooks.Base+"/rls-patient-view/feedback", c.body).send(api)
		if got := outcome(t, answer, http.StatusBadRequest); got != c.want {
			t.Errorf("%s: %s", c.rule, got)
		}
	}
	if len(counted.lines) > 0 {
		t.Errorf("counted: %v", counted.lines)
	}
}

func TestFeedbackHasALimit(t *testing.T) {
	body := `{"feedback":[]` + strings.Repeat(" ", 256<<10) + `}`
	outcome(t, post(cdshooks.Base+"/rls-patient-view/feedback", body).send(newAPI(t, nil)), http.StatusRequestEntityTooLarge)
}

// Every label of the metric is a word that is known beforehand.
func TestCallsAndFeedbackTogetherAreSafe(t *testing.T) {
	var counted counter
	api := newAPI(t, func(o *cdshooks.Options) { o.Count = counted.count })
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for j := range 10 {
				c := chart{conditions: []object{rls()}, observations: []object{ferritin(float64(10+i*10+j), recent)}}
				card := ask(t, api, view(c))[0]
				post(cdshooks.Base+"/rls-patient-view/feedback", `{"feedback":[{"card":"`+card.UUID+`","outcome":"overridden"}]}`).send(api)
			}
		})
	}
	group.Wait()
	if len(counted.lines) != 160 || slices.ContainsFunc(counted.lines, func(l string) bool { return strings.Contains(l, "unknown") }) {
		t.Errorf("%d: %v", len(counted.lines), counted.lines)
	}
}
