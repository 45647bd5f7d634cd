// What a result says to the person who answered: what was understood, what may
// contribute, what to ask, what may help, and what is still open.

import { h } from "../dom.js";
import { unitWords } from "./lookup.js";
import { openQuestions } from "./open.js";
import { button, part, sentence, statements, status, tierKeys } from "./part.js";
import { evidenceWords, why } from "./why.js";

/**
 * @typedef {import("./why.js").Showing} Showing
 * @typedef {import("./result.js").ResultActions} ResultActions
 */

/** How many open questions are listed before the rest is folded away. */
const LISTED = 5;

/**
 * The parts of a result for a patient, in order.
 *
 * @param {Showing} showing
 * @param {ResultActions} on
 * @returns {(HTMLElement | null)[]}
 */
export const patientParts = (showing, on) => [
  understood(showing, on),
  contributors(showing),
  iron(showing),
  ask(showing),
  medicines(showing),
  guidance(showing),
  open(showing, on),
];

/** @param {Showing} showing @param {ResultActions} on */
function understood(showing, on) {
  const { result, t, look } = showing;
  const { criterion_5: five, warnings } = result;
  return part(
    "understood",
    t("result.understood"),
    statements(
      result.criteria,
      (c) => [
        h("p", { class: "name" }, c.display, " ", status(c.status, showing)),
        h("p", { class: "quiet" }, t("result.your_answer", { answer: look.given(`criteria.${c.id}`) })),
        c.id === "urge_to_move" && where(showing),
      ],
      (c) => c.display,
      showing,
    ),
    h("p", {}, sentence(five.display)),
    why({ ...five, because: [...five.pointers.map((p) => p.path), ...five.open] }, five.display, showing),
    statements(five.pointers.map((p) => ({ ...p, because: [p.path] })), (p) => h("p", { class: "name" }, p.display), (p) => p.display, showing),
    statements(conclusions(result), (c) => h("p", {}, conclusionWords(c, t)), (c) => conclusionWords(c, t), showing),
    warnings.length > 0 && [h("h3", {}, t("result.warnings")), warningList(showing)],
    h("p", { class: "actions" }, button("edit", t("result.edit"), () => on.edit())),
  );
}

/** The answer on where it is felt, which can decide by itself. */
const WHERE = "criteria.body_parts";

/** Tells whether answers do not fit since it is felt outside the legs alone. @param {import("../types").Result} result */
export const isOutsideLegs = ({ criteria }) => criteria.some(({ because }) => because.some(({ path, value }) => path === WHERE && value === "other_only"));

/** Where it is felt, beside the criterion that this decides. @param {Showing} showing */
function where({ result, request, look, t }) {
  if (!request.criteria?.body_parts) return null;
  return h("p", { class: "quiet" }, isOutsideLegs(result) ? t("result.outside_legs") : `${look.question(WHERE)} ${look.given(WHERE)}`);
}

/** @typedef {import("../types").Result["course"] | NonNullable<import("../types").Result["severity"]>} Conclusion */

/**
 * What is known of how it runs, how much it weighs and how severe it is.
 *
 * @param {import("../types").Result} result
 * @returns {(Conclusion & import("./why.js").Grounded)[]}
 */
export const conclusions = ({ course, significance, severity }) => [course, significance, ...(severity ? [{ ...severity, because: ["course.irls_total"] }] : [])];

/**
 * Such a conclusion in words; a severity names its instrument, since "severe" alone could be of anything.
 *
 * @param {Conclusion} conclusion
 * @param {import("../words.js").Translate} t
 * @returns {string}
 */
export const conclusionWords = (conclusion, t) =>
  "total" in conclusion ? t("result.severity", { band: conclusion.display.toLowerCase(), total: conclusion.total }) : sentence(conclusion.display);

/**
 * What of the answers was read with care.
 *
 * @param {Showing} showing
 * @returns {HTMLElement}
 */
export const warningList = ({ result, look }) =>
  h("ul", { class: "notes" }, result.warnings.map((w) => h("li", {}, `${look.question(w.path)}${look.question(w.path).endsWith("?") ? "" : ":"} `, h("span", { class: "quiet" }, w.display))));

/** @param {Showing} showing */
function contributors(showing) {
  const { result, t } = showing;
  const { contributors: found, label, text } = result.classification;
  // What points to a tendency says nothing where the answers do not fit the pattern.
  const pointers = label === "not_applicable" ? [] : result.classification.primary_pointers;
  if (label === "not_applicable" && !found.length) return null;
  return part(
    "contributors",
    t("result.contributors"),
    h("p", {}, text),
    why(result.classification, t("result.contributors"), showing),
    statements(
      found,
      (c) => h("p", { class: "name" }, c.display, " ", h("span", { class: "tier" }, t(tierKeys.patient[c.tier]))),
      (c) => c.display,
      showing,
    ),
    pointers.length > 0 && h("h3", {}, t("result.pointers")),
    statements(pointers, (p) => h("p", { class: "name" }, p.display), (p) => p.display, showing),
  );
}

/** @param {Showing} showing */
function iron(showing) {
  const { result, t } = showing;
  const { reading, display, notes, because } = result.iron;
  if (reading === "not_assessed" && !because.length) return null;
  return part(
    "iron",
    t("result.iron"),
    h("dl", { class: "values" }, values(showing).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))),
    h("p", {}, display),
    notes.length > 0 && h("ul", { class: "notes" }, notes.map((note) => h("li", {}, note))),
    why(result.iron, t("result.iron"), showing),
  );
}

/** The values that were read, each with the day of its blood test. @param {Showing} showing @returns {[string, import("../dom.js").Child[]][]} */
const values = ({ result, look }) =>
  result.iron.because
    .filter((f) => f.path.startsWith("labs"))
    .map((f) => [look.question(f.path), [look.answer(f), look.day(f.path) && h("span", { class: "day" }, `, ${look.day(f.path)}`)]]);

/** @param {Showing} showing */
function ask(showing) {
  const { result, t } = showing;
  if (!result.labs.length) return null;
  const groups = grouped(result.labs, (lab) => lab.priority_display);
  return part(
    "ask",
    t("result.ask"),
    h("p", {}, t("result.ask_text")),
    groups.flatMap(([words, labs]) => [
      h("h3", {}, words),
      h("ul", { class: "statements" }, panels(labs).map((tests) => h("li", {}, tested(tests, showing)))),
    ]),
  );
}

/**
 * Tests with the same reasons and the same preparation stand together.
 *
 * @param {import("../types").Result["labs"]} labs
 * @returns {import("../types").Result["labs"][]}
 */
export const panels = (labs) => grouped(labs, (lab) => JSON.stringify([lab.preparation, lab.reasons])).map(([, tests]) => tests);

/** @param {import("../types").Result["labs"]} tests @param {Showing} showing */
function tested(tests, showing) {
  const { t, lang } = showing;
  const names = tests.map((test) => test.display).join("; ");
  const have = tests.filter((test) => test.status === "already_available");
  return [
    h("p", { class: "name" }, names),
    h("p", {}, tests[0].reasons.map((reason) => sentence(reason.display)).join(" ")),
    have.length > 0 && h("p", {}, t("result.have", { values: have.map((test) => `${test.display} ${unitWords(test.value ?? "", lang)}`.trim()).join("; ") })),
    tests[0].preparation && h("p", { class: "quiet" }, tests[0].preparation),
    why(tests[0].reasons, names, showing),
  ];
}

/** @param {Showing} showing */
function medicines(showing) {
  const { result, t } = showing;
  const { effects, unrecognised } = result.medications;
  if (!effects.length && !unrecognised.length) return null;
  return part(
    "medicines",
    t("result.medicines"),
    h("p", {}, h("strong", {}, t("result.medicines_text"))),
    h(
      "ul",
      { class: "statements" },
      grouped(effects, (e) => e.display).map(([display, same]) => {
        const names = same.map(entered).join("; ");
        const grounds = { ...same[0], because: same.map((e) => e.path) };
        return h("li", {}, h("p", { class: "name" }, names), h("p", {}, display), why(grounds, names, showing));
      }),
      unrecognised.map((u) => h("li", {}, h("p", { class: "name" }, u.input), h("p", {}, unknown(u, t)))),
    ),
  );
}

/**
 * A medicine by its ingredient and by what was entered, where that differs.
 *
 * @param {{input: string, ingredient_display: string}} effect
 * @returns {string}
 */
export const entered = ({ input, ingredient_display: name }) => (input.toLowerCase() === name.toLowerCase() ? name : `${name} (${input})`);

/**
 * What is said of a medicine that was not recognised: it may be anything.
 *
 * @param {{candidates: string[]}} medicine
 * @param {import("../words.js").Translate} t
 * @returns {string}
 */
export const unknown = ({ candidates }, t) => (candidates.length ? t("result.ambiguous", { names: candidates.join(", ") }) : t("result.unrecognised"));

/** @param {Showing} showing */
function guidance(showing) {
  const { result, t } = showing;
  if (!result.guidance.length) return null;
  return part(
    "guidance",
    t("result.guidance"),
    h(
      "ul",
      { class: "statements" },
      result.guidance.map((g) => h("li", {}, h("p", {}, g.display), why(g, g.display, showing, t("result.evidence", { tier: evidenceWords(g.evidence, t) })))),
    ),
  );
}

/** @param {Showing} showing @param {ResultActions} on */
function open(showing, on) {
  const { t } = showing;
  const { left, unsure } = openQuestions(showing);
  const isOpen = left.length + unsure.length > 0;
  return part(
    "open",
    t("result.open"),
    h("p", {}, t(isOpen ? "result.open_text" : "result.open_none")),
    questions(left, t("result.left_out", { n: left.length }), t),
    questions(unsure, t("result.unsure", { n: unsure.length }), t),
    h("p", { class: "actions" }, isOpen ? button("continue", t("result.more"), () => on.more()) : allQuestions(t, on)),
    h("p", { class: "quiet" }, t("result.again")),
  );
}

/**
 * The way to all questions, where no open one would change the main result.
 *
 * @param {import("../words.js").Translate} t
 * @param {{edit: () => void}} on
 * @returns {HTMLElement}
 */
export const allQuestions = (t, on) => button("list", t("core.list"), () => on.edit());

/** @param {string[]} texts @param {string} heading @param {import("../words.js").Translate} t */
function questions(texts, heading, t) {
  if (!texts.length) return null;
  const rest = texts.slice(LISTED);
  /** @param {string[]} some */
  const list = (some) => h("ul", { class: "questions" }, some.map((text) => h("li", {}, text)));
  return [
    h("h3", {}, heading),
    list(texts.slice(0, LISTED)),
    rest.length > 0 && h("details", { class: "rest" }, h("summary", {}, t("result.rest", { n: rest.length })), list(rest)),
  ];
}

/**
 * Items by what they have in common, in the order of the first of each.
 *
 * @template Item
 * @param {Item[]} items
 * @param {(item: Item) => string} common
 * @returns {[string, Item[]][]}
 */
export function grouped(items, common) {
  /** @type {Map<string, Item[]>} */
  const groups = new Map();
  for (const item of items) groups.set(common(item), [...(groups.get(common(item)) ?? []), item]);
  return [...groups];
}
