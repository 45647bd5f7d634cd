// What a person takes away, in the order of a conversation with a clinician: the
// same for the printed page and for the text of the clipboard.

import { urgencyOf } from "../alarm.js";
import { headingOf } from "../view/alerts.js";
import { rulesWords } from "../view/closing.js";
import { dateWords, lookup } from "../view/lookup.js";
import { safetyWords } from "../view/open.js";
import { chapters } from "./chapters.js";

/**
 * @typedef {import("../types").Result} Result
 * @typedef {import("../types").Request} Request
 * @typedef {import("../types").Questionnaire} Questionnaire
 * @typedef {import("../words.js").Translate} Translate
 * @typedef {"patient" | "clinician"} Audience
 */

/**
 * What a take-away is made from.
 *
 * @typedef {object} Taken
 * @property {Result} result in words of the audience
 * @property {Request} request
 * @property {Questionnaire} questionnaire in the language and for the audience of the result
 * @property {Audience} [audience] whose words the result is in; patient by default
 * @property {Translate} t
 * @property {string} lang
 */

/**
 * A line: what it is about, the things that are so, and a remark on all of them.
 *
 * @typedef {{lead?: string, parts: string[], tail?: string}} Line
 * @typedef {{id: string, heading: string, lines: Line[]}} Chapter
 */

/**
 * @typedef {object} Content
 * @property {{heading: string, items: {urgency: string, label: string, text: string}[]}} alerts
 * @property {string} title
 * @property {string} date
 * @property {string} outcome
 * @property {string} safety what is said of questions about safety without an answer; empty where there are none
 * @property {Chapter[]} chapters what may be shortened, from the last on
 * @property {string} notice
 * @property {string} rules
 */

/**
 * The content of a take-away.
 *
 * @param {Taken} taken
 * @returns {Content}
 */
export function content(taken) {
  const { result, request, t, lang, audience = "patient" } = taken;
  const isPatient = audience === "patient";
  return {
    alerts: {
      heading: isPatient ? t("takeaway.alerts_patient") : t("takeaway.alerts_clinician"),
      items: result.alerts.map((alert) => ({
        urgency: urgencyOf(alert),
        label: headingOf(alert, t, audience),
        text: alert.display,
      })),
    },
    title: isPatient ? t("takeaway.title_patient") : t("takeaway.title_clinician"),
    date: request.as_of ? t("takeaway.date", { date: dateWords(request.as_of, lang, "long") }) : t("takeaway.no_date"),
    outcome: result.outcome.display,
    safety: safetyWords(taken),
    chapters: chapters({ ...taken, audience, look: lookup(taken) }).filter((chapter) => chapter.lines.length),
    notice: result.notice,
    rules: rulesWords(result.ruleset, t),
  };
}
