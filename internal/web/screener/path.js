// The way of a person through the questions: what is answered, where they are
// and how they came there.

import { Answers } from "./answers.js";
import { fitDraft } from "./draft.js";
import { nextQuestion, opening } from "./flow.js";

/**
 * @typedef {import("./types").Questionnaire} Questionnaire
 * @typedef {import("./judge.js").Judgement} Judgement
 */

/** A way through the questions. */
export class Path {
  answers = new Answers();
  /** The questions on the way to the one that is open, the earliest first. @type {string[]} */
  visited = [];
  /** The question that is open; in the list, the one that was answered last. @type {string | undefined} */
  current;
  /** The outcomes after which was asked whether to go on. @type {string[]} */
  checked = [];
  /** The latest question by number, and how far one was there. */
  #reached = { at: 0, share: 0 };

  /**
   * A way that was kept, as far as it fits the questions of today.
   *
   * @param {Partial<import("./draft.js").Saved>} saved
   * @param {Questionnaire} questionnaire
   */
  static from(saved, questionnaire) {
    const { answers, visited, current, checked } = fitDraft(saved, questionnaire);
    return Object.assign(new Path(), { answers, visited, current, checked });
  }

  /** @returns {Pick<import("./draft.js").Saved, "answers" | "visited" | "current" | "checked">} */
  toJSON() {
    const { answers, visited, current, checked } = this;
    return { answers: answers.toJSON(), visited, current, checked };
  }

  /**
   * The question that comes next, by the latest judgement; undefined when nothing is left.
   *
   * @param {Questionnaire} questionnaire
   * @param {Judgement} [judgement]
   */
  next(questionnaire, judgement) {
    return nextQuestion(questionnaire, this.answers, judgement?.result.decision);
  }

  /**
   * The question to show to somebody who comes back to the questions.
   *
   * @param {Questionnaire} questionnaire
   * @param {Judgement} [judgement]
   */
  here(questionnaire, judgement) {
    return this.current ?? this.next(questionnaire, judgement) ?? this.visited.pop() ?? opening(questionnaire) ?? "";
  }

  /** Goes on to a question, so that Back leads to the one that was open. @param {string} id */
  goOn(id) {
    const { current, visited } = this;
    if (current && current !== id && visited.at(-1) !== current) visited.push(current);
    this.current = id;
  }

  /**
   * Tells whether to ask whether to go on: once for each outcome, when that will
   * not change much.
   *
   * @param {Questionnaire} questionnaire
   * @param {Judgement} [judgement]
   */
  isCheckpoint(questionnaire, judgement) {
    if (!judgement) return false;
    const { outcome, decision } = judgement.result;
    const isClear = decision.outcome_settled || outcome.code === "negative";
    return isClear && !this.checked.includes(outcome.code) && this.next(questionnaire, judgement) !== undefined;
  }

  /**
   * How far one is at a question. Going on is never going back, even if questions
   * have come in.
   *
   * @param {number} at the number of the question on the way
   * @param {number} share of the questions, from 0 to 1
   */
  reach(at, share) {
    this.#reached = { at, share: at < this.#reached.at ? share : Math.max(share, this.#reached.share) };
    return this.#reached.share;
  }

  /** Does not ask again whether to go on. @param {Judgement} [judgement] */
  passCheckpoint(judgement) {
    if (judgement) this.checked.push(judgement.result.outcome.code);
  }
}
