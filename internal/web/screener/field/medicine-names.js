// Names of medicines: how they are compared, searched and made fit to send.

/**
 * A name that the rules know; ambiguous: which of the ingredients it has depends on the country.
 * @typedef {{ name: string, ingredients: string[], ambiguous?: boolean }} MedicineName
 * @typedef {MedicineName & { folded: string, spaced: string }} IndexedName with what it is compared by
 */

/** The longest name the service takes, in characters. */
export const longestName = 200;

/** As many suggestions as can be looked through at a glance. */
export const mostSuggestions = 8;

/**
 * A text without case and accents, to compare by.
 *
 * @param {string} text
 * @returns {string}
 */
export const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();

// What nobody types, and the service refuses: controls, line separators, marks
// that turn the direction of a text, half characters.
const illegible = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]|\p{Cs}/gu;

/**
 * A typed name as it is sent, "" when nothing is left.
 *
 * @param {string} text
 * @returns {string}
 */
export function cleanName(text) {
  const clean = text.replace(illegible, " ").replace(/\s+/g, " ").trim();
  return [...clean].slice(0, longestName).join("").trim();
}

/**
 * The names in a text: many people write, or paste, all of their medicines at once.
 * A comma separates them when a space and a letter follow, and not in "1,200 mg".
 *
 * @param {string} text
 * @returns {string[]}
 */
export function splitNames(text) {
  return text.split(/[;\n\r\t]+|,\s+(?=\p{L})/u).map(cleanName).filter((name) => name !== "");
}

// Typed into the field by people who take no medicine, in either language.
const words = ["none", "no", "nothing", "nil", "n/a", "na", "-", "ninguno", "ninguna", "nada", "no tomo", "no tomo nada", "no tomo ninguno"];

/**
 * Reports whether a text says that there is no medicine, rather than naming one.
 *
 * @param {string} text
 * @returns {boolean}
 */
export const saysNone = (text) => words.includes(fold(text).replace(/\.$/, ""));

/**
 * Names made ready to be compared, which is done at every key.
 *
 * @param {MedicineName[]} names
 * @returns {IndexedName[]}
 */
export const indexNames = (names) => names.map((name) => ({ ...name, folded: fold(name.name), spaced: spaced(name.name) }));

/** A folded text with one space around each word, and nothing else between them. @param {string} text */
const spaced = (text) => ` ${fold(text).replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;

/**
 * The known name that a text is, but for case and accents.
 *
 * @param {IndexedName[]} names
 * @param {string} text
 * @returns {IndexedName | undefined}
 */
export function knownName(names, text) {
  const typed = fold(text);
  return names.find(({ folded }) => folded === typed);
}

/**
 * The longest known name that stands in a text as whole words, as one does in
 * "sertraline 50 mg": that is enough for the rules to recognise it.
 *
 * @param {IndexedName[]} names
 * @param {string} text
 * @returns {IndexedName | undefined}
 */
export function mentioned(names, text) {
  const typed = spaced(text);
  const found = names.filter((name) => typed.includes(name.spaced));
  return found.sort((a, b) => b.spaced.length - a.spaced.length)[0];
}

/**
 * Which medicines an ambiguous name may mean.
 *
 * @param {MedicineName} name
 * @param {import("../words.js").Translate} t
 * @returns {string}
 */
export const either = ({ ingredients }, t) =>
  t("field.medicines.either", { a: ingredients.slice(0, -1).join(", "), b: ingredients.at(-1) ?? "" });

/**
 * The known names with a word that begins with what is typed; those that begin
 * with it themselves come first.
 *
 * @param {IndexedName[]} names
 * @param {string} typed
 * @returns {IndexedName[]}
 */
export function suggest(names, typed) {
  const beginning = fold(typed);
  if (beginning === "") return [];
  /** @type {IndexedName[]} */
  const atStart = [];
  /** @type {IndexedName[]} */
  const atWord = [];
  for (const name of names) {
    const at = wordStart(name.folded, beginning);
    if (at === 0) atStart.push(name);
    else if (at > 0) atWord.push(name);
  }
  return [...atStart, ...atWord].slice(0, mostSuggestions);
}

/**
 * Where in a text a word begins with another; -1 for nowhere.
 *
 * @param {string} text
 * @param {string} beginning
 */
function wordStart(text, beginning) {
  for (let at = text.indexOf(beginning); at >= 0; at = text.indexOf(beginning, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1])) return at;
  }
  return -1;
}
