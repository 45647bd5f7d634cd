import assert from "node:assert/strict";
import test from "node:test";

import { ironRequest } from "../view/iron-request.js";
import { lookup, numberWords, questionText, unitWords } from "../view/lookup.js";
import { openQuestions } from "../view/open.js";
import { axis, labels, xOf } from "../view/scale.js";
import { words } from "../words.js";

const question = (id, more = {}) => ({ id, text: `Question ${id}?`, type: "choice", options: [], enable_when: [], ...more });
const options = [{ code: "yes", display: "Yes" }, { code: "no", display: "No" }, { code: "previously", display: "Not any more" }];
const questions = [
  question("criteria.urge_to_move", { options }),
  question("criteria.worse_at_rest", { options }),
  question("criteria.worse_in_evening", { options }),
  question("mimics.one_sided", { options }),
  question("patient.age_years", { type: "integer", unit: "years" }),
  question("patient.pregnancy", { options }),
  question("patient.gestation_weeks", { type: "integer", enable_when: [{ question: "patient.pregnancy", operator: "in", codes: ["yes"] }] }),
  question("course.days_per_week", { type: "number", unit: "days a week" }),
  question("history.diabetes", { options }),
  question("history.kidney_disease_stage", { options: [{ code: "dialysis", display: "Dialysis" }] }),
  question("medications", { type: "medications", timings: [{ code: "worse_after_starting", display: "Worse after I started it" }] }),
  question("labs", { type: "labs", tests: [{ test: "ferritin", display: "Ferritin" }, { test: "tsat", display: "Transferrin saturation", loinc: "2502-3" }] }),
];
const questionnaire = { sections: [{ id: "all", title: "All", questions }] };
const request = {
  as_of: "2026-11-20",
  patient: { age_years: 34, pregnancy: "no" },
  criteria: { urge_to_move: "yes", worse_in_evening: "previously" },
  course: { days_per_week: 0.5 },
  history: { kidney_disease: "yes", kidney_disease_stage: "dialysis" },
  medications: [{ name: "Benadryl", timing: "worse_after_starting" }, { rxnorm: "6915" }],
  labs: [
    { test: "ferritin", value: 22, unit: "ng/mL", collected_on: "2026-10-30" },
    { loinc: "2502-3", value: 14, unit: "%" },
  ],
};
const look = lookup({ questionnaire, request, t: words("en"), lang: "en" });

test("a path is read as the question that was asked, or the entry that was made", () => {
  assert.equal(look.question("criteria.urge_to_move"), "Question criteria.urge_to_move?");
  assert.equal(look.question("labs[0]"), "Ferritin");
  assert.equal(look.question("labs[1].collected_on"), "Transferrin saturation", "a LOINC code is known by the questionnaire");
  assert.equal(look.question("labs.tsat"), "Transferrin saturation");
  assert.equal(look.question("medications[0]"), "Benadryl");
  assert.equal(look.question("medications[1]"), "6915");
  assert.equal(look.question("medications"), "Question medications?");
  assert.equal(questionText(questionnaire, "labs[0]"), "Question labs?", "without the request, the question of the list");
  assert.equal(look.question("no.such"), "no.such");
});

test("an answer is read in the words that were chosen", () => {
  for (const [path, value, shown] of [
    ["criteria.urge_to_move", "yes", "Yes"],
    ["criteria.worse_in_evening", "previously", "Not any more"],
    ["history.kidney_disease_stage", "dialysis", "Dialysis"],
    ["patient.age_years", "34 years", "34 years"],
    ["medications[0]", "worse_after_starting", "Worse after I started it"],
    ["medications[1]", "metoclopramide", "metoclopramide"],
    ["labs[0]", "22 ng/mL", "22 ng/mL"],
    ["labs[2]", "88 mL/min/{1.73_m2}", "88 mL/min/1.73 m²"],
  ]) {
    assert.equal(look.answer({ path, value }), shown, path);
  }
});

test("units of a number are those of the language of the form", () => {
  const spanish = structuredClone(questionnaire);
  spanish.sections[0].questions.find((q) => q.id === "patient.age_years").unit = "años";
  const es = lookup({ questionnaire: spanish, request, t: words("es"), lang: "es" });
  assert.equal(es.answer({ path: "patient.age_years", value: "34 years" }), "34 años");
  assert.equal(es.limit({ path: "patient.age_years", threshold: "< 45 years" }), "menos de 45 años");
});

test("Spanish writes a decimal comma, and leaves all that is no number alone", () => {
  const half = { ...request, labs: [{ test: "ferritin", value: 40.5, unit: "ng/mL", collected_on: "2026-10-30" }], medications: [{ name: "0.5 Zzyx 2.1" }] };
  const [es, en] = ["es", "en"].map((lang) => lookup({ questionnaire, request: half, t: words(lang), lang }));
  assert.equal(es.answer({ path: "labs[0]", value: "40.5 ng/mL" }), "40,5 ng/mL");
  assert.equal(es.given("labs[0]"), "40,5 ng/mL, 30 oct 2026");
  assert.equal(es.given("course.days_per_week"), "0,5 days a week");
  assert.equal(es.answer({ path: "course.days_per_week", value: "0.5 days" }), "0,5 days a week");
  assert.equal(es.limit({ path: "labs[0]", threshold: ">= 0.5 %" }), "0,5 % o más");
  assert.equal(es.answer({ path: "labs[0]", value: "8.5 mL/min/{1.73_m2}" }), "8,5 mL/min/1,73 m²");
  assert.equal(es.answer({ path: "medications[0]", value: "0.5 zzyx" }), "0.5 zzyx", "a name is no number");
  assert.equal(es.question("medications[0]"), "0.5 Zzyx 2.1");
  assert.equal(unitWords("rls-adult 1.0.0", "es"), "rls-adult 1.0.0");
  assert.equal(en.given("labs[0]"), "40.5 ng/mL, Oct 30, 2026");
  assert.equal(en.limit({ path: "labs[0]", threshold: ">= 0.5 %" }), "0.5 % or more");
  assert.equal(numberWords(1200.25, "es"), "1200,25", "digits are not grouped");
});

test("a value carries the day of its own blood test", () => {
  assert.equal(look.day("labs[0]"), "Oct 30, 2026");
  for (const path of ["labs[1]", "labs[7]", "labs.ferritin", "medications[0]", "criteria.urge_to_move"]) assert.equal(look.day(path), "", path);
});

test("what was given is read from the request, and what was not is never read as no", () => {
  for (const [path, shown] of [
    ["criteria.worse_at_rest", "Not answered"],
    ["labs.ferritin", "Not answered"],
    ["mimics.one_sided", "Not answered"],
    ["patient.age_years", "34 years"],
    ["course.days_per_week", "0.5 days a week"],
    ["medications", "Benadryl, 6915"],
    ["labs[0]", "22 ng/mL, Oct 30, 2026"],
    ["labs[1]", "14 %"],
  ]) {
    assert.equal(look.given(path), shown, path);
    assert.equal(look.answer({ path }), shown, path);
  }
  const none = lookup({ questionnaire, request: { medications: [] }, t: words("en"), lang: "en" });
  assert.equal(none.given("medications"), "None", "an empty list is an answer");
});

test("a comparison is said in words", () => {
  for (const [threshold, shown] of [
    ["< 30 ng/mL", "below 30 ng/mL"],
    ["<= 75 ng/mL", "75 ng/mL or less"],
    ["> 45 %", "above 45 %"],
    [">= 75 ng/mL", "75 ng/mL or more"],
  ]) {
    assert.equal(look.limit({ path: "labs[0]", threshold }), shown);
  }
  assert.equal(look.limit({ path: "labs[0]" }), "");
});

test("dated iron values make a course, in the terms of its request", () => {
  const undated = { ...request, labs: [request.labs[1]] };
  assert.equal(ironRequest(undated, questionnaire), undefined);
  assert.equal(ironRequest({}, questionnaire), undefined);
  const labs = [
    ...request.labs,
    { loinc: "2502-3", value: 21, unit: "%", collected_on: "2026-10-30" },
    { test: "tsh", value: 2, unit: "mIU/L", collected_on: "2026-10-30" },
  ];
  const body = ironRequest({ ...request, labs }, questionnaire);
  assert.deepEqual(body.results.map((r) => [r.test, r.value]), [["ferritin", 22], ["tsat", 21]]);
  assert.equal(body.as_of, "2026-11-20");
  assert.equal(body.dialysis, "yes");
  assert.equal(ironRequest({ ...request, history: { kidney_disease: "no" } }, questionnaire).dialysis, undefined, "not on dialysis is not said for what is not known");
});

test("open questions are those shown, apart by whether they were unsure", () => {
  const next = ["patient.gestation_weeks", "mimics.one_sided", "labs.tsat", "labs.tsat"].map((path) => ({ path, asked: false }));
  const result = { decision: { next_questions: [...next, { path: "history.diabetes", asked: true }] } };
  const { left, unsure } = openQuestions({ result, request, questionnaire, look });
  assert.deepEqual(left, [look.question("mimics.one_sided"), look.question("labs.tsat")], "weeks of pregnancy are not asked without one");
  assert.deepEqual(unsure, [look.question("history.diabetes")]);
});

test("an axis begins at nought and holds all values and the next threshold", () => {
  for (const [values, cuts, top, ticks] of [
    [[22], [75, 100, 300], 100, [0, 25, 50, 75, 100]],
    [[890, 12], [75, 100, 300], 1000, [0, 250, 500, 750, 1000]],
    [[14], [], 20, [0, 5, 10, 15, 20]],
    [[0], [], 1, [0, 0.25, 0.5, 0.75, 1]],
    [[0.4], [], 0.6, [0, 0.2, 0.4, 0.6]],
  ]) {
    const scale = axis(values, cuts);
    assert.equal(scale.top, top, String(values));
    assert.deepEqual(scale.ticks, ticks);
    assert.equal(scale.y(0), "100%");
    assert.equal(scale.y(top), "0%");
  }
});

test("time is linear, and a single day stands in the middle", () => {
  const series = ["2025-01-01", "2025-02-01", "2027-01-01"].map((collected_on) => ({ collected_on }));
  assert.deepEqual(series.map((p) => xOf(p.collected_on, series)), ["0%", "4.247%", "100%"]);
  assert.equal(xOf("2025-01-01", series.slice(0, 1)), "50%");
});

test("labels of thresholds that lie close stand one above the other, in their order", () => {
  const near = labels([100, 75, 300], axis([890], []));
  assert.deepEqual(near.map((l) => l.words), ["75", "100", "300"]);
  assert.equal(parseFloat(near[0].y) - parseFloat(near[1].y), 8);
  const far = labels([75, 100], axis([22], [75, 100]));
  assert.deepEqual(far.map((l) => l.y), ["25%", "0%"]);
});
