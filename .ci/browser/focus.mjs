// Where the focus goes, whether it can be seen, how large targets are, and what
// is announced.
import assert from "node:assert/strict";
import { Form } from "./form.mjs";
import { emergency, plainPositive, positive } from "./people.mjs";
import { enter, pick, STATES } from "./states.mjs";

const state = (name) => STATES.find((each) => each.name === name);

/** current describes what has the focus. Runs in the page. */
function current() {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  if (!element || element === document.body) return undefined;
  const box = element.getBoundingClientRect();
  window.stops ??= [];
  const last = window.stops.at(-1);
  window.stops.push(element);
  const path = [];
  for (let each = element; each; each = each.parentElement ?? each.getRootNode().host) path.push(each);
  const isAfter = !last || last.getRootNode() !== element.getRootNode() || Boolean(last.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
  return {
    name: `${element.localName} ${element.dataset.action ?? element.dataset.code ?? element.name ?? ""} ${element.innerText?.slice(0, 30) ?? ""}`.replace(/\s+/g, " ").trim(),
    // Around it, or around the label that it is in or stands before.
    ring: Math.max(...[element, element.closest("label"), element.parentElement, element.nextElementSibling].filter(Boolean).map((each) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(each);
      return outlineStyle !== "none" ? parseFloat(outlineWidth) : 0;
    })),
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    covered: (() => {
      const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
      const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1);
      let top = document.elementFromPoint(x, y);
      while (top?.shadowRoot?.elementFromPoint(x, y)) {
        const inner = top.shadowRoot.elementFromPoint(x, y);
        if (inner === top) break;
        top = inner;
      }
      return !top || !(path.includes(top) || element.contains(top) || top.contains(element) || top.closest("label")?.contains(element) || top.closest("label")?.htmlFor === element.id);
    })(),
    isAfter,
    isSame: element === last, // within it, as from day to month of a date
    again: window.stops.indexOf(element) < window.stops.length - 1,
  };
}

/** tabThrough goes through a page by Tab, once round. */
export async function tabThrough(page, most = 250) {
  await page.evaluate(() => {
    window.stops = [];
    document.activeElement?.blur();
    window.scrollTo(0, 0);
    getSelection()?.removeAllRanges();
  });
  const stops = [];
  let ends = 0; // Tab goes on where the focus was, and over the end to the beginning
  for (let presses = 0; presses < most && ends < 2; presses++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(current);
    if (stop?.again && !stop.isSame) break;
    if (stop === undefined) ends++;
    else if (!stop.isSame) stops.push(stop);
  }
  return stops;
}

/** checkStops: the focus can be seen at every stop, and goes in the order of the page. */
export function checkStops(stops) {
  assert.ok(stops.length >= 2, `${stops.length} stops`);
  assert.deepEqual(stops.filter((stop) => stop.ring < 2).map((stop) => stop.name), [], "the focus can be seen: a ring of at least 2 px");
  assert.deepEqual(stops.filter((stop) => !stop.seen).map((stop) => stop.name), [], "what has the focus is in view");
  assert.deepEqual(stops.filter((stop) => stop.covered).map((stop) => stop.name), [], "and nothing covers it");
  // Focus may begin in the middle, where the form put it, and go round once.
  const back = stops.filter((stop) => !stop.isAfter).map((stop) => stop.name);
  assert.ok(back.length <= 1, `the order is that of the page: ${back}`);
}

const pageOrder = (path) => async (visitor) => {
  const { page } = await visitor.open(path);
  await page.waitForTimeout(300);
  const stops = await tabThrough(page);
  checkStops(stops);
  return `${stops.length} stops`;
};

// After each step the focus is where reading begins: on the heading of what is new.
async function headings(visitor) {
  const form = new Form(await visitor.open("/form"));
  const wrong = [];
  let now = await form.on("question");
  let steps = 0;
  while (now.screen !== "result" && steps < 60) {
    if (now.screen === "question") now = await form.answer(plainPositive(now.question, now.options));
    else {
      await form.act("continue");
      now = await form.moved(now);
    }
    steps++;
    const focus = await form.root.evaluate((root) => {
      const active = root.getRootNode().activeElement;
      return { heading: Boolean(active?.matches("h1, h2, h3, [role=heading], legend, [role=alert], .alerts") || active?.querySelector(":scope > h1, :scope > h2")), name: active?.localName };
    });
    if (!focus.heading) wrong.push(`${now.screen} ${now.question ?? ""}: ${focus.name}`);
  }
  assert.deepEqual(wrong, [], "focus is on a heading");
  return `${steps} steps`;
}

/** inLive tells whether an element, or one around it, is announced when it changes. */
const inLive = (locator) => locator.evaluate((element) =>
  Boolean(element.closest('[aria-live="polite"], [aria-live="assertive"], [role="status"], [role="alert"], output')));

/** hasFocus tells whether the heading of an alert has the focus, and is described by its text. */
const hasFocus = (alert) => alert.evaluate((element) => {
  const active = element.getRootNode().activeElement;
  const described = (active?.getAttribute("aria-describedby") ?? "").split(" ");
  return element.contains(active) && [...element.querySelectorAll("p")].every(({ id }) => id && described.includes(id));
});

async function announces(visitor) {
  const list = await enter(visitor, state("list"));
  await pick(list, "safety.hot_swollen_leg", "yes");
  const alert = list.root.locator('[data-alert="possible_dvt"]');
  await alert.waitFor();
  assert.ok(await inLive(alert) || await hasFocus(alert), "a new alert in the list is announced, or has the focus and is read with it");

  const labs = await enter(visitor, state("labs"));
  assert.ok(await inLive(labs.root.locator("[data-reading]").first()), "what a result means is announced");

  const fault = await enter(visitor, state("fault"));
  const message = await fault.root.locator('[aria-invalid="true"]').evaluate((input) =>
    (input.getAttribute("aria-describedby") ?? input.getAttribute("aria-errormessage") ?? "").split(" ").map((id) => input.getRootNode().getElementById(id)?.innerText ?? "").join(" "));
  assert.match(message, /\w+ \w+/, "a fault is tied to its field");
  const focused = await fault.root.evaluate((root) => root.getRootNode().activeElement?.getAttribute("aria-invalid"));
  assert.equal(focused, "true", "and the field with the fault has the focus");
}

async function announcesCopying(visitor) {
  const form = await enter(visitor, state("result-positive"), { permissions: ["clipboard-read", "clipboard-write"] });
  const said = () => form.root.evaluate((root) => [...root.querySelectorAll('[role="status"], [aria-live], output')].map((each) => each.innerText).join(" "));
  const before = await said();
  await form.act("copy");
  await form.page.waitForTimeout(300);
  assert.notEqual(await said(), before, "that it was copied is announced");
}

// What is chosen is told apart by more than its colour.
async function chosenWithoutColour(visitor) {
  const form = new Form(await visitor.open("/form", { forcedColors: "active" }));
  await form.on("question");
  const first = await form.look();
  await form.answer("yes");
  await form.act("back");
  await form.asks(first.question);
  const looks = await form.root.locator("button[data-code]").evaluateAll((buttons) => buttons.map((button) => {
    const style = getComputedStyle(button);
    const mark = getComputedStyle(button, "::before").content + getComputedStyle(button, "::after").content;
    return [style.borderTopWidth, style.borderTopStyle, style.fontWeight, style.textDecorationLine, style.outlineStyle, mark, button.querySelectorAll("svg, .mark").length].join(" ");
  }));
  assert.notEqual(looks[0], looks[1], `the chosen one looks as the others: ${looks[0]}`);
}

// Keys choose an option only where somebody means them to.
async function keysInFields(visitor) {
  const form = new Form(await visitor.open("/form"), "keyboard");
  await form.walk(positive, { until: ["patient.age_years"] });
  await form.answer(52);
  assert.notEqual((await form.look()).question, "patient.age_years");
  await form.page.evaluate(() => {
    document.body.append(Object.assign(document.createElement("input"), { id: "elsewhere" }));
    document.getElementById("elsewhere").focus();
  });
  const before = await form.look();
  await form.page.keyboard.type("112");
  await form.page.waitForTimeout(200);
  assert.deepEqual((await form.look()).question, before.question, "what is typed elsewhere answers nothing");
}

async function shortcutsWithModifiers(visitor) {
  const form = new Form(await visitor.open("/form"));
  await form.walk(emergency, { until: ["criteria.worse_at_rest", "safety.hot_swollen_leg"] });
  const before = await form.look();
  for (const key of ["Control+1", "Alt+2", "Meta+1"]) await form.page.keyboard.press(key);
  await form.page.waitForTimeout(200);
  assert.equal((await form.look()).question, before.question, "a shortcut of the browser answers nothing");
}

export default function focus(check) {
  for (const path of ["/", "/desk"]) check(`order and ring: page ${path}`, pageOrder(path));
  check("on the heading after each step", headings);
  check("announcements", announces);
  check("copying is announced", announcesCopying);
  check("what is chosen is told by more than colour", chosenWithoutColour);
  check("keys choose only within the form", keysInFields);
  check("shortcuts of the browser answer nothing", shortcutsWithModifiers);
}
