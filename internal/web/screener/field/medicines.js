// The question that a list of medicines answers. None is an answer too, and is
// given by a button: an empty field says nothing.

import { h } from "../dom.js";
import { chosenMedicine } from "./chosen-medicine.js";
import { Combobox } from "./combobox.js";
import { faultText } from "./fault.js";
import { MedicineList, mostMedicines, nameOf } from "./medicine-list.js";
import { cleanName, either, fold, indexNames, knownName, longestName, mentioned, saysNone, splitNames, suggest } from "./medicine-names.js";
import { asField, faultSlot } from "./part.js";

/**
 * @typedef {import("../types").Medication} Medication
 * @typedef {import("./medicine-names.js").MedicineName} MedicineName
 * @typedef {import("./combobox.js").Suggestion} Suggestion
 * @typedef {import("./part.js").ProblemField} ProblemField
 *
 * What is in a field: the answer so far, sent or not, and what is typed beside it.
 * @typedef {{ value: Medication[] | undefined, typed: string }} Unfinished
 *
 * @typedef {object} MedicinesOptions
 * @property {import("../types").Question} question
 * @property {Medication[]} [value] an empty list: none are taken
 * @property {Unfinished} [unfinished] of the field that this one replaces
 * @property {MedicineName[] | Promise<MedicineName[]>} [names] that the rules know; without them names are written out
 * @property {string} [labelledBy] the id of the heading that asks
 * @property {string} [describedBy] the id of its help
 * @property {import("../words.js").Translate} t
 * @property {import("../words.js").Lang} lang
 * @property {(value: Medication[] | undefined) => void} onchange undefined: not answered
 * @property {() => void} [onenter] Enter was pressed with nothing typed
 */

/**
 * A field of medicines.
 *
 * @param {MedicinesOptions} options
 * @returns {import("./part.js").Field<Medication[], Unfinished>}
 */
export function medicinesField(options) {
  const view = new MedicinesView(options);
  return asField(view.element, {
    get value() { return view.list.value; },
    get unfinished() { return { value: view.list.value, typed: view.box.input.value }; },
    settle: () => view.settle(),
    showFaults: (/** @type {ProblemField[]} */ faults) => view.showFaults(faults),
    focus: () => view.box.input.focus(),
  });
}

// The number of suggestions is not said at every key.
const rest = 500;

// Beyond these, the question of the timing is folded: a long list stays a list.
const openTimings = 10;

class MedicinesView {
  #options;
  #t;
  /** @type {import("./medicine-names.js").IndexedName[]} */
  #names = [];
  #asked = "";
  #isServiceFault = false;
  #said = h("p", { class: "visually-hidden", role: "status" });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #saying;
  #chosen;
  #title;
  #none;
  #fault;

  /** @param {MedicinesOptions} options */
  constructor(options) {
    const { question: { id, text }, value, unfinished, t, labelledBy, describedBy } = options;
    this.#options = options;
    this.#t = t;
    this.list = new MedicineList(unfinished ? unfinished.value : value);
    this.box = this.#combobox(`${id}-hint`);
    this.#fault = faultSlot(this.box.input, `${id}-fault`);
    this.#title = h("p", { class: "chosen-title", id: `${id}-chosen` });
    this.#chosen = h("ul", { class: "chosen", role: "list", "aria-labelledby": this.#title.id });
    this.#none = h("button", { type: "button", "data-action": "no-medicines", onclick: () => this.#toggleNone() }, t("field.medicines.none"));
    this.element = h("div", {
      class: "field medicines", role: "group",
      "aria-labelledby": labelledBy, "aria-label": labelledBy ? undefined : text, "aria-describedby": describedBy,
    }, this.#entry(`${id}-hint`), this.#said, this.#title, this.#chosen, this.#none);
    this.#draw();
    this.#await(options.names ?? []);
  }

  /** @param {string} hintId */
  #combobox(hintId) {
    const { question, unfinished, onenter } = this.#options;
    return new Combobox({
      id: `${question.id}-input`,
      label: this.#t("field.medicines.suggestions"),
      text: unfinished?.typed ?? "",
      attributes: { maxlength: longestName, "aria-describedby": hintId, onpaste: (/** @type {ClipboardEvent} */ event) => this.#pasted(event) },
      suggestions: (typed) => this.#suggestions(typed),
      onchoose: ({ value }) => {
        this.#add([value]);
        this.box.input.focus();
      },
      onenter: () => (this.box.input.value.trim() === "" ? onenter?.() : this.#take()),
      oninput: () => this.#fault.clear(),
      onopen: (n) => this.#sayFound(n),
    });
  }

  /** @param {string} hintId */
  #entry(hintId) {
    const t = this.#t;
    const add = h("button", { type: "button", "data-action": "add-medicine", onclick: () => this.#pressedAdd() }, t("field.medicines.add"));
    return h("div", { class: "medicine-entry" },
      h("label", { for: this.box.input.id }, t("field.medicines.name")),
      h("p", { id: hintId, class: "quiet small" }, t("field.medicines.hint")),
      h("div", { class: "medicine-row" }, this.box.input, add),
      this.box.list, this.#fault.element);
  }

  /** Names may come later, or never. @param {MedicineName[] | Promise<MedicineName[]>} names */
  async #await(names) {
    this.#names = indexNames(await Promise.resolve(names).catch(() => []));
    // Drawing the list anew would take the focus from it.
    if (!this.#chosen.matches(":focus-within")) this.#draw();
    if (this.box.input.matches(":focus")) this.box.refresh();
  }

  /** @param {string} typed @returns {Suggestion[]} */
  #suggestions(typed) {
    const name = cleanName(typed);
    if (this.#names.length === 0 || splitNames(typed).length !== 1 || saysNone(name)) return [];
    const known = suggest(this.#names, name).map((match) => ({ value: match.name, label: match.name, detail: detailOf(match, this.#t) }));
    if (knownName(this.#names, name)) return known;
    return [...known, { value: name, label: this.#t("field.medicines.as_written", { name }), action: true }];
  }

  /** @param {ClipboardEvent} event */
  #pasted(event) {
    const lines = event.clipboardData?.getData("text/plain") ?? "";
    // The input would run the lines together into one name.
    if (!/[\n\r\t]/.test(lines.trim())) return;
    event.preventDefault();
    this.#add(splitNames(`${this.box.input.value}\n${lines}`));
  }

  #pressedAdd() {
    if (cleanName(this.box.input.value) === "") this.#refuse(this.#t("field.fault.medicine_missing"));
    else if (this.#take()) this.box.input.focus();
  }

  /**
   * Takes in what is typed before going on, but asks once about the beginning of a
   * name: the rest of it may be what matters.
   *
   * @returns {boolean}
   */
  settle() {
    const typed = this.box.input.value;
    const found = this.#suggestions(typed).filter(({ action }) => !action);
    if (found.length === 0 || knownName(this.#names, typed) || this.#asked === typed) return this.#take();
    this.#asked = typed;
    this.#refuse(this.#t("field.fault.beginning"));
    this.box.refresh();
    return false;
  }

  /** Takes in what is typed. @returns {boolean} false when it could not be, and the reason is shown */
  #take() {
    const typed = this.box.input.value;
    if (saysNone(typed)) return this.#askForNone();
    const names = splitNames(typed);
    if (names.length > 0) return this.#add(names);
    this.box.input.value = "";
    return true;
  }

  #askForNone() {
    const t = this.#t;
    if (this.list.medicines.length > 0) return this.#refuse(t("field.fault.none_and_some"));
    const mean = () => {
      this.box.input.value = "";
      if (!this.list.none) this.#toggleNone();
      this.#fault.clear();
      this.#none.focus();
    };
    return this.#refuse(t("field.fault.none_typed"), [h("button", { type: "button", onclick: mean }, t("field.medicines.none"))]);
  }

  /** @param {string[]} names @returns {boolean} */
  #add(names) {
    const { added, left } = this.list.add(names.map((name) => knownName(this.#names, name)?.name ?? name));
    // What has no room stays in the field, so that it is not lost unseen.
    this.box.input.value = left.join("; ");
    this.box.close();
    if (added.length > 0) this.#changed(this.#t("field.medicines.added", { name: added.join(", ") }));
    else if (left.length === 0) this.#say(this.#t("field.medicines.there_already"));
    return left.length === 0 || this.#refuse(this.#t("field.fault.too_many_medicines", { max: mostMedicines }));
  }

  /** @param {number} at */
  #remove(at) {
    const name = nameOf(this.list.medicines[at]);
    this.list.remove(at);
    this.#changed(this.#t("field.medicines.removed", { name }));
    const next = this.#chosen.querySelectorAll("button")[Math.min(at, this.list.medicines.length - 1)];
    (next ?? this.box.input).focus();
  }

  #toggleNone() {
    if (!this.list.none && cleanName(this.box.input.value) !== "") {
      this.#refuse(this.#t("field.fault.none_and_typed"));
      return;
    }
    this.list.toggleNone();
    this.#fault.clear();
    this.#changed("");
  }

  /** @param {string} said */
  #changed(said) {
    this.#draw();
    this.#say(said);
    this.#options.onchange(this.list.value);
  }

  #draw() {
    const { medicines, none } = this.list;
    const { question } = this.#options;
    this.#none.setAttribute("aria-pressed", String(none));
    // To say none, the list has to be emptied first: one press must not lose it.
    this.#none.hidden = medicines.length > 0;
    this.#title.hidden = this.#chosen.hidden = medicines.length === 0;
    this.#title.textContent = this.#t("field.medicines.chosen", { n: medicines.length });
    this.#chosen.replaceChildren(...medicines.map((medicine, at) => chosenMedicine({
      medicine, id: `${question.id}-${at}`, timings: question.timings ?? [], t: this.#t,
      folded: at >= openTimings, note: this.#noteOn(medicine),
      ontiming: (timing) => {
        this.list.time(at, timing);
        this.#options.onchange(this.list.value);
      },
      onremove: () => this.#remove(at),
    })));
  }

  /** What to look at in a medicine of the list. @param {Medication} medicine */
  #noteOn(medicine) {
    if (this.#names.length === 0) return undefined;
    const known = mentioned(this.#names, nameOf(medicine));
    if (!known) return this.#t("field.medicines.unknown");
    return known.ambiguous ? either(known, this.#t) : undefined;
  }

  /** @param {string} text */
  #say(text) {
    clearTimeout(this.#saying);
    if (this.#said.textContent !== text) this.#said.textContent = text;
  }

  /** @param {number} n how many names are suggested */
  #sayFound(n) {
    clearTimeout(this.#saying);
    this.#saying = setTimeout(() => {
      if (!this.box.list.hidden) this.#say(n === 0 ? this.#t("field.medicines.found_none") : this.#t("field.medicines.found", { n }));
    }, rest);
  }

  /** @param {string} text @param {HTMLElement[]} [buttons] @returns {false} */
  #refuse(text, buttons) {
    this.#isServiceFault = false;
    this.#fault.show(text, { buttons });
    this.box.input.focus();
    return false;
  }

  /** @param {ProblemField[]} faults */
  showFaults(faults) {
    // A fault of the service is mended elsewhere; one of what is typed stays.
    if (faults.length === 0 && this.#isServiceFault) this.#fault.clear();
    this.#isServiceFault = faults.length > 0;
    if (faults.length === 0) return;
    const { t, lang, question } = this.#options;
    const [, at] = /^\/medications\/(\d+)/.exec(faults[0].pointer) ?? [];
    const medicine = this.list.medicines[Number(at)];
    const text = faultText(faults[0], { t, lang, question });
    this.#fault.show(medicine ? t("field.fault.of_medicine", { name: nameOf(medicine), text }) : text, { say: true });
  }
}

/**
 * The ingredients of a name that is not one itself.
 *
 * @param {MedicineName} name
 * @param {import("../words.js").Translate} t
 */
function detailOf({ name, ingredients, ambiguous }, t) {
  if (ambiguous) return `(${either({ name, ingredients }, t)})`;
  const others = ingredients.filter((ingredient) => fold(ingredient) !== fold(name));
  return others.length > 0 ? `(${others.join(", ")})` : undefined;
}
