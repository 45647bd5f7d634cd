// One result of a laboratory test: its number, unit and date.

import { h } from "../dom.js";
import { oldestDate, onlyUnit } from "./lab-list.js";
import { takeApart, unitChoices } from "./lab-units.js";
import { numberInput } from "./number-input.js";
import { faultSlot, onceLeft } from "./part.js";

/**
 * @typedef {import("../types").LabTest} LabTest
 * @typedef {import("./lab-list.js").Row} Row
 * @typedef {import("./lab-list.js").Part} Part
 * @typedef {import("./part.js").FaultSlot} FaultSlot
 *
 * @typedef {object} RowContext
 * @property {LabTest} test
 * @property {string} id unique among the rows
 * @property {string} asOf
 * @property {import("../words.js").Translate} t
 * @property {import("../words.js").Lang} lang
 * @property {() => void} onedit something was typed or chosen
 * @property {() => void} onpart a number, a unit or a date is done with
 * @property {() => void} onleave the focus has left the row
 * @property {() => void} onanother another result of the same test is wanted
 * @property {() => void} onremove
 *
 * @typedef {object} LabRow
 * @property {HTMLElement} element
 * @property {LabTest} test
 * @property {() => Row} read
 * @property {(faults: Partial<Record<Part, string>>, how?: { say?: boolean }) => void} show
 * @property {(part: Part) => void} focus
 * @property {(name: string, keep: boolean, empty: boolean) => void} rename
 *   keep: the row stays when it is cleared; empty: nothing is typed in it
 * @property {() => void} clear
 */

/**
 * @param {Row} row what is in it at first
 * @param {RowContext} context
 * @returns {LabRow}
 */
export function labRow(row, context) {
  const { test, id, t, onpart } = context;
  const number = numberInput({
    ...context, id: `${id}-value`, text: row.value, attributes: { "data-field": "value" }, comparison: "field.fault.comparison_result", oninput: edited,
  });
  number.input.addEventListener("change", onpart);
  const unit = unitSelect(row.unit, context, edited);
  const date = dateInput(row.collected_on, context, edited);
  const faults = { value: number.fault, unit: faultSlot(unit, `${id}-unit-fault`), collected_on: faultSlot(date, `${id}-date-fault`) };
  const controls = { value: number.input, unit, collected_on: date };
  const hint = h("p", { class: "quiet small", id: `${id}-date-hint` }, t("field.labs.date_hint"));
  const name = h("p", { class: "lab-name", id: `${id}-name` });
  const another = h("button", {
    type: "button", class: "plain small", "data-action": "add-date", onclick: context.onanother,
  }, t("field.labs.another"));
  const remove = h("button", { type: "button", class: "plain small", "data-action": "remove-lab", onclick: context.onremove });
  const element = h("div", {
    class: "lab", "data-test": test.test, role: "group", "aria-labelledby": name.id,
    onfocusout: () => onceLeft(element, context.onleave),
  },
    name,
    h("div", { class: "lab-parts" },
      part(t("field.labs.value"), number.input, faults.value),
      part(t("field.labs.unit"), unit, faults.unit),
      part(t("field.labs.date"), date, faults.collected_on, hint)),
    h("div", { class: "lab-actions" }, another, remove));

  // A unit behind the number goes to its own place before the number is looked at.
  element.addEventListener("change", () => {
    const parts = takeApart(number.input.value, test);
    if (!parts) return;
    number.input.value = parts.value;
    unit.value = parts.unit;
    edited();
  }, true);

  function edited() {
    for (const fault of Object.values(faults)) fault.clear();
    context.onedit();
  }
  return {
    element,
    test,
    read: () => ({ test: test.test, value: number.input.value, unit: unit.value, collected_on: date.value, brokenDate: date.validity.badInput }),
    show(texts, how) {
      for (const [key, slot] of Object.entries(faults)) {
        const text = texts[/** @type {Part} */ (key)];
        // What a number cannot be read as, its own input says best.
        if (text === "") number.check(how);
        else if (text) slot.show(text, how);
        else slot.clear();
      }
    },
    focus: (key) => controls[key].focus(),
    rename(words, keep, empty) {
      name.textContent = words;
      remove.textContent = t(keep ? "field.labs.clear" : "field.labs.remove");
      remove.setAttribute("aria-label", t(keep ? "field.labs.clear_of" : "field.labs.remove_of", { test: words }));
      another.setAttribute("aria-label", t("field.labs.another_of", { test: words }));
      another.hidden = empty;
      hint.hidden = empty || date.value !== "";
      remove.hidden = keep && empty;
    },
    clear() {
      number.input.value = date.value = "";
      unit.value = onlyUnit(test) ?? "";
      edited();
    },
  };
}

/**
 * @param {string} label
 * @param {HTMLElement} control
 * @param {FaultSlot} fault
 * @param {HTMLElement} [hint]
 */
const part = (label, control, fault, hint) => h("div", { class: "lab-part" }, h("label", { for: control.id }, label), control, hint, fault.element);

/** @param {string} chosen @param {RowContext} context @param {() => void} edited */
function unitSelect(chosen, { test, id, t, onpart }, edited) {
  const choices = unitChoices(test, t);
  const select = h("select", { id: `${id}-unit`, "data-field": "unit", onchange: () => { edited(); onpart(); } },
    choices.length > 1 && h("option", { value: "" }, t("field.labs.choose_unit")),
    choices.map(({ unit, label }) => h("option", { value: unit }, label)));
  select.value = chosen;
  return select;
}

/** @param {string} chosen @param {RowContext} context @param {() => void} edited */
function dateInput(chosen, { id, asOf, onpart }, edited) {
  const input = h("input", {
    id: `${id}-date`, type: "date", "data-field": "collected_on", min: oldestDate, max: asOf, "aria-describedby": `${id}-date-hint`,
    oninput: edited, onchange: onpart,
  });
  input.value = chosen;
  return input;
}
