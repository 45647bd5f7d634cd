// The answers file: everything a person has answered and been told, as a file of
// their own, and the check number that ties a printed page to it.

import { isObject, isObjects } from "../shape.js";

/**
 * @typedef {import("../types").Request} Request
 * @typedef {import("../types").Result} Result
 */

/**
 * What is in an answers file.
 *
 * @typedef {object} Answers
 * @property {string | null} made_on date the answers speak for; null for undated ones
 * @property {string} nonce 128 random bits in hexadecimal, so that the check number tells nothing to who has not the file
 * @property {Request} request
 * @property {Result} result as it was shown, which another version of the rules may judge otherwise
 */

/**
 * Why a file is not taken: the key of the words that say so.
 *
 * @typedef {"desk.file_too_large" | "desk.file_not_json" | "desk.file_other_format" | "desk.file_damaged"} FaultKey
 */

/** The format of the file, with its version. */
export const format = "rlscreen-answers/1";

/** The media type a file is saved with. */
export const mediaType = "application/json";

/** The largest file that is read, in bytes: far above what the service takes. */
export const maxBytes = 1024 * 1024;

/** A file that is not an answers file. */
export class FileFault extends Error {
  /**
   * @param {FaultKey} key of the words: t(fault.key, fault.params)
   * @param {{member: string}} [params]
   */
  constructor(key, params) {
    super(params ? `${key}: ${params.member}` : key);
    this.name = "FileFault";
    this.key = key;
    this.params = params;
  }
}

/**
 * Makes the answers file of a result. Make it once for each result: the nonce
 * differs every time, and the check number that is printed is of this text.
 *
 * The digest is the SHA-256 of the bytes in hexadecimal; undefined where the
 * browser has none, which is outside secure contexts.
 *
 * @param {{request: Request, result: Result}} of
 * @returns {Promise<{text: string, digest: string | undefined}>}
 */
export async function answerFile({ request, result }) {
  const answers = { format, made_on: request.as_of ?? null, nonce: nonce(), request, result };
  const text = `${JSON.stringify(answers, null, 2)}\n`;
  return { text, digest: await digestOf(text) };
}

/**
 * Reads an answers file, strictly. Whether it is the file of a printed page, its
 * check number tells.
 *
 * @param {string} text
 * @returns {Promise<Answers & {digest: string | undefined}>} digest: as of answerFile
 * @throws {FileFault} says what is wrong with the file
 */
export async function readAnswerFile(text) {
  if (text.length > maxBytes || new TextEncoder().encode(text).length > maxBytes) throw new FileFault("desk.file_too_large");
  const { made_on, nonce, request, result } = checked(parsed(text));
  return { made_on, nonce, request, result, digest: await digestOf(text) };
}

/** @returns {string} 128 random bits in hexadecimal */
const nonce = () => hex(crypto.getRandomValues(new Uint8Array(16)));

/** @param {Uint8Array} bytes */
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {string} text @returns {Promise<string | undefined>} */
async function digestOf(text) {
  if (!crypto.subtle) return undefined;
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}

/** @param {string} text @returns {unknown} */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    // What JSON.parse says quotes the text, which nobody but its owner is to read.
    throw new FileFault("desk.file_not_json");
  }
}

/** What stands in a file, each with what it must be. @type {[string, (value: any) => boolean][]} */
const members = [
  ["format", (v) => v === format],
  ["made_on", (v) => v === null || isDate(v)],
  ["nonce", (v) => typeof v === "string" && /^[0-9a-f]{32}$/.test(v)],
  ["request", (v) => isObject(v) && (v.as_of == null || isDate(v.as_of)) && Object.values(v).every((part) => !Array.isArray(part) || isList(part))],
  ["result", isObject],
];

/** What of a result the desk shows, each with what it must be. @type {[string, (value: any) => boolean][]} */
const parts = [
  ["outcome", (v) => isObject(v) && typeof v.code === "string" && typeof v.display === "string"],
  ["criteria", isObjects],
  ["classification", (v) => isObject(v) && isObjects(v.contributors)],
  ["iron", (v) => isObject(v) && Array.isArray(v.notes)],
  ["labs", isObjects],
  ["medications", (v) => isObject(v) && isObjects(v.effects) && isObjects(v.unrecognised)],
  ["alerts", isObjects],
  ["ruleset", (v) => isObject(v) && [v.id, v.version, v.digest].every((x) => typeof x === "string")],
  ["notice", (v) => typeof v === "string"],
];

/** The most medicines or results that are read: as many results as the service takes, and more medicines. */
const maxEntries = 200;

/** Tells whether there is such a day. @param {unknown} v */
const isDate = (v) => typeof v === "string" && /^\d{4}-\d\d-\d\d$/.test(v) && new Date(`${v}T00:00Z`).toJSON()?.startsWith(v) === true;

/** Tells whether it is a list of medicines or results, which hold texts and numbers alone. @param {unknown[]} list */
const isList = (list) =>
  list.length <= maxEntries && isObjects(list) &&
  list.every((entry) => (entry.collected_on == null || isDate(entry.collected_on)) &&
    Object.values(entry).every((v) => v === null || typeof v === "string" || typeof v === "number"));

/** @param {unknown} file @returns {Answers} */
function checked(file) {
  if (!isObject(file) || file.format !== format) throw new FileFault("desk.file_other_format");
  const known = members.map(([name]) => name);
  const unknown = Object.keys(file).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new FileFault("desk.file_damaged", { member: unknown.slice(0, 40) });
  requireAll(file, members, "");
  requireAll(file.result, parts, "result.");
  return /** @type {any} */ (file);
}

/** @param {Record<string, unknown>} object @param {[string, (value: any) => boolean][]} required @param {string} prefix */
function requireAll(object, required, prefix) {
  const fault = required.find(([name, isRight]) => !isRight(object[name]));
  if (fault) throw new FileFault("desk.file_damaged", { member: prefix + fault[0] });
}
