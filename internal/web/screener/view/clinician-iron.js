// Iron for a clinician: the reading, its grounds, and the values over time.

import { h } from "../dom.js";
import { ironChart } from "./chart.js";
import { dateWords, numberWords } from "./lookup.js";
import { part, statements } from "./part.js";
import { terms } from "./table.js";
import { answers, basis } from "./why.js";

/**
 * @typedef {import("./why.js").Showing} Showing
 * @typedef {import("../types").IronStatus} IronStatus
 */

/**
 * The reading of the iron values, and their course where they are dated.
 *
 * @param {Showing} showing
 * @param {IronStatus} [series]
 * @returns {HTMLElement}
 */
export function ironPart(showing, series) {
  const { result, t } = showing;
  const { iron } = result;
  return part(
    "iron",
    t("result.iron_clinician"),
    h("p", { class: "name" }, iron.display),
    answers(iron, showing),
    iron.notes.length > 0 && h("ul", { class: "notes" }, iron.notes.map((note) => h("li", {}, note))),
    basis(iron, showing),
    h("p", { class: "small quiet" }, t("result.profile", { profile: iron.profile })),
    series && course(showing, series),
  );
}

/** The rule that gives no date to measure again: overload is looked into first. */
const NO_DATE = "iron_status.recheck.overload";

/**
 * The values over time, for the desk as for the result.
 *
 * @param {Showing} showing
 * @param {IronStatus} status
 * @returns {HTMLElement}
 */
export function course(showing, status) {
  const { t, lang } = showing;
  const { series, thresholds, response_reason: response, recheck_reason: recheck } = status;
  return h(
    "div",
    { class: "series", "data-part": "series" },
    h("h3", {}, t("result.series")),
    ["ferritin", "tsat"].map((test) => ironChart({ series, thresholds, t, lang, test: /** @type {"ferritin" | "tsat"} */ (test) })),
    terms([
      [t("result.trend"), status.trend_per_30_days !== undefined && t("result.trend_value", { value: numberWords(status.trend_per_30_days, lang) })],
      [t("result.since_start"), status.months_since_start !== undefined && t("result.months", { value: numberWords(status.months_since_start, lang) })],
      [t("result.recheck"), recheck.rule !== NO_DATE && dateWords(status.next_recheck_on, lang)],
    ]),
    statements([response, recheck], (r) => h("p", {}, r.display), (r) => r.display, showing),
  );
}
