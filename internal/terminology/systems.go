package terminology

import "strings"

// Code systems by their canonical URI.
const (
	SNOMED   = "http://snomed.info/sct"
	LOINC    = "http://loinc.org"
	RxNorm   = "http://www.nlm.nih.gov/research/umls/rxnorm"
	ATC      = "http://www.whocc.no/atc"
	ICD10CM  = "http://hl7.org/fhir/sid/icd-10-cm"
	ICD10    = "http://hl7.org/fhir/sid/icd-10" // of the WHO
	UCUM     = "http://unitsofmeasure.org"
	RoleCode = "http://terminology.hl7.org/CodeSystem/v3-RoleCode" // how people are related
)

// System returns the canonical URI of a code system that health records spell
// in other ways: as an OID with or without "urn:oid:", as an edition of SNOMED
// CT, with a slash at its end. Any other URI comes back as it is.
func System(uri string) string {
	switch uri {
	case SNOMED, LOINC, RxNorm, ATC, ICD10CM, ICD10, UCUM, RoleCode:
		return uri
	}
	if edition, ok := strings.CutPrefix(uri, SNOMED); ok && strings.HasPrefix(edition, "/") {
		return SNOMED
	}
	spelt := strings.ToLower(strings.TrimSpace(uri))
	spelt = strings.TrimSuffix(strings.Replace(spelt, "https://", "http://", 1), "/")
	if canonical, ok := spellings[strings.TrimPrefix(spelt, "urn:oid:")]; ok {
		return canonical
	}
	return uri
}

// spellings are other names of the systems, in lower case: OIDs, and URIs of
// earlier versions of FHIR.
//
// Source: the identifier registry of https://terminology.hl7.org.
var spellings = map[string]string{
	SNOMED: SNOMED, "2.16.840.1.113883.6.96": SNOMED,
	LOINC: LOINC, "2.16.840.1.113883.6.1": LOINC,
	RxNorm: RxNorm, "2.16.840.1.113883.6.88": RxNorm,
	ATC: ATC, "2.16.840.1.113883.6.73": ATC,
	ICD10CM: ICD10CM, "2.16.840.1.113883.6.90": ICD10CM,
	ICD10: ICD10, "2.16.840.1.113883.6.3": ICD10,
	UCUM: UCUM, "2.16.840.1.113883.6.8": UCUM,
	"http://terminology.hl7.org/codesystem/v3-rolecode": RoleCode,
	"http://hl7.org/fhir/v3/rolecode":                   RoleCode,
	"2.16.840.1.113883.5.111":                           RoleCode,
}
