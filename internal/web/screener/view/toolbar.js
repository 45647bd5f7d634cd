// What can be set in the form itself.

import { h } from "../dom.js";
import { languages } from "../words.js";
import { action } from "./button.js";

/**
 * The toolbar. It outlives the screens, so that the focus stays in it when the
 * language changes.
 *
 * @param {object} on
 * @param {(name: "lang" | "mode" | "theme", value: string) => void} on.choose
 * @returns {{ element: HTMLElement, update: (showing: import("../element.js").Showing) => void }}
 */
export function toolbar({ choose }) {
  let mode = "list";
  let other = "es";
  let isNight = false;
  const language = action("language", "", () => choose("lang", other));
  const way = action("list", "", () => choose("mode", mode));
  const night = action("night", "", () => choose("theme", isNight ? "auto" : "night"));
  const element = h("div", { class: "toolbar", role: "group" }, way, night, language);
  /** @param {import("../element.js").Showing} showing */
  const update = ({ t, lang, theme, session: { screen } }) => {
    element.setAttribute("aria-label", t("core.toolbar"));
    other = lang === "en" ? "es" : "en";
    language.lang = other;
    language.textContent = languages[/** @type {import("../words.js").Lang} */ (other)];
    mode = screen === "list" ? "steps" : "list";
    way.dataset.action = mode;
    way.textContent = t(mode === "list" ? "core.list" : "core.steps");
    way.hidden = screen !== "list" && screen !== "question";
    isNight = theme === "night";
    night.setAttribute("aria-pressed", String(isNight));
    night.textContent = t("core.night");
  };
  return { element, update };
}
