// A text input with a list of suggestions: the combobox of the ARIA Authoring
// Practices with list autocompletion. What is typed is never replaced by itself.

import { h } from "../dom.js";
import { onceLeft } from "./part.js";

/**
 * @typedef {{ value: string, label: string, detail?: string, action?: boolean }} Suggestion
 *   detail: in smaller letters; action: not found, but something to do with the text
 *
 * @typedef {object} ComboboxOptions
 * @property {string} id
 * @property {string} label of the list
 * @property {string} text what is typed at first
 * @property {import("../dom.js").Attributes} attributes of the input
 * @property {(typed: string) => Suggestion[]} suggestions
 * @property {(suggestion: Suggestion) => void} onchoose
 * @property {() => void} onenter Enter was pressed, and no suggestion was active
 * @property {() => void} oninput
 * @property {(found: number) => void} onopen the list shows that many suggestions
 */

/** An input and its list; both are to be placed, the list after the input. */
export class Combobox {
  #options;
  /** @type {Suggestion[]} */
  #shown = [];
  #active = -1;

  /** @param {ComboboxOptions} options */
  constructor(options) {
    const { id, label, text, attributes } = options;
    this.#options = options;
    this.list = h("ul", { id: `${id}-list`, role: "listbox", class: "suggestions", "aria-label": label, hidden: true });
    this.input = h("input", {
      id, type: "text", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id,
      autocomplete: "off", autocapitalize: "off", autocorrect: "off", spellcheck: "false", enterkeyhint: "done",
      ...attributes,
      oninput: () => {
        options.oninput();
        this.refresh();
      },
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
      // Closing at once would move away the button that is being pressed.
      onblur: () => onceLeft(this.input, () => this.close()),
    });
    this.input.value = text;
  }

  /** Shows the suggestions for what is typed. */
  refresh() {
    const suggestions = this.#options.suggestions(this.input.value);
    this.#show(suggestions);
    if (suggestions.length > 0) this.#options.onopen(suggestions.filter(({ action }) => !action).length);
  }

  /** Closes the list; what is typed stays. */
  close() {
    this.#show([]);
  }

  /** @param {Suggestion[]} suggestions */
  #show(suggestions) {
    const { id } = this.#options;
    this.#shown = suggestions;
    this.list.replaceChildren(...suggestions.map((suggestion, i) => h("li", {
      id: `${id}-option-${i}`, role: "option", "aria-selected": "false", "data-name": suggestion.value,
      class: suggestion.action ? "as-written" : undefined,
      // Keeps the focus, and the keyboard of a telephone, where they are.
      onmousedown: (/** @type {Event} */ event) => event.preventDefault(),
      onclick: () => this.#choose(suggestion),
    }, suggestion.label, suggestion.detail && h("span", { class: "quiet small" }, ` ${suggestion.detail}`))));
    this.list.hidden = suggestions.length === 0;
    this.input.setAttribute("aria-expanded", String(suggestions.length > 0));
    this.#activate(-1);
  }

  /** @param {number} at */
  #activate(at) {
    this.#active = at;
    [...this.list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    const option = this.list.children[at];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  /** @param {Suggestion} suggestion */
  #choose(suggestion) {
    this.close();
    this.#options.onchoose(suggestion);
  }

  /** @param {1 | -1} step */
  #move(step) {
    if (this.#shown.length === 0) this.refresh();
    const count = this.#shown.length;
    if (count === 0) return;
    // From the text, which stands between the last and the first.
    if (this.#active < 0) this.#activate(step > 0 ? 0 : count - 1);
    else this.#activate((this.#active + step + count) % count);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // The keys of an input method are its own until it is done.
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.#move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const suggestion = this.#shown[this.#active];
      this.close();
      if (suggestion) this.#options.onchoose(suggestion);
      else this.#options.onenter();
    } else if (event.key === "Escape" && this.#shown.length > 0) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) this.#activate(-1);
  }
}
