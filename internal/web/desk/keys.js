// Which key gives which answer. A letter stands for an answer that many questions
// share; a digit for the option at its place, whatever the question.

/**
 * @typedef {import("../screener/types").Question} Question
 * @typedef {import("../screener/words.js").Translate} Translate
 */

/** The answers that have a letter. */
const lettered = ["yes", "no", "not_sure", "previously"];

/**
 * Codes by the letter that gives them: those of the language, and the English
 * ones in every language, which none of the others means differently.
 *
 * @param {Translate} t
 * @returns {Map<string, string>}
 */
export function letters(t) {
  const english = ["y", "n", "u", "p"];
  return new Map(lettered.flatMap((code, at) => [[english[at], code], [t(`desk.letter.${code}`), code]]));
}

/**
 * The answer that a key gives to a question; undefined when it gives none.
 *
 * @param {Question} question
 * @param {string} key as KeyboardEvent.key names it
 * @param {Map<string, string>} byLetter
 * @returns {string | undefined}
 */
export function codeForKey(question, key, byLetter) {
  const options = question.options ?? [];
  if (/^[1-9]$/.test(key)) return options[Number(key) - 1]?.code;
  const code = byLetter.get(key.toLowerCase());
  return options.some((option) => option.code === code) ? code : undefined;
}

/**
 * The key to show beside an option: its letter in the language, else its place.
 *
 * @param {Question} question
 * @param {string} code
 * @param {Translate} t
 * @returns {string}
 */
export function keyOf(question, code, t) {
  if (lettered.includes(code)) return t(`desk.letter.${code}`);
  return String((question.options ?? []).findIndex((option) => option.code === code) + 1);
}
