// What stays in sight above the questions: alerts, and what the form could not do.

import { nameOf } from "../alarm.js";
import { find } from "../answers.js";
import { h } from "../dom.js";
import { alertList, asksToTalk, offlineSafety } from "./alerts.js";
import { action } from "./button.js";

/**
 * Alerts are open when they are new and folded afterwards. One that comes late, when
 * the question is being read, is folded too and opens with the next: it would push
 * the answers away.
 *
 * @param {import("../element.js").Showing} showing
 * @returns {{ element: HTMLElement, update: () => void }}
 */
export function banner(showing) {
  const element = h("div", { class: "banner" });
  let shown = "";
  const update = () => {
    const state = stateOf(showing);
    if (state === shown) return;
    shown = state;
    element.replaceChildren(...[alerts(showing), fault(showing), note(showing)].filter((part) => part !== null));
  };
  update();
  return { element, update };
}

/** What a banner depends on. @param {import("../element.js").Showing} showing */
function stateOf({ session, lang }) {
  const { standing, unread, unheard, trouble, unchanged, isExpired, faulty } = session;
  return JSON.stringify([standing.map(nameOf), unread, unheard, trouble && noteOf(trouble), unchanged, isExpired, faulty, lang]);
}

/**
 * What is new above the questions, to be said aloud.
 *
 * @param {import("../element.js").Showing} showing
 * @returns {string}
 */
export function newsOf(showing) {
  const { session, t } = showing;
  if (session.screen !== "question" && session.screen !== "list" && session.screen !== "checkpoint") return "";
  const key = noteKey(session);
  return [session.unread && summaryWords(showing), key && t(key)].filter(Boolean).join(" ");
}

/** @param {import("../element.js").Showing} showing */
function summaryWords({ t, audience, session: { standing } }) {
  if (standing.length === 0) return t("core.banner_unheard");
  if (asksToTalk(standing[0], audience)) return t("result.urgency_talk");
  return t(standing.some(({ urgency }) => urgency === "emergency") ? "core.banner_emergency" : "core.banner_urgent");
}

/** @param {import("../service.js").Kind} trouble */
const noteOf = (trouble) => (trouble === "refused" ? "core.error_refused" : "core.no_connection");

/** @param {import("../session.js").Session} session */
const noteKey = ({ trouble, unchanged, isExpired }) =>
  trouble ? noteOf(trouble) : unchanged ? "core.unchanged" : isExpired ? "core.expired" : undefined;

/** @param {import("../element.js").Showing} showing */
function alerts(showing) {
  const { t, lang, audience, session } = showing;
  const { standing, unheard, unread, isLate, questionnaire } = session;
  const emergency = questionnaire?.emergency;
  const list = alertList(standing, { t, emergency, lang, audience });
  if (!list && !unheard) return null;
  return h("details", { class: "standing", open: unread && !isLate },
    h("summary", {}, summaryWords(showing)),
    list,
    unheard && offlineSafety({ t, emergency }));
}

/** @param {import("../element.js").Showing} showing */
function fault({ t, session }) {
  const id = session.faulty.find((id) => session.screen !== "question" || id !== session.current);
  const question = id && session.questionnaire && find(session.questionnaire, id);
  if (!question) return null;
  return h("div", { class: "note" },
    h("p", {}, t("core.fault", { question: question.text })),
    action("edit", t("core.fault_show"), () => session.edit(id)));
}

/** @param {import("../element.js").Showing} showing */
function note({ t, session }) {
  const key = noteKey(session);
  return key ? h("p", { class: "note" }, t(key)) : null;
}
