// The service over HTTP. Answers travel in bodies alone; of an address nothing
// depends but the language and the audience.

import { isIronStatus, isLike, isNames, isObject, isQuestionnaire, isResult } from "./shape.js";

/**
 * @typedef {import("./types").Problem} Problem
 * @typedef {import("./types").Request} Request
 * @typedef {import("./types").Result} Result
 * @typedef {"offline" | "timeout" | "refused" | "busy" | "invalid" | "broken"} Kind
 * @typedef {{ lang: string, audience: string, signal?: AbortSignal }} Options
 */

/**
 * Why the service gave no answer. offline: it was not reached; timeout: it took
 * too long; refused: it does not serve this caller; busy: later it may, retryAfter
 * seconds from now at the earliest; invalid: it does not take what was sent, problem
 * says why; broken: anything else.
 */
export class ServiceError extends Error {
  /**
   * @param {Kind} kind
   * @param {{ status?: number, retryAfter?: number, problem?: Problem }} [about]
   */
  constructor(kind, { status, retryAfter, problem } = {}) {
    super(`service: ${kind}`);
    this.name = "ServiceError";
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
    this.problem = problem;
  }
}

/** The service at a base URL. */
export class Service {
  #src;
  #key;
  #timeout;

  /** @param {{ src: string, key?: string | null, timeoutMs?: number }} options key is a publishable one */
  constructor({ src, key, timeoutMs = 15_000 }) {
    this.#src = src.replace(/\/+$/, "");
    // Anything else is no text of a header, and no call would be made at all.
    this.#key = /^[\w.~+/-]+=*$/.test(key ?? "") ? key : undefined;
    this.#timeout = timeoutMs;
  }

  /** Where the answers go, as people read it: host and port. */
  get host() {
    try {
      return new URL(this.#src).host;
    } catch {
      return this.#src;
    }
  }

  /**
   * @param {string} lang
   * @param {string} audience
   * @param {AbortSignal} [signal]
   * @returns {Promise<import("./types").Questionnaire>}
   */
  async questionnaire(lang, audience, signal) {
    return ifRight(isQuestionnaire, await this.#json("/v1/questionnaire", { lang, audience, signal }));
  }

  /**
   * Judges answers. The signal ends the call with an AbortError.
   *
   * @param {Request} request
   * @param {Options} options
   * @returns {Promise<Result>}
   */
  async screen(request, options) {
    // What answers in the place of the service must not pass for a judgement.
    return ifRight(isResult, await this.#json("/v1/screenings", options, { body: request }));
  }

  /**
   * Judges many sets of answers in one call.
   *
   * @param {Request[]} requests
   * @param {Options} options
   * @returns {Promise<{ line: number, result?: Result, error?: Problem }[]>} in the order of the requests
   */
  async screenAll(requests, options) {
    const text = await this.#text("/v1/screenings/batch", options, {
      body: requests.map((request) => JSON.stringify({ request })).join("\n"),
      media: "application/x-ndjson",
      accept: "application/x-ndjson",
    });
    const lines = text.split("\n").filter((line) => line.trim() !== "").map(parse);
    const isLine = (/** @type {any} */ line) => isObject(line) && (line.result === undefined || isResult(line.result));
    return ifRight(() => lines.length === requests.length && lines.every(isLine), lines);
  }

  /**
   * Reads iron results.
   *
   * @param {object} body an IronStatusRequest
   * @param {Options} options
   * @returns {Promise<import("./types").IronStatus>}
   */
  async ironStatus(body, options) {
    return ifRight(isIronStatus, await this.#json("/v1/iron-status", options, { body }));
  }

  /**
   * Every name of a medicine that the rules know, so that what is typed need not
   * be sent to be completed.
   *
   * @param {string} lang
   * @returns {Promise<{ name: string, ingredients: string[] }[]>}
   */
  async names(lang) {
    return ifRight(isNames, (await this.#json("/v1/medications/names", { lang }))?.names);
  }

  /**
   * Answers as a FHIR QuestionnaireResponse, in the text that the service gave.
   *
   * @param {Request} request
   * @returns {Promise<string>}
   */
  fhir(request) {
    return this.#text("/fhir/R4/QuestionnaireResponse/$from-answers", {}, {
      body: JSON.stringify(request), accept: "application/fhir+json",
    });
  }

  /**
   * @param {string} path
   * @param {Partial<Options>} options
   * @param {{ body?: object }} [post]
   */
  async #json(path, options, post) {
    return parse(await this.#text(path, options, post && { body: JSON.stringify(post.body) }));
  }

  /**
   * @param {string} path
   * @param {Partial<Options>} options
   * @param {{ body: string, media?: string, accept?: string }} [post]
   * @returns {Promise<string>}
   */
  async #text(path, { lang, audience, signal }, post) {
    if (!/^https?:/.test(this.#src)) throw new ServiceError("refused", { problem: /** @type {any} */ ({ detail: addressNeeded }) });
    const query = new URLSearchParams({ ...(lang && { lang }), ...(audience && { audience }) }).toString();
    const headers = new Headers({ Accept: post?.accept ?? "application/json" });
    if (post) headers.set("Content-Type", post.media ?? "application/json");
    if (this.#key) headers.set("Authorization", `Bearer ${this.#key}`);
    const ending = new AbortController();
    const end = () => ending.abort();
    signal?.addEventListener("abort", end);
    const timer = setTimeout(end, this.#timeout);
    try {
      if (signal?.aborted) end();
      const answer = await fetch(`${this.#src}${path}${query && `?${query}`}`, {
        method: post ? "POST" : "GET", headers, body: post?.body, signal: ending.signal,
        credentials: "omit", referrerPolicy: "no-referrer",
        redirect: "error", // answers go to this service, and not where it points to
      });
      const text = await answer.text();
      if (answer.ok) return text;
      throw refusal(answer, text);
    } catch (cause) {
      if (signal?.aborted || cause instanceof ServiceError) throw cause;
      throw new ServiceError(ending.signal.aborted ? "timeout" : "offline");
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
    }
  }
}

/** What is said to whoever put the form on a page without the address of a service. */
const addressNeeded = "src is needed: the address of the service, where the script does not come from there";

/** The longest that a service can ask to wait, in seconds: a timer of more than 2^31 ms would not wait at all. */
const longestWait = 3600;

/** @param {(value: any) => boolean} isRight @param {any} value @returns {any} */
function ifRight(isRight, value) {
  if (!isRight(value)) throw new ServiceError("broken");
  return value;
}

/** @param {string} text @returns {any} */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError("broken");
  }
}

/**
 * @param {Response} answer
 * @param {string} text
 */
function refusal(answer, text) {
  const { status } = answer;
  const asked = Number(answer.headers.get("Retry-After"));
  const retryAfter = asked > 0 ? Math.min(Math.max(asked, 1), longestWait) : undefined;
  return new ServiceError(kindOf(status), { status, retryAfter, problem: problemOf(text) });
}

/** @param {number} status @returns {Kind} */
function kindOf(status) {
  if (status === 401 || status === 403) return "refused";
  if (status === 422) return "invalid";
  if (status === 429 || status === 502 || status === 503 || status === 504) return "busy";
  return "broken";
}

/** @param {string} text @returns {Problem | undefined} */
function problemOf(text) {
  try {
    const problem = JSON.parse(text);
    if (!isObject(problem)) return undefined;
    // Of its errors, those that name an answer are of use.
    const { errors } = problem;
    const isNaming = (/** @type {unknown} */ error) => isLike({ pointer: "", code: "", "accepted?": [""] }, error);
    if (errors) problem.errors = Array.isArray(errors) ? errors.filter(isNaming) : [];
    return /** @type {any} */ (problem);
  } catch {
    return undefined; // A proxy on the way speaks for itself.
  }
}
