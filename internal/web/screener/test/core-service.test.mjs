// What goes to the service and what its answers become.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { Service, ServiceError } from "../service.js";

/** @param {() => Response | Promise<Response>} answer @param {(service: Service) => Promise<unknown>} call @param {object} [options] */
async function called(answer, call, options = {}) {
  /** @type {{ url: string, init: any }[]} */
  const calls = [];
  const real = globalThis.fetch;
  globalThis.fetch = /** @type {any} */ (async (/** @type {string} */ url, /** @type {any} */ init) => {
    calls.push({ url, init });
    return answer();
  });
  try {
    const value = await call(new Service({ src: "https://s.example/base/", ...options })).catch((error) => error);
    return { calls, value };
  } finally {
    globalThis.fetch = real;
  }
}

const ok = (/** @type {unknown} */ body) => () => new Response(JSON.stringify(body));
const judged = JSON.parse(readFileSync(new URL("../../../../api/examples/createScreening/indeterminate.response.json", import.meta.url), "utf8"));
const words = { lang: "es", audience: "patient" };

test("answers are in the body alone, and nothing else of the browser goes along", async () => {
  const { calls, value } = await called(ok(judged), (s) => s.screen({ criteria: { urge_to_move: "yes" } }, words), { key: "pk_1" });
  assert.deepEqual(value, judged);
  const [{ url, init }] = calls;
  assert.equal(url, "https://s.example/base/v1/screenings?lang=es&audience=patient");
  assert.equal(init.method, "POST");
  assert.equal(init.body, '{"criteria":{"urge_to_move":"yes"}}');
  assert.equal(init.credentials, "omit");
  assert.equal(init.referrerPolicy, "no-referrer");
  assert.deepEqual(Object.fromEntries(init.headers), { accept: "application/json", authorization: "Bearer pk_1", "content-type": "application/json" });
});

const without = (/** @type {any} */ whole, /** @type {string} */ name) => Object.fromEntries(Object.entries(whole).filter(([other]) => other !== name));
const alarm = { id: "a", urgency: "urgent", display: "Call.", because: [], rule: "alert.a", evidence: "product", sources: [] };
for (const [rule, body] of /** @type {[string, unknown][]} */ ([
  ["null", null], ["a list", []], ["a text", "x"], ["an empty object", {}], ["alerts alone", { alerts: [] }],
  ...["outcome", "criteria", "classification", "iron", "labs", "medications", "alerts", "decision", "text", "ruleset", "notice"]
    .map((name) => /** @type {[string, unknown]} */ ([`one without ${name}`, without(judged, name)])),
  ...[null, {}, "", [null], [{}], [{ ...alarm, display: 5 }], [without(alarm, "urgency")], [without(alarm, "id")]]
    .map((alerts) => /** @type {[string, unknown]} */ ([`one with alerts ${JSON.stringify(alerts)}`, { ...judged, alerts }])),
  ["one with no list of questions", { ...judged, decision: { ...judged.decision, next_questions: null } }],
  ["one whose outcome is not said", { ...judged, outcome: { ...judged.outcome, display: null } }],
])) {
  test(`what is no judgement does not pass for one: ${rule}`, async () => {
    const { value } = await called(ok(body), (s) => s.screen({}, words));
    assert.equal(value.kind, "broken");
    const { value: lines } = await called(() => new Response(`${JSON.stringify({ line: 1, result: body })}\n`), (s) => s.screenAll([{}], words));
    assert.equal(lines.kind, "broken");
  });
}

test("a judgement passes with alerts, and with one of an urgency that there is not yet", async () => {
  const body = { ...judged, alerts: [alarm, { ...alarm, urgency: "critical" }] };
  assert.deepEqual((await called(ok(body), (s) => s.screen({}, words))).value, body);
});

test("what is no questionnaire, reading of iron or list of names is broken", async () => {
  for (const body of [null, [], {}, { sections: [] }, { title: "", intro: "", notice: "", ruleset: {}, sections: [{ id: "a", title: "", questions: [{}] }] }]) {
    for (const call of [(/** @type {Service} */ s) => s.questionnaire("en", "patient"), (/** @type {Service} */ s) => s.ironStatus({}, words), (/** @type {Service} */ s) => s.names("en")]) {
      assert.equal((await called(ok(body), call)).value.kind, "broken", JSON.stringify(body));
    }
  }
  assert.equal((await called(ok({ names: [{ name: 5, ingredients: [] }] }), (s) => s.names("en"))).value.kind, "broken");
  const example = (/** @type {string} */ name) => JSON.parse(readFileSync(new URL(`../../../../api/examples/${name}.response.json`, import.meta.url), "utf8"));
  const form = example("getQuestionnaire/questionnaire");
  assert.deepEqual((await called(ok(form), (s) => s.questionnaire("en", "patient"))).value, form);
  const iron = example("createIronStatus/treatment");
  assert.deepEqual((await called(ok(iron), (s) => s.ironStatus({}, words))).value, iron);
});

test("a service cannot ask to wait for ever, or for less than nothing", async () => {
  const waits = { 1e12: 3600, "1e400": 3600, 3000000: 3600, "0.2": 1, 7: 7, "-5": undefined, 0: undefined, "Wed, 21 Oct 2026 07:28:00 GMT": undefined };
  for (const [asked, wait] of Object.entries(waits)) {
    const { value } = await called(() => new Response("{}", { status: 429, headers: { "Retry-After": asked } }), (s) => s.screen({}, words));
    assert.equal(value.retryAfter, wait, asked);
  }
});

test("of a problem that is malformed, what names an answer is left", async () => {
  const fault = { pointer: "/labs/0/value", code: "range", detail: "" };
  for (const [errors, left] of /** @type {[unknown, unknown][]} */ ([["abc", []], [[{}], []], [[null, fault], [fault]], [[{ ...fault, accepted: 7 }], []], [5, []]])) {
    const { value } = await called(() => new Response(JSON.stringify({ code: "x", errors }), { status: 422 }), (s) => s.screen({}, words));
    assert.deepEqual([value.kind, value.problem.errors], ["invalid", left]);
  }
  for (const body of ["null", "[]", "7"]) {
    const { value } = await called(() => new Response(body, { status: 422 }), (s) => s.screen({}, words));
    assert.deepEqual([value.kind, value.problem], ["invalid", undefined]);
  }
});

test("answers do not follow the service to where it points", async () => {
  const { calls } = await called(ok(judged), (s) => s.screen({}, words));
  assert.equal(calls[0].init.redirect, "error");
});

test("a key that is no text of a header is none", async () => {
  for (const key of ["a b", "ключ", "a\nb", ""]) {
    const { calls, value } = await called(ok(judged), (s) => s.screen({}, words), { key });
    assert.deepEqual(value, judged);
    assert.equal(calls[0].init.headers.has("authorization"), false);
  }
});

test("without a key there is no authorization", async () => {
  const { calls } = await called(ok({ names: [] }), (s) => s.names("en"));
  assert.equal(calls[0].url, "https://s.example/base/v1/medications/names?lang=en");
  assert.equal(calls[0].init.headers.has("authorization"), false);
});

test("a FHIR answer comes as the text it was", async () => {
  const { calls, value } = await called(() => new Response('{ "resourceType": "QuestionnaireResponse" }'), (s) => s.fhir({}));
  assert.equal(calls[0].url, "https://s.example/base/fhir/R4/QuestionnaireResponse/$from-answers");
  assert.equal(value, '{ "resourceType": "QuestionnaireResponse" }');
});

test("many requests are lines, and so are their answers", async () => {
  const { calls, value } = await called(() => new Response('{"line":1}\n{"line":2}\n'), (s) => s.screenAll([{}, { as_of: "2026-11-22" }], words));
  assert.equal(calls[0].init.body, '{"request":{}}\n{"request":{"as_of":"2026-11-22"}}');
  assert.deepEqual(value, [{ line: 1 }, { line: 2 }]);
});

test("lines that are cut off are no answer, though each that came is right", async () => {
  const line = (/** @type {number} */ number) => `${JSON.stringify({ line: number, result: judged })}\n`;
  for (const [text, isWhole] of /** @type {[string, boolean][]} */ ([["", false], [line(1), false], [line(1) + line(2), true], [line(1) + line(2) + line(3), false]])) {
    const { value } = await called(() => new Response(text), (s) => s.screenAll([{}, {}], words));
    assert.deepEqual([value.length, value.kind], isWhole ? [2, undefined] : [undefined, "broken"]);
  }
});

const kinds = /** @type {[number, string][]} */ ([
  [400, "broken"], [401, "refused"], [403, "refused"], [404, "broken"], [413, "broken"], [422, "invalid"], [429, "busy"], [500, "broken"], [502, "busy"], [503, "busy"], [504, "busy"],
]);
for (const [status, kind] of kinds) {
  test(`a status of ${status} is ${kind}`, async () => {
    const { value } = await called(() => new Response('{"code":"x"}', { status, headers: { "Retry-After": "7" } }), (s) => s.questionnaire("en", "patient"));
    assert.ok(value instanceof ServiceError);
    assert.deepEqual([value.kind, value.status, value.retryAfter, value.problem], [kind, status, 7, { code: "x" }]);
  });
}

test("a refusal in words of a proxy has no problem", async () => {
  const { value } = await called(() => new Response("<h1>Bad gateway</h1>", { status: 502 }), (s) => s.questionnaire("en", "patient"));
  assert.deepEqual([value.kind, value.problem, value.retryAfter], ["busy", undefined, undefined]);
});

test("an answer that is no JSON is broken", async () => {
  const { value } = await called(() => new Response("<html>"), (s) => s.questionnaire("en", "patient"));
  assert.equal(value.kind, "broken");
});

test("a service that is not reached is offline", async () => {
  const { value } = await called(() => { throw new TypeError("Failed to fetch"); }, (s) => s.questionnaire("en", "patient"));
  assert.equal(value.kind, "offline");
});

/** Never answers, as fetch does: until the signal says so. */
const hanging = (/** @type {string} */ _url, /** @type {any} */ { signal }) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError"))));

test("a service that takes too long is told apart from a call that was ended", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(globalThis, "fetch", hanging);
  const service = new Service({ src: "https://s.example", timeoutMs: 10 });
  const slow = service.questionnaire("en", "patient");
  t.mock.timers.tick(10);
  await assert.rejects(slow, { kind: "timeout" });
  const controller = new AbortController();
  const call = service.screen({}, { ...words, signal: controller.signal });
  controller.abort();
  await assert.rejects(call, { name: "AbortError" });
});

test("a call that was ended before it began sends nothing", async (t) => {
  t.mock.method(globalThis, "fetch", async (/** @type {string} */ _url, /** @type {any} */ { signal }) => {
    signal.throwIfAborted(); // as fetch does, before it sends
    return Response.json(judged);
  });
  const call = new Service({ src: "https://s.example" }).screen({}, { ...words, signal: AbortSignal.abort() });
  await assert.rejects(call, { name: "AbortError" });
});

test("a call that has ended leaves nothing behind at the signal that could have ended it", async () => {
  for (const answer of [ok(judged), () => new Response("", { status: 503 })]) {
    const { signal } = new AbortController();
    /** @type {Set<unknown>} */
    const listeners = new Set();
    signal.addEventListener = (/** @type {string} */ _type, /** @type {any} */ listener) => void listeners.add(listener);
    signal.removeEventListener = (/** @type {string} */ _type, /** @type {any} */ listener) => void listeners.delete(listener);
    await called(answer, (service) => {
      const call = service.screen({}, { ...words, signal });
      assert.equal(listeners.size, 1);
      return call;
    });
    assert.equal(listeners.size, 0);
  }
});

test("the host is what people read", () => {
  assert.equal(new Service({ src: "https://s.example:8443/base" }).host, "s.example:8443");
});
