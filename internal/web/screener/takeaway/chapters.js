// The chapters of a take-away, each from its part of the result. Displays come
// from the service in words of the audience; what treats or orders is in them
// for clinicians alone.

import { dateWords } from "../view/lookup.js";

/**
 * @typedef {import("./content.js").Line} Line
 * @typedef {import("./content.js").Chapter} Chapter
 * @typedef {import("./content.js").Taken & {audience: import("./content.js").Audience, look: import("../view/lookup.js").Lookup}} From
 */

/**
 * All chapters, most needed first; one without lines says nothing.
 *
 * @param {From} from
 * @returns {Chapter[]}
 */
export function chapters(from) {
  const { t, audience } = from;
  const isPatient = audience === "patient";
  return [
    { id: "criteria", heading: isPatient ? t("takeaway.criteria_patient") : t("takeaway.criteria_clinician"), lines: criteria(from) },
    { id: "contributors", heading: isPatient ? t("takeaway.contributors_patient") : t("takeaway.contributors_clinician"), lines: contributors(from) },
    { id: "iron", heading: t("takeaway.iron"), lines: iron(from) },
    { id: "care", heading: t("takeaway.care"), lines: care(from) },
    { id: "labs", heading: isPatient ? t("takeaway.labs_patient") : t("takeaway.labs_clinician"), lines: labs(from) },
    { id: "medicines", heading: t("takeaway.medicines"), lines: medicines(from) },
    { id: "course", heading: isPatient ? t("takeaway.course_patient") : t("takeaway.course_clinician"), lines: course(from) },
    { id: "open", heading: t("takeaway.open"), lines: open(from) },
  ];
}

/** Words for a status. @type {Record<string, Record<string, string>>} */
const statuses = {
  patient: { met: "takeaway.met_patient", not_met: "takeaway.not_met_patient", undetermined: "takeaway.undetermined_patient" },
  clinician: {
    met: "takeaway.met_clinician",
    not_met: "takeaway.not_met_clinician",
    undetermined: "takeaway.undetermined_clinician",
    not_applicable: "takeaway.not_applicable",
  },
};

/** @param {From} from @returns {Line[]} */
function criteria({ result, request, audience, look, t }) {
  const lines = result.criteria.map(({ id, display, status, answer }) => ({
    lead: display,
    parts: [
      t("takeaway.answer_status", {
        answer: answer ? look.answer({ path: `criteria.${id}`, value: answer }) : t("takeaway.not_answered"),
        status: t(statuses[audience][status]),
      }),
    ],
  }));
  const where = request.criteria?.body_parts;
  const { display, pointers } = result.criterion_5;
  return [
    ...lines,
    ...(where ? [{ lead: look.question("criteria.body_parts"), parts: [look.given("criteria.body_parts")] }] : []),
    pointers.length ? { lead: display, parts: pointers.map((p) => p.display) } : { parts: [display] },
    ...(audience === "clinician" ? [standards(result, t)] : []),
  ];
}

/** @param {import("../types").Result} result @param {import("../words.js").Translate} t @returns {Line} */
function standards(result, t) {
  return {
    lead: t("takeaway.standards"),
    parts: result.standard_reasons.map(({ id, display }) => {
      const status = t(statuses.clinician[result.standards[id]]);
      // The name of a standard ends where what it asks for begins.
      return `${display.split(":")[0]}: ${status}`;
    }),
  };
}

/** Words for how much a contributor may weigh. @type {Record<string, Record<string, string>>} */
const tiers = {
  patient: { strong: "takeaway.strong_patient", moderate: "takeaway.moderate_patient", cofactor: "takeaway.cofactor_patient" },
  clinician: { strong: "takeaway.strong_clinician", moderate: "takeaway.moderate_clinician", cofactor: "takeaway.cofactor_clinician" },
};

/** @param {From} from @returns {Line[]} */
function contributors({ result, audience, look, t }) {
  const { contributors: all, primary_pointers: pointers, text, display, provisional } = result.classification;
  const label = provisional ? `${display} (${t("takeaway.provisional")})` : display;
  const saying = audience === "patient" ? text : `${label}. ${text}`;
  return [
    ...(saying ? [{ parts: [saying] }] : []),
    ...["strong", "moderate", "cofactor"].flatMap((tier) => {
      const named = all.filter((c) => c.tier === tier).map((c) => withValues(c.display, c.because, look));
      return named.length ? [{ lead: t(tiers[audience][tier]), parts: named }] : [];
    }),
    ...(pointers.length
      ? [{ lead: audience === "patient" ? t("takeaway.pointers_patient") : t("takeaway.pointers_clinician"), parts: pointers.map((p) => p.display) }]
      : []),
  ];
}

/**
 * A name with the values that speak for it. A plain yes adds nothing to the name,
 * and medicines stand in a chapter of their own.
 *
 * @param {string} display
 * @param {import("../view/lookup.js").Fact[]} because
 * @param {import("../view/lookup.js").Lookup} look
 */
function withValues(display, because, look) {
  const values = because
    .filter(({ path, value }) => value && value !== "yes" && !path.startsWith("medications"))
    .map((fact) => [look.answer(fact), look.limit(fact)].filter(Boolean).join(", "));
  return values.length ? `${display} (${values.join("; ")})` : display;
}

/** @param {From} from @returns {Line[]} */
function iron({ result, request, look, lang }) {
  const { display, because, notes } = result.iron;
  const values = because.map((fact) => {
    const date = request.labs?.[Number(/^labs\[(\d+)\]/.exec(fact.path)?.[1])]?.collected_on;
    return `${look.question(fact.path)}: ${[look.answer(fact), date && dateWords(date, lang)].filter(Boolean).join(", ")}`;
  });
  return [
    ...(values.length ? [{ parts: values }] : []),
    { parts: [display] },
    ...notes.map((note) => ({ parts: [note] })),
  ];
}

/** @param {From} from @returns {Line[]} */
function labs({ result, audience, t }) {
  const suggested = result.labs.filter((lab) => lab.status === "suggested");
  const known = result.labs.filter((lab) => lab.status === "already_available");
  /** @param {(typeof result.labs)[number]} lab */
  const named = (lab) => (audience === "clinician" && lab.loinc ? `${lab.display} (${t("takeaway.loinc", { code: lab.loinc })})` : lab.display);
  return [
    ...grouped(suggested, (lab) => lab.priority_display).map(([lead, some]) => ({ lead, parts: some.map(named) })),
    ...(known.length ? [{ lead: t("takeaway.known"), parts: known.map((lab) => `${named(lab)} ${lab.value ?? ""}`.trim()) }] : []),
    ...grouped(
      suggested.filter((lab) => lab.preparation),
      (lab) => /** @type {string} */ (lab.preparation),
    ).map(([preparation]) => ({ lead: t("takeaway.preparation"), parts: [preparation] })),
  ];
}

/** Words for when the feelings began, shorter than those of the form. @type {Record<string, string>} */
const timings = {
  began_after_starting: "takeaway.began_after",
  worse_after_starting: "takeaway.worse_after",
  began_before_starting: "takeaway.there_before",
  not_sure: "takeaway.timing_unsure",
};

/** @param {From} from @returns {Line[]} */
function medicines({ result, request, audience, t }) {
  if (!request.medications) return [{ parts: [t("takeaway.medicines_unanswered")] }];
  if (!request.medications.length) return [{ parts: [audience === "patient" ? t("takeaway.no_medicines") : t("takeaway.no_medicines_clinician")] }];
  const { effects, unrecognised } = result.medications;
  return [
    ...grouped(effects, (e) => e.display).map(([effect, some]) => ({
      parts: some.map((e) => medicine(e, audience, t)),
      tail: some.length > 1 ? t("takeaway.each", { effect }) : effect,
    })),
    ...(unrecognised.length ? [{ parts: unrecognised.map((u) => `“${u.input}”`), tail: t("takeaway.not_recognised") }] : []),
  ];
}

/**
 * A medicine by its ingredient, with what was entered where that is another
 * name, and when the feelings began.
 *
 * @param {import("../types").Result["medications"]["effects"][number]} effect
 * @param {string} audience
 * @param {import("../words.js").Translate} t
 */
function medicine({ input, ingredient_display: ingredient, class_display: group, timing }, audience, t) {
  const about = [
    audience === "clinician" && group,
    timing && t(timings[timing]),
    input.toLowerCase() !== ingredient.toLowerCase() && `“${input}”`,
  ].filter(Boolean);
  return about.length ? `${ingredient} (${about.join("; ")})` : ingredient;
}

/** @param {From} from @returns {Line[]} */
function course({ result, t }) {
  const { course, significance, severity } = result;
  return [
    { parts: [course.display] },
    { parts: [significance.display] },
    ...(severity ? [{ lead: t("takeaway.severity", { total: severity.total }), parts: [severity.display] }] : []),
  ];
}

/** @param {From} from @returns {Line[]} */
function care({ result }) {
  const displays = result.warnings.filter((w) => w.code !== "unrecognised_medicine").map((w) => w.display);
  return [...new Set(displays)].map((display) => ({ parts: [display] }));
}

/** The most open questions of a section that are named one by one. */
const fewQuestions = 3;

/** @param {From} from @returns {Line[]} */
function open(from) {
  const { result, t } = from;
  const { next_questions: next } = result.decision;
  const unsure = next.filter((q) => q.asked).map((q) => q.path);
  const isNew = [...next.filter((q) => !q.asked).map((q) => q.path), ...result.classification.missing].filter((path) => !unsure.includes(path));
  if (!isNew.length && !unsure.length) return [{ parts: [t("takeaway.nothing_open")] }];
  return [
    ...(isNew.length ? [{ lead: t("takeaway.open_new"), parts: openQuestions(isNew, from) }] : []),
    ...(unsure.length ? [{ lead: t("takeaway.open_unsure"), parts: openQuestions(unsure, from) }] : []),
  ];
}

/**
 * Open questions: sections with many of them by their number, then the others
 * one by one.
 *
 * @param {string[]} paths
 * @param {From} from
 */
function openQuestions(paths, { questionnaire, look, t }) {
  /** @param {string} id */
  const title = (id) => questionnaire.sections.find((section) => section.id === id)?.title;
  const sections = grouped([...new Set(paths)], (path) => path.split(".")[0]);
  const many = sections.filter(([id, some]) => some.length > fewQuestions && title(id));
  const few = sections.filter((section) => !many.includes(section));
  return [
    ...many.map(([id, some]) => t("takeaway.open_count", { title: title(id) ?? id, n: some.length })),
    ...few.flatMap(([, some]) => some.map(look.question)),
  ];
}

/**
 * Things of the same key together, in the order in which keys first occur.
 *
 * @template T
 * @param {T[]} things
 * @param {(thing: T) => string} keyOf
 * @returns {[string, T[]][]}
 */
function grouped(things, keyOf) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const thing of things) groups.set(keyOf(thing), [...(groups.get(keyOf(thing)) ?? []), thing]);
  return [...groups];
}
