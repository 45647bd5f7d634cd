// Checks, run a few at a time, a line for each.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { open } from "./visit.mjs";

const TIME = 120_000; // far beyond what any needs: only for one that hangs

/**
 * Runs checks and counts. A check is a function of a visitor, with whom it
 * opens pages; what it returns is printed beside its name. Every page of it is
 * watched: see visit.mjs.
 */
export class Checks {
  #list = [];
  passed = 0;
  failures = [];

  /** @param {{browser: import("playwright-core").Browser, url: string, out: string, only: string[]}} place */
  constructor(place) {
    this.place = place;
    mkdirSync(place.out, { recursive: true });
  }

  /** theme gives a way to add checks, whose names begin with that of the theme. */
  theme(theme) {
    return (name, run, options = {}) => {
      const full = `${theme}: ${name}`;
      if (this.place.only.length && !this.place.only.some((word) => full.includes(word))) return;
      this.#list.push({ name: full, run, ...options });
    };
  }

  /** run runs them, `lanes` at a time, and those that are to be alone at the end. */
  async run(lanes) {
    const together = this.#list.filter((check) => !check.alone);
    const lane = async () => {
      for (let check = together.shift(); check; check = together.shift()) await this.#one(check);
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    for (const check of this.#list.filter((each) => each.alone)) await this.#one(check);
  }

  async #one({ name, run }) {
    const visitor = new Visitor(this.place);
    const began = performance.now();
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not done after ${TIME / 1000} s`)), TIME);
    });
    try {
      const seen = await Promise.race([run(visitor), late]);
      visitor.checkWatches();
      this.passed++;
      console.log(`ok    ${name}${seen ? `: ${seen}` : ""} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    } catch (error) {
      this.failures.push(name);
      console.log(`FAIL  ${name}: ${oneLine(error)}`);
      for (const path of await visitor.photograph(name)) console.log(`      ${path}`);
    } finally {
      clearTimeout(timer);
      await visitor.leave();
    }
  }
}

/** Visitor opens pages for a check, and closes them after it. */
class Visitor {
  #visits = [];

  constructor(place) {
    Object.assign(this, place);
  }

  /** open opens a page; see open in visit.mjs for the options. */
  async open(path, options = {}) {
    const visit = await open(this.browser, new URL(path, this.url).href, options);
    this.#visits.push(visit);
    return visit;
  }

  /** checkWatches fails for what the browser complained of on any page. */
  checkWatches() {
    const complaints = this.#visits.flatMap((visit) => visit.complaints());
    if (complaints.length) throw new Error(`the browser complained: ${complaints.slice(0, 5).join(" | ")}`);
  }

  /** photograph keeps what the pages look like now, and says where. */
  async photograph(name) {
    const paths = [];
    for (const [number, { page }] of this.#visits.entries()) {
      const path = join(this.out, `${name.replace(/[^a-z0-9]+/gi, "-")}-${number + 1}.png`);
      const taken = await page.screenshot({ path, fullPage: true, timeout: 10_000 }).catch(() => undefined);
      if (taken) paths.push(path);
    }
    return paths;
  }

  async leave() {
    await Promise.all(this.#visits.map((visit) => visit.page.context().close().catch(() => {})));
  }
}

function oneLine(error) {
  const text = error?.stack ?? String(error);
  const where = /\(?file:\/\/\S*\/([\w-]+\.mjs:\d+)/.exec(text.slice(text.indexOf("\n    at")))?.[1] ?? "";
  return `${String(error?.message ?? error).replace(/\u001b\[\d+m/g, "").replace(/\s*\n\s*/g, " / ").slice(0, 1500)} ${where}`;
}
