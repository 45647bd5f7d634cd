// What there is to show of a run of the form.

import { isAlarming } from "./alarm.js";
import { find, isEnabled } from "./answers.js";
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
 * before saying that one waits, for the next change in the list, before trying again.
 * @typedef {{ safety: number, saying: number, list: number, retry: number }} Waits
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
export const usualWaits = { safety: 2500, saying: 400, list: 500, retry: 10_000 };

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
  /** Why screen "error" is shown, and what to try again. @type {{ kind: Kind, then: "load" | "result" } | undefined} */
  failure;
  /** The language or audience that was asked for could not be had. */
  unchanged = false;
  /** The person was told that an answer about safety could not be judged, or will be. */
  isTold = false;
  /** An answer about safety may matter and was not judged. */
  isUnjudged = false;
  timers = new Timers();
  path = new Path();

  /**
   * @param {object} options
   * @param {import("./service.js").Service} options.service
   * @param {Settings} options.settings
   * @param {() => void} options.onchange
   * @param {() => Date} [options.now]
   * @param {Waits} options.waits
   * @param {(fresh: Alert[]) => void} options.judged
   * @param {() => void} options.failed
   */
  constructor({ service, settings, onchange, now = () => new Date(), waits, judged, failed }) {
    /** The service that this form talks to. */
    this.service = service;
    this.lang = settings.lang;
    this.audience = settings.audience;
    this.patience = new Patience({ timers: this.timers, saying: waits.saying, onchange });
    this.judging = new Judging({
      service, subject: this, timers: this.timers, pause: waits.retry, now, on: { judged, faulted: onchange, failed },
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
}
