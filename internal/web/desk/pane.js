// The result beside the answers: what to act on, how far it is up to date, what it
// is, what would change it, and its reasons.

import { urgencyOf } from "../screener/alarm.js";
import { h } from "../screener/dom.js";
import { copy } from "../screener/takeaway/save.js";
import { alertList, linkNumbers } from "../screener/view/alerts.js";
import { clinicianParts } from "../screener/view/clinician.js";
import { notice } from "../screener/view/closing.js";
import { lookup } from "../screener/view/lookup.js";
import { outcome } from "../screener/view/part.js";
import { why } from "../screener/view/why.js";
import { changePanel } from "./change.js";

/**
 * @typedef {import("../screener/types").Questionnaire & { emergency?: import("../screener/view/alerts.js").Emergency }} Questionnaire
 * @typedef {import("../screener/types").IronStatus} IronStatus
 * @typedef {import("../screener/view/why.js").Showing} Showing
 * @typedef {import("../screener/words.js").Translate} Translate
 * @typedef {import("./live.js").State} State
 *
 * @typedef {object} Options
 * @property {Questionnaire} questionnaire
 * @property {Translate} t
 * @property {import("../screener/words.js").Lang} lang
 * @property {string} src base URL of the service
 * @property {HTMLElement} keyField where a key is entered, seen when one is asked for
 * @property {() => void} onretry
 * @property {() => void} onwhatif what would change the result is asked for
 * @property {(path: string) => void} ongo a question is to be answered
 */

/** Why the result is not up to date, by the kind of the fault. @type {Record<string, string>} */
const faults = {
  offline: "desk.status.offline",
  timeout: "desk.status.offline",
  refused: "desk.status.refused",
  busy: "desk.status.busy",
  invalid: "desk.status.invalid",
  broken: "desk.status.broken",
};

/** The pane of the result, and the alerts, which stand apart so that nothing is above them. */
export class Pane {
  #options;
  #drawn = "";
  #alerted = "";
  #unjudged = h("div", { role: "alert" });
  #list = h("div", { role: "alert" });
  #status = h("p", { class: "freshness" });
  #said = h("p", { class: "visually-hidden", role: "status" });
  #faults = h("ul", { class: "refused" });
  #verdict = h("div", { class: "result for-clinician" });
  #reasons = h("div", { class: "result for-clinician" });
  #text = h("pre", { class: "summary-text", tabindex: 0 });
  #retry;
  #summary;

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    const { t, onretry, onwhatif, ongo, keyField } = options;
    this.alerts = h("div", { class: "alerts-place" }, this.#unjudged, this.#list);
    this.bar = h("button", { type: "button", class: "alert-bar", "data-action": "alerts", hidden: true, onclick: () => this.#toAlerts() });
    this.panel = changePanel({ t, onopen: onwhatif, ongo });
    this.#retry = h("button", { type: "button", "data-action": "retry", onclick: onretry }, t("desk.try_again"));
    this.#summary = this.#summaryPart();
    this.element = h(
      "section",
      { class: "pane", "aria-label": t("desk.result"), tabindex: 0 },
      this.#status, this.#said, this.#faults, this.#retry, keyField,
      this.#verdict, this.panel.element, this.#summary, this.#reasons,
    );
  }

  /**
   * Shows a state of the judgement.
   *
   * @param {State} state
   * @param {IronStatus} [series] iron over time, of the same answers
   * @param {boolean} [unjudged] a safety answer could not be judged
   */
  show(state, series, unjudged = false) {
    const { t, keyField } = this.#options;
    const { status, error, result } = state;
    // First what is to be acted on: only then may anything be called up to date.
    this.#unjudged.replaceChildren(...(unjudged ? [this.#unjudgedAlert()] : []));
    const drawing = JSON.stringify([result ?? null, series ?? null]);
    if (drawing !== this.#drawn) {
      this.#drawn = "";
      this.#draw(state, series);
      this.#drawn = drawing;
    }
    this.element.dataset.status = status;
    const failed = faults[error?.kind ?? ""];
    const words = status === "fresh" ? t("desk.status.fresh") : status === "pending" ? t("desk.status.pending") : t(failed);
    if (this.#status.textContent !== words) this.#status.textContent = words;
    this.#retry.hidden = status !== "failed" || error?.kind === "invalid";
    keyField.hidden = error?.kind !== "refused";
    if (status !== "failed" || error?.kind !== "invalid") this.refused([]);
    if (status === "failed") this.#say(words);
    if (status === "fresh" && result) this.#say(`${result.outcome.display} ${t("desk.alerts", { n: result.alerts.length })}`);
  }

  /**
   * Names the questions whose answers were refused.
   *
   * @param {import("../screener/types").Question[]} questions
   */
  refused(questions) {
    const { ongo } = this.#options;
    this.#faults.replaceChildren(...questions.map(({ id, text }) =>
      h("li", {}, h("button", { type: "button", class: "plain", onclick: () => ongo(id) }, text))));
    this.#faults.hidden = questions.length === 0;
  }

  /** A status is said once, when it has changed. @param {string} words */
  #say(words) {
    if (this.#said.textContent !== words) this.#said.textContent = words;
  }

  /** @param {State} state @param {IronStatus} [series] */
  #draw({ result, request }, series) {
    for (const part of [this.panel.element, this.#summary, this.#verdict, this.#reasons]) part.hidden = !result;
    if (!result || !request) {
      this.#list.replaceChildren();
      this.bar.hidden = true;
      this.#alerted = "";
      return;
    }
    const { questionnaire, t, lang, src } = this.#options;
    const look = lookup({ questionnaire, request, t, lang });
    /** @type {Showing} */
    const showing = { result, request, questionnaire, t, lang, look, src, audience: "clinician" };
    this.#drawAlerts(showing);
    this.#text.textContent = result.text.summary;
    keepingOpen(this.#verdict, () => this.#verdict.replaceChildren(outcome(showing, 2), label(showing)));
    keepingOpen(this.#reasons, () => {
      const parts = [...clinicianParts(showing, { series }), entered(showing), notice(showing)];
      this.#reasons.replaceChildren(...parts.filter((part) => part !== null));
    });
  }

  /** Alerts are said aloud when they change, so they are left alone when they do not. @param {Showing} showing */
  #drawAlerts(showing) {
    const { questionnaire, t } = this.#options;
    const alerts = JSON.stringify(showing.result.alerts);
    if (this.#alerted === alerts) return;
    const more = (/** @type {import("../screener/types").Alert} */ alert) => why(alert, t("result.why_alert"), showing);
    const list = alertList(showing.result.alerts, { t, emergency: questionnaire.emergency, more });
    this.#list.replaceChildren(...(list ? [list] : []));
    this.#alerted = alerts;
    this.bar.hidden = !showing.result.alerts.some((alert) => ["emergency", "urgent"].includes(urgencyOf(alert)));
    this.bar.textContent = `${this.#list.querySelector("h2")?.textContent} (${t("desk.alerts", { n: showing.result.alerts.length })})`;
  }

  /** What stands above all while a safety answer could not be judged. */
  #unjudgedAlert() {
    const { t, questionnaire: { emergency } } = this.#options;
    return h("div", { class: "alerts" }, h("section", { class: "alert", "data-alert": "unjudged_safety", "data-urgency": "urgent" },
      h("h2", { tabindex: -1 }, t("desk.unjudged_title")),
      h("p", {}, t("desk.unjudged_text")),
      emergency && h("p", {}, linkNumbers(emergency.text, emergency))));
  }

  #toAlerts() {
    const heading = /** @type {HTMLElement | null} */ (this.alerts.querySelector("[tabindex]"));
    heading?.focus();
    heading?.scrollIntoView();
  }

  #summaryPart() {
    const { t } = this.#options;
    const said = h("p", { role: "status" });
    const place = h("div", {});
    const copied = async () => {
      said.textContent = "";
      const outcome = await copy(this.#text.textContent ?? "", { into: place, t });
      if (outcome === "copied") said.textContent = t("desk.copied");
    };
    return h(
      "details",
      { class: "panel", "data-part": "summary" },
      h("summary", {}, t("desk.summary")),
      h("p", {}, h("button", { type: "button", "data-action": "copy", onclick: copied }, t("desk.copy"))),
      said, place, this.#text,
    );
  }
}

/**
 * The label of the result in short; its reasons follow further below.
 *
 * @param {Showing} showing
 */
function label({ result, t }) {
  const { display, provisional } = result.classification;
  return h("p", { class: "verdict-label" }, t("desk.change.label"), " ", h("strong", {}, display), provisional && ` (${t("desk.provisional")})`);
}

/**
 * The medicines and results as they were entered, for paper alone: on the screen
 * their fields say it.
 *
 * @param {Showing} showing
 */
function entered({ request, questionnaire, look }) {
  const { medications = [], labs = [] } = request;
  const lists = { medications: medications.map((_, at) => `medications[${at}]`), labs: labs.map((_, at) => `labs[${at}]`) };
  const filled = Object.entries(lists).filter(([, paths]) => paths.length > 0);
  if (filled.length === 0) return null;
  return h("section", { class: "print-only" }, filled.map(([id, paths]) => [
    h("h3", {}, questionnaire.sections.find((section) => section.id === id)?.title),
    h("ul", {}, paths.map((path) => {
      // What is given of a medicine without its timing is its name once more.
      const [name, given] = [look.question(path), look.given(path)];
      return h("li", {}, given === name ? name : `${name}: ${given}`);
    })),
  ]).flat());
}

/**
 * Draws anew, and opens again what was folded open.
 *
 * @param {HTMLElement} element
 * @param {() => void} draw
 */
function keepingOpen(element, draw) {
  const open = new Set([...element.querySelectorAll("details")].filter((d) => d.open).map(nameOf));
  draw();
  for (const details of element.querySelectorAll("details")) {
    if (open.has(nameOf(details))) details.open = true;
  }
}

/** What tells one fold from another: where it is, and what its summary says. @param {HTMLDetailsElement} details */
const nameOf = (details) =>
  `${details.closest("[data-part]")?.getAttribute("data-part")} ${details.querySelector("summary")?.textContent}`;
