// What is still open: the questions that can add to a result, and first of them
// those about safety.

import { find, isEnabled } from "../answers.js";
import { h } from "../dom.js";
import { emergencyLine } from "./emergency.js";
import { answersOf } from "./lookup.js";
import { button } from "./part.js";

/**
 * @typedef {import("./why.js").Showing} Showing
 * @typedef {Pick<Showing, "result" | "request" | "questionnaire">} Judged
 */

/**
 * The questions that can still add to a result, of those that are shown.
 *
 * @param {Judged} judged
 */
export function openNext({ result, request, questionnaire }) {
  const answers = answersOf(questionnaire, request);
  return result.decision.next_questions.filter(({ path }) => {
    const question = find(questionnaire, path);
    return !question || isEnabled(question, answers, questionnaire);
  });
}

/**
 * The same in words.
 *
 * @param {Pick<Showing, "result" | "request" | "questionnaire" | "look">} showing
 * @returns {{left: string[], unsure: string[]}} of those not answered, and of those answered "not sure"
 */
export function openQuestions(showing) {
  const next = openNext(showing);
  /** @param {boolean} asked */
  const words = (asked) => [...new Set(next.filter((q) => q.asked === asked).map((q) => showing.look.question(q.path)))];
  return { left: words(false), unsure: words(true) };
}

/**
 * The questions about safety that have no answer, whether they were left out or
 * not reached.
 *
 * @param {Judged} judged
 * @returns {string[]} their ids
 */
const openSafety = (judged) =>
  openNext(judged)
    .filter(({ path, asked }) => !asked && path.startsWith("safety."))
    .map(({ path }) => path);

/**
 * What is said of questions about safety without an answer; nothing where there are none.
 *
 * @param {Judged & {audience?: "patient" | "clinician", t: import("../words.js").Translate}} judged
 * @returns {string}
 */
export function safetyWords(judged) {
  const n = openSafety(judged).length;
  if (!n) return "";
  return judged.audience === "clinician" ? judged.t("result.safety_open_clinician", { n }) : judged.t("result.safety_open", { n });
}

/**
 * Whoever stops before the questions about safety is told so, with whom to call
 * and the way to the first of them.
 *
 * @param {Showing} showing
 * @param {Pick<import("./result.js").ResultActions, "more">} on
 * @returns {HTMLElement | null}
 */
export function safetyNote(showing, on) {
  const said = safetyWords(showing);
  if (!said) return null;
  return h(
    "div",
    { class: "note", "data-part": "safety" },
    h("p", {}, h("strong", {}, said)),
    emergencyLine(showing),
    h("p", { class: "actions" }, button("continue", showing.t("result.more"), () => on.more(openSafety(showing)), { class: "primary" })),
  );
}
