package cdshooks

import (
	v1 "github.com/rlscreen/rlscreen/api/v1"
	"github.com/rlscreen/rlscreen/internal/fhir"
)

// order is a test to order.
type order struct {
	id, loinc, display string
	recommended        bool
}

// Ids of orders, which are those of their words.
const (
	orderFerritin = "ferritin"
	orderPanel    = "panel"
	orderCRP      = "crp"
)

// The panel gives iron and TIBC, and so TSAT. Nothing else tells of TSAT that
// every laboratory lets one order; ferritin is not in it.
//
// Source: terminology/labs.csv.
const (
	panelLOINC = "50190-8"
	panelName  = "Iron and Iron binding capacity panel - Serum or Plasma"
)

// order is the test as it is ordered.
func (v *view) order(id string) order {
	o := order{id: id, loinc: panelLOINC, display: panelName, recommended: true}
	if id != orderPanel {
		o.loinc, o.display = v.api.Service.OrderCode(id)
	}
	return o
}

// suggestions are the orders of a card.
func (v *view) suggestions(card string, c *card) []v1.CDSSuggestion {
	var out []v1.CDSSuggestion
	for _, o := range c.orders {
		label := v.say.of("cds.order." + o.id)
		out = append(out, v1.CDSSuggestion{
			Label: label, UUID: uuid(card, o.id), IsRecommended: o.recommended,
			Actions: []v1.CDSAction{{
				Type: "create", Description: v.say.fill("cds.order.action", "test", o.display), Resource: v.draft(o),
			}},
		})
	}
	return out
}

// draft is the order, which somebody has yet to approve.
func (v *view) draft(o order) *fhir.ServiceRequest {
	request := &fhir.ServiceRequest{
		ResourceType: "ServiceRequest", Status: "draft", Intent: v.api.Intent,
		Category: []fhir.CodeableConcept{{Coding: []fhir.Coding{{System: fhir.SystemCategory, Code: "laboratory", Display: "Laboratory"}}}},
		Code: &fhir.CodeableConcept{
			Coding: []fhir.Coding{{System: fhir.SystemLOINC, Code: o.loinc, Display: o.display}},
			Text:   o.display,
		},
		Subject: fhir.Reference{Reference: typePatient + "/" + v.call.patient},
	}
	if o.id != orderCRP {
		request.PatientInstruction = v.say.of("preparation.iron_panel")
	}
	for _, c := range v.chart.Conditions {
		if c.Role == roleRLS && c.Reference != "" && v.known {
			request.ReasonReference = append(request.ReasonReference, fhir.Reference{Reference: c.Reference})
		}
	}
	return request
}
