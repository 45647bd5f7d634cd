// Answers in words: a result names what it rests on by path and code, and people
// read questions and the words they chose.

import { Answers, find } from "../answers.js";

/**
 * @typedef {import("../types").Questionnaire} Questionnaire
 * @typedef {import("../types").Question} Question
 * @typedef {import("../types").Request} Request
 * @typedef {import("../words.js").Translate} Translate
 * @typedef {{path: string, value?: string, threshold?: string}} Fact
 */

/**
 * What puts the paths and codes of a result into words.
 *
 * @typedef {object} Lookup
 * @property {(path: string) => string} question what was asked at a path
 * @property {(path: string) => string} given the answer of the request at a path
 * @property {(fact: Fact) => string} answer the answer a conclusion rests on
 * @property {(path: string) => string} day the day of the blood test at a path; empty without one
 * @property {(fact: Fact) => string} limit what that answer was compared with; empty without a limit
 */

/**
 * The lookup of one request.
 *
 * @param {{questionnaire: Questionnaire, request: Request, t: Translate, lang: string}} from
 * @returns {Lookup}
 */
export function lookup({ questionnaire, request, t, lang }) {
  /** @param {Fact} fact */
  const answer = ({ path, value }) => (value === undefined ? given(path) : valueWords(questionnaire, path, value, lang));
  /** @param {string} path */
  const given = (path) => givenWords(questionnaire, request, path, t, lang) || t("result.not_answered");
  return {
    answer,
    given,
    question: (path) => questionText(questionnaire, path, request),
    day: (path) => dayWords(labAt(request, path), lang),
    limit: ({ path, threshold }) => (threshold ? limitWords(questionnaire, path, threshold, t, lang) : ""),
  };
}

/**
 * The words of the question at a path of a request. A path below a list names
 * the entry where the request is given ("Ferritin" for labs[0]), else the
 * question of the list. A path no question has is its own name.
 *
 * @param {Questionnaire} questionnaire
 * @param {string} path such as "criteria.urge_to_move", "labs[0]" or "labs.tsat"
 * @param {Request} [request]
 * @returns {string}
 */
export function questionText(questionnaire, path, request) {
  const { list, index, test } = parts(path);
  if (test) return testName(questionnaire, { test });
  if (list === "labs" && request?.labs?.[index]) return testName(questionnaire, request.labs[index]);
  if (list === "medications" && request?.medications?.[index]) return medicineName(request.medications[index]);
  return find(questionnaire, list ?? path)?.text ?? path;
}

/**
 * The answers that a request holds, by the id of their question.
 *
 * @param {Questionnaire} questionnaire
 * @param {Request} request
 * @returns {Answers}
 */
export function answersOf(questionnaire, request) {
  const ids = questionnaire.sections.flatMap((section) => section.questions.map((question) => question.id));
  return Answers.from({ values: Object.fromEntries(ids.map((id) => [id, valueAt(request, id)])) });
}

/** @param {Request} request @param {string} path @returns {any} */
function valueAt(request, path) {
  const [section, member] = path.split(".");
  const value = /** @type {Record<string, any>} */ (request)[section];
  return member ? value?.[member] : value;
}

/**
 * The name of a medicine as it was entered.
 *
 * @param {import("../types").Medication} medicine
 * @returns {string}
 */
const medicineName = (medicine) => medicine.name ?? medicine.rxnorm ?? medicine.atc ?? "";

/**
 * A date of the calendar in words.
 *
 * @param {string} iso such as "2026-11-20"
 * @param {string} lang
 * @param {"medium" | "long"} [dateStyle]
 * @returns {string}
 */
export const dateWords = (iso, lang, dateStyle = "medium") => new Intl.DateTimeFormat(lang, { dateStyle, timeZone: "UTC" }).format(new Date(iso));

/**
 * The parts of a path below a list: labs[0].unit, medications[2], labs.tsat.
 *
 * @param {string} path
 * @returns {{list?: "labs" | "medications", index: number, test?: string}}
 */
function parts(path) {
  const found = /^(labs|medications)(?:\[(\d+)\]|\.(\w+))/.exec(path);
  if (!found) return { index: -1 };
  return { list: /** @type {"labs" | "medications"} */ (found[1]), index: Number(found[2] ?? -1), test: found[3] };
}

/**
 * A number as a language writes it. Digits are not grouped: "1,200" is another
 * number in each language.
 *
 * @param {number | string} number
 * @param {string} lang
 * @returns {string}
 */
export const numberWords = (number, lang) => (lang === "es" ? String(number).replace(/(\d)\.(?=\d)/g, "$1,") : String(number));

/**
 * A value whose number and unit are written as people write them, not as UCUM
 * does. What does not begin with a number is left alone.
 *
 * @param {string} value such as "88 mL/min/{1.73_m2}"
 * @param {string} lang
 * @returns {string}
 */
export const unitWords = (value, lang) => (/^\d/.test(value) ? numberWords(value.replace("{1.73_m2}", "1.73 m²"), lang) : value);

/** @param {Questionnaire} questionnaire @param {{test?: string, loinc?: string}} lab */
function testName(questionnaire, lab) {
  const tests = find(questionnaire, "labs")?.tests ?? [];
  const known = tests.find((t) => (lab.test ? t.test === lab.test : t.loinc === lab.loinc));
  return known?.display ?? lab.test ?? lab.loinc ?? "";
}

/** @param {Questionnaire} questionnaire @param {string} path @param {string} value @param {string} lang */
function valueWords(questionnaire, path, value, lang) {
  const { list } = parts(path);
  const question = find(questionnaire, list ?? path);
  const choices = list === "medications" ? question?.timings : question?.options;
  return choices?.find((o) => o.code === value)?.display ?? (list === "medications" ? value : inUnit(value, question, lang));
}

/** A number with the unit of its question in the language of the form. @param {string} value @param {Question | undefined} question @param {string} lang */
function inUnit(value, question, lang) {
  const number = /^[\d.]+(?= )/.exec(value);
  return unitWords(number && question?.unit ? `${number[0]} ${question.unit}` : value, lang);
}

/**
 * @param {Questionnaire} questionnaire
 * @param {Request} request
 * @param {string} path
 * @param {Translate} t
 * @param {string} lang
 */
function givenWords(questionnaire, request, path, t, lang) {
  const { list, index } = parts(path);
  if (list === "labs") return labWords(labAt(request, path), lang);
  if (list === "medications") return medicineWords(questionnaire, request.medications?.[index]);
  if (path === "medications") return request.medications && (request.medications.map(medicineName).join(", ") || t("result.none_taken"));
  const value = valueAt(request, path);
  if (value === undefined) return "";
  const question = find(questionnaire, path);
  return question?.options.find((o) => o.code === value)?.display ?? unitWords([value, question?.unit].filter((x) => x != null).join(" "), lang);
}

/** The result of a test that a path leads to. @param {Request} request @param {string} path */
function labAt(request, path) {
  const { list, index } = parts(path);
  return list === "labs" ? request.labs?.[index] : undefined;
}

/** @param {import("../types").Lab | undefined} lab @param {string} lang */
const labWords = (lab, lang) => (lab ? [unitWords(`${lab.value} ${lab.unit}`, lang), dayWords(lab, lang)].filter(Boolean).join(", ") : "");

/** @param {import("../types").Lab | undefined} lab @param {string} lang */
const dayWords = (lab, lang) => (lab?.collected_on ? dateWords(lab.collected_on, lang) : "");

/** @param {Questionnaire} questionnaire @param {import("../types").Medication | undefined} medicine */
function medicineWords(questionnaire, medicine) {
  if (!medicine) return "";
  const timing = find(questionnaire, "medications")?.timings?.find((o) => o.code === medicine.timing)?.display;
  return timing ?? medicineName(medicine);
}

/** The words of a comparison; literal keys, so that a check sees each in use. @type {Record<string, string>} */
const limits = { "<": "result.below", "<=": "result.at_most", ">": "result.above", ">=": "result.at_least" };

/** @param {Questionnaire} questionnaire @param {string} path @param {string} threshold @param {Translate} t @param {string} lang */
function limitWords(questionnaire, path, threshold, t, lang) {
  const found = /^([<>]=?) (.+)$/.exec(threshold);
  if (!found) return threshold;
  return t(limits[found[1]], { value: inUnit(found[2], find(questionnaire, path), lang) });
}
