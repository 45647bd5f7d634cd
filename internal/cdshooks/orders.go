package cdshooks

import (
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/fhir"
	"github.com/rlscreen/rlscreen/internal/fhir/chart"
)

// orderSelect speaks of the orders just selected.
func orderSelect(v *view) ([]*card, *failure) {
	orders, unknown := v.call.selected()
	if len(unknown) > 0 {
		// What cannot be found cannot be judged, and silence would say that it is fine.
		r := &reader{}
		for _, i := range unknown {
			r.fault(fmt.Sprintf("context.selections[%d]", i), fhir.TypeNotFound, codeNotFound,
				"The selection must name an order of context.draftOrders by type and id.")
		}
		return nil, r.failure()
	}
	return v.adviseOrders(orders, 0)
}

// orderSign speaks of all orders about to be signed.
func orderSign(v *view) ([]*card, *failure) {
	return v.adviseOrders(v.call.orders, v.call.unread)
}

// adviseOrders warns of drafted medicines that may worsen RLS, and asks for
// iron studies before a dopamine agonist is begun. Unread are entries that may
// be orders of any medicine.
func (v *view) adviseOrders(orders []entry, unread int) ([]*card, *failure) {
	drafts := chart.ReadOrders(v.call.subject, contents(orders), v.api.Service)
	unread += drafts.Unread
	effects, unrecognised := v.drafted(drafts.Medications)
	found, agonists, unclear := culprits(effects), v.begun(effects), v.unclear(unrecognised)
	if len(found)+len(agonists)+len(unclear)+unread == 0 {
		return nil, nil
	}
	if refusal := v.refuseWithout(keyConditions, keyMedications); refusal != nil {
		return nil, refusal
	}
	if refusal := v.refuseUnread(nil, keyConditions); refusal != nil {
		return nil, refusal
	}
	if !v.known {
		return nil, nil
	}
	warning := v.medicineCard(found, false)
	if warning != nil {
		warning.rests = []string{keyPatient, keyConditions}
	}
	cards := present(warning, v.agonistCard(agonists))
	for _, c := range cards {
		c.on = v.request.AsOf // an order is the newest of facts
		if slices.ContainsFunc(orders, func(e entry) bool { return !v.call.owns(e) }) {
			c.unknown = append(c.unknown, v.say.fill("cds.unknown.other_patient", "list", v.say.of("cds.list.orders")))
		}
	}
	return v.tellUnread(cards, unread, unclear), nil
}

// mostAtOnce is how many medicines are evaluated together.
const mostAtOnce = 100

// drafted are the effects of drafted medicines, for this patient, and what is
// not recognised among them.
func (v *view) drafted(orders []chart.Medication) (effects []v1.MedicationEffect, unrecognised []v1.UnrecognisedMedication) {
	var medicines []v1.Medication
	seen := map[v1.Medication]bool{}
	for i := range orders {
		if m := orders[i].Entry; !seen[m] {
			seen[m], medicines = true, append(medicines, m)
		}
	}
	for some := range slices.Chunk(medicines, mostAtOnce) {
		all := v.effectsOf(some)
		effects = append(effects, all.Effects...)
		unrecognised = append(unrecognised, all.Unrecognised...)
	}
	return effects, unrecognised
}

// begun are the dopamine agonists among effects that are not on the list of
// medicines yet.
func (v *view) begun(effects []v1.MedicationEffect) []v1.MedicationEffect {
	var found []v1.MedicationEffect
	for _, e := range effects {
		same := func(f v1.MedicationEffect) bool { return f.Ingredient == e.Ingredient }
		if isAgonist(e.Class) && !slices.ContainsFunc(v.screening.Medications.Effects, same) && !slices.ContainsFunc(found, same) {
			found = append(found, e)
		}
	}
	return found
}

func isAgonist(class string) bool {
	return class == "dopamine_agonist" || class == "dopamine_agonist_ergot"
}

// agonistCard asks for iron studies before a dopamine agonist. Nil when they
// are there, or among the orders.
func (v *view) agonistCard(agonists []v1.MedicationEffect) *card {
	i := v.iron()
	if len(agonists) == 0 || i.hasFerritin && i.hasTSAT {
		return nil
	}
	c := &card{
		topic: topicIron, rule: ruleIronFirst,
		found:     append(v.foundRLS(), v.found("ferritin", i.ferritin), v.found("tsat", i.tsat)),
		rests:     []string{keyPatient, keyConditions, keyMedications, keyObservations},
		overrides: []string{overrideChecked, overrideDiscuss, overrideNotForIt},
		facts:     []string{factOf(i.ferritin), factOf(i.tsat)},
	}
	if v.isKnown(keyObservations) {
		c.orders = v.notYetOrdered(v.ironOrders(i))
		if len(c.orders) == 0 {
			return nil
		}
	}
	var wordings []string
	for _, drafted := range v.lead("cds.iron.drafted", "medicine", agonists[0].IngredientDisplay) {
		wordings = append(wordings, v.say.fill(v.missingKey(i), "rls", drafted))
	}
	c.summary = summarise(wordings...)
	for _, e := range agonists {
		c.facts = append(c.facts, e.Ingredient)
		c.found = append(c.found, e.IngredientDisplay+": "+e.ClassDisplay)
	}
	c.meaning = []string{v.say.of(ruleIronFirst)}
	switch hasParkinson := v.request.History != nil && v.request.History.ParkinsonDisease == "yes"; {
	case v.isUnder18(), v.isPregnant(): // the guideline's advice is for other adults
		c.also = []string{"guidance.refer"}
		c.meaning = append(c.meaning, v.say.of("guidance.refer"))
	case !hasParkinson: // with it, it may not be for RLS
		c.rule, c.also = "guidance.dopamine_agonists", []string{ruleIronFirst}
		c.meaning = append(c.meaning, v.say.of("guidance.dopamine_agonists"))
	}
	if v.isPregnant() {
		c.found = append(c.found, v.foundPregnancy())
	}
	if v.screening.Iron.Reading == readingOverload {
		c.meaning = append(c.meaning, v.screening.Iron.Display)
	}
	v.prepare(c)
	c.meaning = append(c.meaning, v.ageAlert()...)
	return c
}

// notYetOrdered leaves out what is among the draft orders, where accepting a
// suggestion has put it.
func (v *view) notYetOrdered(orders []order) []order {
	drafts := map[string]bool{}
	for _, e := range v.call.orders {
		if e.resourceType == "ServiceRequest" && v.call.owns(e) {
			for _, code := range loincsOf(e.raw) {
				drafts[code] = true
			}
		}
	}
	return slices.DeleteFunc(orders, func(o order) bool {
		also := v.api.Service.LOINCs(o.id)
		if o.id == orderPanel {
			also = v.api.Service.LOINCs("tsat")
		}
		return drafts[o.loinc] || slices.ContainsFunc(also, func(code string) bool { return drafts[code] })
	})
}

// loincsOf are the LOINC codes of an order.
func loincsOf(raw jsontext.Value) []string {
	var came struct {
		Code struct {
			Coding []struct {
				System jsontext.Value `json:"system"`
				Code   jsontext.Value `json:"code"`
			} `json:"coding"`
		} `json:"code"`
	}
	if !read(raw, &came) {
		return nil
	}
	var codes []string
	for _, c := range came.Code.Coding {
		if text(c.System) == fhir.SystemLOINC {
			codes = append(codes, text(c.Code))
		}
	}
	return codes
}
