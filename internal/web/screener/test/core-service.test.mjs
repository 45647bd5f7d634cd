// What goes to the service and what its answers become.

import assert from "node:assert/strict";
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
const words = { lang: "es", audience: "patient" };

test("answers are in the body alone, and nothing else of the browser goes along", async () => {
  const { calls, value } = await called(ok({ outcome: {} }), (s) => s.screen({ criteria: { urge_to_move: "yes" } }, words), { key: "pk_1" });
  assert.deepEqual(value, { outcome: {} });
  const [{ url, init }] = calls;
  assert.equal(url, "https://s.example/base/v1/screenings?lang=es&audience=patient");
  assert.equal(init.method, "POST");
  assert.equal(init.body, '{"criteria":{"urge_to_move":"yes"}}');
  assert.equal(init.credentials, "omit");
  assert.equal(init.referrerPolicy, "no-referrer");
  assert.deepEqual(Object.fromEntries(init.headers), { accept: "application/json", authorization: "Bearer pk_1", "content-type": "application/json" });
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

test("a service that takes too long is told apart from a call that was ended", async () => {
  const real = globalThis.fetch;
  globalThis.fetch = /** @type {any} */ (hanging);
  try {
    const service = new Service({ src: "https://s.example", timeoutMs: 10 });
    await assert.rejects(service.questionnaire("en", "patient"), { kind: "timeout" });
    const controller = new AbortController();
    const call = service.screen({}, { ...words, signal: controller.signal });
    controller.abort();
    await assert.rejects(call, { name: "AbortError" });
  } finally {
    globalThis.fetch = real;
  }
});

test("the host is what people read", () => {
  assert.equal(new Service({ src: "https://s.example:8443/base" }).host, "s.example:8443");
});
