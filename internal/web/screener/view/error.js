// When the service cannot do what the form needs.

import { h } from "../dom.js";
import { action, actions } from "./button.js";
import { emergencyLine } from "./emergency.js";

/** @type {Record<import("../service.js").Kind, string>} */
const reasons = {
  offline: "core.error_offline",
  timeout: "core.error_timeout",
  busy: "core.error_busy",
  refused: "core.error_refused",
  invalid: "core.error_broken",
  broken: "core.error_broken",
};

/** What does not go. */
const titles = { load: "core.error_load", questions: "core.error_questions", result: "core.error_result" };

/**
 * @param {import("../element.js").Showing} showing
 * @returns {import("../element.js").View}
 */
export function errorView({ t, session }) {
  const { kind = "broken", then = "load" } = session.failure ?? {};
  const heading = h("h1", { tabindex: -1, "aria-describedby": "alarm" }, t(titles[then]));
  const retry = action("retry", t("core.retry"), () => void session.retry(), { class: "primary" });
  const element = h("section", { class: "page" },
    heading,
    h("p", { id: "alarm" }, t(reasons[kind]), then !== "load" && ` ${t("core.error_kept")}`),
    emergencyLine({ t, questionnaire: session.questionnaire }),
    actions(retry, then !== "load" && action("back", t("core.back_to_questions"), () => session.back(), { class: "plain" })));
  return { element, heading, isAlarm: true };
}
