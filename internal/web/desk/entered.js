// Answers that come from elsewhere: a request, as an answers file holds it, becomes
// the answers of the grid.

import { Answers } from "../screener/answers.js";

/**
 * @typedef {import("../screener/types").Request} Request
 * @typedef {import("../screener/types").Questionnaire} Questionnaire
 * @typedef {import("../screener/answers.js").Value} Value
 */

/**
 * The answers of a request. What the questionnaire does not ask, or not so, cannot
 * be entered; its paths are named, since a result without it would be another.
 *
 * @param {Questionnaire} questionnaire
 * @param {Request} request
 * @returns {{ answers: Answers, left: string[] }}
 */
export function answersOf(questionnaire, request) {
  const given = new Answers();
  /** @type {string[]} */
  const paths = [];
  /** @param {string} path @param {any} value */
  const take = (path, value) => {
    paths.push(path);
    given.set(path, value);
  };
  for (const [name, value] of Object.entries(request)) {
    if (name === "as_of" || value === null) continue;
    if (Array.isArray(value)) take(name, name === "labs" ? named(questionnaire, value) : value);
    else if (typeof value === "object") Object.entries(value).forEach(([member, answer]) => take(`${name}.${member}`, answer));
    else take(name, value);
  }
  const answers = given.keptBy(questionnaire);
  return { answers, left: paths.filter((path) => !sameSize(given.get(path), answers.get(path))) };
}

/**
 * Results by the name of their test, where they came by its LOINC code.
 *
 * @param {Questionnaire} questionnaire
 * @param {any[]} labs
 */
function named(questionnaire, labs) {
  const tests = questionnaire.sections.flatMap(({ questions }) => questions).flatMap((question) => question.tests ?? []);
  return labs.map((lab) => {
    const known = !lab.test && tests.find(({ loinc }) => loinc !== undefined && loinc === lab.loinc);
    if (!known) return lab;
    const { loinc: _, ...rest } = lab;
    return { test: known.test, ...rest };
  });
}

/**
 * Whether all of a value was kept.
 *
 * @param {Value | undefined} given
 * @param {Value | undefined} kept
 */
const sameSize = (given, kept) => (Array.isArray(given) ? Array.isArray(kept) && kept.length === given.length : kept !== undefined);
