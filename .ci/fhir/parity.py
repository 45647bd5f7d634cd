"""parity.py BASE_URL CASES WORK N: see parity, which calls it."""
import collections
import json
import os
import random
import subprocess
import sys

import randomly
import respond
from client import Checks, Client, cases, get, parameter

OUTCOMES = ["out_of_scope", "negative", "indeterminate", "positive_review", "positive_provisional", "positive"]
PRIORITY = {"emergency": "stat", "urgent": "asap", "prompt": "urgent", "routine": "routine"}
SEED = 20260819
EXTRACTED = 300  # of the random requests


def of_rest(answer):
    """What is compared, of a screening of api/v1."""
    return {
        "outcome": answer["outcome"]["code"],
        "label": answer["classification"]["label"],
        "provisional": answer["classification"]["provisional"],
        "labs": sorted(x["id"] for x in answer["labs"] if x["status"] == "suggested"),
        "alerts": [[x["id"], x["urgency"]] for x in answer["alerts"]],
    }


def of_expect(case, answer):
    """The same, of what a case expects; which tests are already available only the answer says."""
    expect = case["expect"]
    suggested = {x["id"] for x in answer["labs"] if x["status"] == "suggested"}
    return {
        "outcome": expect["outcome"],
        "label": expect["classification"]["label"],
        "provisional": expect["classification"]["provisional"],
        "labs": sorted(x for x in expect["labs_recommended"] + expect["labs_consider"] if x in suggested),
        "alerts": [[x["id"], x["urgency"]] for x in expect["alerts"]],
    }


def of_bundle(bundle, base):
    """The same, of the resources of $extract, with alerts by the priority of their task."""
    results = base + "/CodeSystem/rls-result"

    def own(concept):
        found = [c["code"] for c in (concept or {}).get("coding", []) if c.get("system") == results]
        return found[0] if len(found) == 1 else None

    resources = [e["resource"] for e in bundle["entry"]]
    of_type = lambda kind: [r for r in resources if r["resourceType"] == kind]
    panel = [o for o in of_type("Observation") if own(o.get("valueCodeableConcept")) in OUTCOMES]
    if len(panel) != 1:
        raise AssertionError("%d observations have an outcome" % len(panel))
    parts = {own(c["code"]): c.get("valueCodeableConcept") for c in panel[0]["component"]}
    provisional = get(parts.get("provisional"), "coding", 0, "code")
    labs = []
    for order in of_type("ServiceRequest"):
        code = own(order["code"])
        labs += [own(d) for d in order.get("orderDetail", [])] if code == "iron_panel" else [code]
    return {
        "outcome": own(panel[0]["valueCodeableConcept"]),
        "label": own(parts["label"]),
        "provisional": provisional == "Y",
        "labs": sorted(labs),
        "alerts": [[own(t["code"]), t["priority"]] for t in of_type("Task")],
    }


def by_priority(facts):
    return {**facts, "alerts": [[a, PRIORITY[u]] for a, u in facts["alerts"]]}


def batch(client, wanted):
    """REST's answer for each request, in order."""
    out = []
    for start in range(0, len(wanted), 500):
        lines = "\n".join(json.dumps({"request": r}) for r in wanted[start : start + 500]) + "\n"
        status, _, data = client.send("POST", "/v1/screenings/batch", lines.encode(), Content_Type="application/x-ndjson")
        if status != 200:
            raise AssertionError("batch: status %d" % status)
        out += [json.loads(line) for line in data.splitlines()]
    return out


def computed(form, responses):
    """The outcome that the form computes for each response."""
    lines = "".join(json.dumps({"id": i, "response": r}) + "\n" for i, r in enumerate(responses))
    done = subprocess.run(["node", os.environ["EXPRESSION"], form], input=lines, capture_output=True, text=True)
    if done.returncode:
        raise AssertionError("the expression fails: " + done.stderr[:2000])
    return [json.loads(line)["outcome"] for line in done.stdout.splitlines()]


def command_line(wanted):
    lines = "".join(json.dumps({"id": i, "request": r}) + "\n" for i, r in wanted)
    done = subprocess.run([os.environ["RLSCREEN_BIN"], "screen", "--lines", "-"], input=lines, capture_output=True, text=True)
    if done.returncode:
        raise AssertionError("rlscreen screen fails: " + done.stderr[:2000])
    return {x["id"]: x["result"] for x in map(json.loads, done.stdout.splitlines())}


def extract(client, response, subject):
    parameters = {"resourceType": "Parameters", "parameter": [
        {"name": "questionnaire-response", "resource": response},
        {"name": "subject", "valueReference": {"reference": subject}},
    ]}
    return parameter(client.json("POST", "/fhir/R4/QuestionnaireResponse/$extract", parameters), "return")


def run_cases(client, checks, path, questionnaire, form):
    base = questionnaire["url"].removesuffix("/Questionnaire/rls-screening")
    every = cases(path)
    cli = command_line([(c["id"], c["request"]) for c in every])
    responses = []
    for case in every:
        response, dropped = respond.respond(questionnaire, case["request"])
        responses.append(response)
        rest = client.json("POST", "/v1/screenings", case["request"])
        want = of_expect(case, rest)
        name = case["id"]
        if dropped:
            print("%s: left out of the form, as it is disabled: %s" % (name, ", ".join(dropped)))
        checks.equal(of_rest(rest), want, name + " by REST")
        checks.equal(of_rest(cli[name]), want, name + " by the command line")
        bundle = extract(client, response, "Patient/" + name)
        checks.equal(of_bundle(bundle, base), by_priority(want), name + " by $extract")
    for case, outcome in zip(every, computed(form, responses), strict=True):
        checks.equal(outcome, [case["expect"]["outcome"]], case["id"] + " by the expression")


def run_random(client, checks, questionnaire, form, count):
    base = questionnaire["url"].removesuffix("/Questionnaire/rls-screening")
    rng = random.Random(SEED)
    wanted, responses = [], []
    for _ in range(count):
        request = randomly.outcome_request(rng)
        response, dropped = respond.respond(questionnaire, request)
        if dropped:
            raise AssertionError("an answer that the outcome rests on is disabled: " + ", ".join(dropped))
        wanted.append(request)
        responses.append(response)
    seen = collections.Counter()
    for request, answer, outcome in zip(wanted, batch(client, wanted), computed(form, responses), strict=True):
        if "result" not in answer:
            raise AssertionError("REST refuses %s: %s" % (json.dumps(request), json.dumps(answer)))
        code = answer["result"]["outcome"]["code"]
        seen[code] += 1
        checks.equal(outcome, [code], "random answers %s by the expression" % json.dumps(request))
    print("random answers by outcome: " + ", ".join("%s %d" % (o, seen[o]) for o in OUTCOMES))
    for outcome in OUTCOMES:
        checks.that(seen[outcome] >= count // 50, "enough random answers with the outcome " + outcome)
    planted_expression(checks, form, questionnaire, responses)
    run_extract(client, checks, questionnaire, base, rng)


def planted_expression(checks, form, questionnaire, responses):
    """A wrong expression would be found: each outcome, swapped for another, makes a difference."""
    right = computed(form, responses)
    text = json.dumps(questionnaire)
    for outcome in OUTCOMES:
        wrong = form + ".planted"
        with open(wrong, "w", encoding="utf-8") as file:
            file.write(text.replace("'%s'" % outcome, "'planted'"))
        different = sum(a != b for a, b in zip(right, computed(wrong, responses), strict=True))
        checks.that(different, "a form without the outcome %s would be found" % outcome)


def run_extract(client, checks, questionnaire, base, rng):
    """Requests with everything in them, through $extract."""
    wanted, responses = [], []
    while len(wanted) < EXTRACTED:
        request = randomly.any_request(rng, questionnaire)
        response, dropped = respond.respond(questionnaire, request)
        for link in dropped:  # REST takes these, the form does not ask them
            section, _, name = link.partition(".")
            request[section].pop(name, None)
        wanted.append(request)
        responses.append(response)
    refused = 0
    for request, response, answer in zip(wanted, responses, batch(client, wanted), strict=True):
        if "error" in answer:
            # What contradicts itself is refused at both doors.
            refused += 1
            body = {**response, "subject": {"reference": "Patient/random"}}
            status, _, _ = client.send("POST", "/fhir/R4/QuestionnaireResponse/$extract", body, Content_Type="application/fhir+json")
            checks.equal(status, 422, "$extract of what REST refuses, %s" % json.dumps(request))
            continue
        bundle = extract(client, response, "Patient/random")
        checks.equal(of_bundle(bundle, base), by_priority(of_rest(answer["result"])), "random request %s by $extract" % json.dumps(request))
    print("random requests by $extract: %d, of which both doors refuse %d" % (len(wanted), refused))
    checks.that(refused < EXTRACTED // 2, "most random requests are acceptable")


def main():
    url, path, work, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    client, checks = Client(url), Checks()
    questionnaire = client.json("GET", "/fhir/R4/Questionnaire/rls-screening")
    form = os.path.join(work, "questionnaire.json")
    with open(form, "w", encoding="utf-8") as file:
        json.dump(questionnaire, file)
    run_cases(client, checks, path, questionnaire, form)
    run_random(client, checks, questionnaire, form, count)
    print("parity: outcome, label, suggested tests and alerts by REST, $extract and the command line, and the outcome by the expression")
    print("%d passed, %d failed" % (checks.passed, checks.failed))
    sys.exit(1 if checks.failed or not checks.passed else 0)


if __name__ == "__main__":
    main()
