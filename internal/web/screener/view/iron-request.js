// The request for iron over time that lies in a screening request.

import { find } from "../answers.js";

/**
 * @typedef {NonNullable<import("../types").Request["labs"]>[number]} Lab
 * @typedef {import("rlscreen/openapi").components["schemas"]["IronStatusRequest"]} IronStatusRequest
 */

/** The tests that a course of iron is read from. */
const tests = ["ferritin", "tsat", "iron", "tibc", "crp"];

/**
 * The dated iron values of a request, as POST /v1/iron-status takes them.
 *
 * @param {import("../types").Request} request
 * @param {import("../types").Questionnaire} questionnaire which knows the LOINC codes of its tests
 * @returns {IronStatusRequest | undefined} undefined without a dated value of ferritin or transferrin saturation
 */
export function ironRequest({ as_of, patient = {}, history = {}, labs = [] }, questionnaire) {
  const known = find(questionnaire, "labs")?.tests ?? [];
  const results = labs.flatMap(({ test, loinc, value, unit, collected_on }) => {
    const id = test ?? known.find((k) => k.loinc === loinc)?.test;
    return id && collected_on && tests.includes(id) ? [{ test: /** @type {any} */ (id), value, unit, collected_on }] : [];
  });
  if (!results.some(({ test }) => test === "ferritin" || test === "tsat")) return undefined;
  const { age_years, sex, pregnancy, gestation_weeks } = patient;
  return { as_of, patient: { age_years, sex, pregnancy, gestation_weeks }, dialysis: history.kidney_disease_stage === "dialysis" ? "yes" : undefined, results };
}
