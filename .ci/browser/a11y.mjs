// Barriers: axe-core with every rule of WCAG 2.0 to 2.2, A and AA, and of good
// practice, and what it cannot judge measured here: contrast, reflow, motion.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { contrasts } from "./contrast.mjs";
import { checkStops, tabThrough } from "./focus.mjs";
import { enter, STATES } from "./states.mjs";
import { PHONE, readerText } from "./visit.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const FINGER = 44; // px, of the side of a target
const RULES = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
  rules: { "target-size": { enabled: true } },
  resultTypes: ["violations", "incomplete"],
};

/** barriers gives what axe-core finds in the page, and what of the contrast it cannot judge and we find faint. */
async function barriers(page, { contrast = true } = {}) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const found = await page.evaluate(async (options) => {
    const { violations } = await window.axe.run(document, options);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().join(" ")} ${failureSummary.split("\n").slice(1).join(" ")}`));
  }, { ...RULES, rules: { ...RULES.rules, "color-contrast": { enabled: contrast } } });
  if (!contrast) return found;
  const { faint, measured } = await page.evaluate(contrasts);
  assert.ok(measured > 3, "texts were measured");
  return [...found, ...faint];
}

/** overflow gives what does not fit into the width of the page. */
function overflow() {
  const width = document.documentElement.clientWidth;
  const wide = [];
  const named = (element) => `${element.localName}.${element.dataset.action ?? element.getAttribute("class") ?? ""}`;
  if (document.scrollingElement.scrollWidth > width) wide.push(`the page is ${document.scrollingElement.scrollWidth} px wide, of ${width}`);
  const visit = (root, inScroller) => {
    for (const element of root.children) {
      const style = getComputedStyle(element);
      if (element.hidden === true && style.display !== "none") wide.push(`${named(element)} is hidden, and seen`);
      if (element.matches(".visually-hidden") || style.display === "none" || style.visibility === "hidden") continue;
      const box = element.getBoundingClientRect();
      const scrolls = inScroller || /auto|scroll/.test(style.overflowX);
      if (!inScroller && box.width > 1 && (box.right > width + 1 || box.left < -1)) wide.push(`${named(element)} ${Math.round(box.left)} to ${Math.round(box.right)}`);
      const isClipped = /hidden|clip/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1 && style.clipPath === "none";
      if (isClipped) wide.push(`${named(element)} is cut off`);
      visit(element, scrolls);
      if (element.shadowRoot) visit(element.shadowRoot, scrolls);
    }
  };
  visit(document.body, false);
  return wide.slice(0, 5);
}

/** tooSmall gives the targets that are smaller than a finger. */
function tooSmall(least) {
  const root = document.querySelector("rls-screener").shadowRoot;
  const small = [];
  for (const element of root.querySelectorAll("button, input, select, textarea, summary, a[href], [role=option]")) {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.closest(".visually-hidden")) continue;
    const isInline = element.localName === "a" && getComputedStyle(element).display === "inline"; // a word within a sentence
    const label = element.matches("[type=radio], [type=checkbox]") ? element.closest("label") ?? root.querySelector(`label[for="${element.id}"]`) : undefined;
    const box = (label ?? element).getBoundingClientRect();
    if (box.width === 0 || isInline) continue;
    if (box.height < least - 0.5 || box.width < least - 0.5) small.push(`${element.localName} ${element.dataset.action ?? element.dataset.code ?? element.value ?? ""} ${Math.round(box.width)} by ${Math.round(box.height)}`);
  }
  return small;
}

const attribute = (name, value) => (page) => page.evaluate(([key, text]) => document.querySelector("rls-screener").setAttribute(key, text), [name, value]);
const onRoot = (change) => (page) => page.evaluate(change);
const both = (...steps) => async (page) => {
  for (const step of steps) await step(page);
};
const width = (pixels) => (page) => page.setViewportSize({ width: pixels, height: 700 });

/** What is varied in each state, one after another, on the page as it stands then. */
const VARIANTS = {
  light: { set: attribute("theme", "light"), axe: true },
  dark: { set: attribute("theme", "dark"), axe: true },
  night: { set: attribute("theme", "night"), axe: true },
  "dark by the system": { set: both(attribute("theme", "auto"), (page) => page.emulateMedia({ colorScheme: "dark" })) },
  "320 px": { set: both((page) => page.emulateMedia({ colorScheme: "light" }), width(320)), fingers: true },
  "right to left, 320 px": { set: onRoot(() => { document.documentElement.dir = "rtl"; }) },
  "right to left": { set: width(900) },
  "text of 200 %, 390 px": { set: both(onRoot(() => { document.documentElement.dir = "ltr"; }), readerText(32), width(390)), axe: true },
  "text of 200 % by the page, 390 px": { set: both(readerText(16), onRoot(() => { document.documentElement.style.fontSize = "200%"; })) },
  "Spanish, 320 px": { set: both(onRoot(() => { document.documentElement.style.fontSize = ""; }), attribute("lang", "es"), width(320)), axe: true, settle: true },
  // Its colours are those of the system, which getComputedStyle does not tell.
  "forced colours": { set: (page) => page.emulateMedia({ forcedColors: "active" }), axe: true, contrast: false },
  "reduced motion": { set: (page) => page.emulateMedia({ forcedColors: "none", reducedMotion: "reduce" }) },
};

/** Barriers gathers what is found, each once, with the variants in which it is. */
class Barriers {
  #found = new Map();

  add(variant, texts) {
    for (const text of new Set(texts)) this.#found.set(text, [...(this.#found.get(text) ?? []), variant]);
  }

  check() {
    const all = [...this.#found].map(([text, variants]) => `${text} [${variants.slice(0, 3).join(", ")}${variants.length > 3 ? ` and ${variants.length - 3} more` : ""}]`);
    assert.equal(all.length, 0, `${all.length} barriers: ${all.slice(0, 10).join("; ")}`);
  }
}

/** stateCheck checks one state of the form in every variant. */
const stateCheck = (state) => async (visitor) => {
  const { page } = await enter(visitor, state);
  const stops = await tabThrough(page);
  checkStops(stops);
  const barriersFound = new Barriers();
  for (const [name, variant] of Object.entries(VARIANTS)) {
    await variant.set(page);
    if (variant.settle) await page.waitForTimeout(700);
    const found = [...(await page.evaluate(overflow)), ...(variant.axe ? await barriers(page, variant) : (await page.evaluate(contrasts)).faint)];
    if (variant.fingers) found.push(...(await page.evaluate(tooSmall, FINGER)));
    const moving = await page.evaluate(() => document.getAnimations().length);
    if (moving) found.push(`${moving} animations`);
    barriersFound.add(name, found);
  }
  barriersFound.check();
  return `${stops.length} stops of the focus, ${Object.keys(VARIANTS).length} variants`;
};

/** pageCheck checks a page that is not the form. */
const pageCheck = (path) => async (visitor) => {
  const found = new Barriers();
  const { page } = await visitor.open(path);
  for (const colorScheme of ["light", "dark"]) {
    for (const pixels of [1100, 320]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width: pixels, height: 800 });
      found.add(`${colorScheme}, ${pixels} px`, [...(await page.evaluate(overflow)), ...(await barriers(page))]);
    }
  }
  const night = page.locator("#night");
  if (await night.count()) {
    await night.check();
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(20, 13, 6)", "night colours");
    found.add("night", await barriers(page));
  }
  await readerText(32)(page);
  await page.setViewportSize({ width: 640, height: 800 });
  found.add("text of 200 %", await page.evaluate(overflow));
  await page.emulateMedia({ forcedColors: "active" });
  found.add("forced colours", await barriers(page, { contrast: false }));
  found.check();
};

// Where there is room, no table hides a column, and no choice its end.
async function roomy(visitor) {
  const state = (name) => STATES.find((each) => each.name === name);
  const result = await enter(visitor, state("result-clinician"), { query: "lang=es", viewport: { width: 1280, height: 900 } });
  const tables = await result.root.locator(".table").evaluateAll((all) => all.map((each) => each.scrollWidth - each.clientWidth));
  assert.ok(tables.length > 0);
  assert.deepEqual(tables.filter((hidden) => hidden > 0), [], "px of tables out of sight");
  const labs = await enter(visitor, state("labs"));
  const missing = await labs.root.locator(".lab-part select").first().evaluate((select) => {
    const given = select.offsetWidth;
    Object.assign(select.style, { inlineSize: "max-content", maxInlineSize: "none" });
    return select.offsetWidth - given;
  });
  assert.ok(missing <= 0, `the units lack ${missing} px`);
}

// On a small phone the landing page begins with something to press.
async function door(visitor) {
  for (const lang of ["en", "es"]) {
    const { page } = await visitor.open(`/?lang=${lang}`, PHONE);
    const { y, height } = await page.locator(".doors .button").first().boundingBox();
    assert.ok(y + height <= PHONE.viewport.height, `${lang}: the first button ends at ${y + height} px`);
  }
}

// Without scripts the page says so, and where to turn in an emergency.
async function withoutScripts(visitor) {
  const { page } = await visitor.open("/form", { javaScriptEnabled: false, clock: false });
  const text = await page.locator("body").innerText();
  assert.match(text, /JavaScript/);
  assert.match(text, /911/);
}

export default function a11y(check) {
  for (const state of STATES) check(state.name, stateCheck(state));
  for (const path of ["/", "/?lang=es", "/desk", "/desk?lang=es"]) check(`page ${path}`, pageCheck(path));
  check("where there is room", roomy);
  check("landing page on a small phone", door);
  check("without scripts", withoutScripts);
}
