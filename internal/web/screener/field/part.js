// What the fields share: how a field is made of an element, and how a fault is
// shown at a control, tied to it, and said aloud once.

import { h } from "../dom.js";

/** @typedef {NonNullable<import("../types").Problem["errors"]>[number]} ProblemField */

/**
 * A field: an element that knows its answer.
 *
 * - value: the answer, undefined while there is none; what is incomplete is not in it.
 * - unfinished: what is typed, to give to a new field that takes the place of this one.
 * - settle: called before going on. It takes in what was typed and not added. False
 *   when something is incomplete or wrong: then the fault is shown and has the focus.
 * - showFaults: shows what the service refused, by the pointers of its problem.
 *
 * @template Value
 * @template Unfinished
 * @typedef {HTMLElement & {
 *   readonly value: Value | undefined,
 *   readonly unfinished: Unfinished,
 *   settle(): boolean,
 *   showFaults(faults: ProblemField[]): void,
 * }} Field
 */

/**
 * Makes a field of an element. Getters stay getters.
 *
 * @template {object} Parts
 * @param {HTMLElement} element
 * @param {Parts} parts
 * @returns {HTMLElement & Parts}
 */
export function asField(element, parts) {
  Object.defineProperties(element, Object.getOwnPropertyDescriptors(parts));
  return /** @type {HTMLElement & Parts} */ (element);
}

/**
 * @typedef {object} FaultSlot
 * @property {HTMLElement} element where the fault is shown
 * @property {(text: string, how?: { say?: boolean, buttons?: HTMLElement[] }) => void} show
 *   say: the focus is elsewhere and stays there, so that the text has to be said by itself
 * @property {() => void} clear
 */

/**
 * The place of the fault of a control. The control describes itself by it, which
 * is what a screen reader says when the control gets the focus; only a fault that
 * appears when it has it already, or does not get it, is an alert, so that none is
 * said twice. At the control itself the same fault is said each time it is met.
 *
 * @param {HTMLElement} control
 * @param {string} id of the text
 * @returns {FaultSlot}
 */
export function faultSlot(control, id) {
  const text = h("p", { id });
  const choices = h("div", { class: "fault-choices" });
  const element = h("div", { class: "fault", hidden: true }, text, choices);
  const others = control.getAttribute("aria-describedby");
  const shows = (/** @type {string} */ words) => !element.hidden && text.textContent === words;
  return {
    element,
    show(words, { say = false, buttons = [] } = {}) {
      const isHere = control.matches(":focus");
      if (shows(words) && !isHere) return;
      if (say || isHere) element.setAttribute("role", "alert");
      else element.removeAttribute("role");
      element.hidden = false;
      // A new node even for the same words, without which they are not said again.
      text.replaceChildren(words);
      choices.replaceChildren(...buttons);
      control.setAttribute("aria-invalid", "true");
      control.setAttribute("aria-describedby", others ? `${others} ${id}` : id);
    },
    clear() {
      element.hidden = true;
      text.textContent = "";
      choices.replaceChildren();
      control.removeAttribute("aria-invalid");
      if (others) control.setAttribute("aria-describedby", others);
      else control.removeAttribute("aria-describedby");
    },
  };
}

/**
 * The ids that are there, as an attribute takes them.
 *
 * @param {...(string | false | undefined)} ids
 * @returns {string | undefined}
 */
export const idList = (...ids) => ids.filter(Boolean).join(" ") || undefined;

// What appears or goes above a button while it is pressed moves it away, and the
// press is lost.
const longestClick = 300;

/**
 * Does something once a part of the form has been left for good.
 *
 * @param {Element} element
 * @param {() => void} then
 */
export function onceLeft(element, then) {
  setTimeout(() => {
    if (element.isConnected && !element.matches(":focus-within")) then();
  }, longestClick);
}
