// What is kept: over a reload, another language, the list of all questions, and
// until the person finishes.

import assert from "node:assert/strict";
import test from "node:test";

import { FakeService, settle } from "./core-form.mjs";
import { offline, opened, pause, started } from "./core-run.mjs";

test("a reload in the middle comes back to the same question with the same answers", async () => {
  const { session, storage } = await opened();
  session.answer("safety.suicidal_thoughts", "no");
  await settle();
  const again = await started({ storage });
  assert.deepEqual(again.session.answers.toJSON(), session.answers.toJSON());
  assert.deepEqual([again.session.screen, again.session.current], ["question", "safety.low_mood"]);
  assert.deepEqual(again.session.visited, session.visited);
});

test("answers of more than twelve hours ago are cleared, and it is said until one is given", async () => {
  const { session, storage } = await opened();
  const [key, kept] = [storage.key(0), JSON.parse(storage.getItem(storage.key(0)))];
  storage.setItem(key, JSON.stringify({ ...kept, saved_at: kept.saved_at - 13 * 3600 * 1000 }));
  const again = await started({ storage });
  assert.deepEqual([again.session.isExpired, again.session.answers.isEmpty, again.session.current], [true, true, "criteria.urge_to_move"]);
  again.session.answer("criteria.urge_to_move", "yes");
  assert.equal(again.session.isExpired, false);
  session.expire();
  assert.deepEqual([session.isExpired, session.answers.isEmpty, session.current], [true, true, "criteria.urge_to_move"]);
  session.restart();
  assert.equal(session.isExpired, false);
  assert.equal((await started()).session.isExpired, false);
});

test("a reload on an alert shows it again, and one on the result the result", async () => {
  const { session, storage } = await opened();
  session.answer("safety.suicidal_thoughts", "with_plan");
  await settle();
  assert.equal(session.screen, "alert");
  const second = await started({ storage });
  assert.equal(second.session.screen, "alert");
  second.session.proceed();
  assert.equal(second.session.current, "safety.low_mood");
  void second.session.showResult();
  await settle();
  const third = await started({ storage });
  assert.equal(third.session.screen, "result");
});

test("a result that the page heard of before a reload says so, until an answer changes", async () => {
  const { session, storage, named } = await opened();
  void session.showResult();
  await settle();
  assert.equal("restored" in named("rls-result")[0], false);
  const service = new FakeService();
  service.holds = true;
  const again = await started({ storage, service });
  await service.calls[0].fail(offline());
  assert.equal(again.session.screen, "error");
  service.holds = false;
  void again.session.retry();
  await settle();
  again.session.edit("safety.suicidal_thoughts");
  again.session.answer("safety.suicidal_thoughts", "no");
  void again.session.showResult();
  await settle();
  assert.deepEqual(again.named("rls-result").map(({ restored }) => restored), [true, undefined]);
});

test("a reload at the offer to stop shows it again, and no question before it", async () => {
  const { session, storage } = await started();
  session.answer("criteria.urge_to_move", "no");
  await settle();
  const again = await started({ storage });
  assert.deepEqual(again.screens, ["loading", "checkpoint"]);
  again.session.proceed();
  assert.equal(again.session.current, "safety.suicidal_thoughts");
});

test("an alert that was seen does not interrupt again after a reload, but stays", async () => {
  const { session, storage } = await opened();
  session.answer("safety.suicidal_thoughts", "with_plan");
  await settle();
  session.proceed();
  const again = await started({ storage });
  assert.equal(again.session.screen, "question");
  assert.equal(again.session.standing.length, 1);
});

test("an alert that came late and was folded is told again after a reload, and one that was seen is not", async () => {
  const { session, service, storage } = await opened({ waits: { safety: 10 } });
  session.answer("safety.suicidal_thoughts", "with_plan");
  await settle();
  session.proceed();
  service.holds = true;
  session.answer("safety.low_mood", "yes");
  await pause(25);
  session.proceed();
  await service.calls.at(-1).release();
  assert.deepEqual([session.screen, session.isLate], ["question", true]);
  session.choose("theme", "dark"); // which saves
  const again = await started({ storage });
  assert.deepEqual(again.named("rls-alert").map(({ alerts }) => alerts.map((/** @type {any} */ { id }) => id)), [["low_mood"]]);
  assert.deepEqual([again.session.screen, again.session.unread, again.session.standing.length], ["question", true, 2]);
});

test("a reload without the service keeps the answers for when it is back", async () => {
  const { session, storage } = await opened();
  const service = new FakeService();
  service.failure = offline();
  const again = await started({ storage, service });
  assert.equal(again.session.screen, "error");
  service.failure = undefined;
  await again.session.retry();
  assert.deepEqual(again.session.answers.toJSON(), session.answers.toJSON());
});

test("questions that cannot be shown do not cost the answers", async () => {
  const { session, storage } = await opened();
  const service = new FakeService();
  const right = service.questionnaire;
  service.questionnaire = /** @type {any} */ (async () => ({ sections: null }));
  const again = await started({ storage, service });
  assert.equal(again.session.screen, "error");
  again.session.choose("lang", "es");
  service.questionnaire = right;
  const third = await started({ storage, service });
  assert.deepEqual(third.session.answers.toJSON(), session.answers.toJSON());
});

test("finishing clears the answers here and in the tab, and what is under way", async () => {
  const { session, service, storage, named } = await opened();
  service.holds = true;
  session.answer("safety.suicidal_thoughts", "with_plan");
  session.finish();
  assert.equal(session.screen, "finished");
  assert.equal(storage.length, 0);
  assert.equal(session.answers.isEmpty, true);
  assert.equal(service.calls.at(-1).options.signal.aborted, true);
  await pause(60);
  assert.equal(session.screen, "finished");
  assert.equal(storage.length, 0);
  assert.deepEqual(named("rls-finish"), [{}]);
  session.restart();
  assert.deepEqual([session.screen, session.current, session.judgement], ["question", "criteria.urge_to_move", undefined]);
});

test("a change of language keeps the answers and says the result anew", async () => {
  const { session, named } = await opened();
  session.answer("safety.suicidal_thoughts", "no");
  void session.showResult();
  await settle();
  await session.configure({ lang: "es", audience: "patient", mode: "steps" });
  assert.deepEqual([session.lang, session.questionnaire?.language, session.screen], ["es", "es", "result"]);
  assert.equal(/** @type {any} */ (session.judgement?.result).language, "es");
  assert.equal(session.answers.get("safety.suicidal_thoughts"), "no");
  assert.equal(named("rls-result").length, 1);
});

test("a language that cannot be had leaves the form as it is, until it can", async () => {
  const { session, service } = await opened();
  service.failure = offline();
  await session.configure({ lang: "es", audience: "patient", mode: "steps" });
  assert.deepEqual([session.lang, session.unchanged], ["en", true]);
  service.failure = undefined;
  await session.retry();
  assert.deepEqual([session.lang, session.unchanged], ["es", false]);
});

test("a change of language back and forth ends with the last one", async () => {
  const { session } = await opened();
  void session.configure({ lang: "es", audience: "patient", mode: "steps" });
  void session.configure({ lang: "en", audience: "patient", mode: "steps" });
  await settle();
  assert.equal(session.lang, "en");
  assert.equal(/** @type {any} */ (session.judgement?.result).language, "en");
});

test("questions that were loaded once are not loaded again", async () => {
  const { session, service } = await opened();
  for (const lang of /** @type {const} */ (["es", "en", "es"])) await session.configure({ lang, audience: "patient", mode: "steps" });
  assert.equal(service.loaded, 2);
});

test("back leads the way one came, and forward to where one was", async () => {
  const { session } = await opened();
  session.answer("safety.suicidal_thoughts", "no");
  session.answer("safety.low_mood", "no");
  await settle();
  session.back();
  session.back();
  assert.equal(session.current, "safety.suicidal_thoughts");
  session.next();
  assert.equal(session.current, "patient.age_years");
  session.back();
  assert.equal(session.current, "safety.suicidal_thoughts");
});

test("a question that was left out is not sent and not asked again, until one asks for more", async () => {
  const { session } = await opened();
  for (let i = 0; i < 5; i++) {
    session.skip();
    await settle();
  }
  assert.equal(session.screen, "result");
  assert.deepEqual(Object.keys(session.judgement?.request ?? {}), ["as_of", "criteria"]);
  session.more();
  assert.deepEqual([session.screen, session.current], ["question", "safety.suicidal_thoughts"]);
});

test("in the list answers are judged together when one rests", async () => {
  const { session, service } = await started({ settings: { mode: "list" } });
  assert.equal(session.screen, "list");
  session.put("criteria.urge_to_move", "yes");
  session.put("criteria.worse_at_rest", "no");
  assert.equal(service.calls.length, 0);
  await pause(30);
  assert.equal(service.calls.length, 1);
  assert.deepEqual(service.calls[0].request.criteria, { urge_to_move: "yes", worse_at_rest: "no" });
});

test("in the list a safety answer is judged at once, and interrupts", async () => {
  const { session } = await started({ settings: { mode: "list" } });
  session.put("safety.suicidal_thoughts", "with_plan");
  await pause(5);
  assert.equal(session.screen, "alert");
  session.proceed();
  assert.deepEqual([session.screen, session.current], ["list", "safety.suicidal_thoughts"]);
});

test("in the list a safety answer that is not judged says so, once, although one answers on", async () => {
  const { session, service } = await started({ settings: { mode: "list" } });
  service.holds = true;
  session.put("safety.low_mood", "yes");
  session.put("criteria.urge_to_move", "yes");
  await pause(60);
  assert.deepEqual([session.screen, session.interruption], ["alert", []]);
  session.proceed();
  service.failure = offline();
  session.put("criteria.worse_at_rest", "yes");
  await pause(60);
  assert.equal(session.screen, "list");
  assert.equal(session.unheard, true);
});

test("in the list an answer can be taken back", async () => {
  const { session } = await started({ settings: { mode: "list" } });
  session.put("criteria.urge_to_move", "yes");
  session.put("criteria.urge_to_move", undefined);
  assert.equal(session.answers.isEmpty, true);
});

test("steps and list show the same answers", async () => {
  const { session } = await opened();
  await session.configure({ lang: "en", audience: "patient", mode: "list" });
  assert.equal(session.screen, "list");
  await session.configure({ lang: "en", audience: "patient", mode: "steps" });
  assert.deepEqual([session.screen, session.current], ["question", "safety.suicidal_thoughts"]);
  assert.equal(session.answers.get("criteria.urge_to_move"), "yes");
});

test("progress is told at each answer, without any answer in it", async () => {
  const { named } = await opened();
  const told = named("rls-progress");
  assert.deepEqual(told.at(-1), { answered: 1, remaining: 5 });
  assert.deepEqual(Object.keys(told[0]), ["answered", "remaining"]);
});

test("a form that was out of the page has its answers judged when it is back", async () => {
  const { session, service } = await opened();
  service.holds = true;
  session.answer("safety.suicidal_thoughts", "with_plan");
  session.pause();
  assert.equal(service.calls.at(-1).options.signal.aborted, true);
  await pause(60);
  assert.equal(session.screen, "question");
  service.holds = false;
  session.resume();
  await settle();
  assert.equal(session.screen, "alert");
});

test("a form that is moved while the person waits goes on from there", async () => {
  const { session, service, screens } = await started();
  service.holds = true;
  session.answer("criteria.urge_to_move", "yes");
  assert.equal(session.waiting, true);
  session.pause();
  session.resume();
  await service.calls.at(-1).release();
  assert.deepEqual([session.screen, session.current, session.waiting], ["question", "safety.suicidal_thoughts", false]);
  session.skip();
  void session.showResult();
  session.pause();
  session.resume();
  await service.calls.at(-1).release();
  assert.equal(session.screen, "result");
  assert.equal(screens.includes("error"), false);
});

test("a form that is moved while nobody waits stays where it is", async () => {
  const { session } = await opened();
  session.back();
  session.pause();
  session.resume();
  await settle();
  assert.deepEqual([session.screen, session.current], ["question", "criteria.urge_to_move"]);
});

test("settings that changed while the form was out of the page count when it is back", async () => {
  const { session } = await opened();
  session.pause();
  session.resume({ lang: "es", audience: "patient", mode: "list" });
  await settle();
  assert.deepEqual([session.lang, session.screen], ["es", "list"]);
  assert.equal(/** @type {any} */ (session.judgement?.result).language, "es");
});
