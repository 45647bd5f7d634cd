// Which question comes next, and how many are left.

import { find, isEnabled } from "./answers.js";

/**
 * @typedef {import("./answers.js").Answers} Answers
 * @typedef {import("./types").Questionnaire} Questionnaire
 * @typedef {import("./types").Question} Question
 * @typedef {import("./types").Decision} Decision
 */

/** The question that opens the form. @param {Questionnaire} questionnaire */
export const opening = (questionnaire) => questionnaire.sections[0]?.questions[0]?.id;

/**
 * The id of the question to ask next; undefined when nothing is left.
 *
 * @param {Questionnaire} questionnaire
 * @param {Answers} answers
 * @param {Decision} [decision] the latest; without one the questions come in their own order
 * @returns {string | undefined}
 */
export const nextQuestion = (questionnaire, answers, decision) => remainingIds(questionnaire, answers, decision)[0];

/**
 * How many questions are left to ask. It can grow: an answer can bring others.
 *
 * @param {Questionnaire} questionnaire
 * @param {Answers} answers
 * @param {Decision} [decision]
 */
export const remaining = (questionnaire, answers, decision) => remainingIds(questionnaire, answers, decision).length;

/**
 * The ids of the questions that are left to ask, in order.
 *
 * @param {Questionnaire} questionnaire
 * @param {Answers} answers
 * @param {Decision} [decision]
 */
export function remainingIds(questionnaire, answers, decision) {
  /** @type {Set<string>} */
  const ids = new Set();
  for (const id of wanted(questionnaire, decision)) {
    const question = find(questionnaire, id);
    if (question) addWithConditions(question, questionnaire, answers, ids);
  }
  return [...ids];
}

/**
 * The ids of what would be asked of somebody who has answered nothing.
 *
 * @param {Questionnaire} questionnaire
 * @param {Decision} [decision]
 */
function wanted(questionnaire, decision) {
  const all = questionnaire.sections.flatMap((section) => section.questions.map((question) => question.id));
  if (!decision) return all;
  const next = decision.next_questions.filter(({ asked }) => !asked).map(({ path }) => asAsked(questionnaire, path));
  return [...all.slice(0, 1), ...next];
}

/**
 * A path below a list, such as labs.tsat, is asked by the question of the list.
 *
 * @param {Questionnaire} questionnaire
 * @param {string} path
 */
const asAsked = (questionnaire, path) => (find(questionnaire, path) ? path : path.split(".")[0]);

/**
 * Adds a question that is open and shown, and before it those that decide
 * whether it is shown, or can spare it.
 *
 * @param {Question} question
 * @param {Questionnaire} questionnaire
 * @param {Answers} answers
 * @param {Set<string>} ids
 */
function addWithConditions(question, questionnaire, answers, ids) {
  if (answers.isDone(question.id)) return;
  for (const before of [...question.enable_when.map((condition) => condition.question), ...(question.after ?? [])]) {
    const other = find(questionnaire, before);
    if (other) addWithConditions(other, questionnaire, answers, ids);
  }
  if (isEnabled(question, answers, questionnaire)) ids.add(question.id);
}
