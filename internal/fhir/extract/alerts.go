package extract

import (
	"github.com/rlscreen/rlscreen/internal/fhir"
)

// fileAlerts files a task for each alert, in the order of the screening:
// emergencies first.
func (f *filing) fileAlerts() {
	for i := range f.Screening.Alerts {
		a := &f.Screening.Alerts[i]
		role := "alert." + a.ID
		f.create("Task", role, &fhir.Task{
			ResourceType: "Task", Language: f.Lang,
			Identifier: []fhir.Identifier{f.identifier(role)},
			Status:     "requested", Intent: "proposal", Priority: priority(a.Urgency),
			Code:        f.says(a.ID, f.Word("alert", a.ID)),
			Description: a.Display,
			Focus:       &f.result, For: &f.Subject, Encounter: f.Encounter,
			AuthoredOn: f.Response.Authored,
			ReasonCode: &fhir.CodeableConcept{Text: a.Rule},
			Note:       notes(f.because(a.Because, a.Evidence)),
		})
	}
}

// priority is how soon, as FHIR's request-priority says it. What is not known
// is taken for the most pressing.
func priority(urgency string) string {
	switch urgency {
	case "routine":
		return "routine"
	case "prompt":
		return "urgent"
	case "urgent":
		return "asap"
	default:
		return "stat"
	}
}
