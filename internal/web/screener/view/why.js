// The grounds of a statement, folded away: the answers it rests on in words, the
// strength of its evidence, its rule and its sources.

import { h } from "../dom.js";

/**
 * @typedef {import("./lookup.js").Fact} Fact
 * @typedef {object} Grounded
 * @property {(Fact | string)[]} [because] facts, or paths of the answers
 * @property {string} [rule]
 * @property {string} [evidence]
 * @property {string[]} [sources]
 */

/**
 * What the parts of a result are shown with.
 *
 * @typedef {object} Showing
 * @property {import("../types").Result} result
 * @property {import("../types").Request} request
 * @property {import("../types").Questionnaire} questionnaire
 * @property {import("../words.js").Translate} t
 * @property {string} lang
 * @property {import("./lookup.js").Lookup} look
 * @property {"patient" | "clinician"} audience
 * @property {string} src base URL of the service, where the sources are cited in full
 */

/** The words for a tier of evidence. @type {Record<string, string>} */
const tiers = {
  guideline: "result.evidence_guideline",
  consensus: "result.evidence_consensus",
  cohort: "result.evidence_cohort",
  case_reports: "result.evidence_case_reports",
  low: "result.evidence_low",
  product: "result.evidence_product",
};

/**
 * A tier of evidence in words; the tier itself where there are none.
 *
 * @param {string | undefined} tier
 * @param {import("../words.js").Translate} t
 * @returns {string}
 */
export const evidenceWords = (tier, t) => (tier && tiers[tier] ? t(tiers[tier]) : (tier ?? ""));

/**
 * The grounds of a statement, to be opened.
 *
 * @param {Grounded | Grounded[]} grounds several where a statement has several rules
 * @param {string} about the statement, which tells this from other grounds when only it is read out
 * @param {Showing} showing
 * @param {string} [beside] what is seen beside the question
 * @returns {HTMLDetailsElement}
 */
export function why(grounds, about, showing, beside) {
  const { t } = showing;
  return h(
    "details",
    { class: "why" },
    h("summary", {}, t("result.why"), h("span", { class: "visually-hidden" }, ` ${about}`), beside && h("span", { class: "quiet" }, ` ${beside}`)),
    [grounds].flat().map((g) => h("div", { class: "grounds" }, answers(g, showing), basis(g, showing))),
  );
}

/**
 * The answers a statement rests on, each with its question.
 *
 * @param {Grounded} grounds
 * @param {Showing} showing
 * @returns {HTMLElement | null}
 */
export function answers(grounds, { look, t }) {
  const facts = (grounds.because ?? []).map((b) => (typeof b === "string" ? { path: b } : b));
  if (!facts.length) return null;
  return h(
    "ul",
    { class: "facts" },
    facts.map((fact) => {
      const [question, answer, limit] = [look.question(fact.path), look.answer(fact), look.limit(fact)];
      const said = answer !== question && [question.endsWith("?") ? " " : ": ", h("strong", {}, answer)];
      return h("li", {}, question, said, limit && ` (${t("result.limit", { limit })})`);
    }),
  );
}

/**
 * The evidence, rule and sources of a statement in one line. The ids of the
 * sources lead to the ruleset, which cites them in full.
 *
 * @param {Grounded} grounds
 * @param {Showing} showing
 * @returns {HTMLElement}
 */
export function basis({ rule, evidence, sources = [] }, showing) {
  const { t } = showing;
  return h(
    "p",
    { class: "basis small quiet" },
    evidence && `${t("result.evidence", { tier: evidenceWords(evidence, t) })} `,
    rule && [t("result.rule"), " ", h("code", {}, rule), ". "],
    sources.length > 0 && [t("result.sources"), " ", rulesetLink(sources.join(", "), showing)],
  );
}

/**
 * A link to the rules and sources that were applied, in another tab, so that the
 * answers stay where they are.
 *
 * @param {string} words
 * @param {Showing} showing
 * @returns {HTMLElement}
 */
export function rulesetLink(words, { t, src, audience, lang }) {
  const href = `${src}/v1/ruleset?audience=${audience}&lang=${lang}`;
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, words, h("span", { class: "visually-hidden" }, ` ${t("result.new_tab")}`));
}
