// What adds a result of another laboratory test.

import { h } from "../dom.js";
import { faultSlot } from "./part.js";

/** @typedef {import("../types").LabTest} LabTest */

/**
 * A list of the tests, and a button: choosing alone adds nothing, because the
 * arrow keys choose what they pass over.
 *
 * @param {LabTest[]} tests
 * @param {import("../words.js").Translate} t
 * @param {(test: LabTest) => void} onadd
 */
export function addPanel(tests, t, onadd) {
  const select = h("select", { id: "labs-add-test", "data-field": "test", onchange: () => fault.clear() },
    h("option", { value: "" }, t("field.labs.choose_test")),
    tests.map(({ test, display }) => h("option", { value: test }, display)));
  const fault = faultSlot(select, "labs-add-fault");

  function add() {
    const test = tests.find(({ test }) => test === select.value);
    if (test) {
      select.value = "";
      onadd(test);
    } else {
      fault.show(t("field.fault.test_missing"));
      select.focus();
    }
  }
  const element = h("div", { class: "lab-add" },
    h("label", { for: select.id }, t("field.labs.add_label")),
    h("div", { class: "lab-add-row" }, select, h("button", { type: "button", "data-action": "add-lab", onclick: add }, t("field.labs.add"))),
    fault.element);
  return { element, fault, focus: () => select.focus() };
}
