// When the service refuses, fails or answers with something else: an answer about
// safety is never met with silence, nothing is asked for ever, and whoever runs the
// page hears of it.

import assert from "node:assert/strict";
import test from "node:test";

import { Service, ServiceError } from "../service.js";
import { offlineSafety } from "../view/alerts.js";
import { errorView } from "../view/error.js";
import { words } from "../words.js";
import { FakeService, questionnaire, settle } from "./core-form.mjs";
import { offline, opened, pause, started, warnings } from "./core-run.mjs";
import { document, links } from "./result-dom.mjs";

globalThis.document = /** @type {any} */ (document);
test.after(() => Reflect.deleteProperty(globalThis, "document"));

/** @param {any} session */
const showing = (session) => /** @type {any} */ ({ t: words("en"), session, lang: "en", audience: "patient" });

const refused = () => new ServiceError("refused", { status: 401, problem: /** @type {any} */ ({ code: "unauthenticated", detail: "The API key has expired." }) });
/** @param {string} pointer */
const notTaken = (pointer) => new ServiceError("invalid", { status: 422, problem: /** @type {any} */ ({ code: "invalid_request", errors: [{ pointer, code: "range", detail: "" }] }) });

const problem = (/** @type {unknown} */ body) => new Response(JSON.stringify(body), { status: 422 });
/** What may stand in the place of a judgement. @type {Record<string, () => Response>} */
const others = {
  "JSON of nobody": () => Response.json({}),
  "JSON that is null": () => Response.json(null),
  "a judgement without alerts": () => Response.json({ outcome: { code: "negative", display: "" }, decision: { next_questions: [] } }),
  "a page": () => new Response("<!doctype html><title>Log in</title>"),
  "a refusal that names no answer": () => problem({ code: "invalid_request", errors: [{ code: "range" }] }),
  "a refusal whose errors are no list": () => problem({ code: "invalid_request", errors: { pointer: "/safety" } }),
  "a refusal of nothing": () => problem(null),
};
for (const [what, answer] of Object.entries(others)) {
  test(`${what} in the place of a judgement: a safety answer is met with a number to call`, async (t) => {
    t.mock.method(globalThis, "fetch", async (/** @type {string} */ url) => (url.includes("/v1/questionnaire") ? Response.json(questionnaire) : answer()));
    const { session } = await started({ service: new Service({ src: "https://s.example" }) });
    for (const id of ["criteria.urge_to_move", "criteria.worse_at_rest"]) {
      assert.equal(session.current, id);
      session.answer(id, "yes");
      await settle();
    }
    session.answer("safety.suicidal_thoughts", "yes");
    await settle();
    assert.deepEqual([session.screen, session.interruption, session.trouble], ["alert", [], "broken"]);
    assert.ok(links(/** @type {any} */ (offlineSafety({ t: words("en"), emergency: session.questionnaire?.emergency }))).includes("tel:911"));
  });
}

for (const [what, pointer] of [["that was not sent", "/patient/age_years"], ["that nobody knows", "/else/where"]]) {
  test(`a refusal that names a question ${what} is not asked about for ever`, async () => {
    const { session, service } = await opened();
    service.failure = notTaken(pointer);
    const before = service.calls.length;
    session.answer("safety.suicidal_thoughts", "no");
    await settle();
    assert.equal(service.calls.length - before, 1);
    assert.deepEqual([session.trouble, session.faults.size], ["broken", 0]);
    await pause(130); // the first of 15 ms, then of 30, then of 60
    assert.ok(service.calls.length - before <= 4, `${service.calls.length - before} calls`);
  });
}

test("an answer that is refused is left out once: refused all the same, it is not asked about for ever", async () => {
  const { session, service } = await opened({ waits: { retry: 1000 } });
  service.failure = notTaken("/patient/age_years");
  session.answer("safety.suicidal_thoughts", "no");
  await settle();
  session.edit("patient.age_years");
  const before = service.calls.length;
  session.answer("patient.age_years", 50);
  await settle();
  assert.equal(service.calls.length - before, 2);
  assert.deepEqual([session.trouble, [...session.faults.keys()]], ["broken", ["patient.age_years"]]);
});

/** A list whose first judgement is under way and whose second has an alert. */
async function twoUnderWay() {
  const made = await started({ settings: { mode: "list" }, waits: { list: 1 } });
  const { session, service } = made;
  service.holds = true;
  session.put("criteria.urge_to_move", "yes");
  await pause(1);
  void session.judging.ask(true);
  session.answers.set("safety.suicidal_thoughts", "with_plan");
  void session.judging.ask(true);
  assert.deepEqual(service.calls.map((/** @type {any} */ { request }) => Object.keys(request)), [["as_of", "criteria"], ["as_of", "criteria", "safety"]]);
  return made;
}

test("an answer that is taken back while two judgements are under way: that of the answers there are counts", async () => {
  const { session, service } = await twoUnderWay();
  const [first, second] = service.calls;
  session.put("safety.suicidal_thoughts", undefined);
  await pause(1);
  assert.deepEqual([first.options.signal.aborted, second.options.signal.aborted, service.calls.length], [false, true, 2]);
  await second.release();
  await first.release();
  assert.deepEqual(session.judgement?.request, first.request);
  assert.deepEqual([session.screen, session.standing], ["list", []]);
});

test("an answer that is taken back after the others were judged leaves no alert, however late its judgement comes", async () => {
  const { session, service, named } = await started({ settings: { mode: "list" }, waits: { list: 1 } });
  session.put("criteria.urge_to_move", "yes");
  await pause(1);
  service.holds = true;
  session.put("safety.suicidal_thoughts", "with_plan");
  await pause(1);
  session.put("safety.suicidal_thoughts", undefined);
  await pause(1);
  const late = service.calls.at(-1);
  assert.equal(late.options.signal.aborted, true);
  await late.release();
  assert.deepEqual([session.screen, session.standing, named("rls-alert")], ["list", [], []]);
});

test("a service that refuses the form is seen at the first answer, which is kept, and can be tried again", async () => {
  const service = new FakeService();
  const { session, storage } = await started({ service });
  service.failure = refused();
  session.answer("criteria.urge_to_move", "yes");
  await settle();
  assert.deepEqual([session.screen, session.failure], ["error", { kind: "refused", then: "questions" }]);
  const view = errorView(showing(session));
  assert.match(view.element.textContent ?? "", /does not accept this form.*still here.*911/s);
  await session.retry();
  assert.equal(session.screen, "error");
  const again = await started({ storage, service: Object.assign(new FakeService(), { questionnaire: service.questionnaire.bind(new FakeService()), failure: refused() }) });
  assert.deepEqual([again.session.screen, again.session.failure?.then], ["error", "questions"]);
  service.failure = undefined;
  await session.retry();
  assert.deepEqual([session.screen, session.current], ["question", "criteria.worse_at_rest"]);
  assert.equal(session.judgement?.request.criteria?.urge_to_move, "yes");
});

test("who goes on although the form is refused is told once, and again when it was accepted meanwhile", async () => {
  const { session, service } = await opened();
  const screens = [];
  const answers = /** @type {[string, any, boolean][]} */ ([
    ["safety.suicidal_thoughts", "no", true], ["safety.low_mood", "no", true], ["patient.age_years", 50, false], ["criteria.worse_at_rest", "not_sure", true],
  ]);
  for (const [id, value, isRefused] of answers) {
    service.failure = isRefused ? refused() : undefined;
    session.edit(id);
    session.answer(id, value);
    await settle();
    screens.push(session.screen);
    if (session.screen === "error") session.back();
  }
  assert.deepEqual(screens, ["error", "question", "question", "error"]);
});

test("before a refusal comes the care for a safety answer", async () => {
  for (const mode of /** @type {const} */ (["steps", "list"])) {
    const { session, service } = await opened();
    await session.configure({ lang: "en", audience: "patient", mode });
    service.failure = refused();
    if (mode === "list") session.put("safety.suicidal_thoughts", "yes");
    else session.answer("safety.suicidal_thoughts", "yes");
    await pause(1);
    assert.deepEqual([session.screen, session.interruption], ["alert", []], mode);
    session.proceed();
    assert.deepEqual([session.screen, session.failure?.kind], ["error", "refused"], mode);
  }
});

test("a refusal is not tried again by itself", async () => {
  const { session, service } = await opened();
  service.failure = refused();
  session.answer("safety.suicidal_thoughts", "no");
  await settle();
  const before = service.calls.length;
  await pause(60);
  assert.equal(service.calls.length, before);
});

test("the page hears of trouble once for each kind, and whoever looks after it reads why", async () => {
  const { session, service, named } = await opened();
  warnings.length = 0;
  service.failure = offline();
  session.answer("safety.suicidal_thoughts", "no");
  await pause(60);
  assert.ok(service.calls.length > 3, "it was tried again");
  assert.deepEqual(named("rls-error"), [{ kind: "offline" }]);
  service.failure = refused();
  await pause(130);
  assert.deepEqual(named("rls-error").slice(1), [{ kind: "refused", status: 401, code: "unauthenticated" }]);
  service.failure = undefined;
  await session.retry();
  service.failure = offline();
  session.answer("safety.low_mood", "no");
  await settle();
  assert.deepEqual(named("rls-error").map(({ kind }) => kind), ["offline", "refused", "offline"]);
  assert.deepEqual(warnings, ["rls-screener: offline", "rls-screener: 401 unauthenticated: The API key has expired.", "rls-screener: offline"]);
});

test("questions that cannot be loaded are trouble, once until they are there", async () => {
  const service = new FakeService();
  service.failure = new ServiceError("busy", { status: 503 });
  const { session, named } = await started({ service });
  await session.retry();
  assert.deepEqual(named("rls-error"), [{ kind: "busy", status: 503 }]);
  service.failure = undefined;
  await session.retry();
  service.failure = new ServiceError("busy", { status: 503 });
  await session.configure({ lang: "es", audience: "patient", mode: "steps" });
  assert.equal(named("rls-error").length, 2);
});

test("a form without the address of a service calls nobody and says so", async (t) => {
  const call = t.mock.method(globalThis, "fetch", async () => Response.json(questionnaire));
  for (const src of ["", "about:invalid", "javascript:alert(1)"]) {
    warnings.length = 0;
    const { session } = await started({ service: new Service({ src }) });
    assert.deepEqual([session.screen, session.failure], ["error", { kind: "refused", then: "load" }], src);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0], /src is needed/);
  }
  assert.equal(call.mock.callCount(), 0);
});

test("a pause that the service asks for is kept, and a shorter one does not shorten that of the form", async () => {
  for (const [retryAfter, waits, calls] of [[1, 1, 1], [0.001, 60, 1], [0.001, 10, 2]]) {
    const { session, service } = await opened({ waits: { retry: waits } });
    service.failure = new ServiceError("busy", { status: 503, retryAfter });
    const before = service.calls.length;
    session.answer("safety.suicidal_thoughts", "no");
    await settle();
    service.failure = undefined;
    await pause(30);
    assert.equal(service.calls.length - before, calls, `${retryAfter} s asked, ${waits} ms of its own`);
  }
});
