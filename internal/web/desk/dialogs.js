// The dialogs of the desk: its keys, the search for a question, and the question
// before everything is cleared.

import { h } from "../screener/dom.js";
import { findQuestions } from "./find.js";

/**
 * @typedef {import("../screener/types").Question} Question
 * @typedef {import("../screener/words.js").Translate} Translate
 */

/**
 * A dialog under a title, that a button and Escape close.
 *
 * @param {string} name by which it is found: data-dialog
 * @param {string} title
 * @param {Translate} t
 * @param {...(import("../screener/dom.js").Child)} children
 * @returns {HTMLDialogElement}
 */
function dialog(name, title, t, ...children) {
  const element = h(
    "dialog",
    { "data-dialog": name, "aria-labelledby": `d-${name}` },
    h("h2", { id: `d-${name}` }, title),
    ...children,
    h("p", { class: "actions" }, h("button", { type: "button", "data-action": "close", onclick: () => element.close() }, t("desk.close"))),
  );
  return element;
}

/**
 * What each key does in the answer grid.
 *
 * @param {Translate} t
 * @returns {HTMLDialogElement}
 */
export function keysDialog(t) {
  /** @type {[string[], string][]} */
  const keys = [
    [[t("desk.letter.yes"), t("desk.letter.no"), t("desk.letter.not_sure"), t("desk.letter.previously")], t("desk.key.letters")],
    [["1", "…", "9"], t("desk.key.digits")],
    [["↵"], t("desk.key.enter")],
    [["⌫"], t("desk.key.clear")],
    [["↑", "↓", "Tab"], t("desk.key.rows")],
    [["←", "→"], t("desk.key.options")],
    [[t("desk.letter.next")], t("desk.key.next")],
    [["/"], t("desk.key.find")],
    [["?"], t("desk.key.help")],
  ];
  return dialog("keys", t("desk.keys"), t,
    h("p", {}, t("desk.keys_where")),
    h("dl", { class: "keys" }, keys.flatMap(([names, meaning]) => [
      h("dt", {}, names.map((name, at) => [at > 0 && " ", h("kbd", {}, name)]).flat()),
      h("dd", {}, meaning),
    ])));
}

/**
 * The search for a question by its text.
 *
 * @param {Translate} t
 * @param {() => Question[]} questions those that can be gone to
 * @param {(id: string) => void} ongo
 * @returns {{ element: HTMLDialogElement, open: () => void }}
 */
export function findDialog(t, questions, ongo) {
  const input = h("input", { type: "text", id: "find-text", autocomplete: "off", spellcheck: "false", oninput: () => list() });
  const found = h("ul", { class: "found" });
  const count = h("p", { class: "quiet small", role: "status" });
  const element = dialog("find", t("desk.find"), t, h("p", {}, h("label", { for: "find-text" }, t("desk.find_label")), input), count, found);
  /** @param {string} id */
  const go = (id) => {
    element.close();
    ongo(id);
  };
  const list = () => {
    const matches = findQuestions(questions(), input.value);
    count.textContent = t("desk.found", { n: matches.length });
    found.replaceChildren(...matches.map(({ id, text }) =>
      h("li", {}, h("button", { type: "button", class: "plain", "data-goto": id, onclick: () => go(id) }, text))));
  };
  element.addEventListener("keydown", (event) => {
    const buttons = [...found.querySelectorAll("button")];
    const at = buttons.findIndex((button) => button.matches(":focus"));
    if (event.key === "Enter" && input.matches(":focus")) buttons[0]?.click();
    else if (event.key === "ArrowDown") buttons[Math.min(at + 1, buttons.length - 1)]?.focus();
    else if (event.key === "ArrowUp") (at > 0 ? buttons[at - 1] : input).focus();
    else return;
    event.preventDefault();
  });
  return {
    element,
    open: () => {
      input.value = "";
      list();
      element.showModal();
      input.focus();
    },
  };
}

/**
 * The question before all answers are cleared, by starting again or by a file.
 *
 * @param {Translate} t
 * @returns {{ element: HTMLDialogElement, open: (title: string, onyes: () => void) => void }} title: what was pressed
 */
export function clearDialog(t) {
  let act = () => {};
  const element = dialog("clear", t("desk.restart"), t,
    h("p", {}, t("desk.restart_sure")),
    h("p", {}, h("button", { type: "button", class: "primary", "data-action": "clear", onclick: () => {
      element.close();
      act();
    } }, t("desk.restart_yes"))));
  return {
    element,
    open: (title, onyes) => {
      act = onyes;
      /** @type {HTMLElement} */ (element.querySelector("h2")).textContent = title;
      element.showModal();
      // One press of Enter must not clear everything.
      /** @type {HTMLElement | null} */ (element.querySelector("[data-action=close]"))?.focus();
    },
  };
}
