import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { alertList, linkNumbers, offlineSafety } from "../view/alerts.js";
import { ironChart } from "../view/chart.js";
import { resultView } from "../view/result.js";
import { words } from "../words.js";
import { document, Element, headings, links, part, parts, press } from "./result-dom.mjs";

const example = (name) => JSON.parse(readFileSync(new URL(`../../../../api/examples/${name}.json`, import.meta.url), "utf8"));
const criteria = ["urge_to_move", "worse_at_rest", "relieved_by_movement", "worse_in_evening", "body_parts"];
const asked = criteria.map((id) => ({ id: `criteria.${id}`, text: `Question ${id}?`, type: "choice", options: [], enable_when: [] }));
const questionnaire = { ...example("getQuestionnaire/questionnaire.response"), sections: [{ id: "criteria", title: "Legs", questions: asked }] };
const t = words("en");
const US = { number: "911", text: "Crisis line in the United States, day and night: call or text 988. In an emergency call 911." };

globalThis.document = document;
test.after(() => delete globalThis.document);


/** A result as it is shown, and the names of what its buttons called. */
function shown(name, audience, more = {}) {
  const calls = [];
  const called = (action) => (...given) => (calls.push([action, ...given]), action === "copy" ? "Copied" : undefined);
  const actions = ["edit", "more", "restart", "finish", "print", "copy", "downloadJSON", "downloadFHIR", "summary"];
  const on = Object.fromEntries(actions.map((action) => [action, called(action)]));
  const result = example(`createScreening/${name}.response`);
  const request = example(`createScreening/${name}.request`);
  const view = resultView({ result, request, questionnaire, audience, t, lang: "en", src: "https://rls.example", on, ...more });
  return { view, calls, result, request };
}

test("numbers to call are those of the region, whole, and nothing else", () => {
  const tel = (text, emergency) => links({ all: (m) => linkNumbers(text, emergency).filter((n) => n instanceof Element && m(n)) });
  assert.deepEqual(tel("Call 911. Take 1911 steps in 24 hours; 988.", US), ["tel:911", "tel:988"]);
  const MX = { number: "911", text: "Línea de la Vida in Mexico: 800 911 2000. In an emergency call 911." };
  assert.deepEqual(tel(MX.text, MX), ["tel:8009112000", "tel:911"], "a number inside a longer one is not a number of its own");
  const AU = { number: "000", text: "Lifeline: 13 11 14. In an emergency call 000." };
  assert.deepEqual(tel(AU.text, AU), ["tel:131114", "tel:000"]);
  const begins = { number: "116", text: "Crisis line: 116 123. In an emergency call 116." };
  assert.deepEqual(tel(begins.text, begins), ["tel:116123", "tel:116"], "a number that begins another does not cut it");
  assert.deepEqual(linkNumbers("Call 911.", undefined), ["Call 911."]);
  const words = { number: "your local emergency number", text: "Call your local emergency number." };
  assert.deepEqual(linkNumbers("Within 14 days; 300 ng/mL.", words), ["Within 14 days; 300 ng/mL."]);
});

const alert = (id, urgency, display) => ({ id, urgency, display, because: [], rule: `alert.${id}`, evidence: "consensus", sources: [] });

test("alerts keep their order, with one heading for each urgency", () => {
  const list = [alert("possible_dvt", "emergency", "Go now; call 911."), alert("cord", "emergency", "Call 911."), alert("suicidal_thoughts", "urgent", "Talk today. 988 or 911."), alert("depression", "prompt", "Soon. 988.")];
  const view = alertList(list, { t, emergency: US, level: 1 });
  assert.deepEqual(view.nodes.map((n) => n.attributes["data-alert"]), list.map((a) => a.id));
  assert.deepEqual(headings(view), [1, 2, 2]);
  const calls = view.all((n) => n.attributes.class === "button call").map((n) => n.attributes.href);
  assert.deepEqual(calls, ["tel:911", "tel:911", "tel:988", "tel:911"], "crisis lines as the text has them; no button for what can wait");
  assert.equal(alertList([], { t }), null);
});

test("an answer about safety that cannot be judged is met with the same care", () => {
  assert.deepEqual(links(offlineSafety({ t, emergency: US })), ["tel:988", "tel:911", "tel:911", "tel:988"], "of the buttons, the number for emergencies comes first");
  const unknown = offlineSafety({ t });
  assert.deepEqual(links(unknown), []);
  assert.match(unknown.textContent, /local emergency number/);
});

test("a result has its alerts first, one h1, and no gap in its headings", () => {
  for (const [name, audience] of [["emergency", "clinician"], ["patient", "patient"], ["negative", "clinician"], ["indeterminate", "patient"], ["positive", "clinician"]]) {
    const { view, result } = shown(name, audience);
    const levels = headings(view);
    assert.equal(view.nodes[0].attributes.class === "alerts", result.alerts.length > 0, name);
    assert.equal(levels[0], 1, name);
    assert.equal(levels.filter((level) => level === 1).length, 1, name);
    assert.ok(levels.every((level, i) => i === 0 || level <= levels[i - 1] + 1), `${name}: ${levels}`);
    assert.doesNotMatch(view.textContent, /\[object|undefined,|NaN|result\.[a-z]/, name);
    assert.ok(view.textContent.includes(result.notice), name);
    assert.ok(view.textContent.includes(result.outcome.display), name);
  }
});

test("a patient's result has its parts in the order of the conversation", () => {
  const { view } = shown("patient", "patient");
  const order = ["outcome", "safety", "understood", "contributors", "iron", "ask", "medicines", "guidance", "open", "summary", "takeaway", "notice"];
  assert.deepEqual(parts(view), order.filter((name) => parts(view).includes(name)));
  for (const needed of ["outcome", "understood", "open", "summary", "takeaway", "notice"]) assert.ok(parts(view).includes(needed), needed);
});

test("alternatives and other matters for clinicians are shown to clinicians alone", () => {
  const result = example("createScreening/positive.response");
  const listed = result.medications.effects.flatMap((effect) => effect.alternatives ?? []);
  assert.ok(listed.length > 0, "the example lists alternatives");
  const { view } = shown("positive", "clinician");
  assert.ok(listed.every((text) => view.textContent.includes(text)));
  const patient = shown("positive", "patient").view;
  assert.ok(listed.every((text) => !patient.textContent.includes(text)));
});

const tendency = { id: "family_history", display: "Runs in the family", because: [], rule: "primary.family_history", evidence: "consensus", sources: [] };
const factor = { id: "diabetes", tier: "moderate", display: "Diabetes", because: [], rule: "contributor.diabetes", evidence: "cohort", sources: [] };

test("where the answers do not fit, a patient reads of no tendency, and of nothing that was not found", () => {
  const of = (label, contributors, audience = "patient") => {
    const result = example("createScreening/patient.response");
    Object.assign(result.classification, { label, contributors, primary_pointers: [tendency], text: "Filler." });
    return part(shown("patient", audience, { result }).view, "contributors")?.textContent;
  };
  assert.equal(of("not_applicable", []), undefined);
  assert.match(of("not_applicable", [factor]), /Filler\..*Diabetes/);
  assert.doesNotMatch(of("not_applicable", [factor]), /Runs in/);
  assert.match(of("likely_primary", []), /Filler\..*Runs in/);
  assert.match(of("not_applicable", [], "clinician"), /Runs in/, "for clinicians it is listed for information");
});

test("beside the urge to move the legs stands where it is felt, above all where that decides", () => {
  const body = { id: "criteria.body_parts", text: "Where is it?", type: "choice", enable_when: [], options: [{ code: "legs", display: "In my legs" }, { code: "other_only", display: "Elsewhere" }] };
  const asked = { ...questionnaire, sections: [{ ...questionnaire.sections[0], questions: [body] }] };
  const of = (value, lang, because = []) => {
    const { request, result } = { request: example("createScreening/patient.request"), result: example("createScreening/patient.response") };
    result.criteria[0].because = [...because, { path: "criteria.urge_to_move", value: "yes" }];
    request.criteria.body_parts = value;
    const { view } = shown("patient", "patient", { request, result, questionnaire: asked, lang, t: words(lang) });
    return part(view, "understood").all((n) => n.tag === "li")[0].all((n) => n.attributes.class === "quiet").map((n) => n.textContent).slice(1);
  };
  const decides = [{ path: "criteria.body_parts", value: "other_only" }];
  assert.deepEqual(of("other_only", "en", decides), ["You feel it only outside your legs."]);
  assert.deepEqual(of("other_only", "es", decides), ["Lo siente solo fuera de las piernas."]);
  assert.deepEqual(of("legs", "en"), ["Where is it? In my legs"]);
  assert.deepEqual(of(undefined, "en"), []);
});

test("that a value is close to a limit is said once, by the service", () => {
  const result = example("createScreening/patient.response");
  Object.assign(result.iron, { near_threshold: true, reading: "meets_iv_only", notes: ["Your ferritin is close to a limit."], because: [{ path: "labs[0]", value: "80 ng/mL" }] });
  for (const audience of ["patient", "clinician"]) assert.equal(part(shown("patient", audience, { result }).view, "iron").textContent.match(/close to/g).length, 1, audience);
});

test("iron values carry the day of the blood test, and in Spanish a comma", () => {
  const labs = [{ test: "ferritin", value: 40.5, unit: "ng/mL", collected_on: "2026-10-30" }, { test: "tsat", value: 14, unit: "%" }];
  const { request, result } = { request: { ...example("createScreening/patient.request"), labs }, result: example("createScreening/patient.response") };
  Object.assign(result.iron, { reading: "meets_iv_only", because: [{ path: "labs[0]", value: "40.5 ng/mL" }, { path: "labs[1]", value: "14 %" }] });
  const values = (lang) => part(shown("patient", "patient", { request, result, lang, t: words(lang) }).view, "iron").all((n) => n.tag === "dd").map((n) => n.textContent);
  assert.deepEqual(values("en"), ["40.5 ng/mL, Oct 30, 2026", "14 %"]);
  assert.deepEqual(values("es"), ["40,5 ng/mL, 30 oct 2026", "14 %"]);
});

test("a reason that asks has no full stop after its question mark", () => {
  const reason = (display) => ({ display, because: [], rule: "lab.crp", evidence: "product", sources: [] });
  const lab = { id: "crp", display: "CRP", priority: "consider", priority_display: "Later", status: "suggested", reasons: [reason("Inflammation?"), reason("Low iron")], sources: [] };
  const result = { ...example("createScreening/patient.response"), labs: [lab] };
  for (const [audience, name] of [["patient", "ask"], ["clinician", "labs"]]) {
    assert.match(part(shown("patient", audience, { result }).view, name).textContent, /Inflammation\? Low iron\./, audience);
  }
});

test("the reasons of a statement name its question, answer, rule and sources", () => {
  const { view, result } = shown("patient", "patient");
  const folded = view.all((n) => n.attributes.class === "why").map((n) => n.textContent);
  for (const criterion of result.criteria) {
    const said = folded.find((text) => text.includes(criterion.rule));
    assert.ok(said, criterion.rule);
    assert.ok(said.includes(criterion.sources.join(", ")));
    assert.ok(said.includes(`Question ${criterion.id}?`));
  }
  const away = view.all((n) => n.attributes.target === "_blank");
  assert.ok(away.length > 0 && away.every((n) => n.attributes.rel === "noopener noreferrer" && n.attributes.href.startsWith("https://rls.example/v1/ruleset?")));
});

test("the summary is shown on request, and only then", () => {
  const { view, calls } = shown("patient", "patient");
  const summary = view.all((n) => n.attributes.class === "summary")[0];
  assert.equal(summary.attributes.hidden, "");
  press(view, "summary");
  press(view, "summary");
  assert.deepEqual(calls, [["summary", true], ["summary", false]]);
});

test("every button calls what it says, and what it has to say is said", async () => {
  const { view, calls } = shown("patient", "patient");
  for (const action of ["edit", "continue", "print", "copy", "download-json", "download-fhir", "finish", "restart"]) await press(view, action);
  assert.deepEqual(calls.map(([name]) => name), ["edit", "more", "print", "copy", "downloadJSON", "downloadFHIR", "finish", "restart"]);
  const said = view.all((n) => n.attributes.role === "status")[0];
  assert.equal(said.textContent, "", "what was copied before is not said of a later action");
  await press(view, "copy");
  assert.equal(said.textContent, "Copied");
});

test("iron over time is added when it comes, and its lack takes nothing away", async () => {
  const status = example("createIronStatus/treatment.response");
  const asked = [];
  const service = { ironStatus: async (body, options) => (asked.push([body, options]), status) };
  const { view } = shown("positive", "clinician", { service });
  await Promise.resolve();
  await new Promise((done) => setImmediate(done));
  assert.equal(asked.length, 1);
  assert.deepEqual(asked[0][1], { lang: "en", audience: "clinician" });
  assert.ok(parts(view).includes("series"));
  const down = shown("positive", "clinician", { service: { ironStatus: () => Promise.reject(new Error("down")) } });
  await new Promise((done) => setImmediate(done));
  assert.ok(parts(down.view).includes("iron") && !parts(down.view).includes("series"));
  const patient = shown("patient", "patient", { service });
  assert.ok(!parts(patient.view).includes("series") && asked.length === 1, "a patient's result asks for none");
});

test("a chart is described in words and holds its values as a table", () => {
  const { series, thresholds } = example("createIronStatus/treatment.response");
  const figure = ironChart({ series, thresholds, t, lang: "en", test: "ferritin" });
  const values = series.filter((p) => p.ferritin_ng_ml !== undefined);
  const [drawing] = figure.all((n) => n.tag === "svg" && n.attributes.role === "img");
  const [title] = drawing.all((n) => n.attributes.id === drawing.attributes["aria-labelledby"]);
  const [desc] = drawing.all((n) => n.attributes.id === drawing.attributes["aria-describedby"]);
  assert.match(title.textContent, /Ferritin/);
  assert.ok(desc.textContent.includes(`${values.at(-1).ferritin_ng_ml} ng/mL`));
  for (const cut of thresholds.filter((c) => c.test === "ferritin")) assert.ok(desc.textContent.includes(`${cut.value} ng/mL`));
  assert.equal(figure.all((n) => n.attributes.class === "mark").length, values.length);
  assert.equal(figure.all((n) => n.tag === "tr").length, values.length + 1);
  assert.equal(ironChart({ series: [], thresholds, t, lang: "en", test: "ferritin" }), null);
});

test("a chart in Spanish writes the decimal comma, and no letter of the drawing moves", () => {
  const series = [{ collected_on: "2026-01-01", ferritin_ng_ml: 0.5 }, { collected_on: "2026-02-01", ferritin_ng_ml: 0.25 }];
  const figure = (lang) => ironChart({ series, thresholds: [], t: words(lang), lang, test: "ferritin" });
  assert.match(figure("es").textContent, /0,25 ng\/mL/);
  assert.doesNotMatch(figure("es").textContent, /\d\.\d/);
  assert.doesNotMatch(figure("en").textContent, /\d,\d/);
  const places = (lang) => figure(lang).all((n) => n.tag === "line" || n.tag === "circle").map((n) => Object.values(n.attributes));
  assert.deepEqual(places("es"), places("en"));
});

test("ferritin and transferrin saturation differ by shape", () => {
  const series = [{ collected_on: "2026-01-01", ferritin_ng_ml: 20, tsat_percent: 15 }];
  const shape = (test) => ironChart({ series, thresholds: [], t, lang: "en", test }).all((n) => n.attributes.class === "mark")[0].tag;
  assert.notEqual(shape("ferritin"), shape("tsat"));
});
