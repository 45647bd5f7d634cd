// Questions with a few answers to choose from.

import { h } from "../dom.js";
import { faultText } from "./fault.js";
import { asField, faultSlot, idList } from "./part.js";

/**
 * @typedef {import("../types").Question} Question
 * @typedef {import("./part.js").ProblemField} ProblemField
 * @typedef {import("../words.js").Translate} Translate
 * @typedef {import("../words.js").Lang} Lang
 */

/**
 * The answers as buttons, for a screen of one question: pressing one answers.
 * They are no radio buttons, because those would answer while the arrow keys pass
 * over them.
 *
 * @param {object} options
 * @param {Question} options.question
 * @param {string} [options.value] the code that was chosen before
 * @param {string} [options.labelledBy] the id of the heading that asks
 * @param {string} [options.describedBy] the id of its help
 * @param {() => boolean} [options.isShut] whether no answer is taken just now
 * @param {(code: string) => void} options.onchoose
 * @returns {HTMLElement}
 */
export function choiceButtons({ question, value, labelledBy, describedBy, isShut, onchoose }) {
  const buttons = question.options.map(({ code, display }) => h("button", {
    type: "button",
    class: "choice",
    "data-code": code,
    "aria-pressed": code === value ? "true" : "false",
    onclick: () => {
      if (isShut?.()) return;
      for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.code === code ? "true" : "false");
      onchoose(code);
    },
  }, display));
  return h("div", {
    class: "choices",
    role: "group",
    "aria-labelledby": labelledBy,
    "aria-label": labelledBy ? undefined : question.text,
    "aria-describedby": describedBy,
  }, buttons);
}

/**
 * A question with its answers as radio buttons, for the whole list. Its help is
 * shown; an answer can be taken back, because not answered is not the same as any
 * answer.
 *
 * @param {object} options
 * @param {Question} options.question
 * @param {string} [options.value]
 * @param {Translate} options.t
 * @param {Lang} options.lang
 * @param {(code: string | undefined) => void} options.onchange
 * @returns {import("./part.js").Field<string, string | undefined>}
 */
export function choiceRadios({ question, value, t, lang, onchange }) {
  const legendId = `${question.id}-legend`;
  const helpId = `${question.id}-help`;
  const radios = question.options.map(({ code }) => h("input", {
    type: "radio", name: question.id, value: code, checked: code === value, onchange: () => answer(code),
  }));
  const clear = h("button", {
    type: "button", class: "plain small", "data-action": "clear", hidden: value === undefined,
    "aria-label": t("field.choice.clear_of", { question: question.text }),
    onclick: () => {
      for (const radio of radios) radio.checked = false;
      radios[0].focus();
      answer(undefined);
    },
  }, t("field.choice.clear"));
  const fieldset = h("fieldset", {
    class: "field choice-list", role: "radiogroup", "data-question": question.id,
    "aria-labelledby": legendId, "aria-describedby": idList(question.help && helpId),
  },
    h("legend", { id: legendId }, question.text),
    question.help && h("p", { id: helpId, class: "quiet small" }, question.help),
    h("div", { class: "radios" }, radios.map((radio, i) => h("label", { class: "radio" }, radio, h("span", {}, question.options[i].display)))),
    clear);
  const fault = faultSlot(fieldset, `${question.id}-fault`);
  fieldset.append(fault.element);
  const chosen = () => radios.find((radio) => radio.checked)?.value;

  /** @param {string | undefined} code */
  function answer(code) {
    clear.hidden = code === undefined;
    fault.clear();
    onchange(code);
  }
  return asField(fieldset, {
    get value() { return chosen(); },
    get unfinished() { return chosen(); },
    settle: () => true,
    /** @param {ProblemField[]} faults */
    showFaults(faults) {
      if (faults.length > 0) fault.show(faultText(faults[0], { t, lang, question }), { say: true });
      else fault.clear();
    },
    focus: () => (radios.find((radio) => radio.checked) ?? radios[0]).focus(),
  });
}
