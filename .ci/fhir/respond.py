#!/usr/bin/env python3
"""respond.py QUESTIONNAIRE.json < REQUEST.json: answers a form.

Turns a request of api/v1 into a FHIR R4 QuestionnaireResponse for the
Questionnaire, written from the Questionnaire and FHIR R4 alone and not from
rlscreen's own code, so that the two can be held against each other:

- a linkId is the JSON path of the answer; groups and nesting are the Questionnaire's
- the code of a choice is that of its answerOption; yes, no and not_sure are
  v2-0136 Y and N and data-absent-reason asked-unknown
- what is disabled by enableWhen is left out, and named as dropped
- authored only where the request has as_of

Python 3 standard library only.
"""
import json
import sys

YES_NO = "http://terminology.hl7.org/CodeSystem/v2-0136"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
UCUM = "http://unitsofmeasure.org"
STANDARD = {"yes": (YES_NO, "Y"), "no": (YES_NO, "N"), "not_sure": (ABSENT, "asked-unknown")}
UNIT_OPTION = "http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption"


class NotRepresentable(ValueError):
    """The form has no place for something in the request."""


def respond(questionnaire, request, status="completed"):
    """The response, and the linkIds of answers that were dropped as disabled."""
    form = Form(questionnaire)
    items = form.fill(questionnaire.get("item", []), request)
    dropped = form.prune(items)
    unused = sorted(paths(request) - form.used)
    if unused:
        raise NotRepresentable("no item of the questionnaire takes " + ", ".join(unused))
    out = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": questionnaire["url"] + "|" + questionnaire["version"],
        "status": status,
    }
    if "as_of" in request:
        out["authored"] = request["as_of"]
    items = without_empty_groups(items)
    if items:
        out["item"] = items
    return out, sorted(dropped)


def paths(request):
    """The paths of all that the request says, but for as_of."""
    out = set()
    for member, value in request.items():
        if isinstance(value, dict):
            out.update(member + "." + key for key in value)
        elif member != "as_of":
            out.add(member)
    return out


class Form:
    """A Questionnaire, and what of a request has been used for it."""

    def __init__(self, questionnaire):
        self.used = set()
        self.definitions = {}
        self.parents = {}
        self._index(questionnaire.get("item", []), None)

    def _index(self, items, parent):
        for item in items:
            self.definitions[item["linkId"]] = item
            self.parents[item["linkId"]] = parent
            self._index(item.get("item", []), item["linkId"])

    def fill(self, items, request):
        """Items of the response for items of the questionnaire."""
        out = []
        for item in items:
            link = item["linkId"]
            if link == "medications.entry":
                out += self.entries(item, request)
            elif link == "labs" and item["type"] == "group":
                out.append(group(item, self.results(item, request)))
            elif item["type"] == "group":
                out.append(group(item, self.fill(item.get("item", []), request)))
            elif link == "medications.any":
                out += self.any_medicines(item, request)
            elif item["type"] != "display" and not item.get("readOnly"):
                out += self.question(item, request)
        return out

    def question(self, item, request):
        section, _, name = item["linkId"].partition(".")
        if name not in (request.get(section) or {}):
            return []
        self.used.add(item["linkId"])
        return [answered(item, value_of(item, request[section][name]))]

    def any_medicines(self, item, request):
        if "medications" not in request:
            return []
        return [answered(item, value_of(item, "yes" if request["medications"] else "no"))]

    def entries(self, item, request):
        """One repetition of the group for each medicine."""
        self.used.add("medications")
        out = []
        for entry in request.get("medications", []):
            inner = []
            for question in item["item"]:
                name = question["linkId"].removeprefix(item["linkId"].rpartition(".")[0] + ".")
                if name in entry:
                    inner.append(answered(question, value_of(question, entry[name])))
            if len(inner) != len(entry):
                raise NotRepresentable("a medicine has members for which the form has no question")
            out.append(group(item, inner))
        return out

    def results(self, item, request):
        """One quantity for each laboratory result."""
        self.used.add("labs")
        by_test = {}
        for lab in request.get("labs", []):
            test = self.test_of(item, lab)
            if test in by_test:
                raise NotRepresentable("the form takes one result of a test")
            by_test[test] = lab
        out = []
        for question in item["item"]:
            lab = by_test.pop(question["linkId"].removeprefix("labs."), None)
            if lab is None:
                continue
            one = answered(question, {"valueQuantity": quantity(question, lab)})
            if "collected_on" in lab:
                date = next(i for i in question["item"] if i["linkId"] == question["linkId"] + ".collected_on")
                one["answer"][0]["item"] = [answered(date, {"valueDate": lab["collected_on"]})]
            out.append(one)
        if by_test:
            raise NotRepresentable("the form has no item for a test")
        return out

    def test_of(self, item, lab):
        if "test" in lab:
            return lab["test"]
        for question in item["item"]:
            if any(c.get("system") == "http://loinc.org" and c["code"] == lab["loinc"] for c in question.get("code", [])):
                return question["linkId"].removeprefix("labs.")
        raise NotRepresentable("the form has no item for a LOINC code")

    # enableWhen, as R4 has it: a condition is on the answers of a question,
    # wherever it stands, and a question that is disabled has none.

    def prune(self, items):
        """Takes out what is disabled, and says what that was."""
        answers = {}
        collect(items, answers)
        dropped = set()
        while True:
            disabled = {l for l in answers if l not in dropped and not self.enabled(l, answers, dropped)}
            if not disabled:
                break
            dropped |= disabled
        remove(items, dropped)
        return {l for l in dropped if self.definitions[l]["type"] != "group"}

    def enabled(self, link, answers, dropped):
        parent = self.parents[link]
        if parent is not None and (parent in dropped or not self.enabled(parent, answers, dropped)):
            return False
        item = self.definitions[link]
        conditions = item.get("enableWhen", [])
        if not conditions:
            return True
        verdicts = [holds(c, [] if c["question"] in dropped else answers.get(c["question"], [])) for c in conditions]
        if len(conditions) > 1 and "enableBehavior" not in item:
            raise ValueError(link + ": enableBehavior is missing")
        return all(verdicts) if item.get("enableBehavior") == "all" else any(verdicts)


def collect(items, answers):
    """The answers by linkId; a group that is there has a place too."""
    for item in items:
        found = answers.setdefault(item["linkId"], [])
        for answer in item.get("answer", []):
            found.append(next(v for k, v in answer.items() if k.startswith("value")))
            collect(answer.get("item", []), answers)
        collect(item.get("item", []), answers)


def remove(items, dropped):
    items[:] = [i for i in items if i["linkId"] not in dropped]
    for item in items:
        for holder in [item] + item.get("answer", []):
            if "item" in holder:
                remove(holder["item"], dropped)
                if not holder["item"]:
                    del holder["item"]


def holds(condition, answers):
    """Whether a condition holds for the answers of its question."""
    operator = condition["operator"]
    wanted = next(v for k, v in condition.items() if k.startswith("answer"))
    if operator == "exists":
        return bool(answers) == wanted
    compare = {
        "=": lambda a, b: a == b, "!=": lambda a, b: a != b,
        "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
        ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    }[operator]
    return any(compare(plain(a), plain(wanted)) for a in answers)


def plain(value):
    return (value.get("system"), value.get("code")) if isinstance(value, dict) else value


def without_empty_groups(items):
    out = []
    for item in items:
        if "item" in item:
            item["item"] = without_empty_groups(item["item"])
            if not item["item"]:
                del item["item"]
        if "item" in item or "answer" in item:
            out.append(item)
    return out


def group(item, inner):
    return {"linkId": item["linkId"], "item": inner}


def answered(item, value):
    return {"linkId": item["linkId"], "answer": [value]}


def value_of(item, value):
    kind = item["type"]
    if kind == "choice":
        return {"valueCoding": option(item, value)}
    if kind in ("integer", "decimal", "string", "date"):
        return {"value" + kind.capitalize(): value}
    raise ValueError("%s: unexpected type %s" % (item["linkId"], kind))


def option(item, code):
    """The offered answer that stands for a code of api/v1."""
    for offered in item["answerOption"]:
        coding = offered["valueCoding"]
        key = (coding.get("system"), coding.get("code"))
        if key == STANDARD.get(code) or (code not in STANDARD and coding.get("code") == code and key[0] not in (YES_NO, ABSENT)):
            return {k: coding[k] for k in ("system", "code", "display") if k in coding}
    raise NotRepresentable("%s offers no %s" % (item["linkId"], code))


def quantity(item, lab):
    """The value in a unit that is offered, or else with the unit as it is spelt."""
    out = {"value": lab["value"]}
    for extension in item.get("extension", []):
        unit = extension.get("valueCoding", {})
        if extension["url"] == UNIT_OPTION and lab.get("unit") in (unit.get("code"), unit.get("display")):
            return {**out, "unit": unit.get("display", unit["code"]), "system": unit.get("system", UCUM), "code": unit["code"]}
    if "unit" in lab:
        out["unit"] = lab["unit"]
    return out


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: respond.py QUESTIONNAIRE.json < REQUEST.json")
    with open(sys.argv[1], encoding="utf-8") as file:
        questionnaire = json.load(file)
    response, dropped = respond(questionnaire, json.load(sys.stdin))
    for link in dropped:
        print("left out, as it is disabled: " + link, file=sys.stderr)
    json.dump(response, sys.stdout, ensure_ascii=False, indent=2)
    print()


if __name__ == "__main__":
    main()
