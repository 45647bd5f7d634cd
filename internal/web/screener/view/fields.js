// The field that answers a question, by its type.

import { toRequest } from "../answers.js";
import { h } from "../dom.js";
import { faultText } from "../field/fault.js";
import { labsField } from "../field/labs.js";
import { medicinesField } from "../field/medicines.js";
import { numberField } from "../field/number-field.js";
import { asField, faultSlot } from "../field/part.js";

/**
 * @typedef {import("../answers.js").Value} Value
 * @typedef {import("../field/part.js").Field<any, any>} Field
 */

/**
 * The field of a question that is answered by typing; undefined for others.
 *
 * @param {import("../types").Question} question
 * @param {import("../element.js").Showing} showing
 * @param {object} options
 * @param {string} options.labelledBy id of the question
 * @param {string} [options.describedBy] id of its help
 * @param {(value: Value | undefined) => void} options.onchange
 * @param {() => void} [options.onenter]
 * @returns {Field | undefined}
 */
export function typedField(question, showing, options) {
  const { t, lang, session } = showing;
  const unfinished = session.answers.isSkipped(question.id) ? undefined : showing.unfinished[question.id];
  const value = /** @type {any} */ (session.answers.get(question.id));
  const common = { question, value, unfinished, t, lang, ...options };
  switch (question.type) {
    case "integer":
    case "number":
      return numberField(common);
    case "medications":
      return medicinesField({ ...common, names: showing.names() });
    case "labs":
      return labsField({ ...common, asOf: session.asOf, reading: reading(showing), faults: session.faults.get(question.id) });
    case "date":
      return dateField(common);
    case "choice":
      return undefined;
  }
}

/**
 * What iron results mean, in the service's words: read as the whole of the
 * answers would be, with these results.
 *
 * @param {import("../element.js").Showing} showing
 */
const reading = ({ session }) => async (/** @type {import("../types").Lab[]} */ labs) => {
  const { lang, audience, asOf, answers, questionnaire } = session;
  if (!questionnaire) return undefined;
  const others = toRequest(questionnaire, answers, asOf, (id) => id === "labs" || session.faults.has(id));
  const { iron } = await session.service.screen({ ...others, labs }, { lang, audience });
  return { display: iron.display, notes: iron.notes };
};

/**
 * A field of a date.
 *
 * @param {object} options
 * @param {import("../types").Question} options.question
 * @param {string} [options.value]
 * @param {string} [options.unfinished]
 * @param {string} options.labelledBy
 * @param {string} [options.describedBy]
 * @param {import("../words.js").Translate} options.t
 * @param {import("../words.js").Lang} options.lang
 * @param {(value: Value | undefined) => void} options.onchange
 * @returns {Field}
 */
function dateField({ question, value, unfinished, labelledBy, describedBy, t, lang, onchange }) {
  const input = h("input", {
    type: "date", "data-field": "date", "aria-labelledby": labelledBy, "aria-describedby": describedBy,
    oninput: () => onchange(input.value || undefined),
  });
  input.value = unfinished ?? value ?? "";
  const fault = faultSlot(input, `${question.id}-fault`);
  return asField(h("div", { class: "field" }, input, fault.element), {
    get value() { return input.value || undefined; },
    get unfinished() { return input.value; },
    settle() {
      if (!input.validity.badInput) return true;
      fault.show(t("field.fault.date_broken"));
      input.focus();
      return false;
    },
    showFaults(/** @type {import("../field/part.js").ProblemField[]} */ faults) {
      if (faults.length > 0) fault.show(faultText(faults[0], { t, lang, question }), { say: true });
      else fault.clear();
    },
    focus: () => input.focus(),
  });
}
