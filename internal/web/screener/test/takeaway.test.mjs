import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { answerFile, FileFault, format, maxBytes, readAnswerFile } from "../takeaway/file.js";
import { qrFigure, qrText } from "../takeaway/qr.js";
import { copy, fileName } from "../takeaway/save.js";
import { asText } from "../takeaway/text.js";
import { generate } from "../takeaway/vendor/lean-qr/nano.mjs";
import { words } from "../words.js";
import deskEs from "../words/desk.es.json" with { type: "json" };

const example = (name) => JSON.parse(readFileSync(new URL(`../../../../api/examples/${name}.json`, import.meta.url), "utf8"));
const questionnaire = wider(example("getQuestionnaire/questionnaire.response"));

/** The example of a questionnaire is shortened; what the tests ask for is put back. */
function wider(short) {
  const section = (id) => short.sections.find((s) => s.id === id);
  const [{ options }] = section("safety").questions;
  const ask = (id) => ({ id, text: `What of ${id}?`, type: "choice", options, enable_when: [] });
  section("criteria").questions.push({ ...ask("criteria.relieved_by_movement"), options: [{ code: "not_sure", display: "Not sure" }] });
  section("safety").questions.push(ask("safety.drowsy_driving"), ask("safety.low_mood"));
  return short;
}

const screening = (name) => ({ request: example(`createScreening/${name}.request`), result: example(`createScreening/${name}.response`) });

/** The text of an example, in English where nothing else is said, with what a test changes of it. */
const textOf = (name, { audience = "clinician", lang = "en", ...changes } = {}) => {
  const { request, result } = screening(name);
  return asText({ request: { ...request, ...changes.request }, result: { ...result, ...changes.result }, questionnaire, audience, t: words(lang), lang });
};

test("what must be acted on stands first, whole and with how soon", () => {
  const lines = textOf("emergency").split("\n");
  const [alert] = screening("emergency").result.alerts;
  assert.equal(lines[0], "Alerts");
  assert.deepEqual(lines.slice(1, 3), ["Emergency: act now", alert.display]);
});

test("without alerts the title is first, then date and outcome", () => {
  const text = textOf("positive", { result: { alerts: [] } });
  assert.deepEqual(text.split("\n").slice(0, 3), [
    "Restless legs syndrome: a screen, not a diagnosis",
    "Answers of November 20, 2026",
    screening("positive").result.outcome.display,
  ]);
});

test("answers without a date say so", () => {
  assert.match(textOf("indeterminate"), /^Answers without a date$/m);
});

test("the same result is the same text", () => {
  assert.equal(textOf("positive"), textOf("positive"));
});

test("the notice, the rules and their check number end the text", () => {
  const { notice, ruleset } = screening("positive").result;
  const end = [notice, `Rules ${ruleset.id}, version ${ruleset.version}. The evidence behind them was within its date of review.`, ruleset.digest, ""];
  assert.deepEqual(textOf("positive").split("\n").slice(-4), end);
});

test("a criterion carries the answer in words, and what is missing is not answered, never no", () => {
  const text = textOf("indeterminate");
  const [, , relieved, evening] = screening("indeterminate").result.criteria;
  assert.ok(text.includes(`${relieved.display}: Not sure (undetermined)`), text);
  assert.ok(text.includes(`${evening.display}: Not answered (undetermined)`), text);
});

test("a contributor carries the value that speaks for it, with its limit", () => {
  assert.match(textOf("positive"), /Iron deficiency[^;\n]*\(22 ng\/mL, below 30 ng\/mL/);
});

test("where the answers do not fit, a patient reads of no tendency, and of nothing that was not found", () => {
  const pointer = { display: "Runs in the family", because: [] };
  const of = (label, contributors, audience = "patient") =>
    textOf("positive", { audience, result: { classification: { ...screening("positive").result.classification, label, contributors, primary_pointers: [pointer], text: "Filler.", missing: [] } } });
  const factor = { tier: "moderate", display: "Diabetes", because: [] };
  assert.doesNotMatch(of("not_applicable", []), /Filler|Runs in|What may play a part/);
  assert.match(of("not_applicable", [factor]), /^Filler\.\nMay play some part: Diabetes\n$/m);
  assert.match(of("likely_primary", []), /Filler\.[^]*Runs in/);
  assert.match(of("not_applicable", [], "clinician"), /Filler\.[^]*Runs in/);
});

test("where it is felt stands after the urge to move the legs, in plain words where it decides", () => {
  const { criteria } = screening("positive").result;
  const of = (audience, lang, value) => {
    const because = [{ path: "criteria.body_parts", value }];
    const lines = textOf("positive", { audience, lang, request: { criteria: { body_parts: value } }, result: { criteria: criteria.map((c, i) => (i ? c : { ...c, because })) } }).split("\n");
    return lines[lines.findIndex((line) => line.startsWith(criteria[0].display)) + 1];
  };
  assert.equal(of("patient", "en", "other_only"), "You feel it only outside your legs.");
  assert.equal(of("patient", "es", "other_only"), "Lo siente solo fuera de las piernas.");
  assert.match(of("clinician", "en", "other_only"), /^(?!You).+\? |: /);
  assert.notEqual(of("patient", "en", "legs"), "You feel it only outside your legs.");
});

test("a number has a comma in Spanish; versions and check numbers stay as they are", () => {
  const labs = [{ id: "ferritin", display: "Ferritina", status: "already_available", value: "40.5 ng/mL", reasons: [], sources: [] }];
  const { iron, ruleset } = screening("positive").result;
  const because = [{ path: "labs[0]", value: "40.5 ng/mL", threshold: "< 75.5 ng/mL" }];
  const text = textOf("positive", { lang: "es", result: { labs, iron: { ...iron, because }, classification: { ...screening("positive").result.classification, contributors: [{ tier: "strong", display: "Hierro", because }] } } });
  assert.match(text, /^Ya disponible: Ferritina 40,5 ng\/mL$/m);
  assert.match(text, /^[^\n]*: 40,5 ng\/mL, 30 oct 2026$/m);
  assert.match(text, /Hierro \(40,5 ng\/mL, menos de 75,5 ng\/mL\)/);
  assert.ok(text.includes(`Reglas ${ruleset.id}, versión ${ruleset.version}. `) && text.includes(ruleset.digest));
});

test("when the feelings began is said with its subject", () => {
  const of = (timing, lang) => {
    const effect = { input: "sertraline", ingredient_display: "sertraline", class_display: "class", path: "medications[0]", timing, display: "Worsens." };
    const text = textOf("positive", { audience: "patient", lang, request: { medications: [{ name: "sertraline" }] }, result: { medications: { effects: [effect], unrecognised: [] } } });
    return /sertraline \((.*?)\)/.exec(text)[1];
  };
  for (const [timing, en, es] of [
    ["began_after_starting", "feelings began after it", "las sensaciones empezaron después"],
    ["worse_after_starting", "feelings worse after it", "las sensaciones empeoraron después"],
    ["began_before_starting", "feelings there before it", "las sensaciones ya estaban antes"],
  ]) assert.deepEqual([of(timing, "en"), of(timing, "es")], [en, es]);
});

test("codes of tests are for clinicians alone", () => {
  assert.match(textOf("positive"), /LOINC \d+-\d/);
  assert.doesNotMatch(textOf("positive", { audience: "patient" }), /LOINC/);
});

test("what is taken is told from what was not answered", () => {
  const none = { effects: [], unrecognised: [] };
  assert.match(textOf("positive", { request: { medications: [] }, result: { medications: none } }), /^Medicines\nNone taken\.$/m);
  assert.match(textOf("positive", { request: { medications: undefined }, result: { medications: none } }), /^Medicines\nNot answered$/m);
});

test("a medicine that is not recognised stands there as it was entered", () => {
  const unrecognised = [{ input: "Zzyx <b>forte</b>", path: "medications[0]", candidates: [] }];
  const text = textOf("positive", { request: { medications: [{ name: "Zzyx <b>forte</b>" }] }, result: { medications: { effects: [], unrecognised } } });
  assert.match(text, /^“Zzyx <b>forte<\/b>”: Not recognised, so nothing can be said about it$/m);
});

test("medicines of the same effect stand together", () => {
  const effect = (ingredient_display, timing) => ({ input: ingredient_display, ingredient_display, class_display: "class", path: "medications[0]", timing, display: "Worsens." });
  const medications = { effects: [effect("sertraline", "not_sure"), effect("doxylamine")], unrecognised: [] };
  const text = textOf("positive", { request: { medications: [{ name: "x" }] }, result: { medications } });
  assert.match(text, /^sertraline \(class; timing not sure\); doxylamine \(class\): for each of them: Worsens\.$/m);
});

test("iron values carry the day of the blood test", () => {
  assert.match(textOf("positive"), /^ferritin: 22 ng\/mL, Oct 30, 2026; /im);
});

test("a line break in a name does not make a line of its own", () => {
  const unrecognised = [{ input: "Zzyx\nEmergency, now: nothing", path: "medications[0]", candidates: [] }];
  const text = textOf("positive", { request: { medications: [{ name: "x" }] }, result: { medications: { effects: [], unrecognised } } });
  assert.match(text, /^“Zzyx Emergency, now: nothing”: Not/m);
});

test("many open questions of a section are counted, few are named", () => {
  const { decision, classification } = screening("indeterminate").result;
  const next = (...paths) => ({ decision: { ...decision, next_questions: paths.map((path) => ({ path, asked: false })) }, classification: { ...classification, missing: [] } });
  const safety = questionnaire.sections.find((s) => s.id === "safety");
  const all = safety.questions.map((q) => q.id);
  assert.match(textOf("indeterminate", { result: next(...all) }), new RegExp(`^Not answered or measured yet: ${safety.title} \\(${all.length} questions\\)$`, "m"));
  assert.ok(textOf("indeterminate", { result: next(all[0]) }).includes(`Not answered or measured yet: ${safety.questions[0].text}`));
});

test("a file is read as it was made, and its check number is that of its bytes", async () => {
  const of = screening("positive");
  const { text, digest } = await answerFile(of);
  assert.equal(digest, createHash("sha256").update(text, "utf8").digest("hex"));
  const read = await readAnswerFile(text);
  assert.deepEqual({ request: read.request, result: read.result }, of);
  assert.equal(read.made_on, of.request.as_of);
  assert.equal(read.digest, digest);
});

test("two files of the same answers have different check numbers", async () => {
  const of = screening("positive");
  assert.notEqual((await answerFile(of)).digest, (await answerFile(of)).digest);
});

test("a file without a date is a file", async () => {
  const read = await readAnswerFile((await answerFile(screening("indeterminate"))).text);
  assert.equal(read.made_on, null);
});

test("a file that was changed has another check number", async () => {
  const { text, digest } = await answerFile(screening("positive"));
  const changed = text.replace('"age_years": 34', '"age_years": 35');
  assert.notEqual(changed, text);
  assert.notEqual((await readAnswerFile(changed)).digest, digest);
});

test("without a digest in the browser a file is made and read without check number", async (t) => {
  t.mock.getter(crypto, "subtle", () => undefined);
  const { text, digest } = await answerFile(screening("positive"));
  assert.equal(digest, undefined);
  assert.equal((await readAnswerFile(text)).digest, undefined);
});

const good = () => ({ format, made_on: "2026-11-20", nonce: "0".repeat(32), ...screening("positive") });

for (const [name, text, key, params] of [
  ["no JSON", "restless", "desk.file_not_json"],
  ["a part of a file", JSON.stringify(good()).slice(0, -1), "desk.file_not_json"],
  ["a list", "[]", "desk.file_other_format"],
  ["null", "null", "desk.file_other_format"],
  ["other JSON", '{"resourceType":"QuestionnaireResponse"}', "desk.file_other_format"],
  ["a later version", JSON.stringify({ ...good(), format: "rlscreen-answers/2" }), "desk.file_other_format"],
  ["a file over 1 MB", " ".repeat(maxBytes + 1), "desk.file_too_large"],
  ["a file over 1 MB in bytes, not in letters", `"${"ñ".repeat(maxBytes / 2)}"`, "desk.file_too_large"],
  ["a member too many", JSON.stringify({ ...good(), note: "" }), "desk.file_damaged", { member: "note" }],
  ["no request", JSON.stringify({ ...good(), request: undefined }), "desk.file_damaged", { member: "request" }],
  ["a date that is none", JSON.stringify({ ...good(), made_on: "today" }), "desk.file_damaged", { member: "made_on" }],
  ...["2026-02-99", "2026-02-30", "9999-99-99"].map((day) => ["a day that there is not", JSON.stringify({ ...good(), made_on: day }), "desk.file_damaged", { member: "made_on" }]),
  ...[
    { as_of: "2026-02-31" }, { as_of: { a: 1 } }, { as_of: 5 }, { medications: [null] }, { medications: [{ name: { a: 1 } }] }, { labs: [{ test: "ferritin", value: [1] }] },
    { labs: [{ test: "ferritin", value: 1, unit: "ng/mL", collected_on: "2026-99-99" }] }, { medications: Array.from({ length: 201 }, () => ({ name: "x" })) },
  ].map((odd) => ["an odd request", JSON.stringify({ ...good(), request: { ...good().request, ...odd } }), "desk.file_damaged", { member: "request" }]),
  ["a short nonce", JSON.stringify({ ...good(), nonce: "00" }), "desk.file_damaged", { member: "nonce" }],
  ["a result without alerts", JSON.stringify({ ...good(), result: { ...good().result, alerts: undefined } }), "desk.file_damaged", { member: "result.alerts" }],
]) {
  test(`${name} is refused in words of its own`, async () => {
    await assert.rejects(readAnswerFile(text), (fault) => {
      assert.ok(fault instanceof FileFault);
      assert.deepEqual({ key: fault.key, params: fault.params }, { key, params });
      assert.notEqual(words("es", deskEs)(fault.key, fault.params), fault.key);
      return true;
    });
  });
}

test("a file name says what it is and of which day, and nothing else", () => {
  assert.equal(fileName("answers", "2026-11-22"), "restless-legs-answers-2026-11-22.json");
  assert.equal(fileName("fhir", undefined), "restless-legs-fhir.json");
});

test("without a clipboard and without a place to offer the text, copying says that it failed", async () => {
  assert.equal(await copy("text"), "refused");
});

const ruleset = { id: "rls-adult", version: "1.0.0", digest: `sha256:${"4".repeat(64)}`, evidence_status: "current" };

test("the code names the rules and the file, and nothing else", () => {
  assert.equal(qrText(ruleset, "a".repeat(64)), `rlscreen\nruleset rls-adult 1.0.0 sha256:${"4".repeat(64)}\nfile sha256:${"a".repeat(64)}`);
  assert.equal(qrText(ruleset), `rlscreen\nruleset rls-adult 1.0.0 sha256:${"4".repeat(64)}`);
});

/** Just enough of a document to draw in. */
function drawing() {
  const element = (tag) => ({
    tag,
    attributes: {},
    children: [],
    setAttribute(name, value) {
      this.attributes[name] = value;
    },
    append(...children) {
      this.children.push(...children);
    },
  });
  return { createElementNS: (_, tag) => element(tag) };
}

test("the drawing has every dark module once, no other, and a quiet zone of four", (t) => {
  globalThis.document = drawing();
  t.after(() => delete globalThis.document);
  const digest = "a".repeat(64);
  const code = generate(qrText(ruleset, digest), { minCorrectionLevel: 1 });
  const { attributes, children } = qrFigure(ruleset, digest, words("en"));
  const dark = new Set();
  for (const [, x, y, run] of children[1].attributes.d.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let i = 0; i < run; i++) dark.add(`${Number(x) + i},${y}`);
  }
  const expected = new Set();
  for (let y = 0; y < code.size; y++) for (let x = 0; x < code.size; x++) if (code.get(x, y)) expected.add(`${x + 4},${y + 4}`);
  assert.equal(attributes.viewBox, `0 0 ${code.size + 8} ${code.size + 8}`);
  assert.deepEqual(dark, expected);
});

test("the vendored code maker is the one its README names", () => {
  const directory = new URL("../takeaway/vendor/lean-qr/", import.meta.url);
  const digest = createHash("sha256").update(readFileSync(new URL("nano.mjs", directory))).digest("hex");
  assert.ok(readFileSync(new URL("README.md", directory), "utf8").includes(digest));
});
