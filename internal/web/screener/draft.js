// The draft: what brings the form back after a reload. It is in the storage of
// the tab, which no other tab reads and which ends with it.

import { Answers, find } from "./answers.js";

const LIFE_MS = 12 * 60 * 60 * 1000;

/** What tells a draft and its copies in other tabs from all others. */
const newId = () => String(Math.random());

/**
 * @typedef {object} Saved
 * @property {import("./answers.js").Saved} answers
 * @property {string[]} visited ids of the questions that were seen, the earliest first
 * @property {string} [current] id of the question that is open
 * @property {string} screen
 * @property {string[]} seen ids of the alerts that were shown
 * @property {string[]} checked outcomes after which was asked whether to go on
 * @property {Record<string, string>} chosen attributes that the person has chosen, such as the language
 */

/** The draft of one form. Storage that is full, shut or missing is survived: the form then forgets on a reload. */
export class Draft {
  #name;
  #storage;
  #now;
  #id = newId();
  /** When it was saved; undefined when there is none. @type {number | undefined} */
  #savedAt;
  /** What was there when it was loaded was too old to be shown. */
  wasOld = false;

  /**
   * @param {() => string} name what tells the form from others in the tab
   * @param {{ storage?: () => Storage, now?: () => number }} [options]
   */
  constructor(name, { storage = () => sessionStorage, now = Date.now } = {}) {
    this.#name = name;
    this.#storage = storage;
    this.#now = now;
  }

  get #key() {
    return `rlscreen.draft:${this.#name()}`;
  }

  /** What was saved within the last 12 hours; undefined when there is nothing. @returns {Partial<Saved> | undefined} */
  load() {
    try {
      const saved = JSON.parse(this.#storage().getItem(this.#key) ?? "null");
      const age = this.#now() - saved?.saved_at;
      if (age >= 0 && age <= LIFE_MS) {
        this.#savedAt = saved.saved_at;
        this.#id = String(saved.id ?? this.#id);
        return { ...saved, seen: texts(saved.seen), chosen: chosenOf(saved.chosen) };
      }
      if (age > LIFE_MS) this.wasOld = true;
      this.clear();
    } catch {
      this.clear();
    }
    return undefined;
  }

  /** @param {Saved} draft */
  save(draft) {
    this.#savedAt = this.#now();
    try {
      this.#storage().setItem(this.#key, JSON.stringify({ saved_at: this.#savedAt, id: this.#id, ...draft }));
    } catch {
      // The answers are still in memory; only a reload would lose them.
    }
  }

  /** Whether it was saved too long ago to be shown: a tab can be left open for days. */
  get isOld() {
    return this.#now() - (this.#savedAt ?? NaN) > LIFE_MS;
  }

  /** Forgets the draft, and has other tabs forget it: who duplicates a tab duplicates its storage. */
  end() {
    try {
      const channel = new BroadcastChannel(this.#key);
      channel.postMessage(this.#id);
      channel.close();
    } catch {
      // Then this tab has been alone.
    }
    this.clear();
  }

  /**
   * Hears of the end of this very draft in another tab.
   *
   * @param {() => void} onend
   * @returns {() => void} ends hearing
   */
  hear(onend) {
    try {
      const channel = new BroadcastChannel(this.#key);
      channel.onmessage = ({ data }) => data === this.#id && onend();
      return () => channel.close();
    } catch {
      return () => {};
    }
  }

  /** Forgets the draft. */
  clear() {
    this.#id = newId();
    this.#savedAt = undefined;
    try {
      this.#storage().removeItem(this.#key);
    } catch {
      // What cannot be reached was not written either.
    }
  }
}

/**
 * What of a draft fits a questionnaire, which can be younger.
 *
 * @param {Partial<Saved>} saved
 * @param {import("./types").Questionnaire} questionnaire
 */
export function fitDraft(saved, questionnaire) {
  const isKnown = (/** @type {string} */ id) => find(questionnaire, id) !== undefined;
  return {
    answers: Answers.from(saved.answers).keptBy(questionnaire),
    visited: texts(saved.visited).filter(isKnown),
    current: texts([saved.current]).find(isKnown),
    checked: texts(saved.checked),
  };
}

/** What a person can choose. */
const choosable = ["lang", "mode", "theme"];

/** @param {unknown} chosen @returns {Record<string, string>} */
const chosenOf = (chosen) =>
  Object.fromEntries(Object.entries(chosen ?? {}).filter(([name, value]) => choosable.includes(name) && typeof value === "string"));

/** @param {unknown} list @returns {string[]} */
const texts = (list) => (Array.isArray(list) ? list.filter((entry) => typeof entry === "string") : []);
