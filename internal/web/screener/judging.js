// What the service makes of the answers while they change, and what it does not
// take of them.

import { nameOf, stays } from "./alarm.js";
import { localDate, toRequest } from "./answers.js";
import { faultsByQuestion } from "./faults.js";
import { Judge, keyOf } from "./judge.js";
import { ServiceError } from "./service.js";

/**
 * @typedef {import("./judge.js").Judgement} Judgement
 * @typedef {import("./complaints.js").Complaints} Complaints
 * @typedef {import("./service.js").Kind} Kind
 * @typedef {import("./types").Alert} Alert
 * @typedef {import("./types").Questionnaire} Questionnaire
 * @typedef {import("./field/part.js").ProblemField} ProblemField
 *
 * What is judged, in which words.
 * @typedef {{ questionnaire?: Questionnaire, answers: import("./answers.js").Answers, lang: string, audience: string }} Subject
 */

/** No pause before trying again is longer, in milliseconds, but one that the service asks for. */
const longestPause = 60_000;

/** The judgement of the answers of one form. */
export class Judging {
  /** The latest; it can be of earlier answers. @type {Judgement | undefined} */
  judgement;
  /** Why the latest answers are not judged. @type {Kind | undefined} */
  trouble;
  /** What the service does not take, by question. Such answers are left out until they are mended. @type {Map<string, ProblemField[]>} */
  faults = new Map();
  /** The service has not answered in time lately. */
  isSlow = false;
  /** The names of the alerts of the latest judgement. @type {string[]} */
  seen = [];

  #service;
  #subject;
  #timers;
  #pause;
  #now;
  #on;
  #complaints;
  #judge = new Judge();
  #failures = 0;
  #stops = 0;

  /**
   * @param {object} options
   * @param {import("./service.js").Service} options.service
   * @param {Subject} options.subject read anew each time
   * @param {import("./timers.js").Timers} options.timers
   * @param {number} options.pause before trying again, in milliseconds
   * @param {() => Date} options.now
   * @param {Complaints} options.complaints
   * @param {{ judged: (fresh: Alert[]) => void, faulted: () => void, failed: () => void }} options.on fresh: the alerts that are new
   */
  constructor({ service, subject, timers, pause, now, complaints, on }) {
    this.#service = service;
    this.#subject = subject;
    this.#timers = timers;
    this.#pause = pause;
    this.#now = now;
    this.#complaints = complaints;
    this.#on = on;
  }

  /** The date that the answers speak for. */
  get asOf() {
    return localDate(this.#now());
  }

  /** The request that is judged: without the answers that the service does not take. */
  get request() {
    const { questionnaire, answers } = this.#subject;
    return toRequest(/** @type {Questionnaire} */ (questionnaire), answers, this.asOf, (id) => this.faults.has(id));
  }

  /** Whether the latest judgement is of these very answers, in the words that are shown. */
  get isCurrent() {
    const { lang, audience } = this.#subject;
    return this.judgement !== undefined && this.judgement.key === keyOf(this.request, lang, audience);
  }

  /** Alerts to keep in sight, the most urgent first. @returns {Alert[]} */
  get standing() {
    return this.judgement?.result.alerts.filter(stays) ?? [];
  }

  /**
   * Has the answers judged. It never fails: what went wrong is in trouble and faults.
   *
   * @param {boolean} added whether answers were only added since the last time
   */
  async ask(added) {
    const stops = this.#stops;
    this.#timers.clear("retry", "list");
    while (!this.isCurrent) {
      const { lang, audience } = this.#subject;
      let judgement;
      try {
        judgement = await this.#judge.ask(this.#service, this.request, { lang, audience, added });
      } catch (fault) {
        if (stops !== this.#stops) return;
        if (this.#takeFaults(fault)) continue;
        return this.#stumble(fault);
      }
      if (!judgement || stops !== this.#stops) return;
      // Meanwhile the form can have got other words.
      if (lang === this.#subject.lang && audience === this.#subject.audience) return this.#take(judgement);
    }
    // What is under way still is of answers that were taken back.
    this.#judge.stop();
    const hadTrouble = this.trouble;
    this.trouble = undefined;
    if (hadTrouble) this.#on.faulted();
  }

  /** @param {Judgement} judgement */
  #take(judgement) {
    if (this.judgement === judgement) return;
    this.judgement = judgement;
    if (this.isCurrent) this.trouble = undefined;
    this.isSlow = false;
    this.#failures = 0;
    this.#complaints.settle();
    const { alerts } = judgement.result;
    const fresh = alerts.filter((alert) => !this.seen.includes(nameOf(alert)));
    this.seen = alerts.map(nameOf);
    this.#on.judged(fresh);
  }

  /**
   * @param {unknown} fault
   * @returns {boolean} whether the service named answers that it was sent and does not take: what was not sent would be named for ever
   */
  #takeFaults(fault) {
    const { questionnaire, answers } = this.#subject;
    const faults = [...faultsByQuestion(fault, /** @type {Questionnaire} */ (questionnaire))].filter(([id]) => answers.has(id) && !this.faults.has(id));
    for (const [id, list] of faults) this.faults.set(id, list);
    if (faults.length > 0) this.#on.faulted();
    return faults.length > 0;
  }

  /** @param {unknown} fault */
  #stumble(fault) {
    this.trouble = this.#complaints.hear(fault);
    const pause = Math.min(this.#pause * 2 ** this.#failures++, longestPause);
    const asked = fault instanceof ServiceError ? (fault.retryAfter ?? 0) * 1000 : 0;
    if (this.trouble !== "refused") this.#timers.set("retry", Math.max(pause, asked), () => void this.ask(true));
    this.#on.failed();
  }

  /**
   * Forgets what was not taken of an answer that has changed. A contradiction is
   * between two answers, and only one of them carries it.
   *
   * @param {string} changed
   */
  forget(changed) {
    for (const [id, faults] of this.faults) {
      if (id === changed || faults.some(({ code }) => code === "inconsistent_answers")) this.faults.delete(id);
    }
  }

  /** Ends what is under way. */
  stop() {
    this.#stops++;
    this.#judge.stop();
  }

  /** Forgets everything. */
  clear() {
    this.stop();
    this.judgement = this.trouble = undefined;
    this.faults.clear();
    this.seen = [];
    this.isSlow = false;
    this.#failures = 0;
  }
}
