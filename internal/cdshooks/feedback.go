package cdshooks

import (
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/problem"
)

// maxEntries is how many cards can be spoken of at once.
const maxEntries = 1000

// became is what became of a card, in words that may be counted.
type became struct {
	card, outcome, reason string
}

// sentFeedback is one entry as it came.
type sentFeedback struct {
	Card                jsontext.Value `json:"card"`
	Outcome             jsontext.Value `json:"outcome"`
	AcceptedSuggestions jsontext.Value `json:"acceptedSuggestions"`
	OverrideReason      jsontext.Value `json:"overrideReason"`
}

// readFeedback turns bytes into what became of cards, or lists every fault.
// Only the outcome and the code of a reason are looked at.
func readFeedback(body []byte) ([]became, *failure) {
	if refusal := checkSyntax(body); refusal != nil {
		return nil, refusal
	}
	var came struct {
		Feedback jsontext.Value `json:"feedback"`
	}
	read(body, &came)
	r := &reader{}
	entries, more := elements(came.Feedback, maxEntries)
	switch {
	case !isAbsent(came.Feedback) && came.Feedback.Kind() != '[':
		r.wrongType("feedback", "a list")
	case len(entries) == 0:
		r.missing("feedback")
	case more:
		r.fault("feedback", fhir.TypeTooLong, problem.CodeTooMany, fmt.Sprintf("feedback may have at most %d entries.", maxEntries))
		entries = nil
	}
	var out []became
	for i, raw := range entries {
		out = append(out, r.feedback(fmt.Sprintf("feedback[%d]", i), raw))
	}
	if refusal := r.failure(); refusal != nil {
		return nil, refusal
	}
	return out, nil
}

// feedback reads one entry.
func (r *reader) feedback(at string, raw jsontext.Value) became {
	var came sentFeedback
	if raw.Kind() != '{' || !read(raw, &came) {
		r.wrongType(at, "an object")
		return became{}
	}
	b := became{card: r.name(at+".card", came.Card), outcome: r.name(at+".outcome", came.Outcome)}
	switch b.outcome {
	case "":
	case "accepted":
		r.accepted(at+".acceptedSuggestions", came.AcceptedSuggestions)
	case "overridden":
		b.reason = r.reason(at+".overrideReason", came.OverrideReason)
	default:
		r.fault(at+".outcome", fhir.TypeValue, problem.CodeOneOf, at+".outcome must be accepted or overridden.")
	}
	return b
}

// accepted checks the suggestions that were chosen.
func (r *reader) accepted(at string, raw jsontext.Value) {
	if !isAbsent(raw) && raw.Kind() != '[' {
		r.wrongType(at, "a list")
		return
	}
	suggestions, _ := elements(raw, maxEntries)
	if len(suggestions) == 0 {
		r.missing(at)
	}
	for i, raw := range suggestions {
		var came struct {
			ID jsontext.Value `json:"id"`
		}
		one := fmt.Sprintf("%s[%d]", at, i)
		if raw.Kind() != '{' || !read(raw, &came) {
			r.wrongType(one, "an object")
			continue
		}
		r.name(one+".id", came.ID)
	}
}

// Reasons beside the codes of override reasons.
const (
	reasonNone  = "none"  // dismissed without one
	reasonOther = "other" // one that is not ours, or only a comment
)

// reason is the code of why a card was dismissed, as it may be counted. The
// system is not asked for: real clients leave it out. Comments are not read.
func (r *reader) reason(at string, raw jsontext.Value) string {
	if isAbsent(raw) {
		return reasonNone
	}
	var came struct {
		Reason jsontext.Value `json:"reason"`
	}
	if raw.Kind() != '{' || !read(raw, &came) {
		r.wrongType(at, "an object")
		return ""
	}
	if isAbsent(came.Reason) {
		return reasonOther
	}
	var coding struct {
		Code jsontext.Value `json:"code"`
	}
	if came.Reason.Kind() != '{' || !read(came.Reason, &coding) {
		r.wrongType(at+".reason", "an object")
		return ""
	}
	if code := r.name(at+".reason.code", coding.Code); slices.Contains(overrides(), code) {
		return code
	}
	return reasonOther
}
