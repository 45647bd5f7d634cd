// One medicine of the list, with the question how the leg feelings and its start
// go together.

import { h } from "../dom.js";

/** @typedef {import("../types").Medication} Medication */

/**
 * @param {object} options
 * @param {Medication} options.medicine
 * @param {string} options.id unique among the medicines
 * @param {import("../types").Option[]} options.timings
 * @param {boolean} options.known the rules know the name; else the person should look at the spelling
 * @param {import("../words.js").Translate} options.t
 * @param {(timing: Medication["timing"]) => void} options.ontiming
 * @param {() => void} options.onremove
 * @returns {HTMLLIElement}
 */
export function chosenMedicine({ medicine, id, timings, known, t, ontiming, onremove }) {
  const name = medicine.name ?? medicine.rxnorm ?? medicine.atc ?? "";
  const full = h("p", { class: "timing-in-full", "aria-hidden": "true" });
  const select = h("select", {
    id: `${id}-timing`, "data-field": "timing",
    onchange: () => {
      ontiming(/** @type {Medication["timing"]} */ (select.value || undefined));
      inFull();
    },
  },
    h("option", { value: "" }, t("field.medicines.timing_open")),
    timings.map(({ code, display }) => h("option", { value: code }, display)));
  select.value = medicine.timing ?? "";

  // The answers are whole sentences, which begin alike and which a closed list cuts.
  function inFull() {
    full.textContent = timings.find(({ code }) => code === select.value)?.display ?? "";
    full.hidden = full.textContent === "";
  }
  inFull();
  return h("li", { "data-medicine": name },
    h("div", { class: "chosen-head" },
      h("span", { class: "chosen-name" }, name),
      h("button", {
        type: "button", class: "plain small", "data-action": "remove-medicine", "aria-label": t("field.medicines.remove_of", { name }), onclick: onremove,
      }, t("field.medicines.remove"))),
    !known && h("p", { class: "quiet small" }, t("field.medicines.unknown")),
    h("label", { for: select.id, class: "small" }, t("field.medicines.timing"), h("span", { class: "visually-hidden" }, ` ${name}`)),
    select, full);
}
