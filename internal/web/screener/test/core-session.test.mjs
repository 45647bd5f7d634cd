// From question to question: what comes next, what comes before everything, and
// what happens when the service is slow, late or away.

import assert from "node:assert/strict";
import test from "node:test";

import { ServiceError } from "../service.js";
import { FakeService, settle } from "./core-form.mjs";
import { offline, opened, pause, started } from "./core-run.mjs";

test("the form begins with the opening question and asks nothing of the service but the questions", async () => {
  const { session, service } = await started();
  assert.equal(session.screen, "question");
  assert.equal(session.current, "criteria.urge_to_move");
  assert.equal(service.calls.length, 0);
});

test("after an answer the next question is there at once, by the latest decision", async () => {
  const { session, service } = await opened();
  service.holds = true;
  session.answer("safety.suicidal_thoughts", "no");
  assert.equal(session.current, "safety.low_mood");
  session.answer("safety.low_mood", "no");
  assert.equal(session.current, "patient.age_years");
  assert.deepEqual(session.visited, ["criteria.urge_to_move", "safety.suicidal_thoughts", "safety.low_mood"]);
});

test("a no to the opening question leads to the offer to stop, once", async () => {
  const { session } = await started();
  session.answer("criteria.urge_to_move", "no");
  await settle();
  assert.equal(session.screen, "checkpoint");
  session.proceed();
  assert.equal(session.current, "safety.suicidal_thoughts");
  session.answer("safety.suicidal_thoughts", "no");
  await settle();
  assert.equal(session.screen, "question");
  assert.equal(session.current, "safety.low_mood");
});

test("the offer to stop rests on a judgement of the latest answers", async () => {
  const { session, service } = await opened();
  session.edit("criteria.worse_at_rest");
  session.answer("criteria.worse_at_rest", "yes");
  await settle();
  assert.equal(session.current, "safety.suicidal_thoughts");
  service.holds = true;
  session.answer("safety.suicidal_thoughts", "no");
  assert.deepEqual([session.screen, session.waiting], ["question", true]);
  await service.calls.at(-1).release();
  assert.equal(session.screen, "checkpoint");
  session.back();
  assert.deepEqual([session.screen, session.current], ["question", "safety.suicidal_thoughts"]);
});

test("an emergency comes before everything, and the question after it", async () => {
  const { session, named } = await opened();
  session.answer("safety.suicidal_thoughts", "with_plan");
  assert.equal(session.current, "safety.suicidal_thoughts");
  await settle();
  assert.equal(session.screen, "alert");
  assert.deepEqual(session.interruption.map(({ id }) => id), ["suicidal_intent"]);
  assert.deepEqual(named("rls-alert").map(({ alerts }) => alerts.map((/** @type {any} */ a) => a.id)), [["suicidal_intent"]]);
  session.proceed();
  assert.equal(session.screen, "question");
  assert.equal(session.current, "safety.low_mood");
  assert.deepEqual(session.standing.map(({ id }) => id), ["suicidal_intent"]);
});

test("thoughts of suicide come before everything although they are urgent alone", async () => {
  const { session } = await opened();
  session.answer("safety.suicidal_thoughts", "not_sure");
  await settle();
  assert.equal(session.screen, "alert");
});

test("another urgent alert stands above the next question, new once", async () => {
  const { session } = await opened();
  session.answer("safety.suicidal_thoughts", "no");
  session.answer("safety.low_mood", "yes");
  await settle();
  assert.equal(session.screen, "question");
  assert.equal(session.current, "patient.age_years");
  assert.deepEqual([session.unread, session.standing.length], [true, 1]);
  session.skip();
  await settle();
  assert.deepEqual([session.unread, session.standing.length], [false, 1]);
});

test("an alert that ceases and returns is a new one", async () => {
  const { session, named } = await opened();
  for (const code of ["with_plan", "no", "with_plan"]) {
    while (session.current !== "safety.suicidal_thoughts") session.back();
    session.answer("safety.suicidal_thoughts", code);
    await settle();
    if (code !== "no") assert.equal(session.screen, "alert");
    if (session.screen === "alert") session.proceed();
  }
  assert.equal(named("rls-alert").length, 2);
});

test("a safety answer that is not judged in time says so, and goes on", async () => {
  const { session, service } = await opened();
  service.holds = true;
  session.answer("safety.suicidal_thoughts", "with_plan");
  assert.equal(session.waiting, true);
  await pause(20);
  assert.equal(session.checking, true);
  assert.equal(session.screen, "question");
  await pause(40);
  assert.equal(session.screen, "alert");
  assert.deepEqual(session.interruption, []);
  assert.equal(session.waiting, false);
  session.proceed();
  assert.equal(session.current, "safety.low_mood");
  assert.equal(session.unheard, true);
});

test("a late judgement of a safety answer still comes before everything", async () => {
  const { session, service } = await opened();
  service.holds = true;
  session.answer("safety.suicidal_thoughts", "with_plan");
  await pause(60);
  session.proceed();
  await service.calls.at(-1).release();
  assert.equal(session.screen, "alert");
  assert.deepEqual(session.interruption.map(({ id }) => id), ["suicidal_intent"]);
  assert.equal(session.unheard, false);
  session.proceed();
  assert.equal(session.current, "safety.low_mood");
});

test("a judgement that comes while it is said that there is none takes its place", async () => {
  const { session, service } = await opened();
  service.holds = true;
  session.answer("safety.low_mood", "yes");
  session.answer("safety.suicidal_thoughts", "with_plan");
  await pause(60);
  assert.deepEqual(session.interruption, []);
  await service.calls.at(-1).release();
  assert.equal(session.screen, "alert");
  assert.equal(session.interruption.length, 1);
});

test("offline, a safety answer is not waited for, and the answers are judged later by themselves", async () => {
  const { session, service, named } = await opened();
  service.failure = offline();
  session.answer("safety.suicidal_thoughts", "yes");
  await settle();
  assert.equal(session.screen, "alert");
  session.proceed();
  assert.equal(session.trouble, "offline");
  session.answer("safety.low_mood", "no");
  await settle();
  assert.equal(session.current, "patient.age_years");
  service.failure = undefined;
  await pause(120);
  assert.equal(session.trouble, undefined);
  assert.equal(session.screen, "alert");
  assert.equal(named("rls-alert").length, 1);
});

test("offline from the second question on, the questions go on in their own order", async () => {
  const { session, service } = await started();
  service.failure = offline();
  session.answer("criteria.urge_to_move", "yes");
  await settle();
  assert.equal(session.current, "criteria.worse_at_rest");
  session.answer("criteria.worse_at_rest", "no");
  assert.equal(session.current, "safety.suicidal_thoughts");
});

test("a no to a safety question waits for nothing", async () => {
  const { session, service } = await opened();
  service.holds = true;
  session.answer("safety.suicidal_thoughts", "no");
  assert.equal(session.waiting, false);
  assert.equal(session.current, "safety.low_mood");
});

test("the latest judgement wins, whichever comes first", async () => {
  const { session, service } = await opened();
  service.holds = true;
  session.answer("safety.suicidal_thoughts", "no");
  session.answer("safety.low_mood", "no");
  const [first, second] = service.calls.slice(-2);
  await second.release();
  assert.deepEqual(session.judgement?.request, second.request);
  assert.equal(first.options.signal.aborted, true);
  await first.release();
  assert.deepEqual(session.judgement?.request, second.request);
});

test("an answer that is changed ends the judgement of the former one", async () => {
  const { session, service } = await opened();
  service.holds = true;
  session.answer("safety.suicidal_thoughts", "with_plan");
  session.back();
  session.next();
  const former = service.calls.at(-1);
  session.back();
  while (session.current !== "safety.suicidal_thoughts") session.edit("safety.suicidal_thoughts");
  session.answer("safety.suicidal_thoughts", "no");
  assert.equal(former.options.signal.aborted, true);
  await service.calls.at(-1).release();
  assert.equal(session.screen, "question");
  assert.deepEqual(session.standing, []);
});

test("who answers faster than the network has judgements all the same", async () => {
  const { session, service } = await opened();
  service.holds = true;
  session.answer("safety.suicidal_thoughts", "no");
  const first = service.calls.at(-1);
  session.answer("safety.low_mood", "no");
  const second = service.calls.at(-1);
  session.skip();
  session.answer("criteria.worse_at_rest", "not_sure");
  assert.equal(first.options.signal.aborted, false);
  assert.equal(second.options.signal.aborted, true);
  await first.release();
  assert.deepEqual(session.judgement?.request, first.request);
});

test("an answer to a question that is not open, or while one waits, is not taken", async () => {
  const { session, service } = await opened();
  session.answer("safety.low_mood", "yes");
  assert.equal(session.answers.has("safety.low_mood"), false);
  service.holds = true;
  session.answer("safety.suicidal_thoughts", "yes");
  session.answer("safety.suicidal_thoughts", "no");
  assert.equal(session.answers.get("safety.suicidal_thoughts"), "yes");
});

test("the result is of exactly these answers, and asked for once", async () => {
  const { session, service, named } = await opened();
  service.holds = true;
  session.answer("safety.suicidal_thoughts", "no");
  const before = service.calls.length;
  void session.showResult();
  void session.showResult();
  assert.equal(service.calls.length, before);
  assert.equal(session.screen, "question");
  await service.calls.at(-1).release();
  assert.equal(session.screen, "result");
  assert.equal(named("rls-result").length, 1);
  assert.deepEqual(named("rls-result")[0].request.safety, { suicidal_thoughts: "no" });
});

test("when nothing is left the result comes by itself", async () => {
  const { session, named } = await opened();
  for (const [id, value] of /** @type {[string, any][]} */ ([["safety.suicidal_thoughts", "no"], ["safety.low_mood", "no"], ["patient.age_years", 50]])) {
    session.answer(id, value);
    await settle();
  }
  session.answer("criteria.worse_at_rest", "yes");
  await settle();
  assert.equal(session.current, "labs");
  session.skip();
  await settle();
  assert.equal(session.screen, "result");
  assert.equal(named("rls-result").length, 1);
});

test("without the service there is no result, but the answers are kept and it can be tried again", async () => {
  const { session, service, named } = await opened();
  service.failure = offline();
  session.answer("safety.suicidal_thoughts", "no");
  void session.showResult();
  await settle();
  assert.equal(session.screen, "error");
  assert.deepEqual(session.failure, { kind: "offline", then: "result" });
  service.failure = undefined;
  void session.retry();
  await settle();
  assert.equal(session.screen, "result");
  assert.equal(named("rls-result").length, 1);
});

test("who goes back while the result is on its way is not called away", async () => {
  const { session, service } = await opened();
  service.holds = true;
  session.answer("safety.suicidal_thoughts", "no");
  void session.showResult();
  session.back();
  await service.calls.at(-1).release();
  assert.equal(session.screen, "question");
  assert.equal(session.current, "safety.suicidal_thoughts");
});

test("questions that cannot be loaded can be tried again", async () => {
  const service = new FakeService();
  service.failure = new ServiceError("busy");
  const { session } = await started({ service });
  assert.deepEqual([session.screen, session.failure?.kind], ["error", "busy"]);
  service.failure = undefined;
  await session.retry();
  assert.equal(session.screen, "question");
});

test("what the service does not take leads back to its question, and is left out of other judgements", async () => {
  const { session, service } = await opened();
  session.edit("patient.age_years");
  session.answer("patient.age_years", 111);
  await settle();
  assert.equal(session.current, "patient.age_years");
  assert.equal(session.faults.get("patient.age_years")?.length, 1);
  session.edit("safety.suicidal_thoughts");
  session.answer("safety.suicidal_thoughts", "with_plan");
  await settle();
  assert.equal(session.screen, "alert");
  assert.equal(service.calls.at(-1).request.patient, undefined);
  session.proceed();
  void session.showResult();
  await settle();
  assert.deepEqual([session.screen, session.current], ["question", "patient.age_years"]);
  session.answer("patient.age_years", 50);
  await settle();
  assert.equal(session.faults.size, 0);
  void session.showResult();
  await settle();
  assert.equal(session.screen, "result");
});

test("an answer that the service does not take and that is not shown any more stands in nobody's way", async () => {
  const { session, service } = await opened();
  service.check = async (/** @type {any} */ { patient }) => {
    if (patient?.gestation_weeks === 9) {
      throw new ServiceError("invalid", { problem: /** @type {any} */ ({ errors: [{ pointer: "/patient/gestation_weeks", code: "range", detail: "" }] }) });
    }
  };
  for (const [id, value] of /** @type {[string, any][]} */ ([["patient.sex", "female"], ["patient.pregnancy", "yes"], ["patient.gestation_weeks", 9]])) {
    session.edit(id);
    session.answer(id, value);
    await settle();
  }
  assert.deepEqual(session.faulty, ["patient.gestation_weeks"]);
  session.edit("patient.sex");
  session.answer("patient.sex", "male");
  await settle();
  assert.deepEqual(session.faulty, []);
  void session.showResult();
  await settle();
  assert.equal(session.screen, "result");
});

test("an alarming answer that is judged already is not said to be unjudged", async () => {
  const { session, service } = await opened();
  session.answer("safety.suicidal_thoughts", "yes");
  await settle();
  session.proceed();
  session.edit("safety.suicidal_thoughts");
  service.failure = offline();
  session.answer("safety.suicidal_thoughts", "no");
  await settle();
  session.edit("safety.suicidal_thoughts");
  session.answer("safety.suicidal_thoughts", "yes");
  await settle();
  assert.equal(session.screen, "question");
  assert.equal(session.unheard, false);
  assert.equal(session.standing.length, 1);
});
