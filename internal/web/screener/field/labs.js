// The question that results of blood tests answer. Ferritin and transferrin
// saturation are open, because iron is judged by them; others can be added.

import { h } from "../dom.js";
import { faultText, implausible, isOfPair } from "./fault.js";
import { addPanel } from "./lab-add.js";
import { emptyRow, isEmpty, openTests, readRows, rowsOf } from "./lab-list.js";
import { ReadingPanel } from "./lab-reading.js";
import { labRow } from "./lab-row.js";
import { asField } from "./part.js";

/**
 * @typedef {import("../types").Lab} Lab
 * @typedef {import("../types").LabTest} LabTest
 * @typedef {import("./lab-list.js").Row} Row
 * @typedef {import("./lab-list.js").Part} Part
 * @typedef {import("./lab-list.js").RowFault} RowFault
 * @typedef {import("./lab-row.js").LabRow} LabRow
 * @typedef {import("./part.js").ProblemField} ProblemField
 *
 * A part that the service refused; ofPair: another row can mend it too.
 * @typedef {{ part: Part, ofPair: boolean }} Refused
 *
 * @typedef {object} LabsOptions
 * @property {import("../types").Question} question
 * @property {Lab[]} [value]
 * @property {Row[]} [unfinished] what was typed in the field that this one replaces
 * @property {string} asOf no sample is younger
 * @property {string} [labelledBy] the id of the heading that asks
 * @property {string} [describedBy] the id of its help
 * @property {import("../words.js").Translate} t
 * @property {import("../words.js").Lang} lang
 * @property {(value: Lab[] | undefined) => void} onchange the results that are complete; undefined: none is
 * @property {import("./lab-reading.js").ReadLabs} [reading] what iron results mean
 * @property {ProblemField[]} [faults] what the service refused
 */

const mostLabs = 200;

/** @type {Record<Exclude<RowFault, "implausible" | "unreadable">, string>} */
const faultWords = {
  value_missing: "field.fault.value_missing",
  unit_missing: "field.fault.unit_missing",
  date_broken: "field.fault.date_broken",
  date_long_ago: "field.fault.date_long_ago",
  after_as_of: "field.fault.after_as_of",
  duplicate_result: "field.fault.duplicate_result",
  fraction: "field.fault.fraction",
};

/**
 * A field of laboratory results.
 *
 * @param {LabsOptions} options
 * @returns {import("./part.js").Field<Lab[], Row[]>}
 */
export function labsField(options) {
  const view = new LabsView(options);
  return asField(view.element, {
    get value() { return view.value; },
    get unfinished() { return view.typed; },
    settle: () => view.settle(),
    showFaults: (/** @type {ProblemField[]} */ faults) => view.showFaults(faults),
    focus: () => view.focus(),
  });
}

class LabsView {
  #options;
  #tests;
  #list = h("div", { class: "lab-rows" });
  #meaning;
  #adding;
  /** @type {LabRow[]} */
  #rows = [];
  /** What the service refused and was not changed since. @type {Map<LabRow, Refused>} */
  #refused = new Map();
  #made = 0;

  /** @param {LabsOptions} options */
  constructor(options) {
    const { question, value = [], unfinished, labelledBy, describedBy, t, lang, reading, faults = [] } = options;
    this.#options = options;
    this.#tests = question.tests ?? [];
    this.#meaning = new ReadingPanel(t, reading);
    this.#adding = addPanel(this.#tests, t, (test) => this.#open(test));
    this.element = h("div", {
      class: "field labs", role: "group",
      "aria-labelledby": labelledBy, "aria-label": labelledBy ? undefined : question.text, "aria-describedby": describedBy,
    }, this.#list, this.#meaning.element, this.#adding.element);
    for (const row of unfinished ?? rowsOf(value, this.#tests, lang)) this.#insert(row);
    this.#rename();
    this.#meaning.update(this.#complete());
    if (faults.length > 0) this.showFaults(faults);
  }

  /** What is typed in each row. */
  get typed() {
    return this.#rows.map((row) => row.read());
  }

  /** The results that are complete. @returns {Lab[] | undefined} */
  get value() {
    const labs = this.#complete();
    return labs.length > 0 ? labs : undefined;
  }

  focus() {
    this.#rows[0]?.focus("value");
  }

  #read() {
    const { asOf, lang } = this.#options;
    return readRows(this.typed, { tests: this.#tests, asOf, lang });
  }

  #complete() {
    return this.#read().flatMap(({ lab }) => lab ?? []);
  }

  /** @param {Row} row */
  #insert(row) {
    const { asOf, t, lang } = this.#options;
    const test = this.#tests.find(({ test }) => test === row.test);
    if (!test) return undefined;
    /** @type {LabRow} */
    const view = labRow(row, {
      test, id: `labs-${++this.#made}`, asOf, t, lang,
      onedit: () => this.#edited(view),
      onpart: () => this.#meaning.update(this.#complete()),
      onleave: () => this.#showRow(view, { say: true }),
      onanother: () => this.#open(test),
      onremove: () => this.#remove(view),
    });
    const last = this.#rows.map((other) => other.test).lastIndexOf(test);
    const at = last < 0 ? this.#rows.length : last + 1;
    this.#list.insertBefore(view.element, this.#rows[at]?.element ?? null);
    this.#rows.splice(at, 0, view);
    return view;
  }

  /** Opens a row of a test, unless one is waiting to be filled. @param {LabTest} test */
  #open(test) {
    const unused = this.#rows.find((row) => row.test === test && isEmpty(row.read(), test));
    if (!unused && this.#rows.length >= mostLabs) {
      this.#adding.fault.show(this.#options.t("field.fault.too_many_results"));
      this.#adding.focus();
      return;
    }
    const view = unused ?? this.#insert(emptyRow(test));
    this.#rename();
    view?.focus("value");
  }

  /** @param {LabRow} view */
  #remove(view) {
    const at = this.#rows.indexOf(view);
    if (this.#stays(view)) view.clear();
    else {
      this.#rows.splice(at, 1);
      view.element.remove();
      this.#edited(view);
    }
    this.#meaning.update(this.#complete());
    (this.#stays(view) ? view : this.#rows[Math.max(at - 1, 0)])?.focus("value");
  }

  /** The last row of a test that is open from the start stays. @param {LabRow} view */
  #stays(view) {
    const same = this.#rows.filter(({ test }) => test === view.test);
    return openTests.includes(view.test.test) && same.length === 1 && same[0] === view;
  }

  #rename() {
    for (const view of this.#rows) {
      const { test, display } = view.test;
      const same = this.#rows.filter((row) => row.test.test === test);
      const name = same.length === 1 ? display : this.#options.t("field.labs.nth", { test: display, nth: same.indexOf(view) + 1 });
      view.rename(name, this.#stays(view), isEmpty(view.read(), view.test));
    }
  }

  /** @param {LabRow} view */
  #edited(view) {
    this.#rename();
    for (const [row, { ofPair }] of this.#refused) {
      if (row === view || ofPair) this.#refused.delete(row);
    }
    // A change of one row can set another right, which had the same date.
    this.#read().forEach(({ faults }, i) => {
      const row = this.#rows[i];
      if (Object.keys(faults).length === 0 && !this.#refused.has(row)) row.show({});
    });
    this.#options.onchange(this.value);
  }

  /**
   * Shows what is missing or wrong in a row. What the service refused stays shown.
   *
   * @param {LabRow} view
   * @param {{ say?: boolean }} [how]
   * @returns {Part | undefined} the first part with a fault
   */
  #showRow(view, how) {
    const faults = Object.entries(this.#read()[this.#rows.indexOf(view)]?.faults ?? {});
    if (faults.length === 0) return this.#refused.get(view)?.part;
    view.show(Object.fromEntries(faults.map(([part, fault]) => [part, this.#wordsOf(fault, view)])), how);
    return /** @type {Part | undefined} */ (faults[0]?.[0]);
  }

  /** The words of a fault; "" for one that its input words itself. @param {RowFault} fault @param {LabRow} view */
  #wordsOf(fault, { test }) {
    const { t, lang } = this.#options;
    if (fault === "unreadable") return "";
    return fault === "implausible" ? implausible(test, t, lang) : t(faultWords[fault]);
  }

  /** @returns {boolean} */
  settle() {
    const faulty = this.#rows.map((view) => ({ view, part: this.#showRow(view) })).find(({ part }) => part);
    if (faulty?.part) faulty.view.focus(faulty.part);
    return !faulty;
  }

  /** @param {ProblemField[]} faults of pointers below /labs */
  showFaults(faults) {
    const { t, lang, question } = this.#options;
    this.#adding.fault.clear();
    for (const view of this.#refused.keys()) view.show({});
    this.#refused.clear();
    const read = this.#read();
    const sent = this.#rows.filter((_, i) => read[i].lab);
    for (const fault of faults) {
      const [, at, named] = /^\/labs\/(\d+)(?:\/(value|unit|collected_on))?$/.exec(fault.pointer) ?? [];
      const part = /** @type {Part} */ (named ?? (fault.code === "duplicate_result" ? "collected_on" : "value"));
      const view = sent[Number(at)];
      const text = faultText(fault, { t, lang, question, test: view?.test });
      if (view) {
        view.show({ [part]: text }, { say: true });
        this.#refused.set(view, { part, ofPair: isOfPair(fault, view.test) });
      } else this.#adding.fault.show(text, { say: true });
    }
  }
}
