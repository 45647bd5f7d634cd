// The chapters of a take-away, each from its part of the result. Displays come
// from the service in words of the audience; what treats or orders is in them
// for clinicians alone.

import { unitWords } from "../view/lookup.js";
import { openNext } from "../view/open.js";
import { statusKeys, tierKeys } from "../view/part.js";
import { conclusions, conclusionWords, grouped, isOutsideLegs } from "../view/patient.js";

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
    { id: "criteria", heading: isPatient ? t("result.understood") : t("result.criteria"), lines: criteria(from) },
    { id: "contributors", heading: isPatient ? t("result.contributors") : t("result.contributors_clinician"), lines: contributors(from) },
    { id: "iron", heading: t("result.iron_clinician"), lines: iron(from) },
    { id: "care", heading: t("result.warnings"), lines: care(from) },
    { id: "labs", heading: isPatient ? t("result.ask") : t("result.labs"), lines: labs(from) },
    { id: "medicines", heading: t("result.medicines_clinician"), lines: medicines(from) },
    { id: "course", heading: isPatient ? t("takeaway.course_patient") : t("result.course"), lines: course(from) },
    { id: "open", heading: t("result.open"), lines: open(from) },
  ];
}

/** @param {From} from @returns {Line[]} */
function criteria({ result, request, audience, look, t }) {
  const lines = result.criteria.map(({ id, display, status, answer }) => ({
    lead: display,
    parts: [`${look.answer({ path: `criteria.${id}`, value: answer })} (${t(statusKeys[audience][status])})`],
  }));
  const isDeciding = audience === "patient" && isOutsideLegs(result);
  const where = isDeciding ? { parts: [t("result.outside_legs")] } : { lead: look.question("criteria.body_parts"), parts: [look.given("criteria.body_parts")] };
  const { display, pointers } = result.criterion_5;
  return [
    // Where it is felt can decide on the urge to move the legs, which is the first criterion.
    ...lines.slice(0, 1),
    ...(request.criteria?.body_parts ? [where] : []),
    ...lines.slice(1),
    pointers.length ? { lead: display, parts: pointers.map((p) => p.display) } : { parts: [display] },
    ...(audience === "clinician" ? [standards(result, t)] : []),
  ];
}

/** @param {import("../types").Result} result @param {import("../words.js").Translate} t @returns {Line} */
function standards(result, t) {
  return {
    lead: t("takeaway.standards"),
    parts: result.standard_reasons.map(({ id, display }) => {
      const status = t(statusKeys.clinician[result.standards[id]]);
      // The name of a standard ends where what it asks for begins.
      return `${display.split(":")[0]}: ${status}`;
    }),
  };
}

/** @param {From} from @returns {Line[]} */
function contributors({ result, audience, look, t }) {
  const { contributors: all, primary_pointers: found, text, display, provisional } = result.classification;
  // To a patient whose answers do not fit the pattern, a tendency to it says nothing.
  const isApart = audience === "patient" && result.classification.label === "not_applicable";
  if (isApart && !all.length) return [];
  const pointers = isApart ? [] : found;
  const label = provisional ? `${display} (${t("result.provisional")})` : display;
  const saying = audience === "patient" ? text : `${label}. ${text}`;
  return [
    ...(saying ? [{ parts: [saying] }] : []),
    ...["strong", "moderate", "cofactor"].flatMap((tier) => {
      const named = all.filter((c) => c.tier === tier).map((c) => withValues(c.display, c.because, look));
      return named.length ? [{ lead: capital(t(tierKeys[audience][tier])), parts: named }] : [];
    }),
    ...(pointers.length
      ? [{ lead: audience === "patient" ? t("result.pointers") : t("result.primary_pointers"), parts: pointers.map((p) => p.display) }]
      : []),
  ];
}

/** @param {string} text */
const capital = (text) => text[0].toUpperCase() + text.slice(1);

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
function iron({ result, look }) {
  const { display, because, notes } = result.iron;
  const values = because.map((fact) => `${look.question(fact.path)}: ${[look.answer(fact), look.day(fact.path)].filter(Boolean).join(", ")}`);
  return [
    ...(values.length ? [{ parts: values }] : []),
    { parts: [display] },
    ...notes.map((note) => ({ parts: [note] })),
  ];
}

/** @param {From} from @returns {Line[]} */
function labs({ result, audience, t, lang }) {
  const suggested = result.labs.filter((lab) => lab.status === "suggested");
  const known = result.labs.filter((lab) => lab.status === "already_available");
  /** @param {(typeof result.labs)[number]} lab */
  const named = (lab) => (audience === "clinician" && lab.loinc ? `${lab.display} (LOINC ${lab.loinc})` : lab.display);
  return [
    ...grouped(suggested, (lab) => lab.priority_display).map(([lead, some]) => ({ lead, parts: some.map(named) })),
    ...(known.length ? [{ lead: t("takeaway.known"), parts: known.map((lab) => `${named(lab)} ${unitWords(lab.value ?? "", lang)}`.trim()) }] : []),
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
  if (!request.medications) return [{ parts: [t("result.not_answered")] }];
  if (!request.medications.length) return [{ parts: [t("result.no_medicines")] }];
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
const course = ({ result, t }) => conclusions(result).map((c) => ({ parts: [conclusionWords(c, t)] }));

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
  const next = openNext(from);
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
