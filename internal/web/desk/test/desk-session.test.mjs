// A sitting at the desk, against a service that the test stands in for: where answers
// and key go, what a file brings, and what is known of safety answers.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { settle } from "../../screener/test/core-form.mjs";
import { REST } from "../live.js";
import { Session } from "../session.js";

// Time passes when a test says so, however busy the machine is.
mock.timers.enable({ apis: ["setTimeout"] });

const yesNo = [{ code: "yes", display: "Yes" }, { code: "no", display: "No" }];
const choice = (id) => ({ id, text: id, type: "choice", options: yesNo, enable_when: [] });
const ferritin = { test: "ferritin", display: "Ferritin", units: ["ng/mL"], minimum: 0, maximum: 100000 };
const ferritinOf = (value) => [{ test: "ferritin", value, unit: "ng/mL", collected_on: "2026-11-01" }];
const labs = { id: "labs", text: "Results", type: "labs", options: [], enable_when: [], tests: [ferritin] };

// Whole answers of the service, as its description has them.
const { paths } = JSON.parse(readFileSync(new URL("../../../../api/openapi.json", import.meta.url), "utf8"));
const example = (path, method, name) => paths[path][method].responses[200].content["application/json"].examples[name].value;
const questionnaire = {
  ...example("/v1/questionnaire", "get", "questionnaire"),
  sections: [{ id: "all", title: "All", questions: [choice("criteria.urge_to_move"), choice("safety.low_mood"), labs] }],
};
const ironStatus = example("/v1/iron-status", "post", "treatment");
const judged = example("/v1/screenings", "post", "indeterminate");
const result = {
  ...judged, outcome: { ...judged.outcome, code: "indeterminate", display: "Indeterminate" }, alerts: [],
  decision: { ...judged.decision, would_change: [], next_questions: [{ path: "safety.low_mood", asked: true }, { path: "criteria.urge_to_move", asked: false }] },
};
const other = { ...result, outcome: { ...judged.outcome, code: "negative", display: "Negative" } };

/** What the service was asked. @type {{ url: URL, headers: Headers, body: string }[]} */
let calls;
/** What it answers at a path. @type {Record<string, () => Response>} */
let answers;
const real = globalThis.fetch;

beforeEach(() => {
  calls = [];
  answers = {
    "/v1/questionnaire": () => Response.json(questionnaire),
    "/v1/screenings": () => Response.json(result),
    "/v1/iron-status": () => Response.json(ironStatus),
    "/v1/screenings/batch": () => new Response(`${JSON.stringify({ line: 1, result: other })}\n${JSON.stringify({ line: 2, error: { code: "validation_failed" } })}\n`),
  };
  globalThis.fetch = async (address, { headers, body } = {}) => {
    const url = new URL(address);
    calls.push({ url, headers, body });
    return answers[url.pathname]();
  };
});
afterEach(() => (globalThis.fetch = real));

/** A session, and what it told. */
async function sitting({ wanted = false } = {}) {
  const told = { states: [], series: undefined, tried: undefined, waits: 0, fails: 0 };
  const session = new Session("https://rls.example/", {
    onstate: (state, series) => {
      told.states.push(state.status);
      told.series = series;
    },
    wanted: () => wanted,
    onwait: () => told.waits++,
    ontried: (groups, more) => (told.tried = { groups, more }),
    onuntried: () => told.fails++,
  });
  await session.load("en", (key) => key);
  session.asOf = "2026-11-20";
  return { session, told };
}

/** Lets everything happen that waits for nothing but its turn, of answers that are read in several. */
async function happen() {
  for (let turn = 0; turn < 20; turn++) await settle();
}

/** Has the answers judged, and what follows from that worked out. */
async function judge(session, told) {
  session.judge();
  assert.equal(told.states.at(-1), "pending");
  mock.timers.tick(REST);
  await happen();
  assert.equal(told.states.at(-1), "fresh");
}

describe("a sitting at the desk", () => {
  it("sends answers in bodies alone, for clinicians, and a key in a header alone", async () => {
    const { session, told } = await sitting();
    session.unlock("rls_secret");
    session.answers.set("criteria.urge_to_move", "yes");
    await judge(session, told);
    const { url, headers, body } = calls.at(-1);
    assert.equal(url.href, "https://rls.example/v1/screenings?lang=en&audience=clinician");
    assert.deepEqual(JSON.parse(body), { as_of: "2026-11-20", criteria: { urge_to_move: "yes" } });
    assert.equal(headers.get("Authorization"), "Bearer rls_secret");
    assert.ok(calls.every((call) => !call.url.href.includes("secret")));
    session.restart();
  });

  it("goes to the first open question that was not asked", async () => {
    const { session, told } = await sitting();
    assert.equal(session.nextOpen, undefined);
    await judge(session, told);
    assert.equal(session.nextOpen, "criteria.urge_to_move");
  });

  it("works out what would change only while somebody looks", async () => {
    for (const wanted of [false, true]) {
      const { session, told } = await sitting({ wanted });
      await judge(session, told);
      const batches = calls.filter(({ url }) => url.pathname.endsWith("/batch"));
      assert.equal(batches.length, wanted ? 1 : 0);
      if (!wanted) continue;
      assert.equal(batches[0].body.split("\n").length, 2);
      const [{ path, cases }] = told.tried.groups;
      assert.equal(path, "criteria.urge_to_move");
      assert.deepEqual(cases, [{ answer: "Yes", changes: [{ kind: "outcome", text: "Negative" }] }, { answer: "No", changes: undefined }]);
    }
  });

  it("says that it could not be worked out", async () => {
    answers["/v1/screenings/batch"] = () => Response.json({}, { status: 500 });
    const { session, told } = await sitting({ wanted: true });
    await judge(session, told);
    assert.deepEqual([told.fails, told.tried], [1, undefined]);
  });

  it("has iron over time read for dated results, once for the same results", async () => {
    const { session, told } = await sitting();
    session.answers.set("labs", ferritinOf(22));
    await judge(session, told);
    assert.deepEqual(told.series, ironStatus);
    session.answers.set("criteria.urge_to_move", "no");
    await judge(session, told);
    assert.equal(calls.filter(({ url }) => url.pathname === "/v1/iron-status").length, 1);
    assert.deepEqual(told.series, ironStatus);
  });

  for (const next of ["earlier results", "the patient before"]) {
    it(`shows no iron over time of ${next}, however late it comes`, async () => {
      let give;
      answers["/v1/iron-status"] = () => new Promise((done) => (give = () => done(Response.json({ ...ironStatus, text: "late" }))));
      const { session, told } = await sitting();
      session.answers.set("labs", ferritinOf(22));
      await judge(session, told);
      answers["/v1/iron-status"] = () => Response.json(ironStatus);
      if (next === "the patient before") session.restart();
      else session.answers.set("labs", ferritinOf(90));
      await judge(session, told);
      give();
      await happen();
      assert.deepEqual(told.series, next === "the patient before" ? undefined : ironStatus);
    });
  }

  it("knows of a safety answer that the result does not hold", async () => {
    const { session, told } = await sitting();
    session.answers.set("safety.low_mood", "no");
    assert.equal(session.hasUnjudgedSafety, false);
    session.answers.set("safety.low_mood", "yes");
    assert.equal(session.hasUnjudgedSafety, true);
    await judge(session, told);
    assert.equal(session.hasUnjudgedSafety, false);
  });

  it("enters a file in the place of the answers there are, and keeps them when it is none", async () => {
    const { session } = await sitting();
    session.answers.set("safety.low_mood", "yes");
    await assert.rejects(session.enter("no file"), { key: "desk.file_not_json" });
    const { answers: before } = session;
    const whole = JSON.stringify({ format: "rlscreen-answers/1", made_on: "2026-10-01", nonce: "0".repeat(32), request: { as_of: "2026-10-01" }, result });
    await assert.rejects(session.enter(whole, () => { throw new RangeError("cannot be shown"); }), RangeError);
    assert.equal(session.answers, before);
    assert.equal(session.answers.get("safety.low_mood"), "yes");
    const request = { as_of: "2026-10-01", criteria: { urge_to_move: "no" } };
    await session.enter(JSON.stringify({ format: "rlscreen-answers/1", made_on: "2026-10-01", nonce: "0".repeat(32), request, result }));
    assert.deepEqual(session.request, request);
    assert.equal(session.opened.digest.length, 64);
    session.restart();
    assert.deepEqual([session.opened, session.answers.size], [undefined, 0]);
  });
});
