// What must be acted on, first on every screen: in words, with telephone numbers
// that can be called by a touch.

import { urgencyOf } from "../alarm.js";
import { h } from "../dom.js";

/**
 * @typedef {import("../types").Alert} Alert
 * @typedef {import("../words.js").Translate} Translate
 * @typedef {{number: string, text: string}} Emergency whom to call in the region of the service
 */

/** The headings of the urgencies. @type {Record<string, string>} */
const headings = {
  emergency: "result.urgency_emergency",
  urgent: "result.urgency_urgent",
  prompt: "result.urgency_prompt",
  routine: "result.urgency_routine",
};

/**
 * Tells whether an alert asks a person to talk to somebody: "today or tomorrow"
 * is no way to speak of thoughts of suicide.
 *
 * @param {Alert} alert
 * @param {string} [audience]
 * @returns {boolean}
 */
export const asksToTalk = ({ rule, urgency }, audience) => audience === "patient" && rule === "alert.suicidal_thoughts" && urgency === "urgent";

/**
 * The words for how soon to act on an alert.
 *
 * @param {Alert} alert
 * @param {Translate} t
 * @param {string} [audience]
 * @returns {string}
 */
export const headingOf = (alert, t, audience) => t(asksToTalk(alert, audience) ? "result.urgency_talk" : headings[urgencyOf(alert)]);

/**
 * Alerts in the order given, which is most urgent first. The first of each
 * urgency carries the heading.
 *
 * @param {Alert[]} alerts
 * @param {object} options
 * @param {Translate} options.t
 * @param {Emergency} [options.emergency]
 * @param {string} [options.lang] language of the alerts where it is not that of the page
 * @param {"patient" | "clinician"} [options.audience]
 * @param {1 | 2} [options.level] of the first heading; those that follow are of level 2
 * @param {(alert: Alert) => Node} [options.more] what stands under each alert
 * @returns {HTMLElement | null} null without alerts
 */
export function alertList(alerts, { t, emergency, lang, audience, level = 2, more }) {
  if (!alerts.length) return null;
  let last = "";
  return h(
    "div",
    { class: "alerts", lang },
    alerts.map((alert, i) => {
      const heading = headingOf(alert, t, audience);
      const isNew = heading !== last;
      last = heading;
      return h(
        "section",
        { class: "alert", "data-alert": alert.id, "data-urgency": urgencyOf(alert) },
        isNew && h(i === 0 && level === 1 ? "h1" : "h2", i === 0 ? { tabindex: -1 } : {}, heading),
        h("p", {}, linkNumbers(alert.display, emergency)),
        callButtons(numbersToCall(alert, emergency), t),
        more?.(alert),
      );
    }),
  );
}

/**
 * What is shown when a safety question was answered with anything but no, and
 * the answer could not be judged: the same care, without waiting for a service.
 *
 * @param {{t: Translate, emergency?: Emergency, level?: 1 | 2}} options
 * @returns {HTMLElement}
 */
export function offlineSafety({ t, emergency, level = 2 }) {
  return h(
    "div",
    { class: "alerts" },
    h(
      "section",
      { class: "alert", "data-alert": "offline_safety", "data-urgency": "urgent" },
      h(level === 1 ? "h1" : "h2", { tabindex: -1 }, t("result.offline_title")),
      h("p", {}, t("result.offline_text")),
      h("p", {}, emergency ? linkNumbers(emergency.text, emergency) : t("result.offline_call")),
      callButtons(offered(emergency), t),
    ),
  );
}

/**
 * A text whose telephone numbers can be called. A number is one that stands in
 * the text of the region too: nothing else in a sentence is taken for one.
 *
 * @param {string} text
 * @param {Emergency} [emergency]
 * @returns {(Node | string)[]}
 */
export function linkNumbers(text, emergency) {
  const numbers = offered(emergency);
  if (!numbers.length) return [text];
  return text.split(numberPattern(numbers)).map((piece) => (numbers.includes(piece) ? h("a", { class: "tel", href: tel(piece) }, piece) : piece));
}

/** All numbers of a region, the one for emergencies first. @param {Emergency} [emergency] @returns {string[]} */
const offered = (emergency) => (emergency ? numbersIn(`${emergency.number}; ${emergency.text}`) : []);

/** Telephone numbers in a text: three digits or more, in groups or not. @param {string} text @returns {string[]} */
function numbersIn(text) {
  const found = text.match(/\+?\d(?:[\d \u00a0-]*\d)?/g) ?? [];
  return [...new Set(found.filter((n) => n.replace(/\D/g, "").length >= 3))];
}

/** A pattern that keeps the numbers as pieces of their own, and leaves longer numbers whole. @param {string[]} numbers */
function numberPattern(numbers) {
  const longestFirst = [...numbers].sort((a, b) => b.length - a.length).map((n) => n.replace("+", "\\+"));
  return new RegExp(`(?<!\\d)(${longestFirst.join("|")})(?!\\d)`);
}

/** @param {string} number */
const tel = (number) => `tel:${number.replace(/[^\d+]/g, "")}`;

/**
 * The numbers an alert offers to call: in an emergency the emergency number,
 * and for thoughts of suicide the crisis line with it, in the order of the text.
 *
 * @param {Alert} alert
 * @param {Emergency} [emergency]
 * @returns {string[]}
 */
function numbersToCall(alert, emergency) {
  if (!emergency) return [];
  if (alert.rule.startsWith("alert.suicidal")) return numbersIn(alert.display).filter((n) => offered(emergency).includes(n));
  return alert.urgency === "emergency" ? numbersIn(emergency.number) : [];
}

/** @param {string[]} numbers @param {Translate} t @returns {HTMLElement | null} */
function callButtons(numbers, t) {
  if (!numbers.length) return null;
  return h(
    "p",
    { class: "calls" },
    numbers.map((number) => h("a", { class: "button call", href: tel(number) }, t("result.call", { number }))),
  );
}
