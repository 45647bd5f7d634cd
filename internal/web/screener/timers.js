// Timers by name: setting one again moves it, and all of them can be stopped.

/** Named timers. */
export class Timers {
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  #running = new Map();

  /** @param {string} name @param {number} ms @param {() => void} act */
  set(name, ms, act) {
    this.clear(name);
    this.#running.set(name, setTimeout(act, ms));
  }

  /** @param {...string} names none: all of them */
  clear(...names) {
    for (const name of names.length > 0 ? names : this.#running.keys()) clearTimeout(this.#running.get(name));
  }
}
