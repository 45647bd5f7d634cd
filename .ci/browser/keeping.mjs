// What is kept and where: in the tab until the end, and nowhere else.
import assert from "node:assert/strict";
import { Form } from "./form.mjs";
import { answersOf } from "./person.mjs";
import { emergency, negative, person, plainPositive } from "./people.mjs";

// Words and numbers that nothing but an answer can bring into a request.
const MARKERS = ["Zorvaxilan", "73.61", "7361", "hot_swollen_leg", "urge_to_move", "Benadr"];

const marked = person({
  "criteria.urge_to_move": "yes", "criteria.worse_at_rest": "yes", "criteria.relieved_by_movement": "yes", "criteria.worse_in_evening": "yes",
  "criteria.body_parts": "legs", medications: [{ name: "Zorvaxilan" }, { name: "Benadryl" }],
  labs: [{ test: "ferritin", value: "73.61", unit: "ng/mL", collected_on: "2026-10-20" }],
});

/** reload loads the page again and gives what the form shows then. */
async function reload(form) {
  await form.page.reload();
  return form.on("question", "alert", "checkpoint", "list", "result", "error", "finished");
}

async function reloads(visitor) {
  const form = new Form(await visitor.open("/form"));
  await form.walk(plainPositive, { until: ["safety.sleep_under_5_hours"] });
  assert.equal((await reload(form)).question, "safety.sleep_under_5_hours", "a question comes back");
  await form.act("back");
  assert.equal((await form.asks("safety.drowsy_driving")).pressed, "no", "one may still go back");
  await form.walk(plainPositive, { until: ["checkpoint"] });
  assert.equal((await reload(form)).screen, "checkpoint", "a checkpoint comes back");
  await form.act("result");
  const before = (await form.on("result")).outcome;
  const after = await reload(form);
  assert.equal(after.screen, "result", "a result comes back as a result");
  assert.equal(after.outcome, before);
  await form.act("finish");
  await form.on("finished");
  assert.match((await reload(form)).screen, /finished|question/, "what was finished does not come back");
  assert.equal((await form.look()).pressed, undefined);
}

async function reloadsAtAlert(visitor) {
  const form = new Form(await visitor.open("/form"));
  await form.walk(emergency, { until: ["alert"] });
  await reload(form);
  await form.root.locator('[data-alert="possible_dvt"]').waitFor();
  const state = await form.look();
  return `comes back as ${state.screen}`;
}

async function reloadsInList(visitor) {
  const form = new Form(await visitor.open("/form?mode=list"));
  await form.on("list");
  await form.root.locator('fieldset[data-question="criteria.urge_to_move"] input[value="yes"]').check({ force: true });
  await form.root.locator('[data-question="patient.age_years"] input').fill("52");
  await form.root.locator('[data-question="patient.age_years"] input').blur();
  await reload(form);
  assert.ok(await form.root.locator('fieldset[data-question="criteria.urge_to_move"] input[value="yes"]').isChecked());
  assert.equal(await form.root.locator('[data-question="patient.age_years"] input').inputValue(), "52");
}

async function reloadsAtError(visitor) {
  const form = new Form(await visitor.open("/form?mode=list", { expected: /Failed to load|ERR_|rls-screener: offline/ }));
  await form.on("list");
  await form.root.locator('fieldset[data-question="criteria.urge_to_move"] input[value="no"]').check({ force: true });
  const refuse = (route) => route.abort("connectionrefused");
  await form.page.route("**/v1/screenings*", refuse);
  await form.act("result");
  await form.on("error");
  await form.page.unroute("**/v1/screenings*", refuse);
  const state = await reload(form);
  assert.match(state.screen, /list|result|question/);
  assert.match(await form.draft(), /urge_to_move/, "the answers are kept");
  return `comes back as ${state.screen}`;
}

async function dropsOldDrafts(visitor) {
  const form = new Form(await visitor.open("/form"));
  await form.on("question");
  await form.answer("yes");
  await form.page.clock.setFixedTime(new Date("2026-11-02T15:00:00"));
  const state = await reload(form);
  assert.equal(state.question, "criteria.urge_to_move", "after twelve hours it begins again");
  assert.equal(state.pressed, undefined);
  assert.match(state.text, /more than twelve hours old/, "and says so");
}

async function survivesNoStorage(visitor) {
  const form = new Form(await visitor.open("/form", { before: (page) => page.addInitScript(() => {
    Object.defineProperty(window, "sessionStorage", { get: () => { throw new DOMException("denied", "SecurityError"); } });
  }) }));
  const way = await form.walk(negative, { atCheckpoint: "result" });
  return `${way.length} screens in a browser that keeps nothing`;
}

async function leavesNoTrace(visitor) {
  const form = new Form(await visitor.open("/form"));
  const { page, visit } = form;
  await form.on("question");
  const before = await page.evaluate(() => ({ url: location.href, title: document.title, entries: history.length }));
  await form.walk(marked);
  const request = answersOf({ body: JSON.stringify((await visit.result()).request) });
  assert.equal(request.medications[0].name, "Zorvaxilan", "the marker is an answer");
  assert.equal(request.labs[0].value, 73.61);
  const after = await page.evaluate(async () => ({
    url: location.href, title: document.title, entries: history.length, state: history.state, local: JSON.stringify({ ...localStorage }),
    cookies: document.cookie, databases: (await indexedDB.databases()).length, name: window.name,
    caches: window.caches ? (await caches.keys()).length : 0, workers: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
  }));
  assert.deepEqual(after, { ...before, state: null, local: "{}", cookies: "", databases: 0, name: "", caches: 0, workers: 0 });
  const origin = new URL(visitor.url).origin;
  for (const { url } of visit.requests) {
    assert.ok(!MARKERS.some((marker) => url.includes(marker)), `an answer is in a URL: ${url}`);
    assert.equal(new URL(url).origin, origin, `nobody else is called: ${url}`);
    const names = [...new URL(url).searchParams.keys()].filter((name) => !["lang", "audience"].includes(name));
    assert.deepEqual(names, [], `nothing but language and audience is in a URL: ${url}`);
  }
  assert.deepEqual(visit.console, [], "the console is empty");
  return `${visit.requests.length} requests, none with an answer in its URL`;
}

async function clearsOnFinish(visitor) {
  const form = new Form(await visitor.open("/form"));
  await form.walk(marked);
  assert.match(await form.draft(), /Zorvaxilan/, "answers are kept in the tab");
  await form.act("finish");
  await form.on("finished");
  const draft = await form.draft();
  for (const marker of MARKERS) assert.ok(!draft.includes(marker), `${marker} is still kept: ${draft}`);
  assert.ok(!(await form.page.content()).includes("Zorvaxilan"), "nor is it in the page");
  await form.page.goBack().catch(() => {});
  await form.page.goto(new URL("/form", visitor.url).href);
  assert.equal((await form.on("question")).pressed, undefined);
}

async function differentTabs(visitor) {
  const form = new Form(await visitor.open("/form"));
  await form.walk(plainPositive, { until: ["safety.suicidal_thoughts"] });
  const other = await form.page.context().newPage();
  await other.goto(new URL("/form", visitor.url).href);
  const state = await new Form({ page: other }).on("question");
  assert.equal(state.question, "criteria.urge_to_move", "another tab begins afresh");
  assert.equal(state.pressed, undefined);
}

export default function keeping(check) {
  check("reload at a question, a checkpoint, the result and the end", reloads);
  check("reload at an alert", reloadsAtAlert);
  check("reload in the list", reloadsInList);
  check("reload at an error", reloadsAtError);
  check("a draft is dropped after twelve hours", dropsOldDrafts);
  check("storage that is denied is survived", survivesNoStorage);
  check("no answer in a URL, the title, the history, the console or lasting storage", leavesNoTrace);
  check("finishing clears the answers", clearsOnFinish);
  check("another tab knows nothing", differentTabs);
}
