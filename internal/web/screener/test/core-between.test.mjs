// What happens between an answer and its judgement: nothing urgent is lost there,
// and nothing of somebody else is taken over.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeService, settle } from "./core-form.mjs";
import { offline, opened, pause, started } from "./core-run.mjs";

test("an emergency that is judged while the language changes is heard", async () => {
  const { session, service, named } = await opened({ waits: { retry: 5000 } });
  service.failure = offline();
  session.answer("safety.suicidal_thoughts", "with_plan");
  await settle();
  await pause(20);
  service.failure = undefined;
  await session.configure({ lang: "es", audience: "patient", mode: "steps" });
  await settle();
  assert.deepEqual(session.interruption.map(({ id }) => id), ["suicidal_intent"]);
  assert.equal(session.screen, "alert");
  assert.equal(named("rls-alert").length, 1);
});

test("an emergency that comes with a refused answer is shown before that answer is asked about", async () => {
  const { session } = await started({ settings: { mode: "list" }, waits: { list: 1000, safety: 1000 } });
  session.put("patient.age_years", 111);
  session.put("safety.suicidal_thoughts", "with_plan");
  void session.showResult();
  await settle();
  await settle();
  await pause(30);
  assert.deepEqual([session.screen, ...session.interruption.map(({ id }) => id)], ["alert", "suicidal_intent"]);
  session.proceed();
  assert.equal(session.screen, "list");
});

test("a language that could not be had is had by choosing it again", async () => {
  const { session, service } = await opened({ waits: { retry: 5000 } });
  service.failure = offline();
  const spanish = /** @type {const} */ ({ lang: "es", audience: "patient", mode: "steps" });
  session.choose("lang", "es");
  await session.configure(spanish);
  assert.deepEqual([session.lang, session.unchanged], ["en", true]);
  service.failure = undefined;
  session.choose("lang", "es");
  await settle();
  assert.deepEqual([session.lang, session.unchanged], ["es", false]);
});

test("what is finished before there were questions can be begun again", async () => {
  const service = new FakeService();
  service.failure = offline();
  const { session } = await started({ service });
  session.finish();
  service.failure = undefined;
  session.restart();
  await settle();
  assert.equal(session.screen, "question");
});

test("an older judgement does not hide that the latest answers have none", async () => {
  const { session, service } = await opened({ waits: { retry: 5000 } });
  service.holds = true;
  session.answer("safety.suicidal_thoughts", "no");
  await settle();
  session.answer(session.current, "no");
  await settle();
  const [older, newer] = service.calls.slice(-2);
  await newer.fail(offline());
  await older.release();
  assert.equal(session.trouble, "offline");
});

test("that there is no trouble any more is told", async () => {
  const { session, service, changes } = await started({ settings: { mode: "list" }, waits: { retry: 5000 } });
  session.put("criteria.urge_to_move", "yes");
  await pause(30);
  service.failure = offline();
  session.put("criteria.worse_at_rest", "yes");
  await pause(30);
  assert.equal(session.trouble, "offline");
  session.put("criteria.worse_at_rest", undefined);
  const before = changes();
  await pause(30);
  assert.deepEqual([session.trouble, changes() > before], [undefined, true]);
});
