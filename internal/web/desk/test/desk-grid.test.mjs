// The answer grid, on as much of a document as it needs: which keys are its own, and
// which row a path is of.

import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { Answers } from "../../screener/answers.js";
import { Element as Plain } from "../../screener/test/result-dom.mjs";
import { words } from "../../screener/words.js";
import en from "../../screener/words/desk.en.json" with { type: "json" };
import { Grid } from "../grid.js";

/** What has the focus. @type {Element | undefined} */
let focused;

/** An element that can be in a row. */
class Element extends Plain {
  get value() {
    return this.attributes.value;
  }
  get className() {
    return this.attributes.class;
  }
  toggleAttribute(name, isSet) {
    if (isSet) this.attributes[name] = "";
    else delete this.attributes[name];
  }
  contains(other) {
    return this === other || this.all((n) => n === other).length > 0;
  }
  matches() {
    return this.tag === "input" && this.attributes.type !== "radio";
  }
  focus() {
    focused = this;
  }
  scrollIntoView() {}
}
Object.assign(globalThis, { document: { createElement: (tag) => new Element(tag) }, Element, HTMLInputElement: Element });

const choice = (id) => ({ id, text: id, type: "choice", options: ["yes", "no"].map((code) => ({ code, display: code })), enable_when: [] });
const labs = { id: "labs", text: "Results", type: "labs", options: [], enable_when: [], tests: [] };
// The first is the beginning of the second, and of no path below it.
const [urge, wish] = ["criteria.urge", "criteria.urge_to_move"];
const questionnaire = { sections: [{ id: "all", title: "All", questions: [choice(urge), choice(wish), labs] }] };

/** A grid, with what it was told. */
function gridOf() {
  const answers = new Answers();
  const field = Object.assign(new Element("labs-field"), { showFaults: (faults) => (field.faults = faults) });
  const grid = new Grid({
    questionnaire, answers, t: words("en", en), lang: "en", field: () => field,
    onchange() {}, onfocus() {}, onkeys() {}, onfind() {}, next: () => undefined,
  });
  const rows = grid.element.all((n) => n.attributes["data-question"]);
  const row = (id) => rows.find((n) => n.attributes["data-question"] === id);
  return { grid, answers, field, rows, row };
}

/** The ids of rows. */
const ids = (rows) => rows.map((row) => row.attributes["data-question"]);

beforeEach(() => (focused = undefined));

describe("the answer grid", () => {
  /** Presses y at the first question. */
  function press(more) {
    const { grid, answers, row } = gridOf();
    const event = { key: "y", target: row(urge), prevented: 0, preventDefault: () => event.prevented++, ...more };
    grid.element.listeners.keydown(event);
    return { answer: answers.get(urge), prevented: event.prevented };
  }
  it("takes a key at a row as its answer, and goes on", () => {
    assert.deepEqual(press(), { answer: "yes", prevented: 1 });
    assert.equal(focused.attributes.name, wish);
  });
  for (const state of ["isComposing", "altKey", "ctrlKey", "metaKey", "defaultPrevented"]) {
    it(`leaves a key alone that is meant for something else: ${state}`, () => {
      assert.deepEqual(press({ [state]: true }), { answer: undefined, prevented: 0 });
      assert.equal(focused, undefined);
    });
  }

  for (const [path, ...marked] of [[urge, urge], [wish, wish], ["labs", "labs"], ["labs.ferritin", "labs"], ["labs_of_old"], [`${urge}.more`, urge]]) {
    it(`marks the row of ${path} alone as open`, () => {
      const { grid, rows } = gridOf();
      grid.mark(new Set([path]));
      assert.deepEqual(ids(rows.filter((n) => "data-open" in n.attributes)), marked);
      grid.mark(new Set());
      assert.ok(rows.every((n) => !("data-open" in n.attributes)));
    });
  }

  it("goes to the row of a path, or of one below it", () => {
    const { grid, field } = gridOf();
    for (const id of [wish, urge]) {
      grid.focus(id);
      assert.equal(focused.attributes.name, id);
    }
    grid.focus("labs.ferritin");
    assert.equal(focused, field);
  });

  it("shows what is refused at its own row", () => {
    const fault = (pointer) => ({ pointer, code: "range", detail: "" });
    const { grid, field, row } = gridOf();
    const of = (pointers) => grid.faults(pointers.map(fault)).map(({ id }) => id);
    assert.deepEqual(of(["/labs/0/value", "/labs_of_old", "/as_of"]), ["labs"]);
    assert.deepEqual(field.faults, [fault("/labs/0/value")]);
    assert.deepEqual(of(["/criteria/urge_to_move"]), [wish]);
    assert.equal(row(urge).all((n) => n.className === "fault")[0].textContent, "");
    assert.notEqual(row(wish).all((n) => n.className === "fault")[0].textContent, "");
    assert.deepEqual(field.faults, [], "what was shown is gone");
  });
});
