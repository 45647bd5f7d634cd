// What would change if a question were answered in another way: every possible
// answer is judged with the others as they are, and compared with the result there is.

import { urgencyOf } from "../screener/alarm.js";
import { Answers, find, isEnabled, toRequest } from "../screener/answers.js";

/**
 * @typedef {import("../screener/types").Questionnaire} Questionnaire
 * @typedef {import("../screener/types").Question} Question
 * @typedef {import("../screener/types").Request} Request
 * @typedef {import("../screener/types").Result} Result
 * @typedef {import("../screener/types").Lab} Lab
 * @typedef {import("../screener/answers.js").Value} Value
 * @typedef {import("../screener/words.js").Translate} Translate
 *
 * @typedef {{ answer: string, request: Request }} Case an answer in words, and the request with it
 * @typedef {{ path: string, type: Question["type"], text: string, given: boolean, cases: Case[] }} Group the cases of one question; given when it has an answer already
 *
 * @typedef {object} Change
 * @property {"outcome" | "label" | "course" | "contributor" | "alert" | "no_alert"} kind
 * @property {string} text in the words of the service
 * @property {string} [detail] code of what goes with it: provisional, a tier, an urgency
 */

/** How many open questions are tried. */
export const MOST = 12;

/**
 * Numbers to try where a question takes one, on both sides of the limits that
 * rules have there. What a number changes is not said here but judged by the service.
 *
 * @type {Record<string, number[]>}
 */
const numbers = {
  "patient.age_years": [12, 15, 30, 50, 65],
  "patient.gestation_weeks": [8, 20],
  "course.onset_age_years": [30, 50],
  "course.days_per_week": [1, 2, 4],
  "course.duration_months": [2, 6, 24],
  "course.lifetime_episodes": [3, 10],
};

/** Results to try of a test, in a unit of its list. @type {Record<string, { unit: string, values: number[] }>} */
const results = {
  ferritin: { unit: "ng/mL", values: [20, 40, 60, 90, 200, 400] },
  tsat: { unit: "%", values: [15, 30, 50] },
};

/**
 * The cases to judge: answers that the service names as turning the outcome, then
 * those of open questions, the most telling first.
 *
 * @param {object} from
 * @param {Questionnaire} from.questionnaire
 * @param {Answers} from.answers
 * @param {string} from.asOf
 * @param {Result} from.result of these answers
 * @param {Translate} from.t
 * @returns {Group[]}
 */
export function whatIfs({ questionnaire, answers, asOf, result, t }) {
  const { would_change: turning, next_questions: open } = result.decision;
  const given = turning.map(({ path, answer }) => ({ path, given: true, only: answer }));
  const unasked = open.filter(({ path, asked }) => !asked && !given.some((other) => other.path === path));
  const groups = [...given, ...unasked.slice(0, MOST).map(({ path }) => ({ path, given: false, only: undefined }))];
  return groups.flatMap(({ path, given, only }) => {
    const found = questionAt(questionnaire, path);
    if (!found) return [];
    const tried = possible(found.question, found.test, asOf, t).filter(({ value }) => only === undefined || value === only);
    const cases = tried.flatMap(({ answer, value }) => requestWith(questionnaire, answers, asOf, found.question, value, answer));
    return cases.length > 0 ? [{ path, type: found.question.type, text: found.text, given, cases }] : [];
  });
}

/**
 * How many open questions are left out of what whatIfs gives.
 *
 * @param {Result} result
 */
export const leftOut = (result) => Math.max(0, result.decision.next_questions.filter(({ asked }) => !asked).length - MOST);

/**
 * The question of a path: of labs.ferritin that of the results, for one test.
 *
 * @param {Questionnaire} questionnaire
 * @param {string} path
 * @returns {{ question: Question, test?: string, text: string } | undefined}
 */
function questionAt(questionnaire, path) {
  const question = find(questionnaire, path);
  if (question) return { question, text: question.text };
  const [list, test] = path.split(".");
  const of = find(questionnaire, list);
  const known = of?.tests?.find((one) => one.test === test);
  return of && known && { question: of, test, text: known.display };
}

/**
 * The answers a question can have, in words and as values.
 *
 * @param {Question} question
 * @param {string | undefined} test
 * @param {string} asOf
 * @param {Translate} t
 * @returns {{ answer: string, value: Value }[]}
 */
function possible(question, test, asOf, t) {
  if (question.type === "choice") return question.options.map(({ code, display }) => ({ answer: display, value: code }));
  if (question.type === "medications") return [{ answer: t("desk.no_medicines"), value: [] }];
  if (question.type === "labs") {
    const { unit, values } = results[test ?? ""] ?? { unit: "", values: [] };
    return values.map((value) => ({ answer: `${value} ${unit}`, value: [lab(test, value, unit, asOf)] }));
  }
  const tried = numbers[question.id] ?? [question.minimum ?? 0, question.maximum ?? 1];
  return tried.map((value) => ({ answer: `${value} ${question.unit ?? ""}`.trim(), value }));
}

/** @param {string | undefined} test @param {number} value @param {string} unit @param {string} asOf @returns {Lab} */
const lab = (test, value, unit, asOf) =>
  /** @type {Lab} */ ({ test, value, unit, ...(asOf && { collected_on: asOf }) });

/**
 * The request with one answer more; none when the question is not asked beside
 * the others. A result joins those there are, in the place of one of its own day.
 *
 * @param {Questionnaire} questionnaire
 * @param {Answers} answers
 * @param {string} asOf
 * @param {Question} question
 * @param {Value} value
 * @param {string} answer
 * @returns {Case[]}
 */
function requestWith(questionnaire, answers, asOf, question, value, answer) {
  const with_ = Answers.from(answers.toJSON());
  if (question.type === "labs") {
    const [added] = /** @type {Lab[]} */ (value);
    const others = /** @type {Lab[]} */ (answers.get(question.id) ?? []);
    const kept = others.filter((other) => other.test !== added.test || (other.collected_on ?? "") !== (added.collected_on ?? ""));
    with_.set(question.id, [...kept, added]);
  } else {
    with_.set(question.id, value);
  }
  if (!isEnabled(question, with_, questionnaire)) return [];
  return [{ answer, request: dated(toRequest(questionnaire, with_, asOf)) }];
}

/**
 * A request without an empty date: answers may be undated.
 *
 * @param {Request} request
 * @returns {Request}
 */
export function dated(request) {
  if (request.as_of) return request;
  const { as_of: _, ...undated } = request;
  return undated;
}

/**
 * What another result would change of the one there is, in the words of the service.
 *
 * @param {Result} now
 * @param {Result} then
 * @returns {Change[]}
 */
export function changes(now, then) {
  /** @type {Change[]} */
  const found = [];
  if (now.outcome.code !== then.outcome.code) found.push({ kind: "outcome", text: then.outcome.display });
  const [label, other] = [now.classification, then.classification];
  if (label.label !== other.label || label.provisional !== other.provisional) {
    found.push({ kind: "label", text: other.display, detail: other.provisional ? "provisional" : undefined });
  }
  if (now.course.code !== then.course.code) found.push({ kind: "course", text: then.course.display });
  const had = new Map(now.classification.contributors.map(({ id, tier }) => [id, tier]));
  for (const { id, tier, display } of then.classification.contributors) {
    if (had.get(id) !== tier) found.push({ kind: "contributor", text: display, detail: tier });
  }
  return [...found, ...alertChanges(now, then)];
}

/**
 * @param {Result} now
 * @param {Result} then
 * @returns {Change[]}
 */
function alertChanges(now, then) {
  /** @param {import("../screener/types").Alert} alert */
  const key = ({ id, urgency }) => `${id} ${urgency}`;
  const [had, has] = [new Set(now.alerts.map(key)), new Set(then.alerts.map(key))];
  const added = then.alerts.filter((alert) => !had.has(key(alert)));
  const gone = now.alerts.filter((alert) => !has.has(key(alert)) && !then.alerts.some(({ id }) => id === alert.id));
  return [
    ...added.map((alert) => /** @type {Change} */ ({ kind: "alert", text: alert.display, detail: urgencyOf(alert) })),
    ...gone.map((alert) => /** @type {Change} */ ({ kind: "no_alert", text: alert.display, detail: urgencyOf(alert) })),
  ];
}
