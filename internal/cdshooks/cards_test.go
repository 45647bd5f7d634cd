package cdshooks_test

import (
	"strings"
	"testing"
)

const (
	recent = "2026-10-30" // three weeks before today
	old    = "2026-01-10"
)

// scene is a call with what is to be said.
type scene struct {
	rule string
	call object
	want string // brief; "" is silence
}

func scenes() []scene {
	known := []object{rls()}
	full := []object{ferritin(150, recent), tsat(30, recent)}
	diagnosis := func(system, code string) []object { return []object{rls(), condition(system, code)} }
	draft := func(code string) object { return medication(code, "draft") }
	const (
		sertraline, mirtazapine, metoclopramide, pramipexole = "36437", "15996", "6915", "746741"
		bupropion                                            = "42347"
	)
	return []scene{
		// patient-view, RLS known
		{"no iron studies at all", view(chart{conditions: known}), "info iron: RLS in the chart; no usable ferritin and TSAT of the last 90 days"},
		{
			"iron studies that are too old, the newest named", view(chart{conditions: known, observations: []object{ferritin(22, old), tsat(14, old)}}),
			"info iron: RLS in the chart; no usable ferritin and TSAT of the last 90 days; newest: ferritin 22 ng/mL (2026-01-10), TSAT 14 % (2026-01-10)",
		},
		{
			"TSAT is missing", view(chart{conditions: known, observations: []object{ferritin(150, recent)}}),
			"info iron: RLS in the chart; no usable TSAT of the last 90 days; newest: ferritin 150 ng/mL (2026-10-30)",
		},
		{
			"ferritin is missing", view(chart{conditions: known, observations: []object{tsat(30, recent)}}),
			"info iron: RLS in the chart; no usable ferritin of the last 90 days; newest: TSAT 30 % (2026-10-30)",
		},
		{"iron studies that ask for nothing", view(chart{conditions: known, observations: full}), ""},
		{
			"ferritin at the threshold", view(chart{conditions: known, observations: []object{ferritin(75, recent), tsat(30, recent)}}),
			"info iron: RLS in the chart; ferritin 75 ng/mL (2026-10-30), TSAT 30 % (2026-10-30): guideline threshold for considering iron is met",
		},
		{
			"TSAT from iron and TIBC", view(chart{conditions: known, observations: []object{ferritin(40, recent), lab("2498-4", 60, "ug/dL", recent), lab("2500-7", 300, "ug/dL", recent)}}),
			"info iron: RLS in the chart; ferritin 40 ng/mL (2026-10-30), TSAT 20 % (2026-10-30): guideline threshold for considering iron is met",
		},
		{
			"overload", view(chart{conditions: known, observations: []object{ferritin(40, recent), tsat(52, recent)}}),
			"warning iron: RLS in the chart; TSAT 52 % (2026-10-30): iron is not advised until overload is excluded",
		},
		{
			"an old overload still counts", view(chart{conditions: known, observations: []object{ferritin(40, recent), tsat(52, old)}}),
			"warning iron: RLS in the chart; TSAT 52 % (2026-01-10): iron is not advised until overload is excluded",
		},
		{
			"a medicine that may worsen it", view(chart{conditions: known, observations: full, medications: []object{medication(sertraline, "active")}}),
			"info medicine: RLS in the chart; sertraline (tier B) on the medication list may worsen it",
		},
		{
			"several medicines on one card, tier A first", view(chart{conditions: known, observations: full, medications: []object{
				medication(sertraline, "active"), medication(mirtazapine, "active"), medication(bupropion, "active"),
			}}),
			"warning medicine: RLS in the chart; 2 medicines on the list may worsen it, mirtazapine (tier A) among them",
		},
		{
			"pregnancy", view(chart{conditions: known, observations: append(full[:2:2], object{
				"resourceType": "Observation", "status": "final", "subject": object{"reference": "Patient/p1"}, "code": coded(loinc, "82810-3"),
				"valueCodeableConcept": coded(loinc, "LA15173-0"), "effectiveDateTime": "2026-11-01",
			})}),
			"info pregnancy: RLS in the chart; pregnancy recorded 2026-11-01: review iron values; many treatments are restricted",
		},
		{
			"dialysis", view(chart{conditions: diagnosis(icd10cm, "Z99.2"), observations: full}),
			"info kidney: RLS in the chart; on dialysis; threshold: ferritin under 200 ng/mL and TSAT under 20 %",
		},
		{
			"the newest fact first", view(chart{conditions: known, medications: []object{medication(sertraline, "active")}}),
			"info iron: RLS in the chart; no usable ferritin and TSAT of the last 90 days\n" +
				"info medicine: RLS in the chart; sertraline (tier B) on the medication list may worsen it",
		},

		// patient-view, RLS not known
		{"nothing of RLS in the chart", view(chart{medications: []object{medication(sertraline, "active")}, observations: []object{ferritin(5, recent)}}), ""},
		{"insomnia alone", view(chart{conditions: []object{condition(icd10cm, "G47.00")}}), ""},
		{
			"insomnia beside a strong contributor", view(chart{conditions: []object{condition(icd10cm, "G47.00")}, observations: []object{ferritin(12, recent)}}),
			"info screen: Insomnia in the chart, and beside it: Iron deficiency or low iron stores, ferritin 12 ng/mL (2026-10-30). Ask about restless legs",
		},
		{"insomnia beside a weak one", view(chart{conditions: []object{condition(icd10cm, "G47.00"), condition(icd10cm, "E11.9")}}), ""},
		{"a code that RLS shares with other disorders", view(chart{conditions: []object{condition(icd10, "G25.8")}}), ""},
		{
			"RLS that is not confirmed", view(chart{conditions: []object{unconfirmed("provisional")}}),
			"info screen: RLS is on the problem list, not confirmed: the screen can help",
		},

		{
			"a code that RLS shares, beside a dopaminergic medicine", view(chart{conditions: []object{condition(icd10, "G25.8")}, medications: []object{medication(pramipexole, "active")}}),
			"info iron: Possible RLS, with a dopaminergic medicine; no usable ferritin and TSAT of the last 90 days",
		},

		// orders
		{
			"a drafted medicine that may worsen it", sign(chart{conditions: known}, draft(metoclopramide)),
			"warning medicine: RLS in the chart; drafted: metoclopramide (tier A), which may worsen it",
		},
		{
			"several", sign(chart{conditions: known}, draft(sertraline), draft(metoclopramide)),
			"warning medicine: RLS in the chart; 2 drafted medicines may worsen it, metoclopramide (tier A) among them",
		},
		{"a draft that is fine", sign(chart{conditions: known}, draft(bupropion)), ""},
		{"a draft without RLS", sign(chart{}, draft(metoclopramide)), ""},
		{"a draft with merely possible RLS", sign(chart{conditions: []object{condition(icd10, "G25.8")}}, draft(metoclopramide)), ""},
		{
			"only what is selected", choose(chart{conditions: known}, []string{"MedicationRequest/m" + sertraline}, draft(metoclopramide), draft(sertraline)),
			"warning medicine: RLS in the chart; drafted: sertraline (tier B), which may worsen it",
		},
		{"nothing selected that matters", choose(chart{conditions: known}, []string{"MedicationRequest/m" + bupropion}, draft(metoclopramide), draft(bupropion)), ""},
		{
			"a dopamine agonist without iron studies", sign(chart{conditions: known}, draft(pramipexole)),
			"info iron: RLS in the chart; drafted: pramipexole; no usable ferritin and TSAT of the last 90 days",
		},
		{"a dopamine agonist with iron studies", sign(chart{conditions: known, observations: full}, draft(pramipexole)), ""},
		{"a dopamine agonist that is taken already", sign(chart{conditions: known, medications: []object{medication(pramipexole, "active")}}, draft(pramipexole)), ""},
		{
			"iron studies among the orders are enough", sign(chart{conditions: known}, draft(pramipexole),
				order("2276-4"), order("50190-8")), "",
		},

		// problem list
		{
			"RLS added without iron studies", add(chart{}, rls()),
			"info iron: RLS newly on the problem list; no usable ferritin and TSAT of the last 90 days",
		},
		{
			"RLS added beside a medicine and a contributor", add(chart{
				conditions: []object{condition(icd10cm, "E11.42")}, observations: full, medications: []object{medication(sertraline, "active")},
			}, rls()),
			"warning medicine: RLS newly on the problem list; sertraline (tier B) on the medication list may worsen it\n" +
				"info contributor: RLS newly on the problem list; 2 possible contributors, such as: Peripheral neuropathy",
		},
		{"RLS added, all in order", add(chart{observations: full}, rls()), ""},
		{"something else added", add(chart{conditions: known}, condition(icd10cm, "E11.9")), ""},
		{
			"possible RLS added", add(chart{}, condition(icd10, "G25.8")),
			"info screen: RLS is possible in the chart, by a code that other disorders share: the screen can help to clarify",
		},
	}
}

// order is a draft of a laboratory test.
func order(code string) object {
	return object{"resourceType": "ServiceRequest", "id": "s" + code, "status": "draft", "intent": "proposal", "subject": object{"reference": "Patient/" + patient}, "code": coded(loinc, code)}
}

func TestWhatIsSaid(t *testing.T) {
	api := newAPI(t, nil)
	for _, s := range scenes() {
		t.Run(s.rule, func(t *testing.T) {
			if got := brief(ask(t, api, s.call)); got != s.want {
				t.Errorf("said:\n%s\nwant:\n%s", got, s.want)
			}
		})
	}
}

func TestEveryCardIsSaidInSpanish(t *testing.T) {
	api := newAPI(t, nil)
	for _, s := range scenes() {
		cards := ask(t, api, s.call, "Accept-Language", "es")
		if got := strings.Count(brief(cards), "\n"); s.want != "" && got != strings.Count(s.want, "\n") || (s.want == "") != (len(cards) == 0) {
			t.Errorf("%s: %s", s.rule, brief(cards))
		}
		for _, c := range cards {
			if words := strings.ReplaceAll(c.Summary+c.Detail, "IRLSSG", ""); strings.Contains(words, "RLS") || strings.Contains(words, "What it means") {
				t.Errorf("%s is not Spanish: %s\n%s", s.rule, c.Summary, c.Detail)
			}
		}
	}
}

func TestTheSameChartGivesTheSameBytes(t *testing.T) {
	one, two := newAPI(t, nil), newAPI(t, nil)
	for _, s := range scenes() {
		body := jsonOf(t, s.call)
		if a, b := post(target(s.call), body).send(one), post(target(s.call), body).send(two); a.Body.String() != b.Body.String() {
			t.Errorf("%s: %s and %s", s.rule, a.Body, b.Body)
		}
	}
}

func TestACardKeepsItsNameBetweenSelectAndSign(t *testing.T) {
	api, known := newAPI(t, nil), chart{conditions: []object{rls()}}
	draft := medication("6915", "draft")
	selected := ask(t, api, choose(known, []string{"MedicationRequest/m6915"}, draft))
	signed := ask(t, api, sign(known, draft))
	if selected[0].UUID != signed[0].UUID {
		t.Error("the card of a draft has another uuid when it is signed")
	}
	other := sign(known, draft)
	other["context"].(object)["patientId"] = "p2"
	other["prefetch"] = object{"conditions": nil, "medications": nil}
	if another := ask(t, api, sign(known, medication("36437", "draft"))); another[0].UUID == signed[0].UUID {
		t.Error("another medicine has the same card")
	}
}

func TestDraftOrdersAreThoseThatAreMissing(t *testing.T) {
	api, known := newAPI(t, nil), []object{rls()}
	for _, c := range []struct {
		rule         string
		observations []object
		want         string
	}{
		{"both", nil, "2276-4 50190-8"},
		{"TSAT alone needs the panel", []object{ferritin(150, recent)}, "50190-8"},
		{"ferritin alone", []object{tsat(30, recent)}, "2276-4"},
		{"at the threshold without TSAT", []object{ferritin(30, recent)}, "50190-8"},
		{"a low TSAT although ferritin is not low asks for CRP", []object{ferritin(150, recent), tsat(15, recent)}, "1988-5"},
		{"not when CRP is there", []object{ferritin(150, recent), tsat(15, recent), lab("1988-5", 3, "mg/L", recent)}, ""},
	} {
		cards := ask(t, api, view(chart{conditions: known, observations: c.observations}))
		if len(cards) != 1 || ordered(cards[0]) != c.want {
			t.Errorf("%s: %s", c.rule, brief(cards))
		}
	}
}

func TestADraftOrderSaysWhatItIs(t *testing.T) {
	api := newAPI(t, nil)
	card := ask(t, api, view(chart{conditions: []object{rls()}}))[0]
	order := card.Suggestions[0].Actions[0].Resource.(map[string]any)
	if order["intent"] != "proposal" || !strings.Contains(jsonOf(t, order["code"]), "Ferritin [Mass/volume] in Serum or Plasma") ||
		!strings.Contains(jsonOf(t, order["reasonReference"]), "Condition/c-G2581") {
		t.Errorf("%v", order)
	}
	if !card.Suggestions[0].IsRecommended || card.SelectionBehavior != "any" {
		t.Errorf("%+v", card)
	}
}

func TestTheDetailNamesRuleSourceAndDate(t *testing.T) {
	api := newAPI(t, nil)
	for _, c := range []struct {
		call object
		want []string
	}{
		{
			view(chart{conditions: []object{rls()}, observations: []object{ferritin(40, recent), tsat(30, recent)}}),
			[]string{"Ferritin: 40 ng/mL, 2026-10-30", "`iron.adult.ferritin_low`", "[aasm-2025 (J Clin Sleep Med 2025)](https://doi.org/10.5664/jcsm.11390)", "ruleset 1.0.0", "not a diagnosis"},
		},
		{
			sign(chart{conditions: []object{rls()}}, medication("36437", "draft")),
			[]string{"sertraline:", "tier B. Worsens RLS in some people.", "Bupropion", "`medicine.tier_b`", "hoque-2010"},
		},
		{
			view(chart{conditions: []object{rls()}, observations: []object{ferritin(40, "")}}),
			[]string{"Ferritin: none usable in the results sent", "TSAT): none in the results sent", "Results: 1 could not be used, for example for want of a date"},
		},
	} {
		cards := ask(t, api, c.call)
		for _, want := range c.want {
			if len(cards) == 0 || !strings.Contains(cards[0].Detail, want) {
				t.Errorf("%s lacks %q", brief(cards), want)
			}
		}
	}
}

// What an adult may take instead is no advice for a child or in pregnancy.
func TestUnder18AndInPregnancyNoAlternativesAreListed(t *testing.T) {
	api := newAPI(t, nil)
	const specialist = "In pregnancy and under 18, alternatives are a specialist's decision"
	for birth, want := range map[string]string{"2012-01-01": specialist, "2016-01-01": "age under 13"} {
		c := chart{conditions: []object{rls()}, put: object{"patient": object{"resourceType": "Patient", "id": patient, "gender": "female", "birthDate": birth}}}
		detail := ask(t, api, sign(c, medication("36437", "draft")))[0].Detail
		if !strings.Contains(detail, want) || strings.Contains(detail, "Bupropion") {
			t.Errorf("born %s: %s", birth, detail)
		}
	}
	expecting := chart{conditions: []object{rls(), pregnant(recent)}}
	detail := ask(t, api, sign(expecting, medication("36437", "draft")))[0].Detail
	if !strings.Contains(detail, specialist) || strings.Contains(detail, "Bupropion") {
		t.Error(detail)
	}
}

func TestBelow13TheScreenIsNotOffered(t *testing.T) {
	child := object{"resourceType": "Patient", "id": patient, "birthDate": "2016-01-01"}
	c := chart{conditions: []object{condition(icd10, "G25.8")}, put: object{"patient": child}}
	if cards := ask(t, newAPI(t, nil), view(c)); len(cards) > 0 {
		t.Error(brief(cards))
	}
}

// Alternatives and orders are for clinicians, and the dead need neither.
func TestPatientsAndTheDeadAreToldNothing(t *testing.T) {
	api := newAPI(t, nil)
	for _, user := range []string{"Patient/p1", "RelatedPerson/9"} {
		call := view(chart{conditions: []object{rls()}})
		call["context"].(object)["userId"] = user
		if cards := ask(t, api, call); len(cards) > 0 {
			t.Errorf("%s: %s", user, brief(cards))
		}
	}
	for _, died := range []object{{"deceasedBoolean": true}, {"deceasedDateTime": "2026-01-01"}} {
		died["resourceType"], died["id"] = "Patient", patient
		if cards := ask(t, api, view(chart{conditions: []object{rls()}, put: object{"patient": died}})); len(cards) > 0 {
			t.Error(brief(cards))
		}
	}
}

func TestABoundIsShownAsABound(t *testing.T) {
	low := tsat(20, recent)
	low["valueQuantity"].(object)["comparator"] = "<"
	cards := ask(t, newAPI(t, nil), view(chart{conditions: []object{rls()}, observations: []object{ferritin(150, recent), low}}))
	if !strings.Contains(brief(cards), "TSAT < 20 %") || !strings.Contains(cards[0].Detail, "reported as a bound") {
		t.Errorf("%s\n%s", brief(cards), cards[0].Detail)
	}
}
