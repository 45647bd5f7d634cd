// The parts a result is made of, and the first of them: the outcome.

import { h } from "../dom.js";
import { why } from "./why.js";

export { action as button } from "./button.js";

/**
 * @typedef {import("../dom.js").Child} Child
 * @typedef {import("./why.js").Showing} Showing
 */

/**
 * A part of a result under its heading.
 *
 * @param {string} name by which it is found: data-part
 * @param {string} heading
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement}
 */
export const part = (name, heading, ...children) => h("section", { class: "part", "data-part": name }, h("h2", {}, heading), ...children);

/**
 * A list of statements, each with its grounds folded away.
 *
 * @template {import("./why.js").Grounded} Item
 * @param {Item[]} items
 * @param {(item: Item) => Child | Child[]} say
 * @param {(item: Item) => string} name the statement in short, for who hears only "Why?"
 * @param {Showing} showing
 * @returns {HTMLElement | null}
 */
export function statements(items, say, name, showing) {
  if (!items.length) return null;
  return h("ul", { class: "statements" }, items.map((item) => h("li", {}, say(item), why(item, name(item), showing))));
}

/**
 * A text as a sentence: with a full stop, where it does not end by itself.
 *
 * @param {string} text
 * @returns {string}
 */
export const sentence = (text) => (/[.?!]$/.test(text) ? text : `${text}.`);

/** The words of a status of a criterion. @type {Record<string, Record<string, string>>} */
export const statusKeys = {
  patient: { met: "result.fits", not_met: "result.fits_not", undetermined: "result.unclear", not_applicable: "result.applies_not" },
  clinician: { met: "result.met", not_met: "result.not_met", undetermined: "result.undetermined", not_applicable: "result.not_applicable" },
};

/** The words for how much a contributor may weigh. @type {Record<string, Record<string, string>>} */
export const tierKeys = {
  patient: { strong: "result.tier_strong", moderate: "result.tier_moderate", cofactor: "result.tier_cofactor" },
  clinician: { strong: "result.strong", moderate: "result.moderate", cofactor: "result.cofactor" },
};

/**
 * A status in words, marked by a shape as well, never by colour alone.
 *
 * @param {string} code met, not_met, undetermined or not_applicable
 * @param {Showing} showing
 * @returns {HTMLElement}
 */
export const status = (code, { t, audience }) => h("span", { class: "status", "data-status": code }, t(statusKeys[audience][code]));

/** The outcome whose own words for a patient say that it is no diagnosis. */
const SAYS_SO = "positive";

/**
 * What the answers show, in the service's words, and what decided it.
 *
 * @param {Showing} showing
 * @param {1 | 2} level of its heading
 * @returns {HTMLElement}
 */
export function outcome(showing, level) {
  const { result, t, audience } = showing;
  const { display, code } = result.outcome;
  const title = t(audience === "clinician" ? "result.title_clinician" : "result.title");
  const because = result.decision.decisive.map(({ path, answer }) => ({ path, value: answer }));
  return h(
    "section",
    { class: "part outcome", "data-part": "outcome" },
    h(level === 1 ? "h1" : "h2", level === 1 ? { tabindex: -1 } : {}, title),
    h("p", { class: "lead" }, display),
    audience === "clinician" && h("p", { class: "quiet small" }, h("code", {}, [code, result.outcome.reason].filter(Boolean).join(", "))),
    (audience === "clinician" || code !== SAYS_SO) && h("p", { class: "quiet" }, t(audience === "clinician" ? "result.no_diagnosis_clinician" : "result.no_diagnosis")),
    why({ ...result.outcome, because }, title, showing),
  );
}
