// While the questions are on their way.

import { h } from "../dom.js";

/**
 * What the page has put into the element stays in sight meanwhile.
 *
 * @param {import("../element.js").Showing} showing
 * @returns {import("../element.js").View}
 */
export function loadingView({ t }) {
  return { element: h("div", { class: "loading" }, h("slot"), h("p", { class: "quiet" }, t("core.loading"))) };
}
