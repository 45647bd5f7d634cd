// The buttons of the form.

import { h } from "../dom.js";

/**
 * A button that says by data-action what it does.
 *
 * @param {string} action
 * @param {string} text
 * @param {() => void} onclick
 * @param {import("../dom.js").Attributes} [attributes]
 * @returns {HTMLButtonElement}
 */
export const action = (action, text, onclick, attributes = {}) =>
  h("button", { type: "button", "data-action": action, onclick, ...attributes }, text);

/**
 * A row of buttons.
 *
 * @param {...import("../dom.js").Child} buttons
 */
export const actions = (...buttons) => h("div", { class: "actions" }, buttons);
