// The fields of medicines and results, made for the grid.

import { labsField } from "../screener/field/labs.js";
import { medicinesField } from "../screener/field/medicines.js";

/**
 * @typedef {import("../screener/types").Question} Question
 * @typedef {import("../screener/answers.js").Value} Value
 * @typedef {import("../screener/field/part.js").Field<any, any>} Field
 */

/** A day that no sample is younger than, where the answers have no date. */
const endOfTime = "9999-12-31";

/**
 * What makes the field of a question: with the answer there is, and with what is
 * typed in the field that it takes the place of. Iron results need no reading here,
 * since the result stands beside them.
 *
 * @param {object} options
 * @param {import("./session.js").Session} options.session
 * @param {Promise<{ name: string, ingredients: string[] }[]>} options.names of medicines
 * @param {import("../screener/words.js").Translate} options.t
 * @param {import("../screener/words.js").Lang} options.lang
 * @returns {(question: Question, onchange: (value: Value | undefined) => void, had?: Field) => Field}
 */
export function fieldOf({ session, names, t, lang }) {
  return (question, onchange, had) => {
    const common = { question, t, lang, onchange, unfinished: had?.unfinished, labelledBy: `q-${question.id}`, describedBy: question.help && `h-${question.id}` };
    const value = /** @type {any} */ (session.answers.get(question.id));
    return question.type === "medications"
      ? medicinesField({ ...common, value, names })
      : labsField({ ...common, value, asOf: session.asOf || endOfTime });
  };
}
