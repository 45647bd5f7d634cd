// Questions that a number answers.

import { h } from "../dom.js";
import { writeNumber } from "../number.js";
import { faultText } from "./fault.js";
import { numberInput } from "./number-input.js";
import { asField, idList } from "./part.js";

/**
 * @typedef {import("../types").Question} Question
 * @typedef {import("../words.js").Translate} Translate
 * @typedef {import("../words.js").Lang} Lang
 */

// Beyond this, "from 0 to 1000000" is no help to anyone.
const limitWorthShowing = 2000;

/**
 * An input for the number of a question, with its unit and its limits.
 *
 * @param {object} options
 * @param {Question} options.question
 * @param {number} [options.value]
 * @param {string} [options.unfinished] the text of the field that this one replaces
 * @param {string} [options.labelledBy] the id of the heading that asks
 * @param {string} [options.describedBy] the id of its help
 * @param {Translate} options.t
 * @param {Lang} options.lang
 * @param {(value: number | undefined) => void} options.onchange undefined: empty, or no number yet
 * @param {() => void} [options.onenter] the Enter key was pressed
 * @returns {import("./part.js").Field<number, string>}
 */
export function numberField({ question, value, unfinished, labelledBy, describedBy, t, lang, onchange, onenter }) {
  const unitId = `${question.id}-unit`;
  const number = numberInput({
    id: `${question.id}-input`, lang, t, onenter,
    text: unfinished ?? (value === undefined ? "" : writeNumber(value, lang)),
    attributes: {
      class: "number", "data-field": "number",
      inputmode: question.type === "integer" ? "numeric" : "decimal",
      "aria-labelledby": labelledBy, "aria-label": labelledBy ? undefined : question.text,
      "aria-describedby": idList(describedBy, unitId),
    },
    refuses: (n) => refused(n, question, t, lang),
    oninput: () => onchange(current()),
  });
  const element = h("div", { class: "field number-field" },
    h("div", { class: "number-row" }, number.input, h("span", { id: unitId, class: "quiet" }, hint(question, t, lang))),
    number.fault.element);

  function current() {
    const reading = number.read();
    return "value" in reading ? reading.value : undefined;
  }
  return asField(element, {
    get value() { return current(); },
    get unfinished() { return number.input.value; },
    settle() {
      if (number.check()) return true;
      number.input.focus();
      return false;
    },
    /** @param {import("./part.js").ProblemField[]} faults */
    showFaults(faults) {
      if (faults.length > 0) number.fault.show(faultText(faults[0], { t, lang, question }), { say: true });
      // A fault of the service is mended elsewhere; one of what is typed stays.
      else if ("value" in number.read()) number.fault.clear();
    },
    focus: () => number.input.focus(),
  });
}

/**
 * What is wrong with a number as the answer of a question.
 *
 * @param {number} value
 * @param {Question} question
 * @param {Translate} t
 * @param {Lang} lang
 */
function refused(value, { type, minimum = -Infinity, maximum = Infinity }, t, lang) {
  if (value < minimum || value > maximum) {
    return t("field.fault.range", { min: writeNumber(minimum, lang), max: writeNumber(maximum, lang) });
  }
  return type === "integer" && !Number.isInteger(value) ? t("field.fault.whole") : undefined;
}

/** @param {Question} question @param {Translate} t @param {Lang} lang */
function hint({ unit = "", minimum, maximum }, t, lang) {
  if (minimum === undefined || maximum === undefined || maximum > limitWorthShowing) return unit;
  return t("field.number.hint", { unit, min: writeNumber(minimum, lang), max: writeNumber(maximum, lang) });
}
