package cdshooks

import (
	"slices"
	"strings"

	v1 "github.com/rlscreen/rlscreen/api/v1"
)

// Versions of the specification and of the hooks as HL7 has published them.
const (
	specVersion      = "2.0.1"
	hookVersion      = "1.0"
	problemHook      = "problem-list-item-create"
	problemHookSince = "0.1.0"
)

// service is one decision support service.
type service struct {
	id, hook, hookVersion string
	// words is the part of the keys of its title and description.
	words string
	// needs are the keys of the prefetch without which nothing can be said.
	needs []string
	// mayNeed are those that are needed only when the others do not tell.
	mayNeed []string
	// context are the members that the hook must bring, beside userId and patientId.
	context []string
	// advise says what there is to say, most urgent first. It may refuse, when
	// what it needs turns out not to be known.
	advise func(*view) ([]*card, *failure)
}

// The keys of the prefetch.
const (
	keyPatient      = "patient"
	keyConditions   = "conditions"
	keyMedications  = "medications"
	keyObservations = "observations"
)

// keys lists them in order.
func keys() []string { return []string{keyPatient, keyConditions, keyMedications, keyObservations} }

// services is the table of what there is to call.
//
// Orders need no more than what says whether the chart has RLS: a warning about
// a medicine must not be lost because results could not be fetched.
func services() []service {
	all := []string{keyConditions, keyMedications, keyObservations}
	some, perhaps := []string{keyConditions}, []string{keyMedications}
	return []service{
		{"rls-patient-view", "patient-view", hookVersion, "patient_view", all, nil, nil, patientView},
		{"rls-order-select", "order-select", hookVersion, "order_select", some, perhaps, []string{memberSelections, memberOrders}, orderSelect},
		{"rls-order-sign", "order-sign", hookVersion, "order_sign", some, perhaps, []string{memberOrders}, orderSign},
		{"rls-problem-list", problemHook, problemHookSince, "problem_list", all, nil, []string{memberConditions}, problemList},
	}
}

// describe words the services for discovery.
func (a *API) describe(all []service, lang string) v1.CDSServices {
	say := a.speaker(lang)
	out := v1.CDSServices{}
	for i := range all {
		s := &all[i]
		out.Services = append(out.Services, v1.CDSService{
			Hook: s.hook, Title: say.of("cds." + s.words + ".title"), Description: say.of("cds." + s.words + ".description"),
			ID: s.id, Prefetch: a.prefetch(),
			UsageRequirements: say.fill("cds.requirements", "keys", strings.Join(slices.Concat(s.needs, s.mayNeed), ", ")),
			Version:           specVersion, HookVersion: s.hookVersion,
		})
	}
	return out
}

// prefetch are the searches that a health record makes for us, within what
// every US Core server supports, and without an order or a limit, which not all
// of them keep: the newest result is picked here.
func (a *API) prefetch() map[string]string {
	const patient = "{{context.patientId}}"
	return map[string]string{
		keyPatient:      "Patient/" + patient,
		keyConditions:   "Condition?patient=" + patient + "&category=problem-list-item",
		keyMedications:  "MedicationRequest?patient=" + patient + "&intent=order&status=active",
		keyObservations: "Observation?patient=" + patient + "&code=" + strings.Join(a.observed(), ","),
	}
}

// observed are the codes of results that bear on cards, with their system.
func (a *API) observed() []string {
	var codes []string
	for _, test := range []string{"ferritin", "tsat", "iron", "tibc", "crp", "haemoglobin", "creatinine", "egfr"} {
		codes = append(codes, a.Service.LOINCs(test)...)
	}
	codes = append(codes, pregnancyCodes()...)
	for i, code := range codes {
		codes[i] = "http://loinc.org|" + code
	}
	return codes
}

// pregnancyCodes are LOINC codes of observations that are no results of a
// laboratory: pregnancy status, estimated date of delivery, gestational age.
//
// Source: terminology/labs.csv.
func pregnancyCodes() []string {
	return []string{"82810-3", "11778-8", "18185-9", "49051-6", "11884-4"}
}
