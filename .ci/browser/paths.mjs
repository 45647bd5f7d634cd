// The ways through the form: what each kind of person is shown, and when.
import assert from "node:assert/strict";
import { Form, until } from "./form.mjs";
import { answersOf } from "./person.mjs";
import { child, emergency, indeterminate, negative, plainPositive, positive, suicidal, urgent } from "./people.mjs";

const outcomeOf = async (form) => (await form.visit.result()).result.outcome.code;

async function positivePath(visitor) {
  const form = new Form(await visitor.open("/form"), "mouse");
  const way = await form.walk(plainPositive);
  assert.equal(await outcomeOf(form), "positive");
  const checkpoints = way.filter((state) => state.screen === "checkpoint").length;
  assert.ok(checkpoints <= 1, "at most one checkpoint");
  const progress = await form.visit.events("rls-progress");
  assert.ok(progress.length >= way.length - 3 && progress.at(-1).remaining < progress[0].remaining, "progress is told");
  return `${way.length} screens, ${checkpoints} checkpoint`;
}

async function negativePath(visitor) {
  const form = new Form(await visitor.open("/form"), "mouse");
  const way = await form.walk(negative, { until: ["result"], atCheckpoint: "result" });
  assert.ok(way.some((state) => state.screen === "checkpoint"), "an opening no leads to a checkpoint");
  assert.equal(await outcomeOf(form), "negative");
  const checkpoint = way.findIndex((state) => state.screen === "checkpoint");
  assert.ok(["continue", "result"].every((action) => way[checkpoint].actions.includes(action)), "one may go on or see the result");
  return `${checkpoint} questions before one may stop`;
}

async function indeterminatePath(visitor) {
  const form = new Form(await visitor.open("/form"));
  const way = await form.walk(indeterminate);
  assert.equal(await outcomeOf(form), "indeterminate");
  await form.root.locator('[data-part="open"], [data-part="understood"]').first().waitFor();
  return `${way.length} screens`;
}

// Leaving everything out is an answer too: nothing was asked, so nothing is no.
async function skipsAll(visitor) {
  const form = new Form(await visitor.open("/form"));
  const way = await form.walk(() => undefined);
  const { request, result } = await form.visit.result();
  assert.equal(result.outcome.code, "indeterminate");
  assert.deepEqual(Object.keys(request), ["as_of"], "what is left out is not sent");
  return `${way.length} screens`;
}

async function emergencyPath(visitor) {
  const form = new Form(await visitor.open("/form"));
  const way = await form.walk(emergency, { until: ["alert"] });
  assert.equal(way.at(-2).question, "safety.hot_swollen_leg", "the alert follows its answer at once");
  await checkAlertScreen(form, "possible_dvt");
  await form.act("continue");
  const rest = await form.walk(emergency);
  assert.ok(!rest.some((state) => state.screen === "alert"), "the alert is a screen once");
  await checkAlertsFirst(form);
  const told = (await form.visit.events("rls-alert")).flatMap((event) => event.alerts.map((alert) => alert.id));
  assert.equal(told.filter((id) => id === "possible_dvt").length, 1, "the page is told once");
}

/** checkAlertScreen: nothing stands above the alert, focus is in it, it is announced, and numbers can be called. */
async function checkAlertScreen(form, id) {
  const seen = await form.root.evaluate((root, wanted) => {
    const alert = root.querySelector(`[data-alert="${wanted}"]`);
    const top = alert.getBoundingClientRect().top;
    const texts = [...root.querySelectorAll("h1,h2,h3,p,li,button")].filter((element) =>
      !element.closest("[data-alert], .alerts, [data-action=language], .toolbar, header, .visually-hidden") && element.getClientRects().length > 0);
    const active = root.getRootNode().activeElement;
    return {
      above: texts.filter((element) => element.getBoundingClientRect().bottom <= top).map((element) => element.textContent),
      focus: Boolean(active && (active === root || root.contains(active))) && (active.contains(alert) || alert.contains(active) || Boolean(active.closest(".alerts"))),
      // What has the focus is read with what describes it; as a live region too it would be read twice.
      announced: [...alert.querySelectorAll("p")].every(({ id }) => id && (active?.getAttribute("aria-describedby") ?? "").split(" ").includes(id)),
      calls: [...root.querySelectorAll('a[href^="tel:"]')].map((link) => link.getAttribute("href")),
      top,
    };
  }, id);
  assert.deepEqual(seen.above, [], "nothing stands above the alert");
  assert.ok(seen.focus, "focus is on the alert");
  assert.ok(seen.announced, "the alert is announced");
  assert.ok(seen.calls.some((call) => call === "tel:911"), `the emergency number can be called: ${seen.calls}`);
  assert.ok(seen.top < 300, "the alert is at the top");
}

async function checkAlertsFirst(form) {
  const first = await form.root.evaluate((root) => {
    const parts = [...root.querySelectorAll("[data-alert], [data-part]")];
    return parts[0]?.dataset.alert ?? `part ${parts[0]?.dataset.part}`;
  });
  assert.doesNotMatch(first, /^part /, "the result begins with the alerts");
}

async function suicidalPath(visitor) {
  const form = new Form(await visitor.open("/form"));
  await form.walk(suicidal, { until: ["alert"] });
  await checkAlertScreen(form, "suicidal_intent");
  const calls = await form.root.locator('a[href^="tel:"]').evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  assert.ok(calls.includes("tel:988"), `the crisis line can be called: ${calls}`);
  await form.act("continue");
  await form.walk(suicidal);
  await checkAlertsFirst(form);
  return [...new Set(calls)].join(" ");
}

async function urgentPath(visitor) {
  const form = new Form(await visitor.open("/form"));
  await form.walk(urgent, { until: ["safety.sleep_under_5_hours"] });
  await form.root.locator('[data-alert="drowsy_driving"]').waitFor();
  assert.equal((await form.look()).screen, "question", "an urgent alert stands above the next question");
  const order = await form.root.evaluate((root) => {
    const [alert, heading] = [root.querySelector("[data-alert]"), root.getRootNode().activeElement];
    return Boolean(alert.compareDocumentPosition(heading) & Node.DOCUMENT_POSITION_FOLLOWING);
  });
  assert.ok(order, "above, not below");
  await form.walk(urgent);
  await checkAlertsFirst(form);
}

async function childPath(visitor) {
  const form = new Form(await visitor.open("/form"));
  await form.walk(child);
  assert.equal(await outcomeOf(form), "out_of_scope");
  assert.ok((await form.look()).alerts.includes("paediatric"), "a children's clinician is named");
}

async function goesBack(visitor) {
  const form = new Form(await visitor.open("/form"));
  await form.on("question");
  const second = await form.answer("yes");
  await form.answer("no");
  await form.act("back");
  assert.equal((await form.asks(second.question)).pressed, "no", "the answer given is shown");
  await form.act("back");
  const first = await form.asks("criteria.urge_to_move");
  assert.equal(first.pressed, "yes");
  await form.answer("no");
  await form.page.waitForTimeout(300);
  assert.equal(answersOf(form.visit.screenings().at(-1))["criteria.urge_to_move"], "no", "the changed answer is sent");
  await form.walk(negative, { atCheckpoint: "result" });
  assert.equal((await form.visit.result()).request.criteria.urge_to_move, "no");
}

async function switchesLanguage(visitor) {
  const form = new Form(await visitor.open("/form?lang=en"));
  await form.walk(positive, { until: ["patient.age_years"] });
  const english = await form.look();
  const before = answersOf(form.visit.screenings().at(-1));
  await form.act("language");
  await until(async () => (await form.look()).text !== english.text, "other words");
  await form.asks(english.question);
  const way = await form.walk(positive);
  const { request, result } = await form.visit.result();
  const after = answersOf({ body: JSON.stringify(request) });
  for (const [id, value] of Object.entries(before)) {
    assert.deepEqual(after[id], value, `${id} is kept`);
  }
  assert.equal(result.outcome.code, "positive");
  assert.match(way.at(-1).outcome, /[áéíóúñ]|piernas/, "the result is in Spanish");
  const lang = await form.root.evaluate((root) => root.closest("[lang]")?.lang ?? root.getRootNode().host.lang);
  assert.equal(lang, "es", "the form says that it is in Spanish");
}

async function listMode(visitor) {
  const form = new Form(await visitor.open("/form?mode=list"));
  await form.on("list");
  const pick = (id, code) => form.root.locator(`fieldset[data-question="${id}"] label:has(input[value="${code}"])`).click();
  for (const name of ["urge_to_move", "worse_at_rest", "relieved_by_movement", "worse_in_evening"]) await pick(`criteria.${name}`, "yes");
  await pick("safety.cold_pale_painful_leg", "yes");
  await form.on("alert");
  await form.root.locator('[data-alert="possible_limb_ischaemia"]').waitFor();
  await form.act("continue");
  await form.on("list");
  await form.act("steps");
  await form.on("question", "alert", "checkpoint");
  await form.act("list");
  await form.on("list");
  assert.ok(await form.root.locator('fieldset[data-question="criteria.urge_to_move"] input[value="yes"]').isChecked(), "answers are kept between the two ways");
  await form.act("result");
  await form.on("result");
  assert.equal(await outcomeOf(form), "positive_provisional");
}

// Enough has been answered: the rest may be left, and gone back to.
async function seesResultEarly(visitor) {
  const form = new Form(await visitor.open("/form"));
  const way = await form.walk(plainPositive, { atCheckpoint: "result" });
  assert.equal(way.at(-2).screen, "checkpoint");
  const early = way.length;
  await form.act("edit");
  await form.on("question", "list");
  return `${early} screens to the result`;
}

async function startsAgain(visitor) {
  const form = new Form(await visitor.open("/form"));
  await form.walk(negative, { atCheckpoint: "result" });
  await form.act("finish");
  await form.on("finished");
  assert.equal((await form.visit.events("rls-finish")).length, 1, "the page is told");
  assert.doesNotMatch(await form.draft(), /urge_to_move/, "the answers are gone");
  await form.act("restart");
  const state = await form.asks("criteria.urge_to_move");
  assert.equal(state.pressed, undefined, "nothing is answered");
}

export default function paths(check) {
  check("positive", positivePath);
  check("negative: the opening question is answered no", negativePath);
  check("indeterminate", indeterminatePath);
  check("everything is left out", skipsAll);
  check("emergency", emergencyPath);
  check("suicidal intent", suicidalPath);
  check("urgent", urgentPath);
  check("a child", childPath);
  check("back, and another answer", goesBack);
  check("another language in the middle", switchesLanguage);
  check("the whole list", listMode);
  check("the result as soon as it is settled", seesResultEarly);
  check("finish, and begin again", startsAgain);
}
