// What the iron results mean, while they are being typed.

import { h } from "../dom.js";

/**
 * @typedef {import("../types").Lab} Lab
 * @typedef {(labs: Lab[]) => Promise<{ display: string, notes: string[] } | undefined>} ReadLabs
 */

const ironTests = ["ferritin", "tsat", "iron", "tibc"];

// A result that is corrected at once is not read aloud first.
const delay = 400;

/**
 * The words of the service on the iron results. They are a status: said when they
 * have changed, without taking the focus.
 */
export class ReadingPanel {
  #t;
  #read;
  #asked = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {import("../words.js").Translate} t
   * @param {ReadLabs} [read]
   */
  constructor(t, read) {
    this.#t = t;
    this.#read = read;
    this.element = h("div", { class: "reading", role: "status", "data-reading": true });
  }

  /** @param {Lab[]} labs all that are complete */
  update(labs) {
    const iron = labs.filter(({ test }) => ironTests.includes(test ?? ""));
    const asked = JSON.stringify(iron);
    if (!this.#read || asked === this.#asked) return;
    this.#asked = asked;
    clearTimeout(this.#timer);
    // What stood there was about other results.
    this.element.replaceChildren();
    if (iron.length > 0) this.#timer = setTimeout(() => this.#show(labs, asked), delay);
  }

  /** @param {Lab[]} labs @param {string} asked */
  async #show(labs, asked) {
    if (!this.element.isConnected) return;
    /** @type {Awaited<ReturnType<ReadLabs>>} */
    let read;
    try {
      read = await this.#read?.(labs);
    } catch {
      // Without the service the results still count: their meaning comes with the result.
    }
    if (!read || asked !== this.#asked) return;
    this.element.replaceChildren(
      h("p", { class: "reading-title" }, this.#t("field.labs.reading")),
      h("p", {}, read.display),
      read.notes.length > 0 ? h("ul", {}, read.notes.map((note) => h("li", {}, note))) : "");
  }
}
