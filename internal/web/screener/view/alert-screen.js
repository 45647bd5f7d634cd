// What comes before everything else: an emergency, thoughts of suicide, or an
// answer about safety that could not be looked at.

import { h } from "../dom.js";
import { alertList, offlineSafety } from "./alerts.js";
import { action, actions } from "./button.js";

/**
 * @param {import("../element.js").Showing} showing
 * @returns {import("../element.js").View}
 */
export function alertScreen({ t, session, lang, audience }) {
  const emergency = session.questionnaire?.emergency;
  const shown = alertList(session.interruption, { t, emergency, lang, audience, level: 1 }) ?? offlineSafety({ t, emergency, level: 1 });
  const heading = shown.querySelector("h1") ?? undefined;
  // The heading takes the focus: what it stands above is said with it.
  const others = [...shown.querySelectorAll("h2, p")];
  others.forEach((other, i) => (other.id = `alarm-${i}`));
  heading?.setAttribute("aria-describedby", others.map(({ id }) => id).join(" "));
  const element = h("section", { class: "page" },
    shown,
    h("p", {}, t("core.alert_wait")),
    actions(action("continue", t("core.continue"), () => session.proceed())));
  return { element, heading, isAlarm: true };
}
