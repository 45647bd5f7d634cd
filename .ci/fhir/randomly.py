"""Random requests of api/v1, and spoilt JSON, from a seeded generator."""
import copy

from client import walk

CRITERIA = ["urge_to_move", "worse_at_rest", "relieved_by_movement", "worse_in_evening"]
MIMICS = [
    "cramps_only", "position_change_ends_it", "habitual_movement", "whole_body_restlessness", "constant_numbness_or_burning",
    "radiating_back_pain", "swelling_or_varicose_veins", "brought_on_by_walking", "joint_or_muscle_soreness", "one_sided",
]
MEDICINES = [
    {"name": "Benadryl"}, {"name": "mirtazapine"}, {"rxnorm": "6915"}, {"name": "sertraline"}, {"name": "haloperidol"},
    {"name": "pramipexole"}, {"name": "lithium"}, {"name": "omeprazole"}, {"name": "no such medicine"}, {"rxnorm": "312941"},
]


def pick(rng, weighted):
    """One of the keys, by weight; None stands for not asked."""
    return rng.choices(list(weighted), list(weighted.values()))[0]


def put(section, name, value):
    if value is not None:
        section[name] = value


def outcome_request(rng):
    """What the outcome rests on. Most have the criteria met, so that every outcome is common."""
    met = rng.random() < 0.7
    criteria, mimics, patient = {}, {}, {}
    for name in CRITERIA:
        weights = {"yes": 30 if met else 5, "no": 0 if met else 1, "not_sure": 0.5 if met else 2, None: 0.5 if met else 2}
        if name in CRITERIA[2:]:
            weights["previously"] = 6
        put(criteria, name, pick(rng, weights))
    put(criteria, "body_parts", pick(rng, {None: 5, "legs": 4, "legs_and_other": 2, "other_only": 0.7}))
    style = pick(rng, {"no": 3, "nearly": 3, "mixed": 3, "none": 1})
    for name in MIMICS:
        weights = {
            "no": {"no": 1}, "nearly": {"no": 20, "not_sure": 1, None: 1},
            "mixed": {"yes": 1, "no": 6, "not_sure": 1, None: 2}, "none": {None: 1},
        }[style]
        put(mimics, name, pick(rng, weights))
    put(patient, "age_years", pick(rng, {None: 4, 0: 0.3, 12: 0.5, 13: 1, 14: 1, 17: 1, 18: 1, 40: 3, 120: 1}))
    put(patient, "cognitive_impairment", pick(rng, {None: 6, "yes": 0.5, "no": 5, "not_sure": 1}))
    return {k: v for k, v in (("patient", patient), ("criteria", criteria), ("mimics", mimics)) if v or rng.random() < 0.5}


def any_request(rng, questionnaire):
    """Answers to anything the form asks."""
    request = outcome_request(rng)
    share = rng.choice([0.1, 0.4, 0.9])
    for group in questionnaire["item"]:
        section = group["linkId"]
        if group["type"] != "group" or section in ("criteria", "mimics", "medications", "labs"):
            continue
        for item in group["item"]:
            if item["type"] != "display" and rng.random() < share:
                put(request.setdefault(section, {}), item["linkId"].partition(".")[2], answer(rng, item))
    if rng.random() < 0.7:
        request["medications"] = [medicine(rng) for _ in range(rng.choice([0, 1, 1, 2, 4]))]
    if rng.random() < 0.6:
        request["labs"] = labs(rng)
    if rng.random() < 0.5:
        request["as_of"] = "2026-11-20"
    make_sense(rng, request)
    return request


def answer(rng, item):
    name = item["linkId"].partition(".")[2]
    if name in ("age_years", "cognitive_impairment"):
        return None  # has been asked
    if item["type"] == "choice":
        code = rng.choice(item["answerOption"])["valueCoding"]["code"]
        return {"Y": "yes", "N": "no", "asked-unknown": "not_sure"}.get(code, code)
    if item["type"] == "decimal":
        return rng.choice([0, 0.1, 1, 1.5, 2, 3, 7])
    return rng.choice({
        "gestation_weeks": [8, 20, 38], "onset_age_years": [5, 20, 44, 45, 60], "duration_months": [0, 2, 12, 120],
        "lifetime_episodes": [0, 4, 5, 500], "irls_total": [0, 10, 22, 40],
    }[name])


def medicine(rng):
    out = dict(rng.choice(MEDICINES))
    put(out, "timing", rng.choice([None, "began_after_starting", "worse_after_starting", "began_before_starting", "not_sure"]))
    return out


def labs(rng):
    known = {
        "ferritin": ([8, 29, 30, 49, 75, 76, 110, 320], "ng/mL"), "tsat": ([10, 19.9, 20, 33, 50], "%"), "iron": ([40, 90], "ug/dL"),
        "tibc": ([250, 400], "ug/dL"), "egfr": ([12, 45, 80], "mL/min/{1.73_m2}"), "crp": ([1, 38], "mg/L"), "haemoglobin": ([10.5, 13.2], "g/dL"),
    }
    out = []
    for test in rng.sample(sorted(known), rng.choice([1, 2, 3])):
        values, unit = known[test]
        one = {"test": test, "value": rng.choice(values), "unit": unit}
        put(one, "collected_on", rng.choice([None, "2026-10-30", "2026-11-20", "2025-01-15"]))
        out.append(one)
    return out


def make_sense(rng, request):
    """Mends most of what contradicts itself: the rest shows that it is refused everywhere."""
    patient, history, course = (request.get(s, {}) for s in ("patient", "history", "course"))
    if rng.random() < 0.05:
        return
    if patient.get("sex") == "male" or patient.get("age_years", 30) < 12:
        patient.pop("pregnancy", None)
    if patient.get("pregnancy") != "yes":
        patient.pop("gestation_weeks", None)
    if history.get("kidney_disease") == "no":
        history.pop("kidney_disease_stage", None)
    if "age_years" in patient:
        if course.get("onset_age_years", 0) > patient["age_years"]:
            del course["onset_age_years"]
        if course.get("duration_months", 0) > 12 * patient["age_years"]:
            del course["duration_months"]


MARK = "Planted"
JUNK = [None, True, 0, -1, 1e300, "", "x", "\u0000", MARK + "\u202e", [], {}, [[]], {"resourceType": "Patient"}, "9" * 400, "2026-13-45"]


def spoilt(rng, value):
    """A copy with up to four places deleted, doubled, renamed or replaced."""
    value = copy.deepcopy(value)
    for _ in range(rng.choice([1, 1, 2, 4])):
        places = [(holder, key) for _, holder in walk(value) if isinstance(holder, (dict, list)) and holder
                  for key in (holder if isinstance(holder, dict) else range(len(holder)))]
        if places:
            spoil(rng, *rng.choice(places))
    return value


def spoil(rng, holder, key):
    action = rng.random()
    if action < 0.25:
        del holder[key]
    elif action < 0.4 and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    elif action < 0.5 and isinstance(holder, dict):
        holder["noSuchMember"] = holder.pop(key)
    else:
        holder[key] = copy.deepcopy(rng.choice(JUNK))
