package chart

import (
	"time"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

// Orders are what draft orders say of medicines.
type Orders struct {
	// Medications are the medicines ordered, in the order of the orders.
	Medications []Medication
	// Unread is how many orders may be of any medicine: they cannot be read, or
	// are of somebody else, or their status is not known.
	Unread int
	// Issues say what was left out, and why.
	Issues []fhir.Issue
}

// ReadOrders reads the MedicationRequests of a patient that are drafts, on hold
// or active, as CDS Hooks sends draftOrders. Orders of anything but a medicine
// are passed over.
func ReadOrders(subject Subject, contents []Content, k Knowledge) *Orders {
	r := newReader(subject, contents, k, time.Time{})
	who := r.subject(&Chart{})
	o := &Orders{Unread: r.illegible}
	for i := range r.requests {
		request := &r.requests[i]
		switch request.is.Status {
		case "draft", "active", "on-hold":
		case "cancelled", "completed", "entered-in-error", "stopped":
			continue
		default:
			o.Unread++
			r.issues.add(notActive, request.place, ".status", "The status of %s is not known: the order was not read.", request.name("MedicationRequest"))
			continue
		}
		if request.is.DoNotPerform {
			continue
		}
		if !r.about(who, request.is.Subject, &request.place, "MedicationRequest") {
			o.Unread++
			continue
		}
		medicines := r.medication(request)
		if len(medicines) == 0 {
			o.Unread++
		}
		o.Medications = append(o.Medications, medicines...)
	}
	o.Issues = r.issues.sorted()
	return o
}
