// What there is to show of a run of the form.

import { interrupts, isAlarming, nameOf } from "./alarm.js";
import { find, isEnabled } from "./answers.js";
import { Complaints } from "./complaints.js";
import { remaining } from "./flow.js";
import { Judging } from "./judging.js";
import { Path } from "./path.js";
import { Patience } from "./patience.js";
import { Timers } from "./timers.js";

/**
 * @typedef {import("./answers.js").Value} Value
 * @typedef {import("./service.js").Kind} Kind
 * @typedef {import("./types").Alert} Alert
 * @typedef {import("./types").Questionnaire} Questionnaire
 * @typedef {import("./words.js").Lang} Lang
 * @typedef {"patient" | "clinician"} Audience
 * @typedef {"steps" | "list"} Mode
 * @typedef {"loading" | "question" | "alert" | "checkpoint" | "list" | "result" | "error" | "finished"} Screen
 * @typedef {{ lang: Lang, audience: Audience, mode: Mode }} Settings
 *
 * How long to wait, in milliseconds: for the judgement of an answer about safety,
 * before saying that one waits, for the next change in the list, for the next key that
 * passes over an answer there, before trying again.
 * @typedef {{ safety: number, saying: number, list: number, passing: number, retry: number }} Waits
 */

/**
 * @typedef {object} Options
 * @property {import("./service.js").Service} service
 * @property {import("./draft.js").Draft} draft
 * @property {Settings} settings
 * @property {() => void} onchange
 * @property {(name: string, detail: object) => void} onevent an event for the page
 * @property {() => Date} [now]
 * @property {Partial<Waits>} [waits]
 */

/** How long a form waits. @type {Waits} */
const usualWaits = { safety: 2500, saying: 400, list: 500, passing: 3000, retry: 10_000 };

/** The state of one run: read by the screens, changed by the session alone. */
export class State {
  /** @type {Screen} */
  screen = "loading";
  /** @type {Questionnaire | undefined} */
  questionnaire;
  /** What the alert screen shows; nothing: that a safety answer could not be judged. @type {Alert[]} */
  interruption = [];
  /** There are alerts to keep in sight that no question has been shown with. */
  unread = false;
  /** Some of them came when a question was shown already. */
  isLate = false;
  /** Why screen "error" is shown, and what to try again. @type {{ kind: Kind, then: "load" | "questions" | "result" } | undefined} */
  failure;
  /** The person was told that the service refuses this form. */
  isRefusalTold = false;
  /** The page heard of the result of these answers before a reload. */
  isRestored = false;
  /** The language or audience that was asked for could not be had. */
  unchanged = false;
  /** There were answers that were too old to be shown, and none has been given since. */
  isExpired = false;
  /** The person was told that an answer about safety could not be judged, or will be. */
  isTold = false;
  /** An answer about safety may matter and was not judged. */
  isUnjudged = false;
  /** All questions are shown to change answers, whatever the settings. */
  isReview = false;
  /** What the person has chosen over the attributes of the page. @type {Record<string, string>} */
  chosen = {};
  timers = new Timers();
  path = new Path();

  /**
   * @param {object} options
   * @param {import("./service.js").Service} options.service
   * @param {Settings} options.settings
   * @param {() => void} options.onchange
   * @param {() => Date} [options.now]
   * @param {Partial<Waits>} [options.waits] where they are not the usual ones
   * @param {(fresh: Alert[]) => void} options.judged
   * @param {() => void} options.failed
   * @param {(complaint: import("./complaints.js").Complaint) => void} options.complain
   */
  constructor({ service, settings, onchange, now = () => new Date(), waits, judged, failed, complain }) {
    /** The service that this form talks to. */
    this.service = service;
    this.settings = settings;
    this.waits = { ...usualWaits, ...waits };
    this.lang = settings.lang;
    this.audience = settings.audience;
    this.patience = new Patience({ timers: this.timers, saying: this.waits.saying, onchange });
    this.complaints = new Complaints(complain);
    this.judging = new Judging({
      service, subject: this, timers: this.timers, pause: this.waits.retry, now, complaints: this.complaints,
      on: { judged, faulted: onchange, failed },
    });
  }

  /** What is answered so far. */
  get answers() {
    return this.path.answers;
  }

  /** The questions on the way to the one that is open, the earliest first. */
  get visited() {
    return this.path.visited;
  }

  /** The question that is open; in the list, the one that was answered last. */
  get current() {
    return this.path.current;
  }

  /** The latest judgement; it can be of earlier answers. */
  get judgement() {
    return this.judging.judgement;
  }

  /** What the service does not take, by question. */
  get faults() {
    return this.judging.faults;
  }

  /** Why the latest answers are not judged. */
  get trouble() {
    return this.judging.trouble;
  }

  /** The date that the answers speak for. */
  get asOf() {
    return this.judging.asOf;
  }

  /** The person waits for the service: what they do now would be lost. */
  get waiting() {
    return this.patience.isWaiting;
  }

  /** They have waited for long enough to say so. */
  get checking() {
    return this.patience.isLong;
  }

  /** The question that is open, whole. */
  get question() {
    return this.questionnaire && this.current ? find(this.questionnaire, this.current) : undefined;
  }

  /** Alerts to keep in sight, the most urgent first. */
  get standing() {
    return this.judging.standing;
  }

  /** An answer about safety that may matter could not be judged. */
  get unheard() {
    return this.isUnjudged && (this.isTold || this.trouble !== undefined);
  }

  /** The service refuses this form, which no answer will change, and the person does not know. */
  get isRefused() {
    return this.trouble === "refused" && !this.isRefusalTold;
  }

  /** All questions are shown at once, or will be. */
  get isList() {
    return this.isReview || this.settings.mode === "list";
  }

  /** Whether there is anything to keep: questions that could not be shown know nothing of the answers there are. */
  get isWorthKeeping() {
    const { questionnaire, screen, failure } = this;
    return questionnaire && screen !== "loading" && screen !== "finished" && !(screen === "error" && failure?.then === "load");
  }

  /** What is kept for a reload: an alert that is on the screen, or folded since it came late, was not seen yet. @returns {import("./draft.js").Saved} */
  get kept() {
    const { path, chosen } = this;
    const screen = this.screen === "error" && this.failure?.then === "questions" ? "question" : this.screen;
    const unseen = [...this.interruption, ...(this.isLate ? this.standing.filter((alert) => !interrupts(alert)) : [])].map(nameOf);
    return { ...path.toJSON(), screen, seen: this.judging.seen.filter((name) => !unseen.includes(name)), chosen };
  }

  /** How many questions are answered, and about how many are left. */
  get progress() {
    const left = this.questionnaire ? remaining(this.questionnaire, this.answers, this.judgement?.result.decision) : 0;
    return { answered: this.answers.size, remaining: left };
  }

  /** The questions, where they are known to be there. */
  get questions() {
    return /** @type {Questionnaire} */ (this.questionnaire);
  }

  /** The questions whose answers the service does not take, while they are shown. */
  get faulty() {
    const isShown = (/** @type {string} */ id) => {
      const question = find(this.questions, id);
      return question !== undefined && isEnabled(question, this.answers, this.questions);
    };
    return [...this.faults.keys()].filter(isShown);
  }

  /** The question to ask next; undefined when nothing is left. */
  get upcoming() {
    return this.path.next(this.questions, this.judgement);
  }

  /** Whether to ask whether to go on. */
  get isCheckpoint() {
    return this.path.isCheckpoint(this.questions, this.judgement);
  }

  /** Tells whether the answer to a question has to be judged before anything else. @param {string} id */
  isAlarming(id) {
    return isAlarming(this.questions, this.answers, id);
  }

  /** Tells whether to go on from a question only with a new judgement. @param {string} id */
  mustWait(id) {
    if (this.judging.isCurrent) return false;
    if (this.isAlarming(id) || !this.upcoming || this.isCheckpoint) return true;
    const isTyped = this.answers.has(id) && this.question?.type !== "choice";
    return !this.judging.isSlow && !this.trouble && (isTyped || !this.judgement);
  }
}
