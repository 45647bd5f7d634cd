package trail

import (
	"strings"

	"github.com/rlscreen/rlscreen/internal/audit"
	"github.com/rlscreen/rlscreen/internal/fhir"
)

// The code systems that R4 binds to the members of AuditEvent.
const (
	systemType        = "http://terminology.hl7.org/CodeSystem/audit-event-type"
	systemInteraction = "http://hl7.org/fhir/restful-interaction"
	systemRecord      = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle"
	systemDICOM       = "http://dicom.nema.org/resources/ontology/DCM"
	systemSource      = "http://terminology.hl7.org/CodeSystem/security-source-type"
	systemEntity      = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
	systemRole        = "http://terminology.hl7.org/CodeSystem/object-role"
	systemLifecycle   = "http://terminology.hl7.org/CodeSystem/dicom-audit-lifecycle"
)

// kind is what an action of ours is in FHIR.
type kind struct {
	event  fhir.Coding
	sub    fhir.Coding // none if without a code
	action string      // C, R, U, D or E
	life   string      // what the action means to a record, one of the codes below
	key    bool        // the detail is the id of an API key
}

// Codes of what an action means to a record.
const (
	origination = "1"
	access      = "6"
	destruction = "15"
	none        = ""
)

// kindOf is the kind of what was done. Of what was refused it is that of what
// was asked for, which did not happen to any record.
func kindOf(e audit.Entry) kind {
	if e.Action != audit.Denied {
		return kindOfAction(e.Action)
	}
	asked, _, _ := strings.Cut(e.Detail, " of tenant ") // as a chain of others names whose refusal it is
	k := kindOfAction(audit.Action(asked))
	k.life, k.key = none, false
	return k
}

func kindOfAction(a audit.Action) kind {
	switch a {
	case audit.Created:
		return rest("create", "C", origination)
	case audit.Read:
		return rest("read", "R", access)
	case audit.Listed:
		return rest("search-type", "E", access)
	case audit.TrailRead:
		return rest("history-instance", "R", none)
	case audit.Replayed:
		return rest("operation", "E", access)
	case audit.Erased:
		return rest("delete", "D", destruction)
	case audit.Expired:
		return record("destroy", "Destroy/Delete Record Lifecycle Event", "D", destruction)
	case audit.Rewrapped:
		return record("encrypt", "Encrypt Record Lifecycle Event", "U", none)
	case audit.Restored:
		return record("restore", "Restore Record Lifecycle Event", "C", none)
	case audit.Exported:
		return record("extract", "Extract Record Lifecycle Event", "R", none)
	case audit.Begun, audit.Joined:
		return record("originate", "Originate/Retain Record Lifecycle Event", "C", none)
	case audit.KeyCreated:
		return key("C")
	case audit.KeyRotated, audit.KeyRevoked:
		return key("U")
	}
	return rest("", "E", none)
}

// rest is an interaction of the API.
func rest(interaction, action string, life string) kind {
	k := kind{event: fhir.Coding{System: systemType, Code: "rest", Display: "RESTful Operation"}, action: action, life: life}
	if interaction != "" {
		k.sub = fhir.Coding{System: systemInteraction, Code: interaction, Display: interaction}
	}
	return k
}

// record is something that happened to records without a caller of the API.
func record(code, display, action string, life string) kind {
	return kind{event: fhir.Coding{System: systemRecord, Code: code, Display: display}, action: action, life: life}
}

// key is something that happened to an API key: a Security Alert, of the type
// User Security Attributes Changed.
func key(action string) kind {
	return kind{
		event:  fhir.Coding{System: systemDICOM, Code: "110113"},
		sub:    fhir.Coding{System: systemDICOM, Code: "110137"},
		action: action, key: true,
	}
}

func (k kind) subtype() []fhir.Coding {
	if k.sub.Code == "" {
		return nil
	}
	return []fhir.Coding{k.sub}
}

func (k kind) lifecycle() *fhir.Coding {
	var display string
	switch k.life {
	case origination:
		display = "Origination / Creation"
	case access:
		display = "Access / Use"
	case destruction:
		display = "Permanent erasure / Physical destruction"
	default:
		return nil
	}
	return &fhir.Coding{System: systemLifecycle, Code: k.life, Display: display}
}
