// Where the screens appear: one takes the place of another, the focus follows,
// and what changes without the focus is said aloud.

import { h } from "./dom.js";

/**
 * @typedef {import("./element.js").View} View
 * @typedef {import("./state.js").Screen} Screen
 */

/** The stage in a shadow root. */
export class Stage {
  #key = "";
  #sense = "";
  /** What was typed and is no answer, by question. @type {Record<string, unknown>} */
  #unfinished = {};
  /** @type {View} */
  #view = { element: h("div") };
  #spoken = h("p", { class: "visually-hidden", role: "status" });
  #toolbar;
  #wasUsed = false;
  #changedAt = 0;

  /** @param {ShadowRoot} root @param {HTMLElement} toolbar */
  constructor(root, toolbar) {
    this.#toolbar = toolbar;
    this.element = h("div", { class: "screener" }, toolbar, this.#view.element, this.#spoken);
    for (const kind of ["pointerdown", "keydown"]) {
      this.element.addEventListener(kind, () => (this.#wasUsed = true), { capture: true });
    }
    this.element.addEventListener("click", (event) => this.#dropSecond(event), { capture: true });
    root.append(this.element);
  }

  /**
   * Shows a screen, or what has changed on it.
   *
   * @param {Screen} screen
   * @param {{ sense: string, words: string }} key sense tells whether it is the same screen, words whether it is in the same words
   * @param {(unfinished: Record<string, unknown>) => View} build is given what was typed and is no answer yet, by question
   * @returns {boolean} whether it is another screen, or in other words
   */
  show(screen, { sense, words }, build) {
    const key = `${sense} ${words}`;
    if (key === this.#key) {
      this.#view.update?.();
      return false;
    }
    Object.assign(this.#unfinished, this.#view.unfinished?.());
    if (screen === "result" || screen === "finished") this.#unfinished = {};
    const before = this.#view.element;
    const focused = this.#focused();
    const hadFocus = focused !== null && (before.contains(focused) || sense !== this.#sense);
    this.#view = build(this.#unfinished);
    this.#key = key;
    this.#sense = sense;
    this.#changedAt = performance.now();
    this.element.dataset.screen = screen;
    before.replaceWith(this.#view.element);
    this.#placeToolbar(screen === "list" || this.#view.isBeginning === true);
    if (hadFocus || screen === "alert" || this.#isUnclaimed()) this.#focus();
    return true;
  }

  /** @param {string} text to be said aloud; the same text is not said twice */
  say(text) {
    if (this.#spoken.textContent !== text) this.#spoken.textContent = text;
  }

  /**
   * The settings stand above where somebody arrives, and are out of the way after
   * that: nothing stands above an alert.
   *
   * @param {boolean} isFirst
   */
  #placeToolbar(isFirst) {
    if ((this.element.firstElementChild === this.#toolbar) === isFirst) return;
    if (isFirst) this.element.prepend(this.#toolbar);
    else this.#view.element.after(this.#toolbar);
  }

  #focused() {
    return /** @type {ShadowRoot} */ (this.element.getRootNode()).activeElement;
  }

  /** Nobody has the focus, and the form was used: some browsers do not focus the button that is pressed. */
  #isUnclaimed() {
    const { activeElement } = document;
    return this.#wasUsed && !this.#focused() && (activeElement === null || activeElement === document.body);
  }

  /** Moves the focus to the new screen, and the screen into sight. */
  #focus() {
    const { start, heading } = this.#view;
    (start ?? heading)?.focus({ preventScroll: true });
    const { top } = this.element.getBoundingClientRect();
    const { bottom } = (heading ?? this.element).getBoundingClientRect();
    if (start) start.scrollIntoView({ block: "center" });
    else if (top < 0 || bottom > innerHeight) this.element.scrollIntoView({ block: "start" });
    else heading?.scrollIntoView({ block: "nearest" });
  }

  /**
   * The second click of a double click would answer the question that has come
   * under the pointer.
   *
   * @param {MouseEvent} event
   */
  #dropSecond(event) {
    if (event.detail < 2 || performance.now() - this.#changedAt > 500) return;
    event.preventDefault();
    event.stopPropagation();
  }
}
