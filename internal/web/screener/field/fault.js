// The faults of the service in words of the form: its own are for developers, in
// English, and speak of members.

import { writeNumber } from "../number.js";
import { printed } from "./lab-units.js";

/**
 * @typedef {import("./part.js").ProblemField} ProblemField
 * @typedef {import("../types").Question} Question
 * @typedef {import("../words.js").Translate} Translate
 * @typedef {import("../words.js").Lang} Lang
 */

/** @type {Record<string, string>} */
const contradictions = {
  "/patient/pregnancy": "field.fault.contradiction.pregnancy",
  "/patient/gestation_weeks": "field.fault.contradiction.weeks",
  "/course/onset_age_years": "field.fault.contradiction.onset",
  "/course/duration_months": "field.fault.contradiction.duration",
  "/history/kidney_disease_stage": "field.fault.contradiction.kidney_stage",
};

// Codes that need no words of their own are left to those for any fault.
/** @type {Record<string, string>} */
const byCode = {
  required: "field.fault.required",
  too_long: "field.fault.too_long",
  too_many: "field.fault.too_many",
  control_character: "field.fault.control_character",
  unit_not_supported: "field.fault.unit_not_supported",
  inconsistent_answers: "field.fault.inconsistent_answers",
  duplicate_result: "field.fault.duplicate_result",
  after_as_of: "field.fault.after_as_of",
};

/**
 * What is wrong with an answer and what to do, in the words of the form.
 *
 * @param {ProblemField} fault
 * @param {{ t: Translate, lang: Lang, question?: Question, test?: import("../types").LabTest }} context
 *   question: of the pointer; test: of the result at the pointer, for a fault of a result
 * @returns {string}
 */
export function faultText(fault, { t, lang, question, test }) {
  if (fault.code === "range") return rangeText(fault, { t, lang, question, test });
  const contradiction = fault.code === "inconsistent_answers" && contradictions[fault.pointer];
  return t(contradiction || byCode[fault.code] || "field.fault.other");
}

/**
 * Tells whether a fault is of two results together, so that either can mend it.
 *
 * @param {ProblemField} fault of a result
 * @param {import("../types").LabTest} [test]
 * @returns {boolean}
 */
export const isOfPair = (fault, test) => fault.code === "duplicate_result" || isOfSaturation(fault, test);

/**
 * Of a pair that gives no possible saturation the service names no limits of the test.
 *
 * @param {ProblemField} fault
 * @param {import("../types").LabTest} [test]
 */
const isOfSaturation = ({ accepted }, test) => test?.test === "iron" && (accepted?.[0]?.includes("TIBC") ?? false);

/**
 * @param {ProblemField} fault
 * @param {{ t: Translate, lang: Lang, question?: Question, test?: import("../types").LabTest }} context
 */
function rangeText(fault, { t, lang, question, test }) {
  if (isOfSaturation(fault, test)) return t("field.fault.saturation");
  if (test) return implausible(test, t, lang);
  if (question?.minimum === undefined || question.maximum === undefined) return t("field.fault.other");
  return t("field.fault.range", between(question.minimum, question.maximum, lang));
}

/**
 * That no result of a test is like this.
 *
 * @param {import("../types").LabTest} test
 * @param {Translate} t
 * @param {Lang} lang
 * @returns {string}
 */
export const implausible = ({ units, minimum, maximum }, t, lang) =>
  t("field.fault.implausible", { ...between(minimum, maximum, lang), unit: printed(units[0]) });

/** @param {number} minimum @param {number} maximum @param {Lang} lang */
const between = (minimum, maximum, lang) => ({ min: writeNumber(minimum, lang), max: writeNumber(maximum, lang) });
