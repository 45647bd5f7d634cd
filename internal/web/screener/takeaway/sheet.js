// The page that is printed: one sheet of paper, A4 or US Letter, with what must be
// acted on first and what ties the page to the answers file at its foot.

import { h } from "../dom.js";
import { content } from "./content.js";
import { defineSheet, tag } from "./print.js";
import { qrFigure } from "./qr.js";

export { printSheet } from "./print.js";

/**
 * The sheet of a result. It shows nothing on a screen; while it stands in a
 * document, printing that document gives the sheet in place of all else.
 *
 * @param {import("./content.js").Taken & {digest?: string}} taken digest: of the answers file
 * @returns {HTMLElement}
 */
export function sheet(taken) {
  defineSheet();
  const { lang, t, digest, result, audience = "patient" } = taken;
  const { alerts, title, date, outcome, safety, chapters, notice, rules } = content(taken);
  const paper = h(
    "article",
    { class: "paper", lang, dir: "ltr" },
    alertBox(alerts),
    h(
      "header",
      {},
      h("h1", {}, title),
      h("p", { class: "paper-date" }, date),
      h("p", { class: "paper-name" }, t("takeaway.name_line"), h("span", {})),
    ),
    h("p", { class: "paper-outcome" }, outcome),
    safety && h("p", { class: "paper-safety" }, safety),
    audience === "patient" && h("p", {}, t("takeaway.subtitle")),
    h("div", { class: "paper-chapters" }, chapters.map(chapterSection)),
    foot({ notice, rules, ruleset: result.ruleset, digest, t }),
  );
  // What the fitting of the page may have to say, in the language of the page.
  const remarks = {
    clipped: t("takeaway.clipped"),
    more: (/** @type {number} */ n) => t("takeaway.more", { n }),
    gone: (/** @type {string} */ names) => t("takeaway.page_full", { names }),
  };
  const element = /** @type {import("./print.js").Sheet} */ (document.createElement(tag));
  element.hidden = true;
  element.remarks = remarks;
  element.append(paper);
  return element;
}

/**
 * What must be acted on, under one label for all that it is so with.
 *
 * @param {import("./content.js").Content["alerts"]} alerts
 */
function alertBox({ heading, items }) {
  if (!items.length) return null;
  const lines = items.flatMap(({ urgency, label, text }, i) => [
    label !== items[i - 1]?.label && h("h3", { "data-level": urgency }, label),
    h("p", { "data-level": urgency }, text),
  ]);
  return h("section", { class: "paper-alerts" }, h("h2", {}, heading), h("div", { class: items.length > 2 ? "paper-columns" : "" }, lines));
}

/** @param {import("./content.js").Chapter} chapter */
function chapterSection({ id, heading, lines }) {
  return h("section", { "data-chapter": id }, h("h2", {}, heading), h("ul", {}, lines.map(lineItem)));
}

/** @param {import("./content.js").Line} line */
function lineItem({ lead, parts, tail }) {
  // What parts a thing from the one before goes with it when it is taken off the end.
  const parting = (/** @type {number} */ i) => (i === 0 ? "" : parts[i - 1].endsWith("?") ? " " : "; ");
  return h(
    "li",
    {},
    lead && h("strong", {}, lead.endsWith("?") ? `${lead} ` : `${lead}: `),
    parts.map((part, i) => h("span", { class: "part" }, parting(i), part)),
    tail && h("em", {}, `: ${tail}`),
  );
}

/**
 * The limits of use, and what ties the page to the rules and to the answers file.
 *
 * @param {object} of
 * @param {string} of.notice
 * @param {string} of.rules
 * @param {import("./qr.js").Ruleset} of.ruleset
 * @param {string | undefined} of.digest
 * @param {import("../words.js").Translate} of.t
 */
function foot({ notice, rules, ruleset, digest, t }) {
  return h(
    "footer",
    {},
    qrFigure(ruleset, digest, t),
    h(
      "div",
      {},
      h("p", {}, h("strong", {}, `${t("result.notice")}: `), notice),
      h("p", {}, rules),
      h("p", {}, `${t("takeaway.rules_digest")}: `, h("code", {}, ruleset.digest)),
      digest && h("p", {}, `${t("takeaway.file_digest")}: `, h("code", {}, digest)),
      h("p", {}, t("takeaway.qr_words")),
    ),
  );
}
