// What a result says to a clinician: every criterion with its answer and rule,
// every conclusion with its grounds, and what could still change it.

import { h } from "../dom.js";
import { ironPart } from "./clinician-iron.js";
import { unitWords } from "./lookup.js";
import { openQuestions } from "./open.js";
import { button, part, sentence, statements, status, tierKeys } from "./part.js";
import { allQuestions, conclusions, conclusionWords, entered, panels, unknown, warningList } from "./patient.js";
import { table, terms } from "./table.js";
import { answers, basis, evidenceWords, why } from "./why.js";

/**
 * @typedef {import("./why.js").Showing} Showing
 * @typedef {import("../types").IronStatus} IronStatus
 */

/**
 * The parts of the clinical view, in order.
 *
 * @param {Showing} showing
 * @param {{series?: IronStatus, on?: {edit: () => void, more: () => void}}} options with `on`, buttons that lead back to the questions
 * @returns {(HTMLElement | null)[]}
 */
export const clinicianParts = (showing, { series, on }) => [
  criteria(showing, on),
  standards(showing),
  classification(showing),
  ironPart(showing, series),
  labs(showing),
  medicines(showing),
  guidance(showing),
  decision(showing, on),
  warnings(showing),
];

/** @param {Showing} showing @param {{edit: () => void} | undefined} on */
function criteria(showing, on) {
  const { result, t, look } = showing;
  const five = result.criterion_5;
  const mimics = showing.questionnaire.sections.find((s) => s.id === "mimics")?.questions ?? [];
  const points = new Map(five.pointers.map((p) => [p.path, [p.display, h("br"), ...ground(p, showing)]]));
  return part(
    "criteria",
    t("result.criteria"),
    table({
      caption: t("result.criteria_caption"),
      columns: [t("result.criterion"), t("result.answer"), t("result.status"), t("result.rule_sources")],
      rows: result.criteria.map((c) => [c.display, look.given(`criteria.${c.id}`), status(c.status, showing), ground(c, showing)]),
    }),
    answers({ because: ["criteria.body_parts"] }, showing),
    h("h3", {}, t("result.criterion_5")),
    h("p", {}, sentence(five.display)),
    basis(five, showing),
    table({
      caption: t("result.mimics_caption"),
      columns: [t("result.mimic"), t("result.answer"), t("result.points_to")],
      rows: mimics.map((q) => [q.text, look.given(q.id), points.get(q.id) ?? "–"]),
      attributes: { class: "table of-questions" },
    }),
    on && h("p", { class: "actions" }, button("edit", t("result.edit"), () => on.edit())),
  );
}

/** Rule, evidence and sources in a cell. @param {import("./why.js").Grounded} grounds @param {Showing} showing */
const ground = ({ rule, evidence, sources = [] }, { t }) => [
  h("code", {}, rule),
  h("br"),
  h("span", { class: "quiet small" }, `${evidenceWords(evidence, t)}; ${sources.join(", ")}`),
];

/** @param {Showing} showing */
function standards(showing) {
  const { result, t } = showing;
  return part(
    "standards",
    t("result.standards"),
    statements(
      result.standard_reasons,
      (s) => h("p", { class: "name" }, s.display, " ", status(result.standards[s.id], showing)),
      (s) => s.display,
      showing,
    ),
    h("h3", {}, t("result.course")),
    statements(conclusions(result), (c) => h("p", {}, conclusionWords(c, t)), (c) => conclusionWords(c, t), showing),
  );
}

/** @param {Showing} showing */
function classification(showing) {
  const { result, t, look } = showing;
  const c = result.classification;
  return part(
    "contributors",
    t("result.classification"),
    h("p", { class: "name" }, c.display, c.provisional && h("span", { class: "tier" }, t("result.provisional"))),
    h("p", {}, c.text),
    basis(c, showing),
    h("h3", {}, t("result.contributors_clinician")),
    c.contributors.length ? grounded(c.contributors, (x) => [x.display, " ", h("span", { class: "tier" }, t(tierKeys.clinician[x.tier]))], showing) : h("p", {}, t("result.none_found")),
    h("h3", {}, t("result.primary_pointers")),
    c.primary_pointers.length ? grounded(c.primary_pointers, (x) => x.display, showing) : h("p", {}, t("result.none_found")),
    c.missing.length > 0 && [h("h3", {}, t("result.missing")), h("ul", {}, c.missing.map((path) => h("li", {}, look.question(path))))],
  );
}

/**
 * Findings with their grounds in the open.
 *
 * @template {import("./why.js").Grounded} Item
 * @param {Item[]} items
 * @param {(item: Item) => import("../dom.js").Child | import("../dom.js").Child[]} say
 * @param {Showing} showing
 */
const grounded = (items, say, showing) =>
  h("ul", { class: "statements" }, items.map((item) => h("li", {}, h("p", { class: "name" }, say(item)), answers(item, showing), basis(item, showing))));

/** @param {Showing} showing */
function labs(showing) {
  const { result, t, lang } = showing;
  if (!result.labs.length) return part("labs", t("result.labs"), h("p", {}, t("result.no_labs")));
  return part(
    "labs",
    t("result.labs"),
    table({
      caption: t("result.labs_caption"),
      columns: [t("result.test"), t("result.loinc"), t("result.priority"), t("result.status")],
      rows: result.labs.map((lab) => [
        lab.display,
        h("code", {}, lab.loinc ?? "–"),
        lab.priority_display,
        lab.status === "already_available" ? t("result.available", { value: unitWords(lab.value ?? "", lang) }) : t("result.suggested"),
      ]),
    }),
    h("h3", {}, t("result.reasons")),
    h("ul", { class: "statements" }, panels(result.labs).map((tests) => h("li", {}, reasons(tests, showing)))),
  );
}

/** Why tests that stand together are suggested. @param {import("../types").Result["labs"]} tests @param {Showing} showing */
function reasons(tests, showing) {
  const names = tests.map((test) => test.display).join("; ");
  return [
    h("p", { class: "name" }, names),
    h("p", {}, tests[0].reasons.map((reason) => sentence(reason.display)).join(" ")),
    tests[0].preparation && h("p", { class: "quiet" }, tests[0].preparation),
    why(tests[0].reasons, names, showing),
  ];
}

/** The words for the tier of an effect. @type {Record<string, string>} */
const effectKeys = {
  A: "result.effect_tier",
  B: "result.effect_tier",
  C: "result.effect_tier",
  dopaminergic: "result.effect_dopaminergic",
  unsupported: "result.effect_unsupported",
  none: "result.effect_none",
  absorption: "result.effect_absorption",
  treatment: "result.effect_treatment",
};

/** @param {Showing} showing */
function medicines(showing) {
  const { result, request, t, look } = showing;
  const { effects, unrecognised } = result.medications;
  return part(
    "medicines",
    t("result.medicines_clinician"),
    !effects.length && !unrecognised.length && h("p", {}, t(request.medications ? "result.no_medicines" : "result.not_answered")),
    h(
      "ul",
      { class: "statements" },
      effects.map((e) =>
        h(
          "li",
          {},
          h("p", { class: "name" }, entered(e), " ", h("span", { class: "tier" }, t(effectKeys[e.tier], { tier: e.tier }))),
          h("p", {}, e.display),
          terms([
            [t("result.class"), e.class_display],
            [t("result.timing"), e.timing && look.answer({ path: e.path, value: e.timing })],
            ["RxNorm", e.rxnorm && h("code", {}, e.rxnorm)],
            [t("result.alternatives"), e.alternatives?.length && h("ul", {}, e.alternatives.map((a) => h("li", {}, a)))],
          ]),
          basis(e, showing),
        ),
      ),
      unrecognised.map((u) => h("li", {}, h("p", { class: "name" }, u.input), h("p", {}, unknown(u, t)))),
    ),
  );
}

/** @param {Showing} showing */
const guidance = (showing) =>
  part("guidance", showing.t("result.guidance_clinician"), grounded(showing.result.guidance, (g) => h("span", { class: "plain-text" }, g.display), showing));

/** @param {Showing} showing @param {{edit: () => void, more: () => void} | undefined} on */
function decision(showing, on) {
  const { result, t, look } = showing;
  const { would_change: changes, outcome_settled: settled, can_stop: stop } = result.decision;
  const { left, unsure } = openQuestions(showing);
  const isOpen = left.length + unsure.length > 0;
  const outcomes = outcomeWords(t);
  return part(
    "open",
    t("result.decision"),
    h("ul", {}, h("li", {}, t(settled ? "result.settled" : "result.not_settled")), h("li", {}, t(stop ? "result.can_stop" : "result.cannot_stop"))),
    h("h3", {}, t("result.decisive")),
    answers({ because: result.decision.decisive.map(({ path, answer }) => ({ path, value: answer })) }, showing),
    changes.length > 0 && h("h3", {}, t("result.would_change")),
    changes.length > 0 &&
      h(
        "ul",
        { class: "facts" },
        changes.map((c) => h("li", {}, look.question(c.path), " ", h("strong", {}, look.answer({ path: c.path, value: c.answer })), ` → ${outcomes[c.outcome] ?? c.outcome}`)),
      ),
    h("h3", {}, t("result.next_questions")),
    !isOpen && h("p", {}, t("result.open_none_clinician")),
    asked(left, t("result.left_out", { n: left.length })),
    asked(unsure, t("result.unsure", { n: unsure.length })),
    on && h("p", { class: "actions" }, isOpen ? button("continue", t("result.more"), () => on.more()) : allQuestions(t, on)),
  );
}

/** @param {string[]} texts @param {string} heading */
const asked = (texts, heading) =>
  texts.length > 0 && h("details", { class: "rest", open: texts.length <= 5 }, h("summary", {}, heading), h("ol", { class: "questions" }, texts.map((x) => h("li", {}, x))));

/** The outcomes in short. @param {import("../words.js").Translate} t @returns {Record<string, string>} */
const outcomeWords = (t) => ({
  out_of_scope: t("result.out_of_scope"),
  negative: t("result.negative"),
  indeterminate: t("result.indeterminate"),
  positive_review: t("result.positive_review"),
  positive_provisional: t("result.positive_provisional"),
  positive: t("result.positive"),
});

/** @param {Showing} showing */
const warnings = (showing) => (showing.result.warnings.length ? part("warnings", showing.t("result.warnings"), warningList(showing)) : null);
