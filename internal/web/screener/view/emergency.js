// Whom to call, in a line: it is on the first screen, and wherever the form fails.

import { h } from "../dom.js";
import { linkNumbers } from "./alerts.js";

/**
 * @param {{ t: import("../words.js").Translate, questionnaire?: import("../types").Questionnaire }} options without questions, such as before they are loaded, the line names no number
 * @returns {HTMLElement}
 */
export function emergencyLine({ t, questionnaire }) {
  const emergency = questionnaire?.emergency;
  return h("p", { class: "emergency", lang: emergency && questionnaire.language }, emergency ? linkNumbers(emergency.text, emergency) : t("core.emergency_unknown"));
}
