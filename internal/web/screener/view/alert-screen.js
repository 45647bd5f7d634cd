// What comes before everything else: an emergency, thoughts of suicide, or an
// answer about safety that could not be looked at.

import { h } from "../dom.js";
import { alertList, offlineSafety } from "./alerts.js";
import { action, actions } from "./button.js";

/**
 * @param {import("../element.js").Showing} showing
 * @returns {import("../element.js").View}
 */
export function alertScreen({ t, session, lang }) {
  const emergency = session.questionnaire?.emergency;
  const shown = alertList(session.interruption, { t, emergency, lang, level: 1 }) ?? offlineSafety({ t, emergency, level: 1 });
  const element = h("section", { class: "page", role: "alert" },
    shown,
    h("p", {}, t("core.alert_wait")),
    actions(action("continue", t("core.alert_continue"), () => session.proceed())));
  return { element, heading: shown.querySelector("h1") ?? undefined };
}
