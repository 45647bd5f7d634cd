// What is wrong with the service: told once for each change, and not each time
// that it is tried again.

import { ServiceError } from "./service.js";

/**
 * @typedef {import("./service.js").Kind} Kind
 *
 * What the page is told. There is nothing of the answers in it.
 * @typedef {{ kind: Kind, status?: number, code?: string }} Complaint
 */

/** Tells the page, and whoever looks after it, why the service gives no answer. */
export class Complaints {
  /** @type {Kind | undefined} */
  #last;
  #tell;

  /** @param {(complaint: Complaint) => void} tell */
  constructor(tell) {
    this.#tell = tell;
  }

  /** @param {unknown} fault @returns {Kind} */
  hear(fault) {
    const kind = kindOf(fault);
    if (kind !== this.#last) {
      this.#last = kind;
      const { status, code, detail } = aboutOf(fault);
      console.warn(`rls-screener: ${[status, code ?? kind].filter(Boolean).join(" ")}${detail ? `: ${detail}` : ""}`);
      this.#tell({ kind, ...(status && { status }), ...(code && { code }) });
    }
    return kind;
  }

  /** The service has answered: what is wrong after that is told again. */
  settle() {
    this.#last = undefined;
  }
}

/**
 * Why the service gave no answer. What it does not take and cannot be mended by an
 * answer is the fault of the form.
 *
 * @param {unknown} fault
 * @returns {Kind}
 */
const kindOf = (fault) => (fault instanceof ServiceError && fault.kind !== "invalid" ? fault.kind : "broken");

/** @param {unknown} fault @returns {{ status?: number, code?: string, detail?: string }} */
function aboutOf(fault) {
  if (!(fault instanceof ServiceError)) return {};
  const { code, detail } = /** @type {Record<string, unknown>} */ (fault.problem ?? {});
  return { status: fault.status, ...(typeof code === "string" && { code }), ...(typeof detail === "string" && { detail }) };
}
