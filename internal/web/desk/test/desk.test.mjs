// The desk: which key gives which answer, what is found, what is tried, and when a
// result is up to date.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { answersOf } from "../entered.js";
import { findQuestions } from "../find.js";
import { codeForKey, keyOf, letters } from "../keys.js";
import { Live, REST, RETRY } from "../live.js";
import { printedNumber, sameness } from "../opened.js";
import { changes, dated, leftOut, MOST, whatIfs } from "../whatif.js";
import { Answers } from "../../screener/answers.js";
import { ServiceError } from "../../screener/service.js";
import { words } from "../../screener/words.js";
import en from "../../screener/words/desk.en.json" with { type: "json" };
import es from "../../screener/words/desk.es.json" with { type: "json" };

const t = { en: words("en", en), es: words("es", es) };
const options = (...codes) => codes.map((code) => ({ code, display: code.toUpperCase() }));
const choice = (id, text, codes, more = {}) => ({ id, text, type: "choice", options: options(...codes), enable_when: [], ...more });
const urge = choice("criteria.urge_to_move", "Do you get an urge to move?", ["yes", "no", "not_sure"]);
const relief = choice("criteria.relieved_by_movement", "Does moving ease it?", ["yes", "no", "previously", "not_sure"], { help: "Such as walking." });
const where = choice("criteria.body_parts", "Where?", ["legs", "legs_and_other", "other_only"]);
const pregnancy = choice("patient.pregnancy", "Are you pregnant?", ["yes", "no"]);
const weeks = {
  id: "patient.gestation_weeks", text: "How many weeks?", type: "integer", options: [], unit: "weeks", minimum: 0, maximum: 45,
  enable_when: [{ question: "patient.pregnancy", operator: "in", codes: ["yes"] }],
};
const labs = {
  id: "labs", text: "Which results?", type: "labs", options: [], enable_when: [],
  tests: [{ test: "ferritin", display: "Ferritin", loinc: "2276-4", units: ["ng/mL"] }, { test: "tsat", display: "TSAT", loinc: "2502-3", units: ["%"] }],
};
const medications = { id: "medications", text: "Which medicines?", type: "medications", options: [], enable_when: [], timings: options("not_sure") };
const questionnaire = { sections: [{ id: "all", title: "All", questions: [urge, relief, where, pregnancy, weeks, medications, labs] }] };
const answered = (values) => Answers.from({ values });

/** A result with nothing in it but what is given. */
const result = ({ outcome = "indeterminate", label = "deferred", provisional = false, course = "undetermined", contributors = [], alerts = [], decision = {} } = {}) => ({
  outcome: { code: outcome, display: `outcome ${outcome}` },
  classification: { label, display: `label ${label}`, provisional, contributors },
  course: { code: course, display: `course ${course}` },
  alerts,
  decision: { would_change: [], next_questions: [], ...decision },
});

describe("keys", () => {
  it("give the answer of their letter, in capitals too", () => {
    const byLetter = letters(t.en);
    assert.equal(codeForKey(urge, "y", byLetter), "yes");
    assert.equal(codeForKey(urge, "N", byLetter), "no");
    assert.equal(codeForKey(urge, "u", byLetter), "not_sure");
    assert.equal(codeForKey(relief, "p", byLetter), "previously");
  });
  it("give nothing that the question does not offer", () => {
    const byLetter = letters(t.en);
    assert.equal(codeForKey(urge, "p", byLetter), undefined);
    assert.equal(codeForKey(where, "y", byLetter), undefined);
    assert.equal(codeForKey(urge, "4", byLetter), undefined);
    assert.equal(codeForKey(urge, "0", byLetter), undefined);
    assert.equal(codeForKey(urge, "Tab", byLetter), undefined);
  });
  it("give the option at the place of a digit", () => {
    assert.equal(codeForKey(where, "3", letters(t.en)), "other_only");
    assert.equal(keyOf(where, "other_only", t.en), "3");
  });
  it("are those of the language, and the English ones beside them", () => {
    const byLetter = letters(t.es);
    for (const [key, code] of [["s", "yes"], ["y", "yes"], ["n", "no"], ["d", "not_sure"], ["u", "not_sure"], ["a", "previously"], ["p", "previously"]]) {
      assert.equal(codeForKey(relief, key, byLetter), code, key);
    }
    assert.equal(keyOf(urge, "yes", t.es), "s");
  });
  it("mean one thing each in every language", () => {
    for (const [lang, say] of Object.entries(t)) {
      const codes = ["yes", "no", "not_sure", "previously"];
      const given = codes.map((code) => say(`desk.letter.${code}`));
      assert.equal(new Set([...given, say("desk.letter.next")]).size, 5, lang);
      assert.ok(!letters(say).has(say("desk.letter.next")), lang);
      for (const [at, letter] of given.entries()) assert.equal(letters(say).get(letter), codes[at], `${lang} ${letter}`);
    }
  });
});

describe("finding a question", () => {
  const all = questionnaire.sections[0].questions;
  it("ignores case and accents", () => {
    const question = { ...urge, text: "¿Le molesta el sueño?" };
    assert.deepEqual(findQuestions([question], "SUENO"), [question]);
  });
  it("puts the text before the help, and takes every word", () => {
    const inHelp = { ...where, id: "x.y", help: "walking and moving" };
    assert.deepEqual(findQuestions([inHelp, relief], "mov"), [relief, inHelp]);
    assert.deepEqual(findQuestions(all, "urge moon"), []);
  });
  it("knows the id", () => assert.deepEqual(findQuestions(all, "gestation"), [weeks]));
  it("shows all while nothing is typed", () => assert.equal(findQuestions(all, "  ").length, all.length));
});

describe("what would change", () => {
  const tried = (decision, values = {}, asOf = "2026-11-20") =>
    whatIfs({ questionnaire, answers: answered(values), asOf, result: result({ decision }), t: t.en });
  const open = (...paths) => ({ next_questions: paths.map((path) => ({ path, asked: false })) });

  it("tries every option of an open question, with the other answers as they are", () => {
    const [group] = tried(open("criteria.relieved_by_movement"), { "criteria.urge_to_move": "yes" });
    assert.deepEqual(group.cases.map(({ answer }) => answer), ["YES", "NO", "PREVIOUSLY", "NOT_SURE"]);
    assert.deepEqual(group.cases[1].request, { as_of: "2026-11-20", criteria: { urge_to_move: "yes", relieved_by_movement: "no" } });
  });
  it("tries only the answer that turns the outcome, first, where one is given", () => {
    const decision = { would_change: [{ path: "criteria.urge_to_move", answer: "yes", outcome: "positive" }], ...open("criteria.body_parts") };
    const groups = tried(decision, { "criteria.urge_to_move": "no" });
    assert.deepEqual(groups.map(({ path, given, cases }) => [path, given, cases.length]), [["criteria.urge_to_move", true, 1], ["criteria.body_parts", false, 3]]);
    assert.equal(groups[0].cases[0].request.criteria.urge_to_move, "yes");
  });
  it("leaves out what is asked already, and what is not asked beside the others", () => {
    assert.deepEqual(tried({ next_questions: [{ path: "criteria.urge_to_move", asked: true }] }), []);
    assert.deepEqual(tried(open("patient.gestation_weeks")), []);
    assert.equal(tried(open("patient.gestation_weeks"), { "patient.pregnancy": "yes" })[0].cases[0].request.patient.gestation_weeks, 8);
  });
  it("adds a result to those there are, dated as the answers", () => {
    const had = { test: "ferritin", value: 12, unit: "ng/mL", collected_on: "2026-01-01" };
    const [group] = tried(open("labs.tsat"), { labs: [had] });
    assert.equal(group.text, "TSAT");
    assert.deepEqual(group.cases[0].request.labs, [had, { test: "tsat", value: 15, unit: "%", collected_on: "2026-11-20" }]);
  });
  it("puts a result in the place of one of the same day, which two could not share, and of no other", () => {
    const result = (test, value, collected_on) => ({ test, value, unit: test === "tsat" ? "%" : "ng/mL", ...(collected_on && { collected_on }) });
    const [undated, earlier, sameDay] = [undefined, "2026-01-01", "2026-11-20"].map((day) => result("ferritin", 12, day));
    const saturation = result("tsat", 15, "2026-11-20");
    const labs = [undated, earlier, sameDay, saturation];
    for (const [asOf, kept] of [["2026-11-20", [undated, earlier, saturation]], ["", [earlier, sameDay, saturation]]]) {
      const [group] = tried(open("labs.ferritin"), { labs }, asOf);
      assert.deepEqual(group.cases[0].request.labs, [...kept, result("ferritin", 20, asOf)], asOf);
    }
  });
  it("tries no medicines, and asks nothing that it does not know", () => {
    const groups = tried(open("medications", "labs.unheard_of", "moon.phase"));
    assert.deepEqual(groups.map(({ path, type, cases }) => [path, type, cases[0].request.medications]), [["medications", "medications", []]]);
  });
  it("tries the first few, and counts the others", () => {
    const many = open(...Array.from({ length: MOST + 3 }, () => "criteria.urge_to_move"));
    assert.equal(tried(many).length, MOST);
    assert.equal(leftOut(result({ decision: many })), 3);
    assert.equal(leftOut(result({ decision: open("criteria.urge_to_move") })), 0);
  });
  it("leaves an empty date out", () => {
    assert.deepEqual(tried(open("criteria.body_parts"), {}, "")[0].cases[0].request, { criteria: { body_parts: "legs" } });
    assert.deepEqual(dated({ as_of: "2026-11-20" }), { as_of: "2026-11-20" });
  });
  it("names outcome, label, course, contributors and alerts that differ, and nothing else", () => {
    const alert = { id: "pregnancy", urgency: "prompt", display: "See soon." };
    const gone = { id: "depression", urgency: "prompt", display: "Ask." };
    const iron = (tier) => ({ id: "iron_deficiency", tier, display: "Iron" });
    const now = result({ contributors: [iron("cofactor")], alerts: [gone] });
    const then = result({ outcome: "positive", label: "mixed", provisional: true, course: "intermittent", contributors: [iron("strong")], alerts: [alert] });
    assert.deepEqual(changes(now, then).map(({ kind, detail }) => [kind, detail]), [
      ["outcome", undefined], ["label", "provisional"], ["course", undefined], ["contributor", "strong"], ["alert", "prompt"], ["no_alert", "prompt"],
    ]);
    assert.deepEqual(changes(now, now), []);
  });
  it("names a label that is settled, or not any more, though it is the same", () => {
    const [settled, open] = [false, true].map((provisional) => result({ label: "primary", provisional }));
    assert.deepEqual(changes(open, settled), [{ kind: "label", text: "label primary", detail: undefined }]);
    assert.deepEqual(changes(settled, open), [{ kind: "label", text: "label primary", detail: "provisional" }]);
  });
  it("calls an alert that becomes more urgent new, and not the other gone", () => {
    const dvt = (urgency) => ({ id: "possible_dvt", urgency, display: urgency });
    assert.deepEqual(changes(result({ alerts: [dvt("urgent")] }), result({ alerts: [dvt("emergency")] })).map(({ kind, detail }) => [kind, detail]), [["alert", "emergency"]]);
  });
});

describe("answers of a request", () => {
  it("are entered where the questionnaire asks them", () => {
    const request = {
      as_of: "2026-11-20", criteria: { urge_to_move: "yes" }, patient: { pregnancy: "yes", gestation_weeks: 20 }, medications: [],
      labs: [{ loinc: "2276-4", value: 22, unit: "ng/mL" }],
    };
    const { answers, left } = answersOf(questionnaire, request);
    assert.deepEqual(left, []);
    assert.equal(answers.get("patient.gestation_weeks"), 20);
    assert.deepEqual(answers.get("medications"), []);
    assert.deepEqual(answers.get("labs"), [{ test: "ferritin", value: 22, unit: "ng/mL" }]);
  });
  it("that cannot be entered are named, down to one result of several", () => {
    const request = {
      criteria: { urge_to_move: "perhaps", unheard_of: "yes" }, patient: { gestation_weeks: 99 },
      labs: [{ test: "ferritin", value: 22, unit: "ng/mL" }, { loinc: "0-0", value: 1, unit: "x" }],
    };
    const { answers, left } = answersOf(questionnaire, request);
    assert.deepEqual(left, ["criteria.urge_to_move", "criteria.unheard_of", "patient.gestation_weeks", "labs"]);
    assert.equal(answers.get("labs").length, 1);
  });
});

describe("the check number", () => {
  const digest = "0a".repeat(32);
  it("is read from what is typed and from the QR code", () => {
    assert.equal(printedNumber(`sha256:${digest.toUpperCase()}`), digest);
    assert.equal(printedNumber(`rlscreen ruleset rls-adult 1.0.0 sha256:${"f".repeat(64)} file sha256:${digest}`), digest);
    assert.equal(printedNumber("0a0a 0a-0a"), "0a0a0a0a");
  });
  it("is the same, another, or not complete", () => {
    assert.equal(sameness(digest, digest), "desk.file_same");
    assert.equal(sameness("0a0a", digest), "desk.compare_more");
    assert.equal(sameness("0b", digest), "desk.file_different");
    assert.equal(sameness(`${digest}00`, digest), "desk.file_different");
  });
});

/** A clock that a test moves, and a service whose answers a test gives. */
function sitting() {
  const timers = new Map();
  let made = 0;
  const asked = [];
  const states = [];
  const live = new Live({
    ask: (request, signal) => new Promise((give, refuse) => asked.push({ request, signal, give, refuse })),
    onchange: (state) => states.push(state),
    clock: { set: (run, ms) => (timers.set(++made, { run, ms }), made), clear: (timer) => timers.delete(timer) },
  });
  const pass = () => {
    const [[id, { run, ms }]] = timers;
    timers.delete(id);
    run();
    return ms;
  };
  const settle = () => new Promise((done) => setImmediate(done));
  return { live, asked, states, timers, pass, settle };
}

describe("the live judgement", () => {
  it("waits until the answers rest, and judges the latest only", () => {
    const { live, asked, timers, pass } = sitting();
    live.judge({ as_of: "1" });
    live.judge({ as_of: "2" });
    assert.equal(timers.size, 1);
    assert.equal(pass(), REST);
    assert.deepEqual(asked.map(({ request }) => request.as_of), ["2"]);
  });
  it("calls a result fresh only while it is of the answers there are", async () => {
    const { live, asked, pass, settle } = sitting();
    live.judge({ as_of: "1" });
    pass();
    asked[0].give("first");
    await settle();
    assert.deepEqual([live.state.status, live.state.result, live.state.request.as_of], ["fresh", "first", "1"]);
    live.judge({ as_of: "2" });
    assert.deepEqual([live.state.status, live.state.result, live.state.request.as_of], ["pending", "first", "1"]);
  });
  it("ends an older call, and takes no answer of it", async () => {
    const { live, asked, pass, settle } = sitting();
    live.judge({ as_of: "1" });
    pass();
    live.judge({ as_of: "2" });
    assert.ok(asked[0].signal.aborted);
    pass();
    asked[1].give("second");
    await settle();
    asked[0].give("first");
    await settle();
    assert.equal(live.state.result, "second");
  });
  it("keeps the last result and tries again when the service is out of reach", async () => {
    const { live, asked, pass, settle } = sitting();
    live.judge({ as_of: "1" });
    pass();
    asked[0].give("first");
    await settle();
    live.judge({ as_of: "2" });
    pass();
    asked[1].refuse(new ServiceError("offline"));
    await settle();
    assert.deepEqual([live.state.status, live.state.error.kind, live.state.result], ["failed", "offline", "first"]);
    assert.equal(pass(), RETRY);
    asked[2].give("second");
    await settle();
    assert.deepEqual([live.state.status, live.state.result, live.state.error], ["fresh", "second", undefined]);
  });
  it("waits as long as a busy service asks for", async () => {
    const { live, asked, pass, settle } = sitting();
    live.judge({});
    pass();
    asked[0].refuse(new ServiceError("busy", { retryAfter: 7 }));
    await settle();
    assert.equal(pass(), 7000);
  });
  it("does not repeat what will not pass by itself", async () => {
    for (const kind of ["invalid", "refused", "broken"]) {
      const { live, asked, timers, pass, settle } = sitting();
      live.judge({});
      pass();
      asked[0].refuse(new ServiceError(kind));
      await settle();
      assert.equal(timers.size, 0, kind);
      live.again();
      assert.equal(timers.size, 1, kind);
    }
  });
  it("does not call fresh what could not be drawn, nor ask for it again and again", async () => {
    const states = [];
    let run;
    const live = new Live({
      ask: async (request) => request.as_of,
      onchange: (state) => {
        if (state.result === "odd") throw new TypeError("cannot draw");
        states.push(state);
      },
      clock: { set: (next) => (run = next), clear: () => (run = undefined) },
    });
    live.judge({ as_of: "first" });
    await run();
    live.judge({ as_of: "odd" });
    const odd = run;
    run = undefined;
    await assert.rejects(odd(), TypeError);
    assert.deepEqual([live.state.status, live.state.result, live.state.request.as_of], ["failed", "first", "first"]);
    assert.equal(states.at(-1), live.state);
    assert.equal(run, undefined);
  });
  it("forgets the result of another patient", async () => {
    const { live, asked, pass, settle } = sitting();
    live.judge({});
    pass();
    asked[0].give("first");
    await settle();
    live.forget();
    assert.deepEqual(live.state, { status: "pending" });
    live.again();
    assert.equal(asked.length, 1);
  });
});
