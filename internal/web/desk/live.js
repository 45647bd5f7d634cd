// Has the answers judged as they change: after a short rest, the latest only, and
// again by itself when the service could not be reached.

import { ServiceError } from "../screener/service.js";

/**
 * @typedef {import("../screener/types").Request} Request
 * @typedef {import("../screener/types").Result} Result
 *
 * @typedef {object} State what there is to show
 * @property {"pending" | "fresh" | "failed"} status fresh when the result is that of these very answers
 * @property {Result} [result] the last one there was
 * @property {Request} [request] what the result is of
 * @property {ServiceError} [error] why the latest answers could not be judged
 *
 * @typedef {object} Clock timers, so that a test need not wait
 * @property {(run: () => void, ms: number) => unknown} set
 * @property {(timer: any) => void} clear
 */

/** How long answers rest before they are judged, in milliseconds. */
export const REST = 150;

/** How long until a service that could not be reached is tried again, in milliseconds. */
export const RETRY = 5000;

/** @type {Clock} */
const clock = { set: (run, ms) => setTimeout(run, ms), clear: (timer) => clearTimeout(timer) };

/** Has the latest answers judged, and tells of every change of state. */
export class Live {
  /** @type {State} */
  #state = { status: "pending" };
  /** @type {Request | undefined} */
  #latest;
  /** @type {AbortController | undefined} */
  #asked;
  /** @type {unknown} */
  #timer;
  #ask;
  #onchange;
  #clock;

  /**
   * @param {object} options
   * @param {(request: Request, signal: AbortSignal) => Promise<Result>} options.ask
   * @param {(state: State) => void} options.onchange
   * @param {Clock} [options.clock]
   */
  constructor({ ask, onchange, clock: given = clock }) {
    this.#ask = ask;
    this.#onchange = onchange;
    this.#clock = given;
  }

  /** What there is to show now. */
  get state() {
    return this.#state;
  }

  /**
   * Takes the answers as they are now. The result there was stays, and is no
   * longer called fresh.
   *
   * @param {Request} request
   */
  judge(request) {
    this.#latest = request;
    this.#wait(REST);
    this.#become({ ...this.#state, status: "pending", error: undefined });
  }

  /** Asks at once for the latest answers, if they are not judged yet. */
  again() {
    if (this.#latest && this.#state.status !== "fresh") this.#wait(0);
  }

  /** Forgets the result there was, as for another patient. */
  forget() {
    this.stop();
    this.#latest = undefined;
    this.#become({ status: "pending" });
  }

  /** Asks no more. */
  stop() {
    this.#clock.clear(this.#timer);
    this.#asked?.abort();
  }

  /** @param {number} ms */
  #wait(ms) {
    this.stop();
    this.#timer = this.#clock.set(() => this.#run(), ms);
  }

  async #run() {
    const request = this.#latest;
    if (!request) return;
    const asked = new AbortController();
    this.#asked = asked;
    let result;
    try {
      result = await this.#ask(request, asked.signal);
    } catch (caught) {
      if (asked.signal.aborted) return;
      const error = /** @type {ServiceError} */ (caught);
      this.#become({ ...this.#state, status: "failed", error });
      if (passes(error)) this.#timer = this.#clock.set(() => this.#run(), error.retryAfter ? error.retryAfter * 1000 : RETRY);
      return;
    }
    if (!asked.signal.aborted) this.#renew(result, request);
  }

  /** A result that cannot be shown is none, and nobody is to take what stands there for it. @param {Result} result @param {Request} request */
  #renew(result, request) {
    const before = this.#state;
    try {
      this.#become({ status: "fresh", result, request });
    } catch (fault) {
      this.#become({ ...before, status: "failed", error: new ServiceError("broken") });
      throw fault;
    }
  }

  /** @param {State} state */
  #become(state) {
    this.#state = state;
    this.#onchange(state);
  }
}

/**
 * Whether a fault may pass by itself: the service is out of reach or busy.
 *
 * @param {ServiceError} error
 */
const passes = (error) => ["offline", "timeout", "busy"].includes(error.kind);
