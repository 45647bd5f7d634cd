// What can be taken away from a result: the summary, the buttons that save it,
// the limits of use, and the end.

import { h } from "../dom.js";
import { button, part } from "./part.js";
import { rulesetLink } from "./why.js";

/**
 * @typedef {import("./why.js").Showing} Showing
 * @typedef {import("./result.js").ResultActions} ResultActions
 */

/**
 * The summary for a clinician, shown on request. It is the note of the audience:
 * a patient's holds nothing that is for clinicians alone.
 *
 * @param {Showing} showing
 * @param {ResultActions} on
 * @returns {HTMLElement}
 */
export function summary({ result, t, audience }, on) {
  const text = h("div", { class: "summary", hidden: true }, result.text.summary.split("\n").map((line) => h("p", {}, line)));
  const toggle = button("summary", "", () => show(text.hidden));
  /** @param {boolean} shown */
  const set = (shown) => {
    text.hidden = !shown;
    toggle.setAttribute("aria-expanded", String(shown));
    toggle.textContent = t(shown ? "result.summary_hide" : "result.summary_show");
  };
  /** @param {boolean} shown */
  const show = (shown) => {
    set(shown);
    on.summary?.(shown);
  };
  set(false);
  return part("summary", t("result.summary"), audience === "patient" && h("p", {}, t("result.summary_text")), h("p", { class: "actions" }, toggle), text);
}

/**
 * The ways to take the result along.
 *
 * @param {Showing} showing
 * @param {ResultActions} on
 * @returns {HTMLElement}
 */
export function takeaway({ t }, on) {
  const said = h("p", { role: "status" });
  /** @param {() => unknown} act */
  const saying = (act) => async () => {
    said.textContent = "";
    const words = await act();
    if (typeof words === "string") said.textContent = words;
  };
  return part(
    "takeaway",
    t("result.takeaway"),
    h("p", {}, t("result.takeaway_text")),
    h(
      "p",
      { class: "actions" },
      button("print", t("result.print"), saying(on.print)),
      button("copy", t("result.copy"), saying(on.copy)),
      button("download-json", t("result.download_json"), saying(on.downloadJSON)),
      button("download-fhir", t("result.download_fhir"), saying(on.downloadFHIR)),
    ),
    said,
    h("p", { class: "quiet small" }, t("result.files_text")),
  );
}

/** The states of the evidence in words. @type {Record<string, string>} */
const states = { current: "result.evidence_current", review_due: "result.evidence_review_due", undated: "result.evidence_undated" };

/**
 * Which rules were applied, and how current the evidence behind them was.
 *
 * @param {import("../types").Result["ruleset"]} ruleset
 * @param {import("../words.js").Translate} t
 * @returns {string}
 */
export const rulesWords = ({ id, version, evidence_status: evidence }, t) => `${t("result.ruleset", { id, version })} ${t(states[evidence])}`;

/**
 * The limits of use, and which rules were applied.
 *
 * @param {Showing} showing
 * @returns {HTMLElement}
 */
export function notice(showing) {
  const { result, t } = showing;
  return part(
    "notice",
    t("result.notice"),
    h("p", {}, result.notice),
    h("p", { class: "small" }, rulesWords(result.ruleset, t)),
    h("p", { class: "small quiet digest" }, result.ruleset.digest),
    h("p", { class: "small" }, rulesetLink(t("result.ruleset_link"), showing)),
  );
}

/**
 * The end: clears the answers, or begins anew.
 *
 * @param {Showing} showing
 * @param {ResultActions} on
 * @returns {HTMLElement}
 */
export function finishing({ t }, on) {
  return h(
    "div",
    { class: "finishing" },
    h("p", {}, t("result.finish_text")),
    h(
      "p",
      { class: "actions" },
      button("finish", t("result.finish"), () => on.finish(), { class: "primary" }),
      button("restart", t("core.restart"), () => on.restart(), { class: "plain" }),
    ),
  );
}
