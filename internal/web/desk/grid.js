// The answer grid: all questions by section, quick to answer from the keyboard.
// A single key is a shortcut only while a row of the grid has the focus, and never
// while text is typed.

import { isEnabled } from "../screener/answers.js";
import { h } from "../screener/dom.js";
import { codeForKey, letters } from "./keys.js";
import { choiceRow, fieldRow, numberRow } from "./row.js";

/**
 * @typedef {import("../screener/types").Questionnaire} Questionnaire
 * @typedef {import("../screener/types").Question} Question
 * @typedef {import("../screener/answers.js").Answers} Answers
 * @typedef {import("../screener/answers.js").Value} Value
 * @typedef {import("../screener/words.js").Translate} Translate
 * @typedef {import("../screener/words.js").Lang} Lang
 * @typedef {import("../screener/field/part.js").Field<any, any>} Field
 *
 * @typedef {object} Options
 * @property {Questionnaire} questionnaire
 * @property {Answers} answers is changed by what is entered
 * @property {Translate} t
 * @property {Lang} lang
 * @property {(question: Question, onchange: (value: Value | undefined) => void, had?: Field) => Field} field
 *   makes the field of medicines or results, in the place of the one it had
 * @property {() => void} onchange an answer has changed
 * @property {(question: Question | undefined) => void} onfocus a row has the focus, or none
 * @property {() => void} onkeys the keys are asked for
 * @property {() => void} onfind a question is looked for
 * @property {() => string | undefined} next the open question to answer first
 */

/** The rows of all questions, of which those are seen that are asked with the answers there are. */
export class Grid {
  /** @type {import("./row.js").Row[]} */
  #rows = [];
  /** @type {{ id: string, questions: Question[], count: HTMLElement }[]} */
  #sections = [];
  /** @type {string | undefined} */
  #last;
  #options;
  #letters;

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    this.#letters = letters(options.t);
    this.element = h(
      "div",
      { class: "grid", onkeydown: this.#onkeydown, onfocusin: this.#onfocusin, onfocusout: this.#onfocusout },
      h("p", { class: "quiet small", "aria-hidden": "true" }, "● ", options.t("desk.open_question")),
      options.questionnaire.sections.map((section) => this.#section(section)),
    );
    this.update();
  }

  /** The questions that are asked with the answers there are, in their order. */
  get asked() {
    return this.#rows.filter(({ element }) => !element.hidden).map(({ question }) => question);
  }

  /** Shows and hides rows by the answers there are, and counts those that are answered. */
  update() {
    const { answers, questionnaire, t } = this.#options;
    for (const { question, element } of this.#rows) {
      element.hidden = !isEnabled(question, answers, questionnaire);
      element.toggleAttribute("data-answered", answers.has(question.id));
    }
    for (const { questions, count } of this.#sections) {
      const asked = questions.filter((question) => isEnabled(question, answers, questionnaire));
      const answered = asked.filter(({ id }) => answers.has(id)).length;
      count.textContent = t("desk.answered", { done: answered, all: asked.length });
    }
  }

  /**
   * Marks the rows that can still change something.
   *
   * @param {Set<string>} open paths, of a question or below one
   */
  mark(open) {
    for (const { question, element } of this.#rows) {
      element.toggleAttribute("data-open", [...open].some((path) => path === question.id || path.startsWith(`${question.id}.`)));
    }
  }

  /**
   * Shows what the service refused, each at its row; nothing of an empty list.
   *
   * @param {import("../screener/field/part.js").ProblemField[]} faults
   * @returns {Question[]} the questions of the faults
   */
  faults(faults) {
    return this.#rows.flatMap((row) => {
      const path = `/${row.question.id.replace(".", "/")}`;
      const own = faults.filter(({ pointer }) => pointer === path || pointer.startsWith(`${path}/`));
      row.fault(own);
      return own.length > 0 ? [row.question] : [];
    });
  }

  /**
   * Makes the field of a question anew, as when the date of the answers has changed.
   *
   * @param {string} id
   */
  renew(id) {
    this.#rows.find(({ question }) => question.id === id)?.renew?.();
  }

  /**
   * Goes to a question, or to that of a path below it; without one, to where the
   * focus was last.
   *
   * @param {string} [id]
   */
  focus(id = this.#last) {
    const of = (/** @type {Question} */ question) => question.id === id || id?.startsWith(`${question.id}.`);
    const row = this.#rows.find(({ question, element }) => of(question) && !element.hidden) ?? this.#rows[0];
    row?.focus();
    row?.element.scrollIntoView({ block: "nearest" });
  }

  /** @param {import("../screener/types").Section} section */
  #section({ id, title, help, questions }) {
    const count = h("span", { class: "quiet small" });
    this.#sections.push({ id, questions, count });
    const rows = questions.map((question) => this.#row(question));
    this.#rows.push(...rows);
    return h(
      "section",
      { class: "grid-section", "aria-labelledby": `s-${id}` },
      h("h3", { id: `s-${id}` }, title, " ", count),
      help && h("p", { class: "quiet small" }, help),
      rows.map(({ element }) => element),
    );
  }

  /** @param {Question} question */
  #row(question) {
    const { answers, t, lang, field } = this.#options;
    /** @param {Value | undefined} value */
    const onchange = (value) => this.#answer(question.id, value);
    const value = answers.get(question.id);
    const context = { t, lang, value, onchange, onenter: () => this.#move(question.id, 1) };
    if (question.type === "choice") return choiceRow(question, context);
    if (question.type !== "medications" && question.type !== "labs") return numberRow(question, context);
    return fieldRow(question, t, (had) => field(question, onchange, had));
  }

  /** @param {string} id @param {Value | undefined} value */
  #answer(id, value) {
    const { answers, onchange } = this.#options;
    if (value === undefined) answers.clear(id);
    else answers.set(id, value);
    this.update();
    onchange();
  }

  /**
   * Goes to a row before or after a question, over those that are not asked.
   *
   * @param {string} id
   * @param {1 | -1} step
   */
  #move(id, step) {
    const seen = this.#rows.filter(({ question, element }) => !element.hidden || question.id === id);
    const to = seen[seen.findIndex(({ question }) => question.id === id) + step];
    if (to) this.focus(to.question.id);
  }

  #onkeydown = (/** @type {KeyboardEvent} */ event) => {
    const at = this.#rows.find(({ element }) => element.contains(/** @type {Node} */ (event.target)));
    if (!at || event.altKey || event.ctrlKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    if (at.question.type === "medications" || at.question.type === "labs") return;
    if (this.#general(event, at.question) || (at.question.type === "choice" && this.#choose(event, at))) event.preventDefault();
  };

  /**
   * What a key does in every row that is no field of its own.
   *
   * @param {KeyboardEvent} event
   * @param {Question} question
   * @returns {boolean} whether the key means something
   */
  #general({ key, target }, question) {
    const { onkeys, onfind } = this.#options;
    const isTyping = target instanceof Element && target.matches("input:not([type=radio])");
    switch (key) {
      case "ArrowDown":
        this.#move(question.id, 1);
        return true;
      case "ArrowUp":
        this.#move(question.id, -1);
        return true;
      case "?":
        if (!isTyping) onkeys();
        return !isTyping;
      case "/":
        if (!isTyping) onfind();
        return !isTyping;
      default:
        return false;
    }
  }

  /**
   * What a key does in a row with options.
   *
   * @param {KeyboardEvent} event
   * @param {import("./row.js").Row} row
   * @returns {boolean}
   */
  #choose({ key, target }, row) {
    const { question, element } = row;
    const focused = target instanceof HTMLInputElement ? target : undefined;
    if (key === "ArrowLeft" || key === "ArrowRight") {
      const forwards = (key === "ArrowRight") === (getComputedStyle(element).direction === "ltr");
      const inputs = [...element.querySelectorAll("input")];
      inputs[inputs.indexOf(/** @type {HTMLInputElement} */ (focused)) + (forwards ? 1 : -1)]?.focus();
      return true;
    }
    if (key === "Backspace" || key === "Delete") {
      row.uncheck?.();
      this.#answer(question.id, undefined);
      return true;
    }
    if (key.toLowerCase() === this.#options.t("desk.letter.next")) {
      const next = this.#options.next();
      if (next) this.focus(next);
      return true;
    }
    const code = key === "Enter" ? focused?.value : codeForKey(question, key, this.#letters);
    if (code === undefined) return false;
    row.check?.(code);
    this.#answer(question.id, code);
    this.#move(question.id, 1);
    return true;
  }

  #onfocusin = (/** @type {FocusEvent} */ event) => {
    const row = this.#rows.find(({ element }) => element.contains(/** @type {Node} */ (event.target)));
    if (!row) return;
    this.#last = row.question.id;
    this.#options.onfocus(row.question);
  };

  #onfocusout = (/** @type {FocusEvent} */ event) => {
    if (!this.element.contains(/** @type {Node | null} */ (event.relatedTarget))) this.#options.onfocus(undefined);
  };
}
