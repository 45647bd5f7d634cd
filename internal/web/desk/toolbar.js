// What stands above the panes: the name of the desk, and what is done with all
// answers at once.

import { h } from "../screener/dom.js";
import { languages } from "../screener/words.js";

/**
 * @typedef {import("../screener/words.js").Lang} Lang
 * @typedef {import("../screener/words.js").Translate} Translate
 *
 * @typedef {object} Actions
 * @property {(file: File) => void} open an answers file was chosen
 * @property {() => void} restart
 * @property {() => void} download
 * @property {() => void} print
 * @property {() => void} keys
 * @property {() => void} find
 * @property {(theme: string) => void} theme
 * @property {(lang: Lang) => void} language
 */

/** The themes, with their words. @type {[string, string][]} */
const themes = [["auto", "desk.theme.auto"], ["light", "desk.theme.light"], ["dark", "desk.theme.dark"], ["night", "desk.theme.night"]];

/**
 * @param {object} options
 * @param {Translate} options.t
 * @param {Lang} options.lang
 * @param {string} options.theme in use
 * @param {string} options.host where answers are sent to be judged
 * @param {Actions} options.on
 * @returns {HTMLElement}
 */
export function toolbar({ t, lang, theme, host, on }) {
  return h(
    "header",
    { class: "toolbar" },
    h("div", { class: "toolbar-title" }, h("h1", { tabindex: -1 }, t("desk.title")), h("p", { class: "quiet small" }, t("desk.privacy", { host }))),
    h(
      "div",
      { class: "tools" },
      opener(t, on.open),
      button("restart", t("desk.restart"), on.restart),
      button("download", t("desk.download"), on.download),
      button("print", t("desk.print"), on.print),
      button("find", t("desk.find"), on.find),
      button("keys", t("desk.keys"), on.keys),
      themeChoice(t, theme, on.theme),
      Object.entries(languages).filter(([other]) => other !== lang).map(([other, name]) => languageLink(/** @type {Lang} */ (other), name, on.language)),
    ),
  );
}

/** @param {string} action @param {string} text @param {() => void} onclick */
const button = (action, text, onclick) => h("button", { type: "button", "data-action": action, onclick }, text);

/**
 * The button that opens a file, and the field of the browser behind it.
 *
 * @param {Translate} t
 * @param {(file: File) => void} onopen
 */
function opener(t, onopen) {
  const input = h("input", {
    type: "file", accept: ".json,application/json", hidden: true, "data-field": "file",
    onchange: () => {
      const file = input.files?.[0];
      if (file) onopen(file);
      input.value = "";
    },
  });
  return [button("open", t("desk.open"), () => input.click()), input];
}

/** @param {Translate} t @param {string} theme @param {(theme: string) => void} onchange */
function themeChoice(t, theme, onchange) {
  const select = h("select", { "data-field": "theme", onchange: () => onchange(select.value) },
    themes.map(([value, key]) => h("option", { value, selected: value === theme }, t(key))));
  return h("label", { class: "theme" }, h("span", {}, t("desk.theme")), " ", select);
}

/**
 * A link to the desk in another language. Followed here it keeps the answers,
 * which a new page would not have.
 *
 * @param {Lang} lang
 * @param {string} name
 * @param {(lang: Lang) => void} onchange
 */
function languageLink(lang, name, onchange) {
  return h("a", {
    class: "button plain", href: `?lang=${lang}`, hreflang: lang, lang, "data-action": "language",
    onclick: (/** @type {MouseEvent} */ event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      onchange(lang);
    },
  }, name);
}

/**
 * The field for a key of the service, hidden until one is asked for. It is no form:
 * a browser would offer to store what is sent with one.
 *
 * @param {Translate} t
 * @param {(key: string) => void} onkey
 * @returns {HTMLElement}
 */
export function keyField(t, onkey) {
  const use = () => {
    const key = input.value.trim();
    input.value = "";
    if (key) onkey(key);
  };
  const input = h("input", {
    type: "password", id: "api-key", "data-field": "key", autocomplete: "off", spellcheck: "false",
    onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Enter" && use(),
  });
  return h("div", { class: "key", hidden: true },
    h("p", {}, h("label", { for: "api-key" }, t("desk.api_key")), input, h("button", { type: "button", "data-action": "key", onclick: use }, t("desk.api_key_use"))),
    h("p", { class: "quiet small" }, t("desk.api_key_help")));
}

/**
 * What is shown while the questions cannot be had.
 *
 * @param {import("../screener/service.js").ServiceError} fault
 * @param {Translate} t
 * @param {HTMLElement} key the field for a key
 * @param {() => void} onretry
 * @returns {HTMLElement}
 */
export function loadFault(fault, t, key, onretry) {
  const refused = fault.kind === "refused";
  key.hidden = !refused;
  return h("div", { class: "desk fault-screen", role: "alert" },
    h("h1", {}, t("desk.title")),
    h("p", {}, t(refused ? "desk.load_refused" : "desk.load_failed")),
    key,
    h("p", {}, h("button", { type: "button", class: "primary", "data-action": "retry", onclick: onretry }, t("desk.try_again"))));
}
