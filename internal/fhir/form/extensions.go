package form

import "github.com/rlscreen/rlscreen/internal/fhir"

// Extensions of FHIR R4 and of SDC 4.0.0.
const (
	extTranslation           = "http://hl7.org/fhir/StructureDefinition/translation"
	extItemControl           = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
	extUnit                  = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit"
	extUnitOption            = "http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption"
	extMinValue              = "http://hl7.org/fhir/StructureDefinition/minValue"
	extMaxValue              = "http://hl7.org/fhir/StructureDefinition/maxValue"
	extRegex                 = "http://hl7.org/fhir/StructureDefinition/regex"
	extLaunchContext         = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-launchContext"
	extInitialExpression     = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-initialExpression"
	extCalculatedExpression  = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"
	extObservationExtract    = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-observationExtract"
	extObservationCategories = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-observation-extract-category"
)

// Code systems of extensions.
const (
	systemItemControl   = "http://hl7.org/fhir/questionnaire-item-control"
	systemLaunchContext = "http://hl7.org/fhir/uv/sdc/CodeSystem/launchContext"
	languageFHIRPath    = "text/fhirpath"
)

// words are a text in both languages.
type words struct{ en, es string }

// translated is the element beside a text that has it in Spanish.
func (w words) translated() *fhir.Element {
	if w.es == "" {
		return nil
	}
	return &fhir.Element{Extension: []fhir.Extension{{URL: extTranslation, Extension: []fhir.Extension{
		{URL: "lang", ValueCode: "es"}, {URL: "content", ValueString: w.es},
	}}}}
}

func itemControl(code, display string) fhir.Extension {
	return fhir.Extension{URL: extItemControl, ValueCodeableConcept: concept(systemItemControl, code, display)}
}

func concept(system, code, display string) *fhir.CodeableConcept {
	return &fhir.CodeableConcept{Coding: []fhir.Coding{{System: system, Code: code, Display: display}}}
}

func expression(url, description, path string) fhir.Extension {
	return fhir.Extension{URL: url, ValueExpression: &fhir.Expression{
		Description: description, Language: languageFHIRPath, Expression: path,
	}}
}

// limits are the least and the greatest number, of the type of the item.
func limits(kind string, least, greatest *float64) []fhir.Extension {
	var out []fhir.Extension
	for _, l := range []struct {
		url string
		x   *float64
	}{{extMinValue, least}, {extMaxValue, greatest}} {
		switch {
		case l.x == nil:
		case kind == "integer":
			whole := int(*l.x)
			out = append(out, fhir.Extension{URL: l.url, ValueInteger: &whole})
		default:
			out = append(out, fhir.Extension{URL: l.url, ValueDecimal: l.x})
		}
	}
	return out
}

// launchContext says that the patient is needed to fill in the form beforehand.
func launchContext() fhir.Extension {
	return fhir.Extension{URL: extLaunchContext, Extension: []fhir.Extension{
		{URL: "name", ValueCoding: &fhir.Coding{System: systemLaunchContext, Code: "patient", Display: "Patient"}},
		{URL: "type", ValueCode: "Patient"},
		{URL: "description", ValueString: "The patient whom the answers are about"},
	}}
}

// Initial expressions. FHIRPath has no difference of dates, so the age is that
// of the year, less one before the birthday. A date of birth without its day
// gives no age.
const (
	initialSex = "%patient.gender"
	initialAge = "iif(%patient.birthDate.toString().length() = 10, " +
		"today().toString().substring(0, 4).toInteger() - %patient.birthDate.toString().substring(0, 4).toInteger() - " +
		"iif(today().toString().substring(5, 5) < %patient.birthDate.toString().substring(5, 5), 1, 0), {})"
)
