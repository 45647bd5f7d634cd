// What the rows of the laboratory results say, apart from how they are shown.

import { parseNumber, writeNumber } from "../number.js";
import { unitAmong, unitChoices } from "./lab-units.js";

/**
 * @typedef {import("../types").Lab} Lab
 * @typedef {import("../types").LabTest} LabTest
 * @typedef {import("../words.js").Lang} Lang
 *
 * What is typed in one row. brokenDate: the browser shows a date that is not
 * complete, and gives none.
 * @typedef {{ test: string, value: string, unit: string, collected_on: string, brokenDate?: boolean }} Row
 *
 * @typedef {"value" | "unit" | "collected_on"} Part
 * @typedef {"value_missing" | "unit_missing" | "date_broken" | "date_long_ago" | "after_as_of" | "duplicate_result"
 *   | "fraction" | "implausible" | "unreadable"} RowFault
 * @typedef {{ lab?: Lab, empty: boolean, faults: Partial<Record<Part, RowFault>> }} RowReading
 */

/** The tests whose rows are open from the start: what iron is judged by. */
export const openTests = ["ferritin", "tsat"];

/** A year before this one is a slip of the finger. */
export const oldestDate = "1900-01-01";

/**
 * What each row says: nothing, a result, or what is missing or wrong. Only results
 * that are complete, and that can be told apart, are results.
 *
 * @param {Row[]} rows
 * @param {{ tests: LabTest[], asOf: string, lang: Lang }} context
 * @returns {RowReading[]}
 */
export function readRows(rows, { tests, asOf, lang }) {
  /** @type {Set<string>} */
  const seen = new Set();
  return rows.map((row) => {
    const test = tests.find(({ test }) => test === row.test);
    const reading = readRow(row, test, asOf, lang);
    if (!reading.lab) return reading;
    const key = `${row.test} ${reading.lab.collected_on ?? ""}`;
    if (seen.has(key)) return { empty: false, faults: { collected_on: "duplicate_result" } };
    seen.add(key);
    return reading;
  });
}

/**
 * @param {Row} row
 * @param {LabTest | undefined} test
 * @param {string} asOf
 * @param {Lang} lang
 * @returns {RowReading}
 */
function readRow(row, test, asOf, lang) {
  if (!test || isEmpty(row, test)) return { empty: true, faults: {} };
  const number = parseNumber(row.value, lang);
  /** @type {Partial<Record<Part, RowFault>>} */
  const faults = {};
  if ("fault" in number) faults.value = number.fault === "empty" ? "value_missing" : "unreadable";
  else if (isNoFraction(number.value, row.unit, test)) faults.value = "fraction";
  else if (isImplausible(number.value, row.unit, test)) faults.value = "implausible";
  if (!test.units.includes(row.unit)) faults.unit = "unit_missing";
  const date = dateFault(row, asOf);
  if (date) faults.collected_on = date;
  if (Object.keys(faults).length > 0 || "fault" in number) return { empty: false, faults };
  /** @type {Lab} */
  const lab = { test: /** @type {Lab["test"]} */ (row.test), value: number.value, unit: row.unit };
  if (row.collected_on) lab.collected_on = row.collected_on;
  return { lab, empty: false, faults };
}

/**
 * Reports whether a percentage was given as a fraction, which would be a hundred
 * times too high.
 *
 * @param {number} value
 * @param {string} unit
 * @param {LabTest} test
 */
const isNoFraction = (value, unit, { units: [own], maximum }) => unit === "1" && own === "%" && value > maximum / 100;

/**
 * Reports whether no result can be like this. The limits of other units than the
 * test's own are left to the service, which converts.
 *
 * @param {number} value
 * @param {string} unit
 * @param {LabTest} test
 */
function isImplausible(value, unit, { units: [own], minimum, maximum }) {
  return value < 0 || (unit === own && (value < minimum || value > maximum));
}

/**
 * Reports whether nothing is typed in a row. A unit that had no choice was not chosen.
 *
 * @param {Row} row
 * @param {LabTest} test
 * @returns {boolean}
 */
export function isEmpty(row, test) {
  const chosen = row.unit !== "" && row.unit !== onlyUnit(test);
  return row.value.trim() === "" && !chosen && row.collected_on === "" && !row.brokenDate;
}

/**
 * The unit of a test that has but one, in all its spellings; else undefined.
 *
 * @param {LabTest} test
 * @returns {string | undefined}
 */
export function onlyUnit(test) {
  const choices = unitChoices(test, (key) => key);
  return choices.length === 1 ? choices[0].unit : undefined;
}

/** @param {Row} row @param {string} asOf @returns {RowFault | undefined} */
function dateFault({ collected_on: date, brokenDate }, asOf) {
  if (brokenDate || (date !== "" && !/^\d{4}-\d{2}-\d{2}$/.test(date))) return "date_broken";
  if (date === "") return undefined;
  // Dates of this form sort as text.
  if (date > asOf) return "after_as_of";
  return date < oldestDate ? "date_long_ago" : undefined;
}

/**
 * The rows to begin with: the open tests, then what there is already, each test's
 * results together.
 *
 * @param {Lab[]} labs
 * @param {LabTest[]} tests
 * @param {Lang} lang
 * @returns {Row[]}
 */
export function rowsOf(labs, tests, lang) {
  const order = [...openTests, ...labs.map((lab) => testOf(lab, tests)?.test ?? "")];
  return [...new Set(order)].flatMap((id) => {
    const test = tests.find(({ test }) => test === id);
    if (!test) return [];
    const rows = labs.filter((lab) => testOf(lab, tests) === test).map((lab) => ({
      test: id,
      value: writeNumber(lab.value, lang),
      unit: unitAmong(test, lab.unit),
      collected_on: lab.collected_on ?? "",
    }));
    return rows.length > 0 ? rows : [emptyRow(test)];
  });
}

/** @param {Lab} lab @param {LabTest[]} tests */
const testOf = (lab, tests) => tests.find(({ test, loinc }) => (lab.test ? lab.test === test : loinc !== undefined && lab.loinc === loinc));

/**
 * A row with nothing typed in it.
 *
 * @param {LabTest} test
 * @returns {Row}
 */
export const emptyRow = (test) => ({ test: test.test, value: "", unit: onlyUnit(test) ?? "", collected_on: "" });
