// All questions at once.

import { isEnabled } from "../answers.js";
import { h } from "../dom.js";
import { choiceRadios } from "../field/choice.js";
import { banner } from "./banner.js";
import { action } from "./button.js";
import { emergencyLine } from "./emergency.js";
import { typedField } from "./fields.js";
import { faultsOf } from "./question.js";

/**
 * @typedef {import("../element.js").Showing} Showing
 * @typedef {import("../types").Question} Question
 * @typedef {import("../field/part.js").Field<any, any>} Field
 * @typedef {{ question: Question, element: HTMLElement, field: Field, heading: HTMLElement, showFaults: () => void }} Row
 */

/**
 * @param {Showing} showing
 * @returns {import("../element.js").View}
 */
export function listView(showing) {
  const { t, session, isEmbedded } = showing;
  const { questionnaire } = session;
  if (!questionnaire) return { element: h("section") };
  const above = banner(showing);
  const heading = h("h1", { tabindex: -1 }, questionnaire.title);
  /** @type {Row[]} */
  const rows = [];
  const sections = questionnaire.sections.map((section) => {
    const own = section.questions.map((question) => rowOf(question, showing));
    rows.push(...own);
    return h("section", {},
      h("h2", {}, section.title), section.help && h("p", { class: "section-help" }, section.help), own.map(({ element }) => element));
  });
  const bar = bottom(showing, rows, above.element);
  const element = h("div", { class: "page list" },
    above.element,
    h("header", { class: "beginning" }, heading, h("p", {}, questionnaire.intro), emergencyLine({ t, questionnaire })),
    sections,
    h("p", { class: "privacy quiet small" }, t("core.privacy", { host: session.service.host }), isEmbedded && ` ${t("core.privacy_page")}`),
    bar.element);
  const update = () => {
    above.update();
    bar.update();
    for (const { question, element, showFaults } of rows) {
      element.hidden = !isEnabled(question, session.answers, questionnaire);
      showFaults();
    }
  };
  update();
  return {
    element, heading, update,
    start: rows.find(({ question, element }) => question.id === session.current && !element.hidden)?.heading,
    unfinished: () => Object.fromEntries(rows.map(({ question, field }) => [question.id, field.unfinished])),
  };
}

/**
 * @param {Question} question
 * @param {Showing} showing
 * @returns {Row}
 */
function rowOf(question, showing) {
  const { session, t, lang } = showing;
  const { id } = question;
  /** @param {import("../answers.js").Value | undefined} value */
  const onchange = (value) => session.put(id, value);
  const [labelledBy, describedBy] = [`${id}-text`, question.help && `${id}-help`];
  const typed = typedField(question, showing, { labelledBy, describedBy, onchange });
  if (typed) {
    // What was typed on a screen of one question and not answered is an answer here.
    if (typed.value !== undefined) queueMicrotask(() => onchange(typed.value));
    const heading = h("h3", { id: labelledBy, tabindex: -1 }, question.text);
    const element = h("div", { class: "list-question", "data-question": id },
      heading, question.help && h("p", { id: describedBy, class: "quiet small" }, question.help), typed);
    return { question, element, field: typed, heading, showFaults: faultsOf(showing, id, typed.showFaults) };
  }
  const value = /** @type {string | undefined} */ (session.answers.get(id));
  let isPassing = false;
  const field = choiceRadios({ question, value, t, lang, onchange: (code) => session.put(id, code, isPassing) });
  const heading = /** @type {HTMLElement} */ (field.querySelector("legend"));
  heading.tabIndex = -1;
  const element = h("div", {
    class: "list-question",
    onpointerdown: () => (isPassing = false),
    // The arrow keys choose what they pass over.
    onkeydown: ({ key }) => (isPassing ||= key.startsWith("Arrow")),
    onfocusout: ({ relatedTarget }) => {
      if (!isPassing || (relatedTarget instanceof Node && element.contains(relatedTarget))) return;
      isPassing = false;
      session.leave();
    },
  }, field);
  return { question, element, field, heading, showFaults: faultsOf(showing, id, field.showFaults) };
}

/**
 * What stays in sight: how far one is, what is urgent, and the way to the result.
 *
 * @param {Showing} showing
 * @param {Row[]} rows
 * @param {HTMLElement} alerts
 */
function bottom({ t, session }, rows, alerts) {
  const status = h("p", {});
  const urgent = action("alerts", t("core.to_alerts"), () => {
    alerts.scrollIntoView({ block: "start" });
    alerts.querySelector("summary")?.focus({ preventScroll: true });
  });
  const finish = () => {
    if (rows.every(({ element, field }) => element.hidden || field.settle())) void session.showResult();
  };
  const element = h("div", { class: "bar" }, status, urgent, action("result", t("core.result"), finish, { class: "primary" }));
  const update = () => {
    status.textContent = session.checking ? t("core.checking") : t("core.answered", { n: session.answers.size });
    urgent.hidden = session.standing.length === 0 && !session.unheard;
  };
  return { element, update };
}
