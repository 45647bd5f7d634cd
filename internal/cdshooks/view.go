package cdshooks

import (
	"net/http"
	"slices"
	"strings"
	"time"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/app"
	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/fhir/chart"
)

// view is what a call shows of a patient, and what the rules say of it.
type view struct {
	api  *API
	say  speaker
	call *hookCall

	chart     *chart.Chart
	request   *v1.ScreeningRequest // what the chart answers
	screening *v1.Screening
	// known is that of chart.RLS.
	known bool
	// added: RLS is what has just been added to the problem list.
	added bool
}

// cards answers a call, or says why it cannot be answered.
func (a *API) cards(s *service, body []byte, lang string) ([]v1.CDSCard, *failure) {
	call, refusal := readCall(body, s)
	if refusal != nil {
		return nil, refusal
	}
	if refusal := call.lacks(notSupplied, s.needs); refusal != nil {
		return nil, refusal
	}
	none := []v1.CDSCard{}
	if isForPatients(call.user) || call.hasDied() {
		return none, nil
	}
	v := a.look(call, lang)
	advice, refusal := s.advise(v)
	if refusal != nil {
		return nil, refusal
	}
	out := none
	for _, c := range few(advice) {
		card := v.render(c)
		a.shown.remember(card.UUID, c.rule)
		a.Count(s.id, c.rule, "shown", "")
		out = append(out, card)
	}
	return out, nil
}

// isForPatients reports a user who is no clinician: cards name alternatives of
// medicines and suggest orders, which patients are not shown.
func isForPatients(user string) bool {
	user, _, _ = strings.Cut(user, "/_history/")
	parts := strings.Split(strings.TrimSuffix(user, "/"), "/")
	if len(parts) < 2 {
		return false
	}
	kind := parts[len(parts)-2]
	return strings.EqualFold(kind, typePatient) || strings.EqualFold(kind, "RelatedPerson")
}

// hasDied reports a patient for whom nothing is left to suggest.
func (c *hookCall) hasDied() bool {
	for _, e := range c.lists[keyPatient].entries {
		var came struct {
			Boolean  *bool  `json:"deceasedBoolean"`
			DateTime string `json:"deceasedDateTime"`
		}
		if e.resourceType == typePatient && read(e.raw, &came) && (came.DateTime != "" || came.Boolean != nil && *came.Boolean) {
			return true
		}
	}
	return false
}

// look reads the chart and evaluates what it answers.
func (a *API) look(call *hookCall, lang string) *view {
	v := &view{api: a, say: a.speaker(lang), call: call}
	var all []entry
	for _, key := range keys() {
		all = append(all, call.lists[key].entries...)
	}
	for _, e := range call.added {
		if call.owns(e) {
			all = append(all, e)
		}
	}
	v.chart = chart.Read(call.subject, contents(all), a.Service, a.Now())
	v.known, _ = v.chart.RLS()
	v.request = v.chart.Request()
	v.request.AsOf = a.Now().Format(time.DateOnly)
	v.screening = a.Service.Evaluate(v.request, app.Options{Lang: lang})
	return v
}

// effectsOf evaluates other medicines than those of the chart for the same
// patient.
func (v *view) effectsOf(medicines []v1.Medication) v1.MedicationEffects {
	request := *v.request
	request.Medications = medicines
	return v.api.Service.Look(&request, app.Options{Lang: v.say.lang}).Medications
}

// isKnown reports whether a list says what there is, at least in part.
func (v *view) isKnown(key string) bool { return v.call.lists[key].isKnown() }

// refuseWithout is 412 unless the lists that say whether the chart has RLS
// could be read: silence would say that it has not.
func (v *view) refuseWithout(keys ...string) *failure {
	if v.known {
		return nil
	}
	return v.call.lacks(failed, keys)
}

// refuseUnread is 412 where RLS is not known, there is no card, and a list was
// not read whole: silence would say that it has nothing of RLS.
func (v *view) refuseUnread(cards []*card, keys ...string) *failure {
	if v.known || len(cards) > 0 {
		return nil
	}
	return v.lacksParts(keys)
}

// lacksParts is 412 where a list was not read whole.
func (v *view) lacksParts(keys []string) *failure {
	var issues []fhir.Issue
	for _, key := range keys {
		if v.call.lists[key].isUnread() || v.hasUnreadable(key) {
			issue := needed(key)
			issue.Detail = "prefetch." + key + " was not read whole: send all resources of this patient, as R4 has them, each as an entry of one Bundle."
			if key == keyMedications {
				issue.Detail += " Name each medicine, or send the Medication that it refers to."
			}
			issues = append(issues, issue)
		}
	}
	if len(issues) == 0 {
		return nil
	}
	return &failure{status: http.StatusPreconditionFailed, issues: issues}
}

// hasUnreadable reports a resource of a list that could not be read, or a
// medicine of which nobody can tell what it is.
func (v *view) hasUnreadable(key string) bool {
	return slices.ContainsFunc(v.chart.Issues, func(i fhir.Issue) bool {
		return slices.Contains(unreadable(), i.Code) && strings.HasPrefix(i.Expression, "prefetch."+key)
	})
}

// refuseSilence is 412 when there is no card that could say what is not known
// of a chart with RLS: silence would say that all is well.
func (v *view) refuseSilence(cards []*card) *failure {
	if len(cards) > 0 {
		return nil
	}
	if refusal := v.call.lacks(failed, keys()); refusal != nil {
		return refusal
	}
	return v.lacksParts(keys())
}

// alert finds an alert that does not depend on the answers of a patient.
func (v *view) alert(id string) (v1.Alert, bool) {
	i := slices.IndexFunc(v.screening.Alerts, func(a v1.Alert) bool { return a.ID == id })
	if i < 0 {
		return v1.Alert{}, false
	}
	return v.screening.Alerts[i], true
}

// isUnder18 reports a known age below 18.
func (v *view) isUnder18() bool {
	_, under18 := v.alert("under_18")
	_, under13 := v.alert("paediatric")
	return under18 || under13
}

// hasWarning reports a warning of the evaluation, by its code.
func (v *view) hasWarning(code string) bool {
	return slices.ContainsFunc(v.screening.Warnings, func(w v1.Warning) bool { return w.Code == code })
}

// onDialysis reports the stage of kidney disease that has limits of its own.
func (v *view) onDialysis() bool {
	return v.request.History != nil && v.request.History.KidneyDiseaseStage == "dialysis"
}

// unusable counts what of a list ought to have been used and could not be. What
// is over, refuted or cancelled is rightly left out, and not among it.
func (v *view) unusable(key string) int {
	n := v.call.lists[key].unread
	for _, issue := range v.chart.Issues {
		if issue.Severity == fhir.Warning && strings.HasPrefix(issue.Expression, "prefetch."+key) && slices.Contains(gaps(), issue.Code) {
			n++
		}
	}
	return n
}

// gaps are the codes of issues of a chart that leave something unknown.
func gaps() []string {
	return []string{
		"unnamed", "unresolved_reference", "not_final", "no_value", "no_date", "future_date", "unit_not_supported", "range",
		"duplicate_result", "contradiction", "unreadable", "too_many", "status_unknown", "pregnancy_open",
	}
}

// unreadable are the gaps of which nobody can tell what was left out: it may be
// anything.
func unreadable() []string { return []string{"unreadable", "unresolved_reference", "unnamed"} }
