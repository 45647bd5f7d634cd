"""Charts as health records hold them, and the searches that find in them.

The resources look as those of real records do: some as Synthea makes them
(SNOMED CT, encounter diagnoses, product codes), some as a commercial EHR sends
them (several codings, local codes first, much that nobody here reads). Codes are
those of shared/terminology. Dates are before TODAY, as many days as it says.
"""
import datetime
import uuid
from urllib.parse import parse_qs

TODAY = datetime.date.today()
SCT, LOINC, RXNORM, UCUM = "http://snomed.info/sct", "http://loinc.org", "http://www.nlm.nih.gov/research/umls/rxnorm", "http://unitsofmeasure.org"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
LOCAL = "urn:oid:1.2.840.114350.1.13.0.1.7.2.696871"  # an arc of examples
TERMS = "http://terminology.hl7.org/CodeSystem/"
OBSERVATION = TERMS + "observation-category"


def day(before):
    return (TODAY - datetime.timedelta(days=before)).isoformat()


def identifier(*seed):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, seed))))


def concept(text, *codings):
    return {"coding": [{"system": s, "code": c, "display": text} for s, c in codings], "text": text}


def status(system, code):
    return {"coding": [{"system": TERMS + system, "code": code}]}


def patient(identity="p1", gender="female", age=47):
    """As Synthea makes one."""
    return {
        "resourceType": "Patient", "id": identity,
        "meta": {"profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"]},
        "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">Generated</div>'},
        "extension": [
            {"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race", "extension": [
                {"url": "ombCategory", "valueCoding": {"system": "urn:oid:2.16.840.1.113883.6.238", "code": "2106-3", "display": "White"}},
                {"url": "text", "valueString": "White"}]},
            {"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex", "valueCode": gender[0].upper()},
            {"url": "http://synthetichealth.github.io/synthea/disability-adjusted-life-years", "valueDecimal": 0.015},
        ],
        "identifier": [{"type": concept("Medical Record Number", (TERMS + "v2-0203", "MR")), "system": "http://hospital.example.org", "value": identity}],
        "active": True,
        "name": [{"use": "official", "family": "Planted123", "given": ["Synthia45"], "prefix": ["Mrs."]}],
        "telecom": [{"system": "phone", "value": "555-610-1234", "use": "home"}],
        "gender": gender, "birthDate": "%d-02-03" % (TODAY.year - age),
        "address": [{"line": ["1 Example Street"], "city": "Boston", "state": "MA", "postalCode": "02108", "country": "US"}],
        "maritalStatus": concept("Married", (TERMS + "v3-MaritalStatus", "M")),
        "communication": [{"language": concept("English", ("urn:ietf:bcp:47", "en-US"))}],
        "generalPractitioner": [{"reference": "Practitioner/7"}],
    }


def condition(text, *codings, onset=1500, category="problem-list-item", clinical="active", verification="confirmed"):
    out = {
        "resourceType": "Condition", "id": identifier("condition", text, onset),
        "meta": {"versionId": "2", "lastUpdated": day(5) + "T09:30:00.000+00:00"},
        "clinicalStatus": status("condition-clinical", clinical),
        "verificationStatus": status("condition-ver-status", verification),
        "category": [{"coding": [{"system": TERMS + "condition-category", "code": category}]}],
        "code": concept(text, *codings),
        "subject": {"reference": "Patient/p1"}, "encounter": {"reference": "Encounter/" + identifier("encounter", onset)},
        "onsetDateTime": day(onset), "recordedDate": day(onset),
    }
    if clinical == "resolved":
        out["abatementDateTime"] = day(10)
    return out


def medication(text, rxnorm, started=200, medication_status="active", intent="order", **more):
    return {
        "resourceType": "MedicationRequest", "id": identifier("medication", text, started),
        "status": medication_status, "intent": intent,
        "category": [concept("Community", (TERMS + "medicationrequest-category", "community"))],
        "medicationCodeableConcept": concept(text, (LOCAL, "99%s" % rxnorm), (RXNORM, rxnorm)),
        "subject": {"reference": "Patient/p1"}, "authoredOn": day(started) + "T10:00:00-05:00",
        "requester": {"reference": "Practitioner/7"},
        "dosageInstruction": [{"text": "Take 1 tablet daily", "asNeededBoolean": False, "timing": {"repeat": {"frequency": 1, "period": 1.0, "periodUnit": "d"}},
                               "route": concept("Oral route", (SCT, "26643006"))}],
        "dispenseRequest": {"numberOfRepeatsAllowed": 3},
        **more,
    }


def result(text, loinc, value, unit, before=20, observation_status="final", category="laboratory"):
    return {
        "resourceType": "Observation", "id": identifier("observation", loinc, before, value),
        "status": observation_status, "category": [concept("Laboratory", (OBSERVATION, category))],
        "code": concept(text, (LOCAL, "7%s" % loinc.replace("-", "")), (LOINC, loinc)),
        "subject": {"reference": "Patient/p1"}, "encounter": {"reference": "Encounter/" + identifier("encounter", before)},
        "effectiveDateTime": day(before) + "T08:12:00-05:00", "issued": day(before) + "T15:00:00.123-05:00",
        "valueQuantity": {"value": value, "unit": unit, "system": UCUM, "code": unit},
        "referenceRange": [{"low": {"value": 11, "unit": unit}, "high": {"value": 307, "unit": unit}, "text": "11 - 307"}],
    }


RLS = condition("Restless legs syndrome", (LOCAL, "123456"), (ICD10CM, "G25.81"), (SCT, "32914008"), ("http://hl7.org/fhir/sid/icd-9-cm", "333.94"))
RLS_SYNTHEA = condition("Restless legs (disorder)", (SCT, "32914008"), category="problem-list-item", onset=4000)
HYPERTENSION = condition("Essential hypertension (disorder)", (SCT, "59621000"), onset=3000)
INSOMNIA = condition("Insomnia", (ICD10CM, "G47.00"), onset=400)
DIALYSIS = condition("Dependence on renal dialysis", (ICD10CM, "Z99.2"), onset=600)
ESRD = condition("End-stage renal disease", (ICD10CM, "N18.6"), (SCT, "46177005"), onset=600)
PREGNANCY = condition("Normal pregnancy", (SCT, "77386006"), onset=100)
REFUTED = condition("Restless legs syndrome", (ICD10CM, "G25.81"), verification="refuted", onset=90)
FINE = [result("Ferritin", "2276-4", 180, "ng/mL"), result("Iron saturation", "2502-3", 31, "%")]
LOW = [result("Ferritin", "2276-4", 22, "ng/mL"), result("Iron saturation", "2502-3", 14, "%")]
OLD = [result("Ferritin", "2276-4", 90, "ng/mL", before=400)]
DIPHENHYDRAMINE = medication("acetaminophen 500 MG / diphenhydramine hydrochloride 25 MG Oral Tablet", "1092189")
METOCLOPRAMIDE = medication("metoclopramide 10 MG Oral Tablet", "311666", started=1, medication_status="draft")
PRAMIPEXOLE = medication("pramipexole dihydrochloride 0.125 MG Oral Tablet", "859033", started=1, medication_status="draft")
LISINOPRIL = medication("lisinopril 10 MG Oral Tablet", "314076", started=900)


def big(size):
    """RLS and iron deficiency somewhere in a chart of many resources, all of them of the types that are prefetched."""
    rows = [patient(), RLS_SYNTHEA, *LOW, DIPHENHYDRAMINE]
    routine = [("Body Height", "8302-2", 170, "cm"), ("Creatinine", "2160-0", 0.9, "mg/dL"), ("Ferritin", "2276-4", 95, "ng/mL"),
               ("Glucose", "2339-0", 88, "mg/dL"), ("Hemoglobin", "718-7", 13.1, "g/dL"), ("Potassium", "2823-3", 4.1, "mmol/L")]
    while len(rows) < size:
        i = len(rows)
        if i % 20 == 0:
            rows.append(condition("Acute viral pharyngitis (disorder)", (SCT, "195662009"), onset=200 + i))
        elif i % 20 == 1:
            rows.append(medication("lisinopril 10 MG Oral Tablet", "314076", started=200 + i))
        else:
            text, loinc, value, unit = routine[i % len(routine)]
            rows.append(result(text, loinc, value + (i % 7) / 10, unit, before=100 + i))
    return rows


def search(chart, query):
    """What a record's FHIR server answers to a read or a search of a chart."""
    kind, _, rest = query.partition("?")
    if "/" in kind:
        found = [r for r in chart if r["resourceType"] == kind.split("/")[0]]
        return found[0] if found else None
    wanted = {k: v[0].split(",") for k, v in parse_qs(rest, strict_parsing=True).items()}
    found = [r for r in chart if r["resourceType"] == kind and all(matches(r, k, v) for k, v in wanted.items())]
    out = {"resourceType": "Bundle", "type": "searchset", "total": len(found), "link": [{"relation": "self", "url": "https://ehr.example.org/fhir/" + query}]}
    if found:
        out["entry"] = [{"fullUrl": "https://ehr.example.org/fhir/%s/%s" % (kind, r["id"]), "resource": r, "search": {"mode": "match"}} for r in found]
    return out


def matches(resource, name, tokens):
    if name == "patient":
        return tokens == [resource["subject"]["reference"].removeprefix("Patient/")]
    if name in ("status", "intent"):
        return resource[name] in tokens
    if name in ("category", "code"):
        held = resource.get(name, [])
        codings = [c for one in (held if isinstance(held, list) else [held]) for c in one["coding"]]
        return any(t in (c["code"], c["system"] + "|" + c["code"]) for c in codings for t in tokens)
    raise ValueError("not a search that every US Core server supports: " + name)
