// A small questionnaire, a service that answers as it is told, and storage in
// memory, for the tests of the form.

import { ServiceError } from "../service.js";

/** @typedef {import("../types").Question} Question */

/** @param {string} id @param {Partial<Question>} [more] @returns {Question} */
export const choice = (id, more = {}) => ({
  id, text: `${id}?`, type: "choice", enable_when: [],
  options: ["yes", "no", "not_sure"].map((code) => ({ code, display: code })), ...more,
});

/** @param {string} id @param {number} maximum @param {Partial<Question>} [more] @returns {Question} */
const number = (id, maximum, more = {}) => ({ id, text: `${id}?`, type: "number", options: [], minimum: 0, maximum, enable_when: [], ...more });

const options = (/** @type {string[]} */ ...codes) => ({ options: codes.map((code) => ({ code, display: code })) });

/** @type {import("../types").Questionnaire} */
export const questionnaire = {
  id: "test", language: "en", title: "Questions", intro: "Before the questions.", notice: "A screen.",
  emergency: { number: "911", text: "In an emergency call 911." },
  ruleset: { id: "test", version: "1", digest: "sha256:0", evidence_status: "undated" },
  sections: [
    { id: "criteria", title: "Legs", questions: [choice("criteria.urge_to_move"), choice("criteria.worse_at_rest")] },
    { id: "safety", title: "Safety", questions: [choice("safety.suicidal_thoughts", options("yes", "with_plan", "no", "not_sure")), choice("safety.low_mood")] },
    { id: "patient", title: "You", questions: [
      number("patient.age_years", 120, { type: "integer" }),
      choice("patient.sex", options("female", "male", "other")),
      choice("patient.pregnancy", { enable_when: [{ question: "patient.sex", operator: "not_in", codes: ["male"] }] }),
      number("patient.gestation_weeks", 45, { type: "integer", enable_when: [{ question: "patient.pregnancy", operator: "in", codes: ["yes"] }] }),
    ] },
    { id: "course", title: "Course", questions: [
      number("course.days_per_week", 7),
      number("course.lifetime_episodes", 1000, { enable_when: [{ question: "course.days_per_week", operator: "below", value: 2 }] }),
      choice("course.often", { enable_when: [{ question: "course.days_per_week", operator: "at_least", value: 5 }] }),
    ] },
    { id: "medications", title: "Medicines", questions: [{ id: "medications", text: "Which?", type: "medications", options: [], enable_when: [], timings: [{ code: "not_sure", display: "Not sure" }] }] },
    { id: "labs", title: "Results", questions: [{ id: "labs", text: "Which?", type: "labs", options: [], enable_when: [], tests: [{ test: "ferritin", display: "Ferritin", units: ["ng/mL"], minimum: 0.1, maximum: 1000 }] }] },
  ],
};

/** @param {string[]} paths @param {Partial<import("../types").Decision>} [more] @returns {import("../types").Decision} */
export const decide = (paths, more = {}) => ({
  decisive: [], would_change: [], outcome_settled: false, can_stop: false, ...more,
  next_questions: paths.map((path) => ({ path, asked: false })),
});

/** @param {string} id @param {"emergency" | "urgent" | "prompt"} urgency @returns {any} */
export const alert = (id, urgency) => ({ id, urgency, display: id, because: [], rule: `alert.${id}`, evidence: "product", sources: [] });

/**
 * What the service makes of a request: safety first, then the rest in order.
 *
 * @param {any} request
 * @returns {any}
 */
export function judge(request) {
  const alerts = [];
  if (request.safety?.suicidal_thoughts === "with_plan") alerts.push(alert("suicidal_intent", "emergency"));
  if (["yes", "not_sure"].includes(request.safety?.suicidal_thoughts)) alerts.push(alert("suicidal_thoughts", "urgent"));
  if (request.safety?.low_mood === "yes") alerts.push(alert("low_mood", "urgent"));
  const order = ["safety.suicidal_thoughts", "safety.low_mood", "patient.age_years", "criteria.worse_at_rest", "labs.ferritin"];
  const isAnswered = (/** @type {string} */ path) => {
    const [group, member] = path.split(".");
    return Array.isArray(request[group]) || request[group]?.[member] !== undefined;
  };
  const isNegative = request.criteria?.urge_to_move === "no";
  const isSettled = isNegative || isAnswered("criteria.worse_at_rest");
  return {
    outcome: { code: isNegative ? "negative" : isSettled ? "positive" : "indeterminate", display: "So far" },
    alerts,
    decision: decide(order.filter((path) => !isAnswered(path)), { outcome_settled: isSettled }),
  };
}

/** A service whose answers are held back until they are let go, or come at once. */
export class FakeService {
  host = "service.example";
  /** Whether judgements wait to be let go. */
  holds = false;
  /** Fails with this while it is set. @type {ServiceError | undefined} */
  failure;
  /** @type {{ request: any, options: any, release: () => Promise<void>, fail: (error: Error) => Promise<void> }[]} */
  calls = [];
  loaded = 0;

  /** @param {string} lang */
  async questionnaire(lang) {
    this.loaded++;
    if (this.failure) throw this.failure;
    return { ...questionnaire, language: lang };
  }

  /** @param {any} request @param {any} options */
  screen(request, options) {
    const answer = () => ({ ...judge(request), language: options.lang });
    return new Promise((resolve, reject) => {
      const call = {
        request, options,
        release: async () => { resolve(answer()); await settle(); },
        fail: async (/** @type {Error} */ error) => { reject(error); await settle(); },
      };
      this.calls.push(call);
      options.signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
      if (this.failure) reject(this.failure);
      else if (!this.holds) void this.check(request).then(() => resolve(answer()), reject);
    });
  }

  /** Refuses what the service would. @param {any} request */
  async check(request) {
    if (request.patient?.age_years === 111) {
      throw new ServiceError("invalid", { status: 422, problem: /** @type {any} */ ({ errors: [{ pointer: "/patient/age_years", code: "range", detail: "" }] }) });
    }
  }
}

/** Lets everything happen that waits for nothing but its turn. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Storage in memory. */
export class MemoryStorage {
  /** @type {Map<string, string>} */
  #items = new Map();

  get length() {
    return this.#items.size;
  }

  clear() {
    this.#items.clear();
  }

  /** @param {number} at */
  key(at) {
    return [...this.#items.keys()][at] ?? null;
  }

  /** @param {string} key */
  getItem(key) {
    return this.#items.get(key) ?? null;
  }

  /** @param {string} key @param {string} value */
  setItem(key, value) {
    this.#items.set(key, value);
  }

  /** @param {string} key */
  removeItem(key) {
    this.#items.delete(key);
  }
}
