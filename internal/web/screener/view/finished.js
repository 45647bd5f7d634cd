// The end: the answers are cleared.

import { h } from "../dom.js";
import { action, actions } from "./button.js";

/**
 * @param {import("../element.js").Showing} showing
 * @returns {import("../element.js").View}
 */
export function finishedView({ t, session, isEmbedded }) {
  const heading = h("h1", { tabindex: -1 }, t("core.finished_title"));
  const element = h("section", { class: "page" },
    heading,
    h("p", {}, t("core.finished_text")),
    isEmbedded && h("p", {}, t("core.finished_page")),
    actions(action("restart", t("core.restart"), () => session.restart())));
  return { element, heading };
}
