// Answers, the flow of the questions, the request and the draft.

import assert from "node:assert/strict";
import test from "node:test";

import { stays, urgencyOf } from "../alarm.js";
import { Answers, find, isEnabled, localDate, toRequest } from "../answers.js";
import { Draft } from "../draft.js";
import { faultsByQuestion } from "../faults.js";
import { nextQuestion, remaining, remainingIds } from "../flow.js";
import { Path } from "../path.js";
import { ServiceError } from "../service.js";
import { takeSlot } from "../slots.js";
import { decide, MemoryStorage, questionnaire, settle } from "./core-form.mjs";

const done = (/** @type {Record<string, any>} */ values) => Answers.from({ values });

test("an answer takes the place of having left a question out, and the other way round", () => {
  const answers = new Answers();
  answers.skip("criteria.urge_to_move");
  assert.equal(answers.isSkipped("criteria.urge_to_move"), true);
  assert.equal(answers.has("criteria.urge_to_move"), false);
  answers.set("criteria.urge_to_move", "yes");
  assert.equal(answers.isSkipped("criteria.urge_to_move"), false);
  answers.skip("criteria.urge_to_move");
  assert.equal(answers.get("criteria.urge_to_move"), undefined);
  answers.clear("criteria.urge_to_move");
  assert.equal(answers.isDone("criteria.urge_to_move"), false);
});

test("an empty list of medicines is an answer", () => {
  const answers = done({ medications: [] });
  assert.equal(answers.has("medications"), true);
  assert.deepEqual(toRequest(questionnaire, answers, "2026-11-22"), { as_of: "2026-11-22", medications: [] });
});

test("what was kept is read again as it was", () => {
  const answers = done({ "patient.age_years": 50, medications: [{ name: "Benadryl" }] });
  answers.skip("patient.sex");
  assert.deepEqual(Answers.from(JSON.parse(JSON.stringify(answers))).toJSON(), answers.toJSON());
});

test("what is no draft is as good as no answers", () => {
  for (const saved of [undefined, null, 7, "x", [], { values: 3 }, { values: { a: null, b: {}, c: [1], d: true }, skipped: 4 }]) {
    assert.equal(Answers.from(saved).isEmpty, true, JSON.stringify(saved));
  }
});

test("answers that the questions of today do not know are dropped, and no more than those", () => {
  const kept = done({
    "criteria.urge_to_move": "yes",
    "criteria.worse_at_rest": "sometimes",
    "criteria.gone": "yes",
    "patient.age_years": 200,
    "patient.gestation_weeks": 10.5,
    medications: [{ name: "Benadryl", timing: "long_ago" }, { rxnorm: "1" }, { note: "?" }],
    labs: [{ test: "ferritin", value: 22, unit: "ng/mL" }, { test: "gone", value: 1, unit: "g" }],
  }).keptBy(questionnaire);
  assert.deepEqual(kept.toJSON().values, {
    "criteria.urge_to_move": "yes",
    medications: [{ name: "Benadryl" }, { rxnorm: "1" }],
    labs: [{ test: "ferritin", value: 22, unit: "ng/mL" }],
  });
});

test("a list of which nothing is left is no answer: none taken would be another thing", () => {
  const kept = done({ medications: [{ note: "?" }], labs: [{ test: "gone", value: 1, unit: "g" }] }).keptBy(questionnaire);
  assert.equal(kept.isEmpty, true);
  assert.equal(done({ medications: [] }).keptBy(questionnaire).has("medications"), true);
});

test("a question is shown by its conditions", () => {
  const cases = /** @type {[string, Record<string, any>, boolean][]} */ ([
    ["patient.pregnancy", {}, true],
    ["patient.pregnancy", { "patient.sex": "female" }, true],
    ["patient.pregnancy", { "patient.sex": "male" }, false],
    ["patient.gestation_weeks", {}, false],
    ["patient.gestation_weeks", { "patient.pregnancy": "no" }, false],
    ["patient.gestation_weeks", { "patient.pregnancy": "yes" }, true],
    ["patient.gestation_weeks", { "patient.pregnancy": "yes", "patient.sex": "male" }, false],
    ["course.lifetime_episodes", {}, false],
    ["course.lifetime_episodes", { "course.days_per_week": 2 }, false],
    ["course.lifetime_episodes", { "course.days_per_week": 1.5 }, true],
    ["course.often", { "course.days_per_week": 5 }, true],
    ["course.often", { "course.days_per_week": 4.5 }, false],
  ]);
  for (const [id, values, shown] of cases) {
    const question = find(questionnaire, id);
    assert.ok(question);
    assert.equal(isEnabled(question, done(values), questionnaire), shown, `${id} ${JSON.stringify(values)}`);
  }
});

test("answers to questions that are not shown any more are not sent", () => {
  const answers = done({ "patient.sex": "female", "patient.pregnancy": "yes", "patient.gestation_weeks": 20 });
  assert.deepEqual(toRequest(questionnaire, answers, "2026-11-22").patient, { sex: "female", pregnancy: "yes", gestation_weeks: 20 });
  answers.set("patient.sex", "male");
  assert.deepEqual(toRequest(questionnaire, answers, "2026-11-22").patient, { sex: "male" });
  answers.set("patient.sex", "female");
  assert.deepEqual(toRequest(questionnaire, answers, "2026-11-22").patient, { sex: "female", pregnancy: "yes", gestation_weeks: 20 });
});

test("the request has the shape of the service, whatever the order of the answers", () => {
  const one = done({ labs: [], "safety.low_mood": "no", "criteria.urge_to_move": "yes", "patient.age_years": 0 });
  const other = done({ "patient.age_years": 0, "criteria.urge_to_move": "yes", "safety.low_mood": "no", labs: [] });
  const request = toRequest(questionnaire, one, "2026-11-22");
  assert.deepEqual(request, {
    as_of: "2026-11-22", criteria: { urge_to_move: "yes" }, safety: { low_mood: "no" }, patient: { age_years: 0 }, labs: [],
  });
  assert.equal(JSON.stringify(request), JSON.stringify(toRequest(questionnaire, other, "2026-11-22")));
});

test("an answer can be left out of the request", () => {
  const answers = done({ labs: [], "criteria.urge_to_move": "yes" });
  assert.deepEqual(toRequest(questionnaire, answers, "2026-11-22", (id) => id === "labs"), { as_of: "2026-11-22", criteria: { urge_to_move: "yes" } });
});

test("the date is that of the person, not of Greenwich", () => {
  assert.equal(localDate(new Date(2026, 0, 2, 0, 30)), "2026-01-02");
  assert.equal(localDate(new Date(2026, 11, 31, 23, 59)), "2026-12-31");
});

test("the first question opens, whatever a decision says", () => {
  assert.equal(nextQuestion(questionnaire, new Answers(), decide(["safety.low_mood"])), "criteria.urge_to_move");
});

test("then the decision leads, without what is done and what is not shown", () => {
  const decision = decide(["safety.low_mood", "safety.suicidal_thoughts", "patient.age_years"]);
  const answers = done({ "criteria.urge_to_move": "yes", "safety.low_mood": "no" });
  assert.equal(nextQuestion(questionnaire, answers, decision), "safety.suicidal_thoughts");
  answers.skip("safety.suicidal_thoughts");
  assert.equal(nextQuestion(questionnaire, answers, decision), "patient.age_years");
  answers.set("patient.age_years", 50);
  assert.equal(nextQuestion(questionnaire, answers, decision), undefined);
});

test("what was answered with not sure is not asked again", () => {
  const answers = done({ "criteria.urge_to_move": "not_sure" });
  const decision = { ...decide([]), next_questions: [{ path: "criteria.urge_to_move", asked: true }] };
  assert.equal(nextQuestion(questionnaire, answers, decision), undefined);
});

test("a path below a list is the question of the list, once", () => {
  const answers = done({ "criteria.urge_to_move": "yes" });
  assert.deepEqual(remainingIds(questionnaire, answers, decide(["labs.ferritin", "labs.tsat"])), ["labs"]);
});

test("what decides whether a question is shown is asked before it", () => {
  const answers = done({ "criteria.urge_to_move": "yes" });
  const decision = decide(["patient.gestation_weeks", "course.lifetime_episodes"]);
  assert.deepEqual(remainingIds(questionnaire, answers, decision), ["patient.sex", "patient.pregnancy", "course.days_per_week"]);
  answers.set("patient.sex", "male");
  assert.deepEqual(remainingIds(questionnaire, answers, decision), ["course.days_per_week"]);
  answers.set("patient.sex", "female");
  answers.set("patient.pregnancy", "yes");
  assert.deepEqual(remainingIds(questionnaire, answers, decision), ["patient.gestation_weeks", "course.days_per_week"]);
  answers.skip("course.days_per_week");
  assert.deepEqual(remainingIds(questionnaire, answers, decision), ["patient.gestation_weeks"]);
});

test("what can spare a question is asked before it", () => {
  const sparing = structuredClone(questionnaire);
  const mood = sparing.sections[1].questions[1];
  mood.after = ["medications"];
  const answers = done({ "criteria.urge_to_move": "yes" });
  assert.deepEqual(remainingIds(sparing, answers, decide([mood.id])), ["medications", mood.id]);
  answers.set("medications", []);
  assert.deepEqual(remainingIds(sparing, answers, decide([mood.id])), [mood.id]);
});

test("a path that the questionnaire does not know is passed over", () => {
  assert.equal(nextQuestion(questionnaire, done({ "criteria.urge_to_move": "yes" }), decide(["criteria.new", "patient.sex"])), "patient.sex");
});

test("without a decision the questions come in their own order, and all of them", () => {
  const answers = new Answers();
  const asked = [];
  for (let id = nextQuestion(questionnaire, answers); id; id = nextQuestion(questionnaire, answers)) {
    asked.push(id);
    answers.skip(id);
  }
  const shown = questionnaire.sections.flatMap(({ questions }) => questions.map(({ id }) => id));
  assert.deepEqual(asked, shown.filter((id) => !["patient.gestation_weeks", "course.lifetime_episodes", "course.often"].includes(id)));
  assert.equal(remaining(questionnaire, answers), 0);
});

test("a draft comes back, for twelve hours and no longer", () => {
  const storage = new MemoryStorage();
  let now = 1_000_000;
  const draft = new Draft(() => "https://a", { storage: () => storage, now: () => now });
  const saved = { answers: { values: { a: "yes" }, skipped: [] }, visited: ["a"], current: "b", screen: "question", seen: [], checked: [], chosen: {} };
  draft.save(saved);
  now += 12 * 3600 * 1000;
  assert.deepEqual(draft.load()?.answers, saved.answers);
  now += 1;
  assert.equal(draft.load(), undefined);
  assert.equal(storage.length, 0);
});

test("a draft that has grown old in a tab that was left open is old, until it is saved or forgotten", () => {
  let now = 1_000_000;
  const draft = new Draft(() => "https://a", { storage: () => new MemoryStorage(), now: () => now });
  const saved = { answers: { values: { a: "yes" }, skipped: [] }, visited: [], screen: "question", seen: [], checked: [], chosen: {} };
  assert.equal(draft.isOld, false);
  draft.save(saved);
  now += 12 * 3600 * 1000;
  assert.equal(draft.isOld, false);
  now += 1;
  assert.equal(draft.isOld, true);
  draft.save(saved);
  assert.equal(draft.isOld, false);
  now += 13 * 3600 * 1000;
  draft.clear();
  assert.equal(draft.isOld, false);
});

test("who ends a draft ends its copies in other tabs, and no other draft", { timeout: 60_000 }, async (t) => {
  const saved = { answers: { values: { a: "yes" }, skipped: [] }, visited: [], screen: "question", seen: [], checked: [], chosen: {} };
  const storage = new MemoryStorage();
  const copied = new MemoryStorage();
  const [first, copy, other] = [storage, copied, new MemoryStorage()].map((own) => new Draft(() => "https://a", { storage: () => own }));
  first.save(saved);
  copied.setItem("rlscreen.draft:https://a", storage.getItem("rlscreen.draft:https://a") ?? "");
  copy.load();
  other.save(saved);
  /** @type {string[]} */
  const ended = [];
  /** @type {Promise<void>} */
  const heard = new Promise((resolve) => {
    t.after(first.hear(() => ended.push("first")));
    t.after(copy.hear(() => resolve(void ended.push("copy"))));
    t.after(other.hear(() => ended.push("other")));
  });
  first.end();
  await heard;
  await settle(); // the others hear it in the same turn
  assert.deepEqual(ended, ["copy"]);
  assert.equal(storage.length, 0);
});

test("a medicine or result that holds anything but texts and numbers is not kept", () => {
  const medications = [{ name: "Benadryl" }, { name: { a: 1 }, rxnorm: "1" }, { rxnorm: 5 }, { name: null, atc: "N05" }];
  const labs = [{ test: "ferritin", value: 20, unit: "ng/mL" }, { test: "ferritin", value: 20, unit: "ng/mL", collected_on: 5 }, { test: "ferritin", value: Infinity, unit: "ng/mL" }];
  const kept = Answers.from({ values: { medications, labs } }).keptBy(questionnaire);
  assert.deepEqual([kept.get("medications"), kept.get("labs")], [[medications[0], medications[3]], [labs[0]]]);
});

test("an alert of an urgency that there is not yet is urgent, and stays", () => {
  const odd = /** @type {any} */ ({ id: "a", urgency: "critical", rule: "alert.a" });
  assert.equal(urgencyOf(odd), "urgent");
  assert.equal(stays(odd), true);
});

test("a draft of the future, or that is none, is no draft and is removed", () => {
  for (const text of ["{", "null", "7", "[]", '{"answers":{}}', '{"saved_at":"x"}', `{"saved_at":${2e15}}`]) {
    const storage = new MemoryStorage();
    storage.setItem("rlscreen.draft:a", text);
    assert.equal(new Draft(() => "a", { storage: () => storage, now: () => 1e12 }).load(), undefined, text);
    assert.equal(storage.length, 0, text);
  }
});

test("what is damaged in a draft is left out", () => {
  const storage = new MemoryStorage();
  storage.setItem("rlscreen.draft:a", JSON.stringify({ saved_at: 5, seen: 7, chosen: { lang: "es", onclick: "x", mode: 3 }, answers: { values: { a: "yes" } } }));
  const saved = new Draft(() => "a", { storage: () => storage, now: () => 6 }).load();
  assert.deepEqual([saved?.seen, saved?.chosen, saved?.answers], [[], { lang: "es" }, { values: { a: "yes" } }]);
});

test("storage that throws is survived", () => {
  const shut = new Draft(() => "a", { storage: () => { throw new Error("SecurityError"); } });
  const full = new Draft(() => "a", { storage: () => Object.assign(new MemoryStorage(), { setItem() { throw new Error("QuotaExceededError"); } }) });
  for (const draft of [shut, full]) {
    draft.save({ answers: { values: {}, skipped: [] }, visited: [], screen: "question", seen: [], checked: [], chosen: {} });
    assert.equal(draft.load(), undefined);
    draft.clear();
  }
});

test("the way through the questions comes back without the questions that are gone", () => {
  const saved = { answers: { values: { "criteria.urge_to_move": "yes" }, skipped: ["criteria.gone"] }, visited: ["criteria.urge_to_move", "criteria.gone"], current: "criteria.gone", checked: ["positive"] };
  const path = Path.from(saved, questionnaire);
  assert.deepEqual(path.toJSON(), { answers: { values: { "criteria.urge_to_move": "yes" }, skipped: [] }, visited: ["criteria.urge_to_move"], current: undefined, checked: ["positive"] });
  assert.deepEqual(Path.from(/** @type {any} */ ({ visited: "x", checked: [1], current: 3 }), questionnaire).toJSON().visited, []);
});

test("faults are found at the questions that their pointers name", () => {
  const fault = (/** @type {string} */ pointer) => ({ pointer, code: "range", detail: "" });
  const error = new ServiceError("invalid", { problem: /** @type {any} */ ({ errors: [fault("/labs/0/value"), fault("/labs/1/unit"), fault("/patient/age_years"), fault("/as_of")] }) });
  const faults = faultsByQuestion(error, questionnaire);
  assert.deepEqual([...faults].map(([id, list]) => [id, list.length]), [["labs", 2], ["patient.age_years", 1]]);
  assert.equal(faultsByQuestion(new ServiceError("busy"), questionnaire).size, 0);
  assert.equal(faultsByQuestion(new TypeError("x"), questionnaire).size, 0);
});

test("forms of one service on one page have drafts of their own, and a name that is given back is the next", () => {
  const first = takeSlot("https://s.example");
  const second = takeSlot("https://s.example");
  assert.deepEqual([first.name, second.name, takeSlot("https://t.example").name], ["https://s.example", "https://s.example#2", "https://t.example"]);
  first.release();
  assert.equal(takeSlot("https://s.example").name, "https://s.example");
  assert.equal(takeSlot("https://s.example").name, "https://s.example#3");
});
