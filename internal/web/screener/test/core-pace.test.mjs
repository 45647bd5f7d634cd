// When an answer counts, and how news and progress keep pace with the person.

import assert from "node:assert/strict";
import test from "node:test";

import { Path } from "../path.js";
import { MemoryStorage, settle } from "./core-form.mjs";
import { opened, pause, started } from "./core-run.mjs";

const mood = "safety.low_mood";
const thoughts = "safety.suicidal_thoughts";
const list = { settings: { mode: "list" } };

test("an answer of the list that an arrow key passes over is not judged until its question is left", async () => {
  const { session, service } = await started({ ...list, waits: { passing: 1000 } });
  session.put(thoughts, "yes", true);
  session.put(thoughts, "with_plan", true);
  await pause(40);
  assert.deepEqual([session.screen, service.calls.length], ["list", 0]);
  session.leave();
  await settle();
  assert.deepEqual([session.screen, session.interruption.map(({ id }) => id), service.calls.length], ["alert", ["suicidal_intent"], 1]);
});

test("and is judged after a while if nobody leaves it", async () => {
  const { session } = await started({ ...list, waits: { passing: 30 } });
  session.put(thoughts, "with_plan", true);
  await pause(15);
  assert.equal(session.screen, "list");
  await pause(40);
  assert.equal(session.screen, "alert");
});

test("an answer by pointer is judged at once", async () => {
  const { session } = await started({ ...list, waits: { passing: 1000 } });
  session.put(thoughts, "with_plan");
  await pause(20);
  assert.equal(session.screen, "alert");
});

test("changing all answers shows them at once, and the form is as it was after the result", async () => {
  const { session } = await opened();
  await session.showResult();
  session.review();
  assert.equal(session.screen, "list");
  session.put("patient.age_years", 50);
  await session.showResult();
  assert.equal(session.screen, "result");
  session.edit("patient.age_years");
  assert.deepEqual([session.screen, session.current], ["question", "patient.age_years"]);
});

test("starting again after that begins with one question", async () => {
  const { session } = await opened();
  await session.showResult();
  session.review();
  session.restart();
  assert.equal(session.screen, "question");
});

test("whoever is changing all answers can go to one question at a time", async () => {
  const { session } = await opened();
  await session.showResult();
  session.review();
  session.choose("mode", "steps");
  assert.equal(session.screen, "question");
});

test("a reload in the middle of changing all answers shows all of them", async () => {
  const storage = new MemoryStorage();
  const { session } = await opened({ storage });
  await session.showResult();
  session.review();
  session.pause();
  const again = await started({ storage });
  assert.equal(again.session.screen, "list");
});

test("an alert that comes when the next question is read is folded there, and open at the one after it", async () => {
  const { session, service } = await opened({ waits: { safety: 10 } });
  session.answer(thoughts, "no");
  await settle();
  service.holds = true;
  session.answer(mood, "yes");
  await pause(25);
  assert.equal(session.screen, "alert");
  session.proceed();
  await settle();
  assert.equal(session.screen, "question");
  await service.calls.at(-1)?.release();
  assert.deepEqual([session.unread, session.isLate], [true, true]);
  service.holds = false;
  session.skip();
  await settle();
  assert.deepEqual([session.screen, session.unread, session.isLate], ["question", true, false]);
  session.skip();
  await settle();
  assert.equal(session.unread, false);
});

test("an alert that is waited for is open at the next question", async () => {
  const { session } = await opened();
  session.answer(thoughts, "no");
  await settle();
  session.answer(mood, "yes");
  await settle();
  assert.deepEqual([session.screen, session.unread, session.isLate], ["question", true, false]);
});

test("going on is never going back, even if questions have come in", () => {
  const path = new Path();
  assert.equal(path.reach(10, 0.5), 0.5);
  assert.equal(path.reach(10, 0.4), 0.5);
  assert.equal(path.reach(11, 0.45), 0.5);
  assert.equal(path.reach(12, 0.6), 0.6);
  assert.equal(path.reach(11, 0.55), 0.55, "whoever goes back is further from the end");
});
