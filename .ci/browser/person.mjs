// A person answers everything: with a mouse, with the keyboard alone, by touch
// on a small phone. Each reaches the same result with the same answers.
import assert from "node:assert/strict";
import { Form, until } from "./form.mjs";
import { plainPositive, positive } from "./people.mjs";
import { PHONE } from "./visit.mjs";

const typed = {
  medications: [{ name: "Benadryl", timing: "worse_after_starting" }],
  labs: [{ test: "ferritin", value: 22, unit: "ng/mL", collected_on: "2026-10-20" }],
};

/** checkTyped: what was typed has arrived as it was meant. */
function checkTyped(request) {
  assert.match(request.medications[0].name, /benadryl/i);
  assert.equal(request.medications[0].timing, typed.medications[0].timing);
  assert.equal(request.medications.length, 1);
  assert.deepEqual(request.labs.map(({ test, value, unit, collected_on }) => ({ test, value, unit, collected_on })), typed.labs);
}

async function byMouse(visitor) {
  const form = new Form(await visitor.open("/form"), "mouse");
  const way = await form.walk(positive);
  const { request, result } = await form.visit.result();
  checkTyped(request);
  assert.equal(result.outcome.code, "positive");
  assert.match(way.at(-1).outcome, new RegExp(result.outcome.display.slice(0, 20)));
  return `${way.length} screens, ${result.classification.label}`;
}

async function byKeyboard(visitor) {
  const visit = await visitor.open("/form");
  const form = new Form(visit, "keyboard");
  // From here on nothing but keys: the mouse of the driver would show as a pointer event.
  await visit.page.evaluate(() => {
    for (const type of ["pointerdown", "touchstart"]) document.addEventListener(type, () => console.error("a pointer was used"), true);
  });
  const way = await form.walk(plainPositive);
  assert.equal((await visit.result()).result.outcome.code, "positive");
  await form.act("edit");
  const edited = await form.on("question", "list");
  return `${way.length} screens; from the result back to ${edited.screen}`;
}

async function medicinesByKeyboard(visitor) {
  const form = new Form(await visitor.open("/form"), "keyboard");
  await form.walk(positive, { until: ["medications"] });
  const question = form.root.locator('[data-question="medications"]');
  const box = question.getByRole("combobox").first();
  await form.write(box, "benad");
  await until(async () => (await box.getAttribute("aria-expanded")) === "true", "names to choose from");
  const shown = await form.root.locator("[role=listbox] [role=option]").count();
  assert.ok(shown >= 2 && shown <= 9, `${shown} names are offered, the last as written`);
  await form.page.keyboard.press("ArrowDown");
  assert.ok(await box.getAttribute("aria-activedescendant"), "the list says which name is current");
  await form.page.keyboard.press("Escape");
  assert.equal(await box.getAttribute("aria-expanded"), "false", "Escape closes the list");
  await form.answer(typed.medications);
  await form.walk(positive);
  checkTyped((await form.visit.result()).request);
  return `${shown} names offered for benad; medicine and ferritin typed`;
}

async function byTouch(visitor) {
  const visit = await visitor.open("/form", PHONE);
  const form = new Form(visit, "touch");
  const way = await form.walk(positive);
  checkTyped((await visit.result()).request);
  for (const action of ["copy", "download-json", "print", "finish"]) {
    assert.ok(way.at(-1).actions.includes(action), `the result offers ${action}`);
  }
  return `${way.length} screens of 320 by 568`;
}

// Whoever taps twice has answered one question, not two.
async function twoFastTaps(visitor) {
  const form = new Form(await visitor.open("/form"));
  const first = await form.on("question");
  const button = form.root.locator('button[data-code="yes"]').first();
  const { x, y, width, height } = await button.boundingBox();
  await form.page.mouse.dblclick(x + width / 2, y + height / 2);
  const second = await form.moved(first);
  await form.page.waitForTimeout(800);
  assert.equal((await form.look()).question, second.question, "the second click is not an answer to the next question");
  assert.equal(Object.keys(answersOf(form.visit.screenings().at(-1))).length, 1, "one answer is sent");
}

// A finger or a key that bounces makes a second click of its own, and nobody has
// read the next question by then.
async function bounces(visitor) {
  const form = new Form(await visitor.open("/form"));
  const first = await form.on("question");
  await form.press('button[data-code="yes"]');
  const second = await form.moved(first);
  const again = () => form.root.evaluate((root) => root.querySelector('button[data-code="no"]').click());
  await again();
  await form.page.waitForTimeout(600);
  assert.equal((await form.look()).question, second.question, "a bounce is no answer");
  await again();
  await form.moved(second);
}

/** answersOf gives the answers of a sent request, by question. */
export function answersOf({ body }) {
  const sections = Object.entries(JSON.parse(body)).filter(([name]) => name !== "as_of");
  return Object.fromEntries(sections.flatMap(([section, value]) => Array.isArray(value)
    ? [[section, value]]
    : Object.entries(value).map(([id, answer]) => [`${section}.${id}`, answer])));
}

// Under the finger that has tapped, the next question stands as unanswered as it is.
async function nothingLooksChosen(visitor) {
  const form = new Form(await visitor.open("/form", PHONE), "touch");
  const looks = () => form.root.locator("button[data-code]").evaluateAll((buttons) => buttons.map((button) => {
    const { backgroundColor, borderTopColor, borderTopWidth, fontWeight, textDecorationLine } = getComputedStyle(button);
    return [button.matches(":focus") ? "focus" : "", backgroundColor, borderTopColor, borderTopWidth, fontWeight, textDecorationLine].join(" ");
  }));
  let now = await form.on("question");
  for (let questions = 0; questions < 7; questions++) {
    const button = form.root.locator(`button[data-code="${questions === 0 ? "yes" : "no"}"]`);
    await button.scrollIntoViewIfNeeded();
    const { x, y, width, height } = await button.boundingBox();
    await form.page.touchscreen.tap(x + width / 2, y + height / 2);
    now = await form.moved(now);
    const different = [...new Set(await looks())];
    assert.ok(different.length <= 1, `${now.question}: one option looks chosen: ${different.join(" | ")}`);
    await form.page.waitForTimeout(600); // two taps in a moment are a double tap
  }
}

async function unsureIsAsEasy(visitor) {
  const form = new Form(await visitor.open("/form", PHONE), "touch");
  await form.on("question");
  const sizes = await form.root.locator("button[data-code]").evaluateAll((buttons) =>
    buttons.map((button) => ({ code: button.dataset.code, ...button.getBoundingClientRect().toJSON() })));
  const [yes, unsure] = ["yes", "not_sure"].map((code) => sizes.find((size) => size.code === code));
  assert.equal(Math.round(unsure.width), Math.round(yes.width), "as wide");
  assert.equal(Math.round(unsure.height), Math.round(yes.height), "as high");
  return `${Math.round(unsure.width)} by ${Math.round(unsure.height)} px, as yes and no`;
}

export default function person(check) {
  check("answers by mouse", byMouse);
  check("answers by keyboard alone", byKeyboard);
  check("types medicines and results by keyboard alone", medicinesByKeyboard);
  check("answers by touch at 320 by 568", byTouch);
  check("two fast taps answer one question", twoFastTaps);
  check("a bounce answers nothing", bounces);
  check("after a tap nothing looks chosen", nothingLooksChosen);
  check("not sure is as big as yes and no", unsureIsAsEasy);
}
