// Whether what the service sent is what it promises. An answer that is not is no
// answer at all: alerts that are missing must never look like none.

/** @param {unknown} value @returns {value is Record<string, any>} */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {unknown} value @returns {value is Record<string, any>[]} */
export const isObjects = (value) => Array.isArray(value) && value.every(isObject);

/**
 * Tells whether a value is like a pattern: a text or number or boolean as there, a
 * list of such as the one there, or an object with all the members there; those
 * whose name ends in a question mark may be missing.
 *
 * @param {any} pattern
 * @param {any} value
 * @returns {boolean}
 */
export function isLike(pattern, value) {
  if (Array.isArray(pattern)) return Array.isArray(value) && value.every((entry) => isLike(pattern[0], entry));
  if (!isObject(pattern)) return typeof value === typeof pattern;
  return isObject(value) && Object.entries(pattern).every(([name, member]) => {
    const own = name.replace("?", "");
    return (own !== name && value[own] === undefined) || isLike(member, value[own]);
  });
}

// What the form and the desk show or decide by, and no more: a service may say more
// than this form knows of.

const said = { display: "", rule: "", sources: [""] };
const reasoned = { ...said, because: [{ path: "" }] };
const conclusion = { ...said, code: "", because: [""] };
const alerts = [{ ...reasoned, id: "", urgency: "" }];
const iron = { ...reasoned, profile: "", reading: "", near_threshold: true, notes: [""] };
const ruleset = { id: "", version: "", digest: "" };

const result = {
  outcome: { ...said, code: "" },
  criteria: [{ ...reasoned, id: "", status: "" }],
  criterion_5: { ...said, status: "", pointers: [{ ...said, id: "", path: "" }], open: [""] },
  standards: {},
  standard_reasons: [{ ...reasoned, id: "" }],
  course: conclusion,
  significance: conclusion,
  "severity?": said,
  classification: { ...said, label: "", provisional: true, contributors: [{ ...reasoned, id: "", tier: "" }], primary_pointers: [reasoned], missing: [""], text: "" },
  iron,
  labs: [{ id: "", display: "", priority: "", priority_display: "", status: "", reasons: [reasoned], sources: [""] }],
  medications: {
    effects: [{ ...said, input: "", path: "", ingredient: "", ingredient_display: "", class: "", class_display: "", tier: "", "alternatives?": [""] }],
    unrecognised: [{ input: "", path: "", candidates: [""] }],
  },
  alerts,
  guidance: [{ ...said, id: "" }],
  decision: {
    decisive: [{ path: "" }], would_change: [{ path: "", answer: "", outcome: "" }], next_questions: [{ path: "", asked: true }],
    outcome_settled: true, can_stop: true,
  },
  text: { summary: "" },
  warnings: [{ path: "", code: "", display: "" }],
  ruleset,
  notice: "",
};

const options = [{ code: "", display: "" }];

const questionnaire = {
  title: "",
  intro: "",
  notice: "",
  sections: [{
    id: "",
    title: "",
    "help?": "",
    questions: [{
      id: "", text: "", type: "", options, "help?": "", "minimum?": 0, "maximum?": 0, "unit?": "", "after?": [""], "timings?": options,
      enable_when: [{ question: "", operator: "", "codes?": [""], "value?": 0 }],
      "tests?": [{ test: "", display: "", units: [""], minimum: 0, maximum: 0 }],
    }],
  }],
  "emergency?": { number: "", text: "" },
  ruleset,
};

const ironStatus = {
  iron,
  alerts,
  series: [{ collected_on: "", "ferritin_ng_ml?": 0, "tsat_percent?": 0 }],
  thresholds: [{ ...said, test: "", operator: "", value: 0, unit: "" }],
  response: "",
  response_reason: said,
  next_recheck_on: "",
  recheck_reason: said,
};

/** Whether it is a judgement. @param {unknown} value */
export const isResult = (value) => isLike(result, value);

/** Whether it has questions to ask. @param {any} value */
export const isQuestionnaire = (value) =>
  isLike(questionnaire, value) && value.sections.some((/** @type {typeof questionnaire.sections[0]} */ { questions }) => questions.length > 0);

/** Whether it is a reading of iron. @param {unknown} value */
export const isIronStatus = (value) => isLike(ironStatus, value);

/** Whether it is a list of the names of medicines. @param {unknown} value */
export const isNames = (value) => isLike([{ name: "", ingredients: [""] }], value);
