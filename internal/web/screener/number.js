// Numbers as people write them. A laboratory report may use a comma or a point,
// and a value that is read a thousand times too high or too low would lead to
// advice that is wrong; so what can be read in two ways is asked about.

/**
 * What a text says: a number, or why it says none. An ambiguous one comes with
 * the numbers it may mean, each written so that it can be read in one way only.
 *
 * @typedef {{ value: number }
 *   | { fault: "empty" | "not_a_number" | "comparison" | "other_digits" }
 *   | { fault: "ambiguous", readings: string[] }} ParsedNumber
 */

// More digits than a double keeps would be another number than was typed.
const mostDigits = 15;

const comparison = /[<>≤≥]|\d\s*\+$/;
const otherDigit = /(?![0-9])\p{Nd}/u;
const spacing = /[\s'’_]/g;
// What a document brings along that nobody sees.
export const unseen = /[\u200b-\u200f\u2060\ufeff]/g;
const oneSeparator = /^(\d*)[.,](\d+)$/;
const grouped = [
  /^([1-9]\d{0,2}(?:,\d{3}){2,})$/,
  /^([1-9]\d{0,2}(?:\.\d{3}){2,})$/,
  /^([1-9]\d{0,2}(?:,\d{3})+)\.(\d+)$/,
  /^([1-9]\d{0,2}(?:\.\d{3})+),(\d+)$/,
];

/**
 * Reads a number, with a comma or a point for the decimals in every language.
 * "1,200", "1.200" and "1 200" are ambiguous; "<5" is a comparison; digits of
 * other scripts are refused rather than guessed at.
 *
 * @param {string} text
 * @param {import("./words.js").Lang} lang how the readings of an ambiguous number are written
 * @returns {ParsedNumber}
 */
export function parseNumber(text, lang) {
  const typed = text.replace(unseen, "").trim();
  if (typed === "") return { fault: "empty" };
  if (comparison.test(typed)) return { fault: "comparison" };
  if (otherDigit.test(typed)) return { fault: "other_digits" };
  const close = typed.replace(spacing, "");
  const readings = readAll(close);
  if (readings.length === 0) return { fault: "not_a_number" };
  if (readings.length === 1 && close === typed) return { value: readings[0] };
  return { fault: "ambiguous", readings: readings.map((value) => writeNumber(value, lang)) };
}

/**
 * Every number that a text without spaces may mean.
 *
 * @param {string} text
 * @returns {number[]}
 */
function readAll(text) {
  const [, sign, digits] = /** @type {RegExpExecArray} */ (/^([-−]?)(.*)$/su.exec(text));
  if (digits.replace(/\D/g, "").length > mostDigits) return [];
  const values = readUnsigned(digits);
  return sign === "" ? values : values.map((value) => (value === 0 ? 0 : -value));
}

/** @param {string} digits @returns {number[]} */
function readUnsigned(digits) {
  if (/^\d+$/.test(digits)) return [Number(digits)];
  const one = oneSeparator.exec(digits);
  if (one) {
    const [, whole, decimals] = one;
    const decimal = Number(`${whole}.${decimals}`);
    return /^[1-9]\d{0,2}$/.test(whole) && decimals.length === 3 ? [decimal, Number(whole + decimals)] : [decimal];
  }
  for (const shape of grouped) {
    const [, whole, decimals = "0"] = shape.exec(digits) ?? [];
    if (whole) return [Number(`${whole.replace(/\D/g, "")}.${decimals}`)];
  }
  return [];
}

/**
 * Writes a number so that parseNumber reads the same one: no thousands
 * separators, and never exactly three decimals where they would look like them.
 *
 * @param {number} value
 * @param {import("./words.js").Lang} lang
 * @returns {string}
 */
export function writeNumber(value, lang) {
  const [whole, decimals = ""] = plain(value).split(".");
  if (decimals === "") return whole;
  const looksGrouped = decimals.length === 3 && /^-?[1-9]\d{0,2}$/.test(whole);
  return whole + (lang === "es" ? "," : ".") + decimals + (looksGrouped ? "0" : "");
}

/** A number without an exponent. @param {number} value */
function plain(value) {
  const text = String(value);
  return text.includes("e") ? value.toFixed(20).replace(/\.?0+$/, "") : text;
}
