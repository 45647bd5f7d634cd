// What a result says to the person who answered: what was understood, what may
// contribute, what to ask, what may help, and what is still open.

import { h } from "../dom.js";
import { find, isEnabled } from "../answers.js";
import { answersOf, unitWords } from "./lookup.js";
import { button, part, statements, status } from "./part.js";
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
      ],
      (c) => c.display,
      showing,
    ),
    h("p", {}, five.display, "."),
    why({ ...five, because: [...five.pointers.map((p) => p.path), ...five.open] }, five.display, showing),
    statements(five.pointers.map((p) => ({ ...p, because: [p.path] })), (p) => h("p", { class: "name" }, p.display), (p) => p.display, showing),
    statements(conclusions(result), (c) => h("p", {}, conclusionWords(c, t)), (c) => conclusionWords(c, t), showing),
    warnings.length > 0 && [h("h3", {}, t("result.warnings")), warningList(showing)],
    h("p", { class: "actions" }, button("edit", t("result.edit"), () => on.edit())),
  );
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
  "total" in conclusion ? t("result.severity", { band: conclusion.display.toLowerCase(), total: conclusion.total }) : `${conclusion.display}.`;

/**
 * What of the answers was read with care.
 *
 * @param {Showing} showing
 * @returns {HTMLElement}
 */
export const warningList = ({ result, look }) =>
  h("ul", { class: "notes" }, result.warnings.map((w) => h("li", {}, `${look.question(w.path)}${look.question(w.path).endsWith("?") ? "" : ":"} `, h("span", { class: "quiet" }, w.display))));

/** The words for the tier of a contributor. @type {Record<string, string>} */
const tierKeys = { strong: "result.tier_strong", moderate: "result.tier_moderate", cofactor: "result.tier_cofactor" };

/** @param {Showing} showing */
function contributors(showing) {
  const { result, t } = showing;
  const { contributors: found, primary_pointers: pointers, label, text } = result.classification;
  if (label === "not_applicable" && !found.length && !pointers.length) return null;
  return part(
    "contributors",
    t("result.contributors"),
    h("p", {}, text),
    why(result.classification, t("result.contributors"), showing),
    statements(
      found,
      (c) => h("p", { class: "name" }, c.display, " ", h("span", { class: "tier" }, t(tierKeys[c.tier]))),
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
    result.iron.near_threshold && h("p", {}, t("result.near_threshold")),
    notes.length > 0 && h("ul", { class: "notes" }, notes.map((note) => h("li", {}, note))),
    why(result.iron, t("result.iron"), showing),
  );
}

/** The values that were read, as the service writes them. @param {Showing} showing @returns {[string, string][]} */
const values = ({ result, look }) => result.iron.because.filter((f) => f.path.startsWith("labs")).map((f) => [look.question(f.path), look.answer(f)]);

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
  const { t } = showing;
  const names = tests.map((test) => test.display).join("; ");
  const have = tests.filter((test) => test.status === "already_available");
  return [
    h("p", { class: "name" }, names),
    h("p", {}, tests[0].reasons.map((reason) => `${reason.display}.`).join(" ")),
    have.length > 0 && h("p", {}, t("result.have", { values: have.map((test) => `${test.display} ${unitWords(test.value ?? "")}`.trim()).join("; ") })),
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
  return part(
    "open",
    t("result.open"),
    h("p", {}, t(left.length + unsure.length ? "result.open_text" : "result.open_none")),
    questions(left, t("result.left_out", { n: left.length }), t),
    questions(unsure, t("result.unsure", { n: unsure.length }), t),
    left.length + unsure.length > 0 && h("p", { class: "actions" }, button("continue", t("result.more"), () => on.more())),
    h("p", { class: "quiet" }, t("result.again")),
  );
}

/**
 * The questions whose answers can still change the result, of those that are shown.
 *
 * @param {Showing} showing
 * @returns {{left: string[], unsure: string[]}} their words: of those not answered, and of those answered "not sure"
 */
export function openQuestions({ result, request, questionnaire, look }) {
  const answers = answersOf(questionnaire, request);
  const shown = result.decision.next_questions.filter(({ path }) => {
    const question = find(questionnaire, path);
    return !question || isEnabled(question, answers, questionnaire);
  });
  /** @param {boolean} asked */
  const words = (asked) => [...new Set(shown.filter((q) => q.asked === asked).map((q) => look.question(q.path)))];
  return { left: words(false), unsure: words(true) };
}

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
function grouped(items, common) {
  /** @type {Map<string, Item[]>} */
  const groups = new Map();
  for (const item of items) groups.set(common(item), [...(groups.get(common(item)) ?? []), item]);
  return [...groups];
}
