// Judgements of answers that change while they are judged: the latest wins.

/**
 * @typedef {import("./types").Request} Request
 * @typedef {import("./types").Result} Result
 * @typedef {{ request: Request, result: Result, key: string }} Judgement
 * @typedef {{ key: string, order: number, controller: AbortController, judged: Promise<Judgement | undefined> }} Flight
 */

/** Asks the service to judge, at most twice at the same time. */
export class Judge {
  /** @type {Flight[]} */
  #flights = [];
  #count = 0;

  /**
   * Judges a request. Answers that were only added to leave a judgement that is
   * under way alone: who answers faster than the network would otherwise never
   * have one. An answer that was changed ends them all.
   *
   * The promise holds undefined when a later judgement came first or the call was
   * ended; it is rejected with a ServiceError when there is none.
   *
   * @param {import("./service.js").Service} service
   * @param {Request} request
   * @param {{ lang: string, audience: string, added?: boolean }} options
   * @returns {Promise<Judgement | undefined>}
   */
  ask(service, request, { lang, audience, added = false }) {
    const key = keyOf(request, lang, audience);
    const same = this.#flights.find((flight) => flight.key === key);
    if (same) {
      // Those after it are of answers that were taken back.
      this.#end(this.#flights.filter((flight) => flight.order > same.order));
      return same.judged;
    }
    this.#end(this.#flights.slice(added ? 1 : 0));
    const controller = new AbortController();
    const order = ++this.#count;
    const judged = this.#judge(service.screen(request, { lang, audience, signal: controller.signal }), controller, order)
      .then((result) => result && { request, result, key })
      .finally(() => (this.#flights = this.#flights.filter((flight) => flight.order !== order)));
    this.#flights.push({ key, order, controller, judged });
    return judged;
  }

  /** Ends what is under way. */
  stop() {
    this.#end(this.#flights);
  }

  /**
   * @param {Promise<Result>} calling
   * @param {AbortController} controller
   * @param {number} order
   */
  async #judge(calling, controller, order) {
    try {
      const result = await calling;
      if (controller.signal.aborted) return undefined;
      this.#end(this.#flights.filter((flight) => flight.order < order));
      return result;
    } catch (fault) {
      if (controller.signal.aborted) return undefined;
      throw fault;
    }
  }

  /** @param {Flight[]} flights */
  #end(flights) {
    this.#flights = this.#flights.filter((flight) => !flights.includes(flight));
    for (const { controller } of flights) controller.abort();
  }
}

/**
 * What a judgement is of: two with the same key say the same.
 *
 * @param {Request} request
 * @param {string} lang
 * @param {string} audience
 */
export const keyOf = (request, lang, audience) => JSON.stringify([lang, audience, request]);
