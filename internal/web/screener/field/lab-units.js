// The units of a laboratory test as a person chooses among them. The service
// lists every spelling it accepts; those that mean the same number are one choice.

import { unseen } from "../number.js";

// Units of exactly the same size, whatever is measured.
const alike = [
  ["ng/mL", "ug/L", "mcg/L"],
  ["pg/mL", "ng/L"],
  ["ug/dL", "mcg/dL"],
  ["umol/L", "mcmol/L", "micromol/L"],
  ["%", "percent"],
  ["1", "fraction"],
  ["g/dL", "gm/dL"],
  ["mL/min/{1.73_m2}", "mL/min/{1.73m2}", "mL/min/1.73m2", "mL/min/1.73"],
  ["mIU/L", "m[IU]/L", "mU/L", "u[IU]/mL", "uIU/mL", "uU/mL", "mcIU/mL"],
  ["m[IU]/mL", "mIU/mL", "mU/mL", "[IU]/L", "IU/L", "U/L"],
  ["U/mL", "units/mL", "[arb'U]/mL", "kU/L"],
];

// Of an ion with one charge, a millimole is a milliequivalent.
const alikeOfOneCharge = [["mmol/L", "meq/L"]];
const oneCharge = ["sodium", "potassium"];

/**
 * @typedef {import("../types").LabTest} LabTest
 * @typedef {{ unit: string, label: string }} UnitChoice unit: as the service spells it
 */

/**
 * The units to choose among, the one that results are shown in first.
 *
 * @param {LabTest} test
 * @param {import("../words.js").Translate} t
 * @returns {UnitChoice[]}
 */
export function unitChoices(test, t) {
  const choices = new Map();
  for (const unit of test.units) {
    const first = unitAmong(test, unit);
    choices.set(first, [...(choices.get(first) ?? []), unit]);
  }
  return [...choices].map(([unit, spellings]) => ({ unit, label: labelOf(spellings, t) }));
}

/**
 * The spelling that stands for a unit among the choices of a test.
 *
 * @param {LabTest} test
 * @param {string} unit one of the test's
 * @returns {string}
 */
export function unitAmong(test, unit) {
  const groups = oneCharge.includes(test.test) ? [...alike, ...alikeOfOneCharge] : alike;
  const group = groups.find((spellings) => spellings.includes(unit)) ?? [unit];
  return test.units.find((spelling) => group.includes(spelling)) ?? unit;
}

/**
 * What a report prints as one text, taken apart: "22,5 ng/ml". undefined when there
 * is no unit of the test behind a number.
 *
 * @param {string} text
 * @param {LabTest} test
 * @returns {{ value: string, unit: string } | undefined}
 */
export function takeApart(text, test) {
  const [, value, behind] = /^\s*([\d.,\s'’]*\d)\s*([^\d\s.,].*)$/.exec(text.replace(unseen, "")) ?? [];
  const unit = test.units.find((unit) => [unit, printed(unit)].some((spelling) => folded(spelling) === folded(behind ?? "")));
  return unit === undefined ? undefined : { value, unit: unitAmong(test, unit) };
}

/** @param {string} unit */
const folded = (unit) => unit.toLowerCase().replace(/[µμ]/g, "u").replace(/\s/g, "");

/** @param {string[]} spellings @param {import("../words.js").Translate} t */
function labelOf(spellings, t) {
  if (spellings[0] === "1") return t("field.labs.fraction");
  return [...new Set(spellings.map(printed))].join(" = ");
}

/**
 * A unit as reports print it.
 *
 * @param {string} unit as the service spells it
 * @returns {string}
 */
export function printed(unit) {
  if (unit.startsWith("mL/min/")) return "mL/min/1.73 m²";
  if (unit === "percent") return "%";
  return unit.replace("[arb'U]", "U").replace("units", "U").replace(/\[|\]/g, "")
    .replace("gm/", "g/").replace("meq/", "mEq/").replace(/^u(?=mol|g|IU|U)/, "µ");
}
