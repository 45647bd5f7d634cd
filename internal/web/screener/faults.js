// What the service does not take of an answer, and at which question that is.

import { find } from "./answers.js";
import { ServiceError } from "./service.js";

/** @typedef {import("./field/part.js").ProblemField} ProblemField */

/**
 * The faults that an error of the service names, by the id of their question. A
 * fault that is of no question is left out: no answer can mend it.
 *
 * @param {unknown} error
 * @param {import("./types").Questionnaire} questionnaire
 * @returns {Map<string, ProblemField[]>}
 */
export function faultsByQuestion(error, questionnaire) {
  /** @type {Map<string, ProblemField[]>} */
  const faults = new Map();
  for (const fault of (error instanceof ServiceError && error.kind === "invalid" && error.problem?.errors) || []) {
    const [, first, second] = fault.pointer.split("/");
    const id = [`${first}.${second}`, first].find((candidate) => find(questionnaire, candidate));
    if (id) faults.set(id, [...(faults.get(id) ?? []), fault]);
  }
  return faults;
}
