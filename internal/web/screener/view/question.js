// One question, with what one needs to know to answer it.

import { sectionOf } from "../answers.js";
import { h } from "../dom.js";
import { choiceButtons } from "../field/choice.js";
import { faultText } from "../field/fault.js";
import { opening } from "../flow.js";
import { banner } from "./banner.js";
import { action, actions } from "./button.js";
import { emergencyLine } from "./emergency.js";
import { typedField } from "./fields.js";

/**
 * @typedef {import("../element.js").Showing} Showing
 * @typedef {import("../types").Question} Question
 */

/**
 * @param {Showing} showing
 * @returns {import("../element.js").View}
 */
export function questionView(showing) {
  const { t, session } = showing;
  const { question, questionnaire } = session;
  if (!question || !questionnaire) return { element: h("section") };
  const isFirst = question.id === opening(questionnaire) && session.visited.length === 0;
  const heading = h(isFirst ? "h2" : "h1", { id: "question", class: "question-text", tabindex: -1 }, question.text);
  const title = isFirst ? beginning(showing) : undefined;
  const help = helpOf(showing, question);
  const above = banner(showing);
  const where = position(showing);
  const answer = answering(showing, question, help?.id);
  const checking = h("p", { class: "checking", hidden: true }, t("core.checking"));
  const element = h("section", { class: "page question", "data-question": question.id },
    above.element,
    title?.element ?? [where.element, ...sectionWords(showing, question)],
    heading,
    help,
    answer.element,
    checking,
    going(showing, question, answer),
    isFirst ? about(showing) : null);
  const update = () => {
    above.update();
    where.update();
    answer.update();
    checking.hidden = !session.checking;
    element.setAttribute("aria-busy", String(session.waiting));
  };
  update();
  return { element, heading: title?.heading ?? heading, update, unfinished: answer.unfinished, isBeginning: isFirst };
}

/** What stands before the first question: little, so that the question is in sight. @param {Showing} showing */
function beginning({ t, session: { questionnaire } }) {
  const heading = h("h1", { tabindex: -1 }, questionnaire?.title);
  return { heading, element: h("header", { class: "beginning" }, heading, h("p", {}, t("core.lead")), emergencyLine({ t, questionnaire })) };
}

/** What these questions are, and what becomes of the answers. @param {Showing} showing */
function about({ t, session, isEmbedded }) {
  return h("footer", { class: "about quiet small" },
    h("p", {}, session.questionnaire?.intro),
    h("p", {}, t("core.privacy", { host: session.service.host }), isEmbedded && ` ${t("core.privacy_page")}`),
    h("p", { class: "keys" }, t("core.keys", { n: session.question?.options.length ?? 0 })));
}

/**
 * What is meant by a question: open at the first of all, at the first on safety,
 * and where something is typed; at the others it is for those who want it.
 *
 * @param {Showing} showing
 * @param {Question} question
 */
function helpOf({ t, session: { questionnaire } }, question) {
  if (!question.help || !questionnaire) return null;
  const section = sectionOf(questionnaire, question.id);
  const opens = section === questionnaire.sections[0] || section?.id === "safety" ? section.questions[0] : undefined;
  if (question === opens || question.type !== "choice") return h("p", { id: "help", class: "help" }, question.help);
  return h("details", { class: "help" }, h("summary", {}, t("core.help")), h("p", {}, question.help));
}

/** Where one is among the questions. @param {Showing} showing */
function position({ t, session }) {
  const text = h("p", {});
  const bar = h("progress", { "aria-hidden": "true" });
  const update = () => {
    const { at, left } = placeOf(session);
    text.textContent = placeWords(t, session);
    bar.hidden = left === undefined;
    bar.max = at + (left ?? 0);
    bar.value = at - 1;
  };
  return { element: h("div", { class: "position" }, text, bar), update };
}

/**
 * How many questions are left is not known before the first judgement: most of the
 * questionnaire is asked of few.
 *
 * @param {import("../session.js").Session} session
 * @returns {{ at: number, left?: number }}
 */
function placeOf({ visited, progress, answers, current, judgement }) {
  const at = visited.length + 1;
  const isOpen = current !== undefined && !answers.isDone(current);
  return judgement ? { at, left: Math.max(0, progress.remaining - (isOpen ? 1 : 0)) } : { at };
}

/**
 * Where one is, in words: these are said aloud as well.
 *
 * @param {import("../words.js").Translate} t
 * @param {import("../session.js").Session} session
 */
export function placeWords(t, session) {
  const { at, left } = placeOf(session);
  if (left === undefined) return t("core.progress_unknown", { at });
  return left === 0 ? t("core.progress_last", { at }) : t("core.progress", { at, n: left });
}

/**
 * What a section is about, at its first question and wherever one comes into it
 * from another.
 *
 * @param {Showing} showing
 * @param {Question} question
 */
function sectionWords({ session: { questionnaire, visited } }, question) {
  if (!questionnaire) return [];
  const section = sectionOf(questionnaire, question.id);
  const before = visited.at(-1);
  const isNew = !before || sectionOf(questionnaire, before) !== section;
  return [
    h("p", { class: "section-title" }, section?.title),
    isNew && section?.help && h("p", { class: "section-help" }, section.help),
  ];
}

/**
 * @typedef {object} Answering
 * @property {HTMLElement} element
 * @property {() => void} update
 * @property {() => Record<string, unknown>} unfinished
 * @property {() => void} [take] answers with what is typed; without it an answer is a choice
 * @property {() => boolean} keep keeps what is typed without going on; false when it is no answer yet
 */

/**
 * @param {Showing} showing
 * @param {Question} question
 * @param {string} [describedBy] the id of what describes the question
 * @returns {Answering}
 */
function answering(showing, question, describedBy) {
  const { session, t, lang } = showing;
  const tied = { labelledBy: "question", describedBy: describedBy || undefined };
  const take = () => {
    if (!field || session.waiting || !field.settle()) return;
    if (field.value === undefined) session.skip();
    else session.answer(question.id, field.value);
  };
  const field = typedField(question, showing, { ...tied, onchange: () => {}, onenter: take });
  if (field) {
    const keep = () => {
      if (!field.settle()) return false;
      if (field.value !== undefined) session.put(question.id, field.value);
      return true;
    };
    const unfinished = () => ({ [question.id]: field.unfinished });
    return { element: field, update: faultsOf(showing, question.id, field.showFaults), unfinished, take, keep };
  }
  const fault = h("p", { class: "fault", role: "alert" });
  const element = h("div", {},
    choiceButtons({
      question, ...tied, value: /** @type {string | undefined} */ (session.answers.get(question.id)),
      onchoose: (code) => session.answer(question.id, code),
    }),
    fault);
  const show = faultsOf(showing, question.id, (faults) => {
    fault.textContent = faults.length > 0 ? faultText(faults[0], { t, lang, question }) : "";
  });
  return { element, update: show, unfinished: () => ({}), keep: () => true };
}

/**
 * Shows the faults of a question when they change.
 *
 * @param {Showing} showing
 * @param {string} id
 * @param {(faults: import("../field/part.js").ProblemField[]) => void} show
 */
export function faultsOf({ session }, id, show) {
  /** @type {import("../field/part.js").ProblemField[] | undefined} */
  let shown;
  return () => {
    const faults = session.faults.get(id);
    if (faults !== shown) show(faults ?? []);
    shown = faults;
  };
}

/**
 * @param {Showing} showing
 * @param {Question} question
 * @param {Answering} answer
 */
function going({ t, session }, question, { take, keep }) {
  const isDone = session.answers.isDone(question.id);
  const next = take ?? (isDone ? () => session.next() : undefined);
  return actions(
    next && action("next", t("core.next"), next, { class: "primary" }),
    action("skip", t("core.skip"), () => session.skip()),
    session.visited.length > 0 && action("back", t("core.back"), () => session.back(), { class: "plain" }),
    session.answers.size > 0 && action("result", t("core.result_now"), () => keep() && void session.showResult(), { class: "plain" }));
}
