// One medicine of the list, with the question how the leg feelings and its start
// go together.

import { h } from "../dom.js";

/** @typedef {import("../types").Medication} Medication */

/**
 * @param {object} options
 * @param {Medication} options.medicine
 * @param {string} options.id unique among the medicines
 * @param {import("../types").Option[]} options.timings
 * @param {boolean} options.folded the timing is asked for on demand, unless it is given
 * @param {string} [options.note] what the person should look at
 * @param {import("../words.js").Translate} options.t
 * @param {(timing: Medication["timing"]) => void} options.ontiming
 * @param {() => void} options.onremove
 * @returns {HTMLLIElement}
 */
export function chosenMedicine({ medicine, id, timings, folded, note, t, ontiming, onremove }) {
  const name = medicine.name ?? medicine.rxnorm ?? medicine.atc ?? "";
  const full = h("p", { class: "timing-in-full", "aria-hidden": "true" });
  const select = h("select", {
    id: `${id}-timing`, "data-field": "timing", "aria-labelledby": folded ? `${id}-asks` : undefined,
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
  const asked = [t("field.medicines.timing"), h("span", { class: "visually-hidden" }, ` ${name}`)];
  return h("li", { "data-medicine": name },
    h("div", { class: "chosen-head" },
      h("span", { class: "chosen-name" }, name),
      h("button", {
        type: "button", class: "plain small", "data-action": "remove-medicine", "aria-label": t("field.medicines.remove_of", { name }), onclick: onremove,
      }, t("field.medicines.remove"))),
    note && h("p", { class: "quiet small" }, note),
    folded
      ? h("details", { class: "small", open: Boolean(medicine.timing) }, h("summary", { id: `${id}-asks` }, asked), select, full)
      : [h("label", { for: select.id, class: "small" }, asked), select, full]);
}
