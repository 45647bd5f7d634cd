// The answers at hand and what is known of them: the judgement, iron over time, and
// what would change it. All of it is in memory, and goes with the tab.

import { Answers, localDate, toRequest } from "../screener/answers.js";
import { Service } from "../screener/service.js";
import { readAnswerFile } from "../screener/takeaway/file.js";
import { ironRequest } from "../screener/view/iron-request.js";
import { answersOf } from "./entered.js";
import { Live } from "./live.js";
import { changes, dated, leftOut, whatIfs } from "./whatif.js";

/**
 * @typedef {import("../screener/types").Questionnaire} Questionnaire
 * @typedef {import("../screener/types").Request} Request
 * @typedef {import("../screener/types").IronStatus} IronStatus
 * @typedef {import("../screener/words.js").Lang} Lang
 * @typedef {import("../screener/words.js").Translate} Translate
 * @typedef {import("./live.js").State} State
 * @typedef {import("./change.js").TriedGroup} TriedGroup
 *
 * @typedef {object} Listener what is told of what becomes known
 * @property {(state: State, series?: IronStatus) => void} onstate
 * @property {() => boolean} wanted whether anybody looks at what would change the result
 * @property {() => void} onwait it is being worked out
 * @property {(groups: TriedGroup[], more: number) => void} ontried
 * @property {() => void} onuntried it could not be worked out
 */

const audience = "clinician";

/** One sitting at the desk. */
export class Session {
  /** @type {Answers} */
  answers = new Answers();
  /** The date the answers speak for, ISO 8601; empty when they have none. */
  asOf = localDate(new Date());
  /** What was opened, until all is cleared. @type {import("./opened.js").Opened | undefined} */
  opened;
  /** @type {Questionnaire | undefined} */
  questionnaire;
  /** @type {Service} */
  service;
  /** @type {{ of: string, series: IronStatus } | undefined} */
  #iron;
  /** @type {AbortController | undefined} */
  #trying;
  /** @type {Lang} */
  #lang = "en";
  /** @type {Translate} */
  #t = (key) => key;
  #src;
  #listener;
  #live = new Live({
    ask: (request, signal) => this.service.screen(request, { lang: this.#lang, audience, signal }),
    onchange: (state) => this.#become(state),
  });

  /**
   * @param {string} src base URL of the service
   * @param {Listener} listener
   */
  constructor(src, listener) {
    this.#src = src;
    this.#listener = listener;
    this.service = new Service({ src });
  }

  /**
   * Loads the questions in a language; the answers stay.
   *
   * @param {Lang} lang
   * @param {Translate} t
   * @returns {Promise<Questionnaire>}
   */
  async load(lang, t) {
    this.#t = t;
    const questionnaire = await this.service.questionnaire(lang, audience);
    // Of two languages asked for, the later stays, whichever comes first.
    if (this.#t !== t) return questionnaire;
    this.#lang = lang;
    this.#iron = undefined;
    this.questionnaire = questionnaire;
    return questionnaire;
  }

  /**
   * Calls the service with a key from now on. It is kept here and nowhere else.
   *
   * @param {string} key
   */
  unlock(key) {
    this.service = new Service({ src: this.#src, key });
  }

  /** The answers as they are judged. @returns {Request} */
  get request() {
    if (!this.questionnaire) return {};
    return dated(toRequest(this.questionnaire, this.answers, this.asOf));
  }

  /** Has the answers judged as they are now. */
  judge() {
    this.#trying?.abort();
    this.#live.judge(this.request);
  }

  /** Asks once more for what could not be judged. */
  again() {
    this.#live.again();
  }

  /** Clears everything but the key. */
  restart() {
    this.answers = new Answers();
    this.asOf = localDate(new Date());
    this.opened = undefined;
    this.#iron = undefined;
    this.#trying?.abort();
    this.#live.forget();
  }

  /**
   * Enters the answers of an answers file in the place of those there are.
   *
   * @param {string} text of the file
   * @param {(opened: import("./opened.js").Opened) => void} [prepare] may throw, while the answers there are stay
   * @throws {import("../screener/takeaway/file.js").FileFault} says what is wrong with it; the answers there are stay
   */
  async enter(text, prepare) {
    const { made_on, digest, request, result } = await readAnswerFile(text);
    if (!this.questionnaire) return;
    const { answers, left } = answersOf(this.questionnaire, request);
    const opened = { made_on, digest, result, left };
    prepare?.(opened);
    this.restart();
    this.answers = answers;
    this.asOf = request.as_of ?? "";
    this.opened = opened;
  }

  /** The open question that tells most; undefined when none is open. @returns {string | undefined} */
  get nextOpen() {
    const open = this.#live.state.result?.decision.next_questions ?? [];
    return open.find(({ asked }) => !asked)?.path;
  }

  /** Tells whether a safety answer other than no is not in the result there is. */
  get hasUnjudgedSafety() {
    const judged = /** @type {Record<string, string>} */ (this.#live.state.request?.safety ?? {});
    return Object.entries(this.request.safety ?? {}).some(([name, answer]) => answer !== "no" && answer !== judged[name]);
  }

  /** Has it worked out what each other answer would change. */
  async tryOut() {
    const { status, result } = this.#live.state;
    const { onwait, ontried, onuntried } = this.#listener;
    onwait();
    if (status !== "fresh" || !result || !this.questionnaire) {
      this.#live.again();
      return;
    }
    this.#trying?.abort();
    const { signal } = (this.#trying = new AbortController());
    const groups = whatIfs({ questionnaire: this.questionnaire, answers: this.answers, asOf: this.asOf, result, t: this.#t });
    try {
      const requests = groups.flatMap(({ cases }) => cases.map(({ request }) => request));
      const lines = requests.length > 0 ? await this.service.screenAll(requests, { lang: this.#lang, audience, signal }) : [];
      if (signal.aborted) return;
      let at = 0;
      const tried = groups.map(({ cases, ...group }) => ({ ...group, cases: cases.map(({ answer }) => {
        const other = lines[at++]?.result;
        return { answer, changes: other && changes(result, other) };
      }) }));
      ontried(tried, leftOut(result));
    } catch {
      if (!signal.aborted) onuntried();
    }
  }

  /** @param {State} state */
  #become(state) {
    const { onstate, wanted, onwait, onuntried } = this.#listener;
    onstate(state, this.#series(state));
    if (!wanted()) return;
    if (state.status === "fresh") this.tryOut();
    else if (state.status === "pending") onwait();
    else onuntried();
  }

  /**
   * Iron over time: at once where it is known, else when it has come.
   *
   * @param {State} state
   * @returns {IronStatus | undefined}
   */
  #series(state) {
    const body = state.request && this.questionnaire && ironRequest(state.request, this.questionnaire);
    if (!body) return undefined;
    const of = JSON.stringify(body);
    if (this.#iron?.of === of) return this.#iron.series;
    if (state.status === "fresh") this.#loadSeries(of, body, state);
    return undefined;
  }

  /** @param {string} of @param {object} body @param {State} state */
  async #loadSeries(of, body, state) {
    // Without it the result stands as it is: the chart is an addition.
    const series = await this.service.ironStatus(body, { lang: this.#lang, audience }).catch(() => undefined);
    if (!series || this.#live.state.request !== state.request) return;
    this.#iron = { of, series };
    this.#listener.onstate(this.#live.state, series);
  }
}
