// Where the screens appear: one takes the place of another, the focus follows,
// and what changes without the focus is said aloud.

import { h } from "./dom.js";

/**
 * @typedef {import("./element.js").View} View
 * @typedef {import("./state.js").Screen} Screen
 */

// In milliseconds after a screen has changed.
const doubleClick = 500;
const bounce = 300;

// In pixels.
const slightMove = 8;

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
  #changedAt = -Infinity;

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

  /** Forgets what is shown and typed: what comes next is of somebody else. */
  forget() {
    this.#key = "";
    this.#unfinished = {};
    this.#view = { ...this.#view, unfinished: undefined };
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
      this.#update();
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
    if (this.#wasUsed) this.#changedAt = performance.now();
    this.element.dataset.screen = screen;
    const takesFocus = hadFocus || screen === "alert" || this.#isUnclaimed();
    // What gets the focus is said by that, and would be said twice.
    if (this.#view.isAlarm && !takesFocus) this.#view.element.setAttribute("role", "alert");
    before.replaceWith(this.#view.element);
    this.#placeToolbar(screen === "list" || this.#view.isBeginning === true);
    if (takesFocus) this.#focus();
    return true;
  }

  /**
   * Shows what has changed on the same screen. What appears above does not move
   * the answers away from under a finger.
   */
  #update() {
    const { element, heading, update } = this.#view;
    const focused = this.#focused();
    const anchor = focused && element.contains(focused) ? focused : heading;
    const spot = () => anchor?.getBoundingClientRect().top ?? 0;
    const before = spot();
    update?.();
    if (Math.abs(spot() - before) > slightMove) this.#changedAt = performance.now();
    if (before < innerHeight) scrollBy(0, spot() - before);
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
   * under the pointer; so would the bounce of a finger or a key, which counts as a
   * click of its own. Nobody has read a question that soon.
   *
   * @param {MouseEvent} event
   */
  #dropSecond(event) {
    const target = /** @type {Element} */ (event.target);
    const isOwn = this.#view.element.contains(target) && target.closest("button") !== null;
    const since = performance.now() - this.#changedAt;
    if (target.closest("a") || since > (event.detail > 1 ? doubleClick : isOwn ? bounce : 0)) return;
    event.preventDefault();
    event.stopPropagation();
  }
}
