// One question of the answer grid: its text, and what it is answered with.

import { h } from "../screener/dom.js";
import { faultText } from "../screener/field/fault.js";
import { numberInput } from "../screener/field/number-input.js";
import { writeNumber } from "../screener/number.js";
import { keyOf } from "./keys.js";

/**
 * @typedef {import("../screener/types").Question} Question
 * @typedef {import("../screener/words.js").Translate} Translate
 * @typedef {import("../screener/words.js").Lang} Lang
 * @typedef {import("../screener/answers.js").Value} Value
 * @typedef {import("../screener/field/part.js").ProblemField} ProblemField
 * @typedef {import("../screener/field/part.js").Field<any, any>} Field
 *
 * @typedef {object} Row
 * @property {Question} question
 * @property {HTMLElement} element
 * @property {() => void} focus goes to what is answered with
 * @property {() => void} [uncheck] shows that there is no answer, of a row of options
 * @property {(code: string) => void} [check] shows an answer, of a row of options
 * @property {() => void} [renew] makes the field anew, of a row that has one
 * @property {(faults: ProblemField[]) => void} fault shows what the service refused of it
 *
 * @typedef {object} Context
 * @property {Translate} t
 * @property {Lang} lang
 * @property {Value | undefined} value
 * @property {(value: Value | undefined) => void} onchange
 * @property {() => void} onenter the answer is complete: on to the next row
 */

/**
 * The parts that all rows have.
 *
 * @param {Question} question
 */
const idsOf = ({ id }) => ({ text: `q-${id}`, help: `h-${id}`, fault: `f-${id}` });

/**
 * The text of a question, with the mark that shows while it is open.
 *
 * @param {Question} question
 * @param {Translate} t
 */
const text = (question, t) => h("p", { class: "row-text", id: idsOf(question).text }, words(question, t));

/** @param {Question} question @param {Translate} t */
const words = (question, t) => [question.text, openMark(t)];

/**
 * The mark of a question that can still change the result, seen on the rows of those.
 *
 * @param {Translate} t
 */
const openMark = (t) => h("span", { class: "open-mark" }, " ", h("span", { "aria-hidden": "true" }, "●"), h("span", { class: "visually-hidden" }, t("desk.open_question")));

/** @param {Question} question */
function help(question) {
  return question.help ? h("p", { class: "row-help quiet small", id: idsOf(question).help }, question.help) : null;
}

/**
 * A row of a question with options: radio buttons, of which one has the focus.
 *
 * @param {Question} question
 * @param {Context} context
 * @returns {Row}
 */
export function choiceRow(question, { t, lang, value, onchange }) {
  const ids = idsOf(question);
  const inputs = question.options.map(({ code }) => h("input", { type: "radio", name: question.id, value: code, onchange: () => onchange(code) }));
  const fault = h("p", { class: "fault", id: ids.fault, role: "status" });
  const element = h(
    "div",
    { class: "row", role: "radiogroup", "data-question": question.id, "data-type": "choice",
      "aria-labelledby": ids.text, "aria-describedby": question.help ? `${ids.help} ${ids.fault}` : ids.fault },
    text(question, t),
    help(question),
    h("div", { class: "row-choices" }, question.options.map(({ code, display }, at) =>
      h("label", { class: "row-choice" }, inputs[at], h("kbd", { "aria-hidden": "true" }, keyOf(question, code, t)),
        h("span", {}, code === "previously" ? t("desk.previously") : display)))),
    fault,
  );
  /** @param {Value | undefined} shown */
  const show = (shown) => inputs.forEach((input) => (input.checked = input.value === shown));
  show(value);
  return {
    question,
    element,
    focus: () => (inputs.find((input) => input.checked) ?? inputs[0])?.focus(),
    check: show,
    uncheck: () => show(undefined),
    fault: (faults) => fault.replaceChildren(...faults.map((one) => faultText(one, { t, lang, question }))),
  };
}

/**
 * A row of a question that takes a number. A number is an answer once it can be
 * read and is within its limits; until then the question is not answered.
 *
 * @param {Question} question
 * @param {Context} context
 * @returns {Row}
 */
export function numberRow(question, { t, lang, value, onchange, onenter }) {
  const ids = idsOf(question);
  const { minimum, maximum, unit } = question;
  let refused = "";
  /** @param {number} number */
  const refuses = (number) => {
    if (refused) return refused;
    if (question.type === "integer" && !Number.isInteger(number)) return t("desk.whole_number");
    if (number < (minimum ?? -Infinity) || number > (maximum ?? Infinity)) return t("desk.between", { min: minimum ?? "", max: maximum ?? "" });
    return undefined;
  };
  const { input, fault: slot, read, check } = numberInput({
    id: `n-${question.id}`,
    text: typeof value === "number" ? writeNumber(value, lang) : "",
    lang,
    t,
    attributes: { "aria-describedby": question.help ? `u-${question.id} ${ids.help}` : `u-${question.id}` },
    refuses,
    oninput: () => {
      refused = "";
      const reading = read();
      onchange("words" in reading ? undefined : reading.value);
    },
    onenter: () => check() && onenter(),
  });
  return {
    question,
    element: h(
      "div",
      { class: "row", "data-question": question.id, "data-type": "number" },
      h("label", { class: "row-text", id: ids.text, for: `n-${question.id}` }, words(question, t)),
      help(question),
      h("div", { class: "row-number" }, input, h("span", { class: "quiet", id: `u-${question.id}` }, unit ?? "")),
      slot.element,
    ),
    focus: () => {
      input.focus();
      input.select();
    },
    fault: (faults) => {
      const had = refused;
      refused = faults.map((one) => faultText(one, { t, lang, question })).join(" ");
      if (refused || had) check({ say: true });
    },
  };
}

/**
 * A row of a question that has a field of its own: medicines, laboratory results.
 *
 * @param {Question} question
 * @param {Translate} t
 * @param {(had?: Field) => Field} make makes the field; from one that it takes the place of, what is typed there too
 * @returns {Row}
 */
export function fieldRow(question, t, make) {
  const ids = idsOf(question);
  let field = make();
  const place = h("div", {}, field);
  return {
    question,
    element: h(
      "div",
      { class: "row row-field", "data-question": question.id, "data-type": question.type },
      text(question, t),
      question.help && h("p", { class: "quiet small", id: ids.help }, question.help),
      place,
    ),
    focus: () => field.focus(),
    renew: () => {
      field = make(field);
      place.replaceChildren(field);
    },
    fault: (faults) => field.showFaults(faults),
  };
}
