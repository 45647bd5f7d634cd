// What a person takes away, in the order of a conversation with a clinician: the
// same for the printed page and for the text of the clipboard.

import { lookup } from "../view/lookup.js";
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
 * @property {Chapter[]} chapters what may be shortened, from the last on
 * @property {string} notice
 * @property {string} rules
 */

/** Words for the evidence behind the rules at the date. @type {Record<string, string>} */
const evidence = {
  current: "takeaway.evidence_current",
  review_due: "takeaway.evidence_review_due",
  undated: "takeaway.evidence_undated",
};

/** Words for how soon. @type {Record<Audience, Record<string, string>>} */
const urgencies = {
  patient: {
    emergency: "takeaway.emergency_patient",
    urgent: "takeaway.urgent_patient",
    prompt: "takeaway.prompt_patient",
    routine: "takeaway.routine_patient",
  },
  clinician: {
    emergency: "takeaway.emergency_clinician",
    urgent: "takeaway.urgent_clinician",
    prompt: "takeaway.prompt_clinician",
    routine: "takeaway.routine_clinician",
  },
};

/**
 * The content of a take-away.
 *
 * @param {Taken} taken
 * @returns {Content}
 */
export function content(taken) {
  const { result, request, t, lang, audience = "patient" } = taken;
  const { id, version, evidence_status } = result.ruleset;
  const isPatient = audience === "patient";
  return {
    alerts: {
      heading: isPatient ? t("takeaway.alerts_patient") : t("takeaway.alerts_clinician"),
      items: result.alerts.map(({ urgency, display }) => ({ urgency, label: t(urgencies[audience][urgency]), text: display })),
    },
    title: isPatient ? t("takeaway.title_patient") : t("takeaway.title_clinician"),
    date: request.as_of ? t("takeaway.date", { date: dateWords(request.as_of, lang) }) : t("takeaway.no_date"),
    outcome: result.outcome.display,
    chapters: chapters({ ...taken, audience, look: lookup(taken) }).filter((chapter) => chapter.lines.length),
    notice: result.notice,
    rules: t("takeaway.rules", { id, version, status: t(evidence[evidence_status]) }),
  };
}

/** @param {string} iso @param {string} lang */
const dateWords = (iso, lang) => new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC" }).format(new Date(iso));

