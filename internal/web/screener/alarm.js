// What comes first: alerts, and answers about safety.

import { sectionOf } from "./answers.js";

/**
 * @typedef {import("./types").Alert} Alert
 * @typedef {import("./types").Questionnaire} Questionnaire
 * @typedef {import("./answers.js").Answers} Answers
 */

/** What an alert is known by. One that has become more urgent is a new one. @param {Alert} alert */
export const nameOf = ({ id, urgency }) => `${id}:${urgency}`;

/**
 * How soon to act. What this form does not know of is urgent: it is no reason to say less.
 *
 * @param {Pick<Alert, "urgency">} alert
 * @returns {Alert["urgency"]}
 */
export const urgencyOf = ({ urgency }) => (["emergency", "urgent", "prompt", "routine"].includes(urgency) ? urgency : "urgent");

/**
 * Tells whether an alert comes before anything else the form does: emergencies,
 * and thoughts of suicide.
 *
 * @param {Alert} alert
 */
export const interrupts = ({ urgency, rule }) => urgency === "emergency" || rule.startsWith("alert.suicidal");

/** Tells whether an alert stays in sight while the questions go on. @param {Alert} alert */
export const stays = (alert) => interrupts(alert) || urgencyOf(alert) === "urgent";

/**
 * Tells whether the answer to a question has to be judged before anything else: of
 * a safety question all answers but no.
 *
 * @param {Questionnaire} questionnaire
 * @param {Answers} answers
 * @param {string} id
 */
export function isAlarming(questionnaire, answers, id) {
  const value = answers.get(id);
  return value !== undefined && value !== "no" && sectionOf(questionnaire, id)?.id === "safety";
}

/**
 * Tells whether any answer is alarming.
 *
 * @param {Questionnaire} questionnaire
 * @param {Answers} answers
 */
export const hasAlarming = (questionnaire, answers) =>
  questionnaire.sections.some(({ questions }) => questions.some(({ id }) => isAlarming(questionnaire, answers, id)));
