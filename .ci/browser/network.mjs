// The form while the network is slow, the service is away, or both come back.
import assert from "node:assert/strict";
import { Form, until } from "./form.mjs";
import { answersOf } from "./person.mjs";
import { negative, plainPositive, positive } from "./people.mjs";
import { Service } from "./service.mjs";

const AWAY = /Failed to load resource|ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED|ERR_FAILED|503|rls-screener: (offline|timeout)/;
const SLOW = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };

/** away lets nothing through to the service; what it gives brings the service back. */
async function away(visit, paths = "**/v1/**") {
  visit.expect(AWAY);
  const refuse = (route) => route.abort("connectionrefused");
  await visit.page.route(paths, refuse);
  return () => visit.page.unroute(paths, refuse);
}

const callable = (form) => form.root.locator('a[href^="tel:"]').count();

async function slow(visitor) {
  const visit = await visitor.open("about:blank");
  const session = await visit.page.context().newCDPSession(visit.page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", SLOW);
  await visit.page.goto(new URL("/form", visitor.url).href);
  const form = new Form(visit);
  await form.on("question");
  const waits = [];
  for (let now = await form.look(); waits.length < 3;) {
    const began = performance.now();
    now = await form.answer(plainPositive(now.question, now.options));
    waits.push(Math.round(performance.now() - began));
  }
  await form.walk(plainPositive);
  const { request, result } = await visit.result();
  await sameAsService(visitor, request, result);
  return `the first answers moved on after ${waits.join(", ")} ms`;
}

/** sameAsService: what is shown is what the service says to these answers. */
async function sameAsService({ url }, request, result) {
  const answer = await fetch(new URL("/v1/screenings?audience=patient&lang=en", url), {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(request),
  });
  assert.deepEqual(result, await answer.json());
}

// The judgement of the first answer comes after that of the second.
async function outOfOrder(visitor) {
  const form = new Form(await visitor.open("/form?mode=list"));
  await form.on("list");
  let held = 0;
  await form.page.route("**/v1/screenings*", async (route) => {
    const late = route.request().postData().includes("hot_swollen_leg\":\"yes");
    if (late) {
      held++;
      await new Promise((resolve) => setTimeout(resolve, 2500));
    }
    await route.continue().catch(() => {}); // given up by the form meanwhile
  });
  const pick = (code) => form.root.locator(`fieldset[data-question="safety.hot_swollen_leg"] input[value="${code}"]`).click({ force: true });
  await pick("yes");
  await until(() => held === 1, "the first answer to be sent");
  await pick("no");
  await form.page.waitForTimeout(3500);
  assert.deepEqual((await form.look()).alerts, [], "an alert to an answer that was taken back is not shown");
  assert.equal(answersOf(form.visit.screenings().at(-1))["safety.hot_swollen_leg"], "no");
}

async function downAtStart(visitor) {
  let back;
  const visit = await visitor.open("/form", { before: async (page) => {
    const refuse = (route) => route.abort("connectionrefused");
    await page.route("**/v1/**", refuse);
    back = () => page.unroute("**/v1/**", refuse);
  }, expected: AWAY });
  const form = new Form(visit);
  const state = await form.on("error");
  assert.match(state.text, /emergency/i, "where to turn in an emergency is said without the service");
  await back();
  await form.act("retry");
  await form.on("question");
}

async function downInTheMiddle(visitor) {
  const form = new Form(await visitor.open("/form"));
  await form.walk(plainPositive, { until: ["safety.hot_swollen_leg"] });
  const back = await away(form.visit);
  const began = performance.now();
  const state = await form.answer("yes");
  const wait = performance.now() - began;
  assert.ok(wait < 6000, "a person with a danger sign does not wait for the network");
  assert.match(state.text, /911/, "a danger sign that cannot be judged brings the emergency number");
  assert.ok(await callable(form), "which can be called");
  if (state.screen === "alert") await form.act("continue");
  await form.asks("safety.cold_pale_painful_leg");
  await form.answer("no");
  await back();
  await form.answer("no");
  await form.root.locator('[data-alert="possible_dvt"]').waitFor();
  await form.walk(plainPositive);
  assert.equal((await form.visit.result()).request.safety.hot_swollen_leg, "yes", "what was answered meanwhile is kept");
  return `the safety text after ${Math.round(wait)} ms`;
}

async function downAtResult(visitor) {
  const form = new Form(await visitor.open("/form"));
  await form.walk(negative, { until: ["patient.age_years"] });
  const back = await away(form.visit);
  const way = await form.walk(negative, { until: ["error"] });
  const state = way.at(-1);
  assert.match(state.text, /911/, "where to turn in an emergency is said");
  assert.match(await form.draft(), /urge_to_move/, "the answers are kept");
  await form.act("language");
  await form.root.locator(".page", { hasText: "Sus respuestas siguen" }).waitFor(); // in the language asked for, though nothing can be had in it
  await form.act("language");
  await form.root.locator(".page", { hasText: "Your answers are still" }).waitFor();
  await form.page.waitForTimeout(400); // sooner, nothing is taken for meant
  await back();
  await form.act("retry");
  await form.moved(state);
  await form.walk(negative);
  assert.equal((await form.visit.result()).result.outcome.code, "negative");
  return `${way.length - 1} questions without the service`;
}

async function comesBackByItself(visitor) {
  const form = new Form(await visitor.open("/form?mode=list"));
  await form.on("list");
  form.visit.expect(AWAY);
  await form.page.context().setOffline(true);
  await form.root.locator('fieldset[data-question="criteria.urge_to_move"] input[value="no"]').check({ force: true });
  await form.act("result");
  await form.on("error");
  await form.page.context().setOffline(false);
  await form.on("result");
  assert.equal((await form.visit.result()).result.outcome.code, "negative");
}

// The service itself is stopped and started again, as in an upgrade.
async function restarted(visitor) {
  const service = await new Service({ RLSCREEN_DB: "none" }).start();
  try {
    const visit = await visitor.open(`${service.url}/form`, { expected: AWAY });
    const form = new Form(visit);
    await form.walk(plainPositive, { until: ["patient.age_years"] });
    await service.stop();
    await form.answer(52);
    await service.start();
    await form.walk(plainPositive);
    assert.equal((await visit.result()).request.patient.age_years, 52);
  } finally {
    await service.end();
  }
}

async function busy(visitor) {
  const form = new Form(await visitor.open("/form?mode=list", { expected: AWAY }));
  await form.on("list");
  let refusals = 0;
  await form.page.route("**/v1/screenings*", (route) => refusals++ < 2
    ? route.fulfill({ status: 503, headers: { "retry-after": "1", "content-type": "application/problem+json" }, body: '{"title":"busy","status":503,"code":"unavailable"}' })
    : route.continue());
  await form.root.locator('fieldset[data-question="criteria.urge_to_move"] input[value="no"]').check({ force: true });
  await form.act("result");
  let state = await form.on("error", "result");
  for (let again = 0; again < 3 && state.screen === "error"; again++) {
    await form.act("retry");
    await form.page.waitForTimeout(1200);
    state = await form.on("error", "result");
  }
  assert.equal(state.screen, "result");
}

async function doubleSubmit(visitor) {
  const form = new Form(await visitor.open("/form"));
  await form.walk(positive, { until: ["checkpoint"] });
  await form.act("continue");
  await form.moved({ screen: "checkpoint" });
  // The last answers change what is asked, so that a judgement is needed; both clicks come before it.
  await form.page.route("**/v1/screenings*", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    await route.continue().catch(() => {});
  });
  await form.page.evaluate(() => document.querySelector("rls-screener").setAttribute("mode", "list"));
  await form.on("list");
  await form.root.locator('fieldset[data-question="course.distress"] input[value="severe"]').check({ force: true });
  await form.page.waitForTimeout(400); // sooner, the list takes nothing for meant
  await form.root.locator('[data-action="result"]').first().evaluate((button) => {
    button.click();
    button.click();
  });
  await form.on("result");
  await form.page.waitForTimeout(500);
  const bodies = form.visit.screenings().map((request) => request.body);
  assert.equal(bodies.filter((body) => body === bodies.at(-1)).length, 1, "the same answers are sent once");
  assert.equal((await form.visit.events("rls-result")).length, 1, "and the page is told once");
}

const wrong = {
  title: "Invalid", status: 422, code: "invalid_request", detail: "One answer cannot be accepted.",
  errors: [{ pointer: "/patient/age_years", code: "out_of_range", detail: "must be at most 120" }],
};

// The service refuses an answer: the question that it is about says so.
async function refused(visitor) {
  const form = new Form(await visitor.open("/form", { expected: /422/ }));
  await form.walk(plainPositive, { until: ["checkpoint"] });
  await form.page.route("**/v1/screenings*", (route) => route.fulfill({
    status: 422, headers: { "content-type": "application/problem+json" }, body: JSON.stringify(wrong),
  }));
  await form.act("continue");
  await form.moved({ screen: "checkpoint" });
  for (let screens = 0; screens < 60; screens++) {
    const state = await form.look();
    if (state.question === "patient.age_years" || state.screen === "error") break;
    await form.answer(plainPositive(state.question, state.options));
  }
  const field = form.root.locator('[data-question="patient.age_years"] input');
  assert.equal(await field.getAttribute("aria-invalid"), "true", "the field is marked");
  await form.page.unroute("**/v1/screenings*");
  await form.answer(53);
  await form.walk(plainPositive);
  assert.equal((await form.visit.result()).request.patient.age_years, 53);
}

export default function network(check) {
  check("slow: 400 kbit/s, 400 ms", slow);
  check("judgements that arrive out of order", outOfOrder);
  check("the service is away at the start", downAtStart);
  check("away in the middle: danger signs are spoken to", downInTheMiddle);
  check("away at the result", downAtResult);
  check("comes back by itself when the network does", comesBackByItself);
  check("the service is restarted in the middle", restarted);
  check("the service is busy", busy);
  check("two clicks send once", doubleSubmit);
  check("a refused answer is shown at its question", refused);
}
