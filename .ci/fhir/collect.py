"""collect.py BASE_URL CASES OUT: see validate, which calls it.

Writes OUT/resources (to be validated), OUT/support (what they refer to by
canonical URL) and OUT/planted.json. Checks on the way what validators do not see:
status, media type, nothing empty, references inside a Bundle, the same answer to
the same call, and that whatever is sent gets an OperationOutcome and no 5xx.
"""
import copy
import hashlib
import json
import os
import random
import re
import sys

import charts
import randomly
import respond
from client import FHIR, Checks, Client, cases, get, parameter, walk

ROOT = "/fhir/R4"
EXTRACT = ROOT + "/QuestionnaireResponse/$extract"
FROM_ANSWERS = ROOT + "/QuestionnaireResponse/$from-answers"
POPULATE = ROOT + "/Questionnaire/$populate"
MUTATIONS = 300  # of responses, and as many of charts
SEED = 20261120


class Collection:
    def __init__(self, url, out):
        self.client, self.checks, self.out = Client(url), Checks(), out
        self.kept, self.statuses = set(), {}
        for folder in ("resources", "support"):
            os.makedirs(os.path.join(out, folder), exist_ok=True)

    def keep(self, name, resource, folder="resources"):
        """Writes a resource down once, whatever it is called."""
        text = json.dumps(resource, ensure_ascii=False, indent=1)
        digest = folder + hashlib.sha256(text.encode()).hexdigest()
        if digest in self.kept:
            return
        self.kept.add(digest)
        name = re.sub(r"[^A-Za-z0-9_.-]+", "_", name)
        with open(os.path.join(self.out, folder, name + ".json"), "w", encoding="utf-8") as file:
            file.write(text)

    def ask(self, name, method, path, body=None, want=(200,), keep=True, **headers):
        """Sends, checks and keeps; the resource of the answer, {} if there is none."""
        headers.setdefault("Accept", FHIR)
        if body is not None:
            headers.setdefault("Content_Type", FHIR)
        status, header, data = self.client.send(method, path, body, **headers)
        if not self.checks.that(status in want, "%s: status %d, not one of %s: %s" % (name, status, want, data[:600].decode("utf-8", "replace"))):
            return {}
        self.checks.equal(header["Content-Type"], FHIR + "; charset=utf-8", name + ": media type")
        resource = json.loads(data)
        self.inspect(name, resource)
        if status >= 400:
            self.checks.equal(resource["resourceType"], "OperationOutcome", name + ": type")
        if keep:
            self.keep(name, resource)
        return resource

    def inspect(self, name, resource):
        bad = [path for path, value in walk(resource) if value is None or value == "" or value == [] or value == {}]
        self.checks.that(not bad, "%s: empty or null: %s" % (name, bad[:5]))
        for path, value in walk(resource):
            if isinstance(value, dict) and value.get("resourceType") == "Bundle":
                self.inspect_bundle(name + " " + path, value)

    def inspect_bundle(self, name, bundle):
        urls = [e.get("fullUrl") for e in bundle.get("entry", [])]
        self.checks.that(all(urls) and len(set(urls)) == len(urls), name + ": a fullUrl of its own for each entry")
        used = {v for p, v in walk(bundle) if p.endswith(".reference") and str(v).startswith("urn:")}
        self.checks.that(used <= set(urls), "%s: references to no entry: %s" % (name, sorted(used - set(urls))))
        if bundle["type"] == "transaction":
            for entry in bundle["entry"]:
                self.checks.equal(entry["request"]["url"], entry["resource"]["resourceType"], name + ": request.url")
                self.checks.that("Condition" != entry["resource"]["resourceType"], name + ": never a Condition")
        elif bundle["type"] == "searchset":
            links = {l["relation"] for l in bundle.get("link", [])}
            self.checks.that("self" in links and "total" in bundle, name + ": self and total")
            self.checks.that(all(get(e, "search", "mode") for e in bundle.get("entry", [])), name + ": search.mode")


def library(c):
    """Everything that can be read; gives the Questionnaire."""
    metadata = c.ask("metadata", "GET", ROOT + "/metadata")
    c.checks.equal(metadata.get("fhirVersion"), "4.0.1", "fhirVersion")
    offered = {r["type"] for r in get(metadata, "rest", 0, "resource") or []}
    c.checks.that({"Questionnaire", "CodeSystem", "ValueSet", "OperationDefinition"} <= offered, "metadata offers %s" % sorted(offered))
    for kind in ("Questionnaire", "CodeSystem", "ValueSet", "OperationDefinition"):
        bundle = c.ask("search-" + kind, "GET", "%s/%s" % (ROOT, kind))
        c.checks.that(bundle.get("entry"), "there is a " + kind)
        for entry in bundle.get("entry", []):
            found = entry["resource"]
            name = "%s-%s" % (kind, found["id"])
            c.keep(name, found, "support")
            read = c.ask(name, "GET", "%s/%s/%s" % (ROOT, kind, found["id"]))
            c.checks.that(entry["fullUrl"].endswith("%s/%s/%s" % (ROOT, kind, found["id"])), name + ": fullUrl")
            c.checks.equal(read.get("url"), found["url"], name + ": read as found")
            version = get(read, "meta", "versionId")
            if c.checks.that(version, name + ": a versionId"):
                c.ask(name + "-version", "GET", "%s/%s/%s/_history/%s" % (ROOT, kind, found["id"], version))
            searches(c, kind, found)
    return c.ask("questionnaire", "GET", ROOT + "/Questionnaire/rls-screening")


def searches(c, kind, resource):
    path = "%s/%s" % (ROOT, kind)
    for query in ("url=" + resource["url"], "url=%s&version=%s&status=%s" % (resource["url"], resource["version"], resource["status"]), "_id=" + resource["id"]):
        bundle = c.ask("search-%s-by-%s" % (kind, query[:12]), "GET", path + "?" + query)
        c.checks.that(resource["id"] in [get(e, "resource", "id") for e in bundle.get("entry", [])], "%s?%s finds it" % (path, query))
    bundle = c.ask("search-by-post", "POST", path + "/_search", ("url=" + resource["url"]).encode(), Content_Type="application/x-www-form-urlencoded")
    c.checks.that(bundle.get("total"), path + "/_search finds it")
    nothing = c.ask("search-nothing", "GET", path + "?url=http://example.org/none")
    c.checks.that(nothing.get("total") == 0 and "entry" not in nothing, path + ": nothing found is a Bundle without entries")
    c.ask("search-unknown-parameter", "GET", path + "?planted=1")
    c.ask("search-unknown-parameter-strict", "GET", path + "?planted=1", want=(400,), Prefer="handling=strict")


def refusals(c, response):
    """Each way of being refused that the documentation names."""
    form = ROOT + "/Questionnaire/rls-screening"
    ask = lambda name, want, method, path, body=None, **headers: c.ask("refused-" + name, method, path, body, want=(want,), **headers)
    ask("no-resource", 404, "GET", ROOT + "/Questionnaire/none")
    ask("no-version", 404, "GET", form + "/_history/999")
    ask("no-type", 404, "GET", ROOT + "/Planted")
    ask("no-operation", 404, "POST", ROOT + "/Questionnaire/$planted", {"resourceType": "Parameters"})
    ask("no-route", 404, "GET", ROOT + "/Questionnaire/rls-screening/planted/1")
    ask("delete", 405, "DELETE", form)
    ask("put", 405, "PUT", form, {"resourceType": "Questionnaire"})
    ask("get-of-operation", 405, "GET", EXTRACT)
    ask("xml-asked", 406, "GET", form, Accept="application/fhir+xml")
    ask("xml-format", 406, "GET", form + "?_format=xml")
    ask("xml-sent", 415, "POST", EXTRACT, b"<Parameters/>", Content_Type="application/fhir+xml")
    ask("not-json", 400, "POST", EXTRACT, b'{"resourceType":')
    ask("duplicate-member", 400, "POST", EXTRACT, b'{"resourceType":"Parameters","resourceType":"Parameters"}')
    ask("not-utf8", 400, "POST", EXTRACT, b'{"resourceType":"\xff"}')
    ask("too-large", 413, "POST", EXTRACT, b'{"resourceType":"' + b"x" * (512 * 1024) + b'"}')
    ask("nothing-sent", 422, "POST", EXTRACT, {"resourceType": "Parameters", "parameter": [{"name": "subject", "valueReference": {"reference": "Patient/1"}}]})
    ask("in-progress", 422, "POST", EXTRACT, {**response, "status": "in-progress"})
    ask("no-subject", 422, "POST", EXTRACT, {k: v for k, v in response.items() if k != "subject"})
    ask("another-form", 422, "POST", EXTRACT, {**response, "questionnaire": "http://example.org/Questionnaire/none"})
    ask("another-version", 422, "POST", EXTRACT, {**response, "questionnaire": response["questionnaire"].split("|")[0] + "|0.0.1"})
    wrong = copy.deepcopy(response)
    wrong["item"] += [{"linkId": "planted"}, {"linkId": "criteria", "answer": [{"valueString": "x"}]},
                      {"linkId": "patient", "item": [{"linkId": "patient.age_years", "answer": [{"valueString": "x"}, {"valueInteger": -1}]}]}]
    outcome = ask("many-faults", 422, "POST", EXTRACT, wrong)
    c.checks.that(len(outcome.get("issue", [])) >= 3, "all issues at once")
    c.checks.that(all(i.get("expression") for i in outcome.get("issue", [])), "each with its place")
    ask("populate-nothing", 422, "POST", POPULATE, {"resourceType": "Parameters"})


MET = {"urge_to_move": "yes", "worse_at_rest": "yes", "relieved_by_movement": "yes", "worse_in_evening": "yes"}
NO_CASE_HAS = [
    {"id": "every-alert", "request": {
        "patient": {"age_years": 58, "sex": "female"}, "criteria": {**MET, "body_parts": "other_only"},
        "mimics": {"whole_body_restlessness": "yes", "constant_numbness_or_burning": "yes", "one_sided": "yes"}, "course": {"sudden_onset": "yes"},
        "history": {"kidney_disease": "yes", "kidney_disease_stage": "dialysis", "depression": "yes"},
        "medications": [{"name": "haloperidol", "timing": "began_after_starting"}, {"name": "pramipexole"}, {"rxnorm": "6915"}, {"name": "no such medicine"}],
        "labs": [{"test": "ferritin", "value": 9, "unit": "ng/mL"}, {"test": "tsat", "value": 52, "unit": "%"}],
        "safety": {"suicidal_thoughts": "with_plan", "hot_swollen_leg": "yes", "cold_pale_painful_leg": "not_sure", "leg_weakness_bladder_bowel": "yes", "drowsy_driving": "yes",
                   "sleep_under_5_hours": "yes", "low_mood": "yes", "new_weakness": "yes", "augmentation_signs": "yes", "impulse_control_problems": "yes"}}},
    {"id": "every-test", "request": {
        "patient": {"age_years": 44, "sex": "female", "pregnancy": "possible"}, "criteria": MET,
        "mimics": {"cramps_only": "yes", "constant_numbness_or_burning": "yes", "one_sided": "yes"},
        "course": {"distress": "severe"}, "history": {
            "iron_deficiency": "yes", "kidney_disease": "not_sure", "neuropathy": "yes", "thyroid_disease": "yes", "vegan_diet": "yes", "inflammation": "yes",
            "snoring_or_breathing_pauses": "yes", "limb_movements_in_sleep": "yes"},
        "medications": [{"name": "metformin"}]}},
    {"id": "child", "request": {"patient": {"age_years": 9}, "criteria": MET, "medications": []}},
    {"id": "nothing-met", "request": {"criteria": {k: "no" for k in MET}}},
]


def extraction(c, questionnaire, path):
    """What $from-answers and $extract make of each case, in each of its ways; gives the last response."""
    for case in cases(path) + NO_CASE_HAS:
        name = "case-" + case["id"]
        response, _ = respond.respond(questionnaire, case["request"])
        made = c.ask(name + "-from-answers", "POST", FROM_ANSWERS, case["request"], Content_Type="application/json")
        c.checks.equal(made.get("status"), "completed", name + ": from answers, completed")
        c.checks.equal(made.get("authored"), case["request"].get("as_of"), name + ": from answers, dated by as_of")
        given = {"name": "subject", "valueReference": {"reference": "Patient/" + case["id"]}}
        plain = {"resourceType": "Parameters", "parameter": [{"name": "questionnaire-response", "resource": response}, given]}
        first = c.ask(name, "POST", EXTRACT, plain)
        again = c.ask(name, "POST", EXTRACT, plain)
        c.checks.that(first == again, name + ": the same call gives the same resources")
        for one in ("return", "issues"):
            if parameter(first, one):
                c.keep(name + "-" + one, parameter(first, one))
        filed = [e["resource"] for e in get(parameter(first, "return"), "entry") or []]
        c.checks.that("QuestionnaireResponse" in [r["resourceType"] for r in filed], name + ": without an id the response is filed too")
        extended = copy.deepcopy(plain)
        extended["parameter"].append({"name": "profile", "valueCode": "extended"})
        c.ask(name + "-extended", "POST", EXTRACT, extended)
        c.ask(name + "-es", "POST", EXTRACT, extended, Accept_Language="es")
        whole = {**response, "id": case["id"], "status": "amended", "language": "es", "authored": "2026-11-20T21:14:00.5-05:00",
                 "subject": given["valueReference"], "encounter": {"reference": "Encounter/9"}, "source": given["valueReference"]}
        c.keep(name + "-response", whole)
        bundle = c.ask(name + "-bare", "POST", EXTRACT, whole, Prefer="return=representation")
        c.checks.equal(bundle.get("resourceType"), "Bundle", name + ": bare with Prefer")
        dated = {**response, "authored": "2026-11-20", "subject": given["valueReference"]}
        c.keep(name + "-dated-response", dated)
        c.ask(name + "-dated", "POST", EXTRACT, dated)
    return dated


PREGNANT = {
    "resourceType": "Observation", "id": "pregnant", "status": "final", "code": charts.concept("Pregnancy status", (charts.LOINC, "82810-3")),
    "subject": {"reference": "Patient/p1"}, "effectiveDateTime": charts.day(10),
    "valueCodeableConcept": charts.concept("Pregnant", (charts.LOINC, "LA15173-0")),
}
FAMILY = {
    "resourceType": "FamilyMemberHistory", "id": "mother", "status": "completed", "patient": {"reference": "Patient/p1"},
    "relationship": charts.concept("mother", (charts.TERMS + "v3-RoleCode", "MTH")),
    "condition": [{"code": charts.concept("Restless legs", (charts.SCT, "32914008"))}],
}


def populate(questionnaire, chart):
    """The parameters of $populate for a chart."""
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in chart[1:]]}
    named = {"patient": chart[0], **({"chart": bundle} if chart[1:] else {})}
    return {"resourceType": "Parameters", "parameter": [
        {"name": "canonical", "valueCanonical": questionnaire["url"]}, {"name": "subject", "valueReference": {"reference": "Patient/p1"}},
        *({"name": "context", "part": [{"name": "name", "valueString": n}, {"name": "content", "resource": r}]} for n, r in named.items())]}


def population(c, questionnaire):
    """What $populate makes of charts, and that it can be completed and extracted."""
    wrong = [charts.result("Ferritin", "2276-4", 50, "ng/mL", observation_status="entered-in-error"), charts.result("Ferritin", "2276-4", 5, "furlong"), charts.REFUTED]
    bound = charts.result("C reactive protein", "1988-5", 5, "mg/L")
    bound["valueQuantity"]["comparator"] = "<"
    egfr = charts.result("Glomerular filtration rate", "33914-3", 41, "mL/min/{1.73_m2}")
    everything = [charts.patient(), charts.RLS, charts.ESRD, charts.DIALYSIS, charts.INSOMNIA, *charts.LOW, *charts.OLD, charts.DIPHENHYDRAMINE, FAMILY, bound, egfr, *wrong]
    for name, chart in {
        "patient": [charts.patient()], "man": [charts.patient(gender="male", age=71), charts.HYPERTENSION, charts.LISINOPRIL, *charts.FINE],
        "pregnant": [charts.patient(age=31), PREGNANT, charts.PREGNANCY], "everything": everything, "large": charts.big(300),
    }.items():
        body = populate(questionnaire, chart)
        for lang in ("en", "es"):
            answer = c.ask("populate-%s-%s" % (name, lang), "POST", POPULATE, body, Accept_Language=lang)
        filled = parameter(answer, "response")
        if c.checks.that(filled, "populate-%s: a response" % name):
            c.keep("populate-%s-response" % name, filled)
            c.checks.equal(filled["status"], "in-progress", "populate-%s: status" % name)
            c.ask("populate-%s-extracted" % name, "POST", EXTRACT, {**filled, "status": "completed", "subject": {"reference": "Patient/p1"}})
        if parameter(answer, "issues"):
            c.keep("populate-%s-issues" % name, parameter(answer, "issues"))


def orders_of_cards(c):
    """The resources that cards suggest, and the OperationOutcomes of that door."""
    services = c.client.json("GET", "/cds-services")["services"]
    view = next(s for s in services if s["id"] == "rls-patient-view")
    call = {"hook": "patient-view", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "context": {"userId": "Practitioner/7", "patientId": "p1"}}
    count = 0
    for beside in ([], [charts.DIALYSIS, *charts.OLD], [charts.PREGNANCY, charts.DIPHENHYDRAMINE, *charts.LOW]):
        chart = [charts.patient(), charts.RLS, *beside]
        prefetch = {k: charts.search(chart, t.replace("{{context.patientId}}", "p1")) for k, t in view["prefetch"].items()}
        answer = c.client.json("POST", "/cds-services/rls-patient-view", {**call, "prefetch": prefetch})
        for path, value in walk(answer):
            if isinstance(value, dict) and "resourceType" in value:
                count += 1
                c.inspect("card " + path, value)
                c.keep("card-%s-%d" % (value["resourceType"], count), value)
    c.checks.that(count, "cards suggest resources")
    _, _, data = c.client.send("POST", "/cds-services/rls-patient-view", {**call, "prefetch": {}}, Content_Type="application/json")
    c.keep("card-refused", json.loads(data))


def audit(c):
    """Who did what to a record, as AuditEvents."""
    stored = json.loads(c.client.send("POST", "/v1/records", {"request": {"criteria": MET}}, Content_Type="application/json")[2])
    path = "/v1/records/" + stored["id"]
    for method, below, want in (("GET", "", 200), ("POST", "/replay", 200), ("DELETE", "", 204), ("GET", "", 404)):
        status, _, _ = c.client.send(method, path + below)
        c.checks.equal(status, want, "%s of a record" % method)
    status, header, data = c.client.send("GET", path + "/audit", Accept=FHIR)
    if c.checks.that(status == 200 and header["Content-Type"] == FHIR, "audit as FHIR: status %d" % status):
        bundle = json.loads(data)
        c.inspect("audit", bundle)
        c.keep("audit", bundle)
        c.checks.that(len(bundle["entry"]) >= 4, "audit: each access is an AuditEvent")


def mutations(c, questionnaire):
    """Whatever is sent gets an answer that is valid, and never a 5xx."""
    rng = random.Random(SEED)
    for i in range(MUTATIONS):
        response, _ = respond.respond(questionnaire, randomly.any_request(rng, questionnaire))
        mutation(c, "mutated-response-%03d" % i, EXTRACT, randomly.spoilt(rng, {**response, "subject": {"reference": "Patient/1"}}))
    chart = [charts.patient(), charts.RLS, charts.ESRD, *charts.LOW, charts.DIPHENHYDRAMINE, FAMILY, PREGNANT]
    for i in range(MUTATIONS):
        body = populate(questionnaire, rng.sample(chart, rng.choice([1, 2, 4])))
        mutation(c, "mutated-chart-%03d" % i, POPULATE, randomly.spoilt(rng, body))
    print("spoilt responses and charts by status: " + ", ".join("%d: %d" % s for s in sorted(c.statuses.items())))
    c.checks.that(c.statuses.get(200) and c.statuses.get(422), "some of what is spoilt is still acceptable, most is not")


def mutation(c, name, path, body):
    status, header, data = c.client.send("POST", path, body, Content_Type=FHIR, Accept=FHIR)
    c.statuses[status] = c.statuses.get(status, 0) + 1
    if not c.checks.that(status < 500 and header["Content-Type"].startswith(FHIR), "%s: status %d for %s" % (name, status, json.dumps(body)[:2000])):
        return
    resource = json.loads(data)
    if status == 200 and path == EXTRACT:
        # Without an id the response is filed too, as it was sent: whether that is valid is not ours.
        for entry in parameter(resource, "return")["entry"]:
            if entry["resource"]["resourceType"] == "QuestionnaireResponse":
                entry["resource"] = {"resourceType": "QuestionnaireResponse", "status": "in-progress"}
    c.inspect(name, resource)
    c.keep(name, resource)
    c.checks.equal(resource["resourceType"], "Parameters" if status == 200 else "OperationOutcome", name + ": type")
    c.checks.that(randomly.MARK.encode() not in data or status == 200, name + ": nothing of what was sent in an error")


def plant(c, questionnaire):
    """Writes the planted faults for the URLs of this service."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "planted.json"), encoding="utf-8") as file:
        text = file.read()
    base = questionnaire["url"].removesuffix("/Questionnaire/rls-screening")
    text = text.replace("\\\\{base\\\\}", base).replace("{base}", base)
    text = text.replace("{canonical}", questionnaire["url"] + "|" + questionnaire["version"])
    with open(os.path.join(c.out, "planted.json"), "w", encoding="utf-8") as file:
        file.write(text)


def main():
    c = Collection(sys.argv[1], sys.argv[3])
    questionnaire = library(c)
    plant(c, questionnaire)
    response = extraction(c, questionnaire, sys.argv[2])
    refusals(c, response)
    population(c, questionnaire)
    orders_of_cards(c)
    audit(c)
    mutations(c, questionnaire)
    print("collected: metadata, form, codes, searches, $from-answers and $extract of the cases in four ways, $populate, refusals, orders of cards: %d resources" % len(c.kept))
    print("%d passed, %d failed" % (c.checks.passed, c.checks.failed))
    sys.exit(1 if c.checks.failed else 0)


if __name__ == "__main__":
    main()
