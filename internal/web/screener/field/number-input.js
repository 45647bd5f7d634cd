// A text input that takes one number. It is not an input of type number: those
// read "1,200" by the language of the browser, drop what they cannot read, and
// change by the wheel of a mouse.

import { h } from "../dom.js";
import { parseNumber } from "../number.js";
import { faultSlot, onceLeft } from "./part.js";

/**
 * @typedef {import("../words.js").Translate} Translate
 * @typedef {import("../words.js").Lang} Lang
 * @typedef {{ value: number | undefined } | { words: string, readings: string[] }} Reading
 *
 * @typedef {object} NumberInput
 * @property {HTMLInputElement} input
 * @property {import("./part.js").FaultSlot} fault
 * @property {() => Reading} read the number, undefined when nothing is typed; else what is wrong
 * @property {(how?: { say?: boolean }) => boolean} check shows what is wrong, or nothing; true when nothing is
 */

/** @type {Record<"not_a_number" | "comparison" | "other_digits", string>} */
const unreadable = {
  not_a_number: "field.fault.not_a_number",
  comparison: "field.fault.comparison",
  other_digits: "field.fault.other_digits",
};

/**
 * @param {object} options
 * @param {string} options.id
 * @param {string} options.text what is in it at first
 * @param {Lang} options.lang
 * @param {Translate} options.t
 * @param {import("../dom.js").Attributes} [options.attributes] more attributes of the input
 * @param {(value: number) => string | undefined} [options.refuses] what is wrong with a number
 * @param {string} [options.comparison] the key of what to say to "<5"
 * @param {() => void} options.oninput after each change of the text
 * @param {() => void} [options.onenter]
 * @returns {NumberInput}
 */
export function numberInput({ id, text, lang, t, attributes = {}, refuses = () => undefined, comparison = unreadable.comparison, oninput, onenter }) {
  const input = h("input", {
    id, type: "text", inputmode: "decimal", autocomplete: "off", enterkeyhint: "next", spellcheck: "false", maxlength: 40,
    ...attributes,
    oninput: edited,
    // What is well typed is left alone: the service may have refused it meanwhile.
    onchange: () => onceLeft(input, () => "words" in read() && check({ say: true })),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Enter" && !event.isComposing) onenter?.();
    },
  });
  input.value = text;
  const fault = faultSlot(input, `${id}-fault`);

  function edited() {
    fault.clear();
    oninput();
  }

  /** @returns {Reading} */
  function read() {
    const parsed = parseNumber(input.value, lang);
    if ("value" in parsed) {
      const words = refuses(parsed.value);
      return words ? { words, readings: [] } : parsed;
    }
    if (parsed.fault === "empty") return { value: undefined };
    if (parsed.fault === "comparison") return { words: t(comparison), readings: [] };
    if (parsed.fault !== "ambiguous") return { words: t(unreadable[parsed.fault]), readings: [] };
    return { words: t("field.fault.ambiguous"), readings: parsed.readings };
  }

  /** @param {string} reading */
  const meant = (reading) => h("button", {
    type: "button",
    onclick: () => {
      input.value = reading;
      input.focus();
      edited();
      check();
    },
  }, reading);

  /** @param {{ say?: boolean }} [how] */
  function check({ say = false } = {}) {
    const reading = read();
    if (!("words" in reading)) {
      fault.clear();
      return true;
    }
    fault.show(reading.words, { say, buttons: reading.readings.map(meant) });
    return false;
  }
  return { input, fault, read, check };
}
