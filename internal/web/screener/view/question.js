// One question, with what one needs to know to answer it.

import { sectionOf } from "../answers.js";
import { h } from "../dom.js";
import { choiceButtons } from "../field/choice.js";
import { faultText } from "../field/fault.js";
import { idList } from "../field/part.js";
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
  const { session } = showing;
  const { question, questionnaire } = session;
  if (!question || !questionnaire) return { element: h("section") };
  const isFirst = isBeginning(session);
  const heading = h(isFirst ? "h2" : "h1", { id: "question", class: "question-text", tabindex: -1 }, question.text);
  const title = isFirst ? beginning(showing) : undefined;
  const help = helpOf(showing, question);
  const above = banner(showing);
  const where = position(showing);
  const answer = answering(showing, question, help?.id);
  const checking = h("p", { class: "checking", hidden: true }, showing.t("core.checking"));
  const element = h("section", { class: "page question", "data-question": question.id },
    above.element,
    title?.element ?? [where.element, ...sectionWords(showing)],
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
  const unfinished = () => ({ ...answer.unfinished(), [foldOf(question)]: help instanceof HTMLDetailsElement && help.open });
  return { element, heading: title?.heading ?? heading, update, unfinished, isBeginning: isFirst };
}

/** Whether this is where everybody arrives. @param {import("../session.js").Session} session */
const isBeginning = ({ questions, current, visited }) => current === opening(questions) && visited.length === 0;

/** What stands before the first question: little, so that the question is in sight. @param {Showing} showing */
function beginning({ t, session: { questionnaire } }) {
  const heading = h("h1", { tabindex: -1 }, questionnaire?.title);
  return { heading, element: h("header", { class: "beginning" }, heading, emergencyLine({ t, questionnaire })) };
}

/** What these questions are, and what becomes of the answers. @param {Showing} showing */
function about({ t, session, isEmbedded }) {
  return h("footer", { class: "about quiet small" },
    h("p", {}, t("core.lead")),
    h("p", {}, session.questionnaire?.intro),
    h("p", {}, t("core.privacy", { host: session.service.host }), isEmbedded && ` ${t("core.privacy_page")}`),
    h("p", { class: "keys" }, t("core.keys", { n: session.question?.options.length ?? 0 })));
}

/** Where is kept whether the help of a question is open. @param {Question} question */
const foldOf = ({ id }) => `${id} help`;

/**
 * What is meant by a question: in sight where it decides the answer, which is at the
 * first of all and the first on safety, on what else it could be, where something has
 * been so before, for those who take a certain medicine, and where something is
 * typed; at the others it is for those who want it.
 *
 * @param {Showing} showing
 * @param {Question} question
 */
function helpOf({ t, unfinished, session: { questionnaire } }, question) {
  if (!question.help || !questionnaire) return null;
  const firstOnSafety = questionnaire.sections.find(({ id }) => id === "safety")?.questions[0];
  const decides = question.id === opening(questionnaire) || question === firstOnSafety || question.id.startsWith("mimics.") ||
    question.after !== undefined || question.type !== "choice" || question.options.some(({ code }) => code === "previously");
  if (decides) return h("p", { id: "help", class: "help" }, question.help);
  return h("details", { class: "help", open: unfinished[foldOf(question)] }, h("summary", {}, t("core.help")), h("p", {}, question.help));
}

/** Where one is among the questions. @param {Showing} showing */
function position({ t, session }) {
  const text = h("p", {});
  const bar = h("progress", { "aria-hidden": "true" });
  const update = () => {
    const { at, left } = placeOf(session);
    text.textContent = placeWords(t, session);
    bar.hidden = left === undefined;
    if (left !== undefined) bar.value = session.path.reach(at, (at - 1) / (at + left));
  };
  return { element: h("div", { class: "position" }, text, bar), update };
}

/**
 * How many questions are left is not known while the main questions are open: most
 * of the questionnaire is asked of few.
 *
 * @param {import("../session.js").Session} session
 * @returns {{ at: number, left?: number }}
 */
function placeOf({ visited, progress, answers, current, judgement, questionnaire }) {
  const at = visited.length + 1;
  const isOpen = current !== undefined && !answers.isDone(current);
  const isKnown = judgement && (judgement.result.outcome.code !== "indeterminate" ||
    questionnaire?.sections[0]?.questions.every(({ id }) => answers.isDone(id)));
  return isKnown ? { at, left: Math.max(0, progress.remaining - (isOpen ? 1 : 0)) } : { at };
}

/**
 * What stands above a question, to be said aloud: where one is, and what a new
 * section is about.
 *
 * @param {import("../words.js").Translate} t
 * @param {import("../session.js").Session} session
 */
export function wordsAbove(t, session) {
  const { section, isNew } = sectionOn(session);
  const about = isNew && !isBeginning(session) ? [section?.title, section?.help] : [];
  return [placeWords(t, session), ...about].filter(Boolean).map((text) => text?.replace(/[^.?!]$/, "$&.")).join(" ");
}

/**
 * @param {import("../words.js").Translate} t
 * @param {import("../session.js").Session} session
 */
function placeWords(t, session) {
  const { at, left } = placeOf(session);
  if (left === undefined) return t("core.progress_unknown", { at });
  return left === 0 ? t("core.progress_last", { at }) : t("core.progress", { at, n: left });
}

/**
 * The section of the question that is open, and whether one comes into it from another.
 *
 * @param {import("../session.js").Session} session
 */
function sectionOn({ questions, visited, current = "" }) {
  const section = sectionOf(questions, current);
  const before = visited.at(-1);
  return { section, isNew: !before || sectionOf(questions, before) !== section };
}

/** What a section is about, at its first question. @param {Showing} showing */
function sectionWords({ session }) {
  const { section, isNew } = sectionOn(session);
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
  const take = () => {
    if (!field || session.waiting || !field.settle()) return;
    if (field.value === undefined) session.skip();
    else session.answer(question.id, field.value);
  };
  const field = typedField(question, showing, { labelledBy: "question", describedBy: describedBy || undefined, onchange: () => {}, onenter: take });
  if (field) {
    const keep = () => {
      if (!field.settle()) return false;
      session.put(question.id, field.value);
      return true;
    };
    const unfinished = () => ({ [question.id]: field.unfinished });
    return { element: field, update: faultsOf(showing, question.id, field.showFaults), unfinished, take, keep };
  }
  const fault = h("p", { id: "fault", class: "fault", role: "alert" });
  const element = h("div", {},
    choiceButtons({
      question, labelledBy: "question", describedBy: idList(describedBy, "fault"), value: /** @type {string | undefined} */ (session.answers.get(question.id)),
      isShut: () => session.waiting,
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
  return [actions(
    next && action("next", t("core.next"), next, { class: "primary" }),
    action("skip", t("core.skip"), () => session.skip()),
    session.visited.length > 0 && action("back", t("core.back"), () => session.back(), { class: "plain" })),
  session.answers.size > 0 && actions(action("result", t("core.result_now"), () => keep() && void session.showResult(), { class: "plain" }))];
}
