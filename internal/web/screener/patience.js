// Waiting for the service: never for long without saying so, and never longer
// than what the person does next.

/** What a person waits for, at most one thing at a time. */
export class Patience {
  /** The person waits for the service. */
  isWaiting = false;
  /** They have waited for long enough to say so. */
  isLong = false;
  /** Counts what a person does: who comes back from waiting looks whether it was overtaken. */
  #turn = 0;
  #timers;
  #saying;
  #onchange;

  /**
   * @param {object} options
   * @param {import("./timers.js").Timers} options.timers
   * @param {number} options.saying after how many milliseconds waiting is long
   * @param {() => void} options.onchange
   */
  constructor({ timers, saying, onchange }) {
    this.#timers = timers;
    this.#saying = saying;
    this.#onchange = onchange;
  }

  /** Ends waiting, because the person does something else. @returns {() => boolean} tells whether that was overtaken in turn */
  begin() {
    this.rest();
    const turn = ++this.#turn;
    return () => turn !== this.#turn;
  }

  /** Ends waiting. */
  rest() {
    this.isWaiting = this.isLong = false;
    this.#timers.clear("saying", "limit");
  }

  /**
   * Waits for something that never fails.
   *
   * @param {Promise<void>} ending
   * @param {number} [limit] in milliseconds
   * @returns {Promise<boolean>} whether it ended within the limit
   */
  async wait(ending, limit) {
    this.isWaiting = true;
    this.#timers.set("saying", this.#saying, () => {
      this.isLong = true;
      this.#onchange();
    });
    this.#onchange();
    /** @type {Promise<boolean>} */
    const limited = new Promise((resolve) => {
      if (limit !== undefined) this.#timers.set("limit", limit, () => resolve(false));
    });
    return Promise.race([ending.then(() => true), limited]);
  }
}
