// What a person has answered so far, and the request made of it.

/**
 * @typedef {import("./types").Medication} Medication
 * @typedef {import("./types").Lab} Lab
 * @typedef {import("./types").Question} Question
 * @typedef {import("./types").Questionnaire} Questionnaire
 * @typedef {string | number | Medication[] | Lab[]} Value a code, a number, or a list of medicines or results
 * @typedef {{ values: Record<string, Value>, skipped: string[] }} Saved
 */

/** Answers by the id of their question. A question that was left out on purpose is not asked again. */
export class Answers {
  /** @type {Map<string, Value>} */
  #values = new Map();
  /** @type {Set<string>} */
  #skipped = new Set();

  /** The answer to a question; undefined when there is none. @param {string} id @returns {Value | undefined} */
  get(id) {
    return this.#values.get(id);
  }

  /** @param {string} id @param {Value} value */
  set(id, value) {
    this.#skipped.delete(id);
    this.#values.set(id, value);
  }

  /** Forgets an answer, and that the question was left out. @param {string} id */
  clear(id) {
    this.#values.delete(id);
    this.#skipped.delete(id);
  }

  /** Leaves a question out; an answer it had is forgotten. @param {string} id */
  skip(id) {
    this.#values.delete(id);
    this.#skipped.add(id);
  }

  /** @param {string} id */
  isSkipped(id) {
    return this.#skipped.has(id);
  }

  /** Tells whether a question is answered; an empty list is an answer. @param {string} id */
  has(id) {
    return this.#values.has(id);
  }

  /** Tells whether a question was dealt with: answered, or left out on purpose. @param {string} id */
  isDone(id) {
    return this.has(id) || this.isSkipped(id);
  }

  /** Forgets which questions were left out. */
  reopen() {
    this.#skipped.clear();
  }

  /** How many questions are answered. */
  get size() {
    return this.#values.size;
  }

  /** Tells whether no question was dealt with. */
  get isEmpty() {
    return this.#values.size + this.#skipped.size === 0;
  }

  /** @returns {Saved} */
  toJSON() {
    return { values: Object.fromEntries(this.#values), skipped: [...this.#skipped] };
  }

  /**
   * What toJSON gave, read again. Anything else is as good as no answers.
   *
   * @param {any} saved
   */
  static from(saved) {
    const answers = new Answers();
    for (const [id, value] of Object.entries(asRecord(saved?.values))) {
      if (isValue(value)) answers.set(id, value);
    }
    for (const id of Array.isArray(saved?.skipped) ? saved.skipped : []) {
      if (typeof id === "string" && !answers.has(id)) answers.skip(id);
    }
    return answers;
  }

  /**
   * These answers without those that a questionnaire does not know: a draft can
   * be older than the questions.
   *
   * @param {Questionnaire} questionnaire
   */
  keptBy(questionnaire) {
    const kept = new Answers();
    for (const [id, value] of this.#values) {
      const question = find(questionnaire, id);
      const fitting = question && fit(question, value);
      if (fitting !== undefined) kept.set(id, fitting);
    }
    for (const id of this.#skipped) {
      if (find(questionnaire, id)) kept.skip(id);
    }
    return kept;
  }
}

/** @param {unknown} value @returns {Record<string, unknown>} */
const asRecord = (value) => (typeof value === "object" && value !== null ? /** @type {any} */ (value) : {});

/** @param {unknown} value @returns {value is Value} */
const isValue = (value) => typeof value === "string" || Number.isFinite(value) || isListOfRecords(value);

/** @param {unknown} value @returns {value is Record<string, unknown>[]} */
const isListOfRecords = (value) =>
  Array.isArray(value) && value.every((entry) => typeof entry === "object" && entry !== null && !Array.isArray(entry));

/**
 * The value as far as a question takes it; undefined when it does not.
 *
 * @param {Question} question
 * @param {Value} value
 * @returns {Value | undefined}
 */
function fit(question, value) {
  switch (question.type) {
    case "choice":
      return question.options.some((option) => option.code === value) ? value : undefined;
    case "integer":
    case "number":
      return typeof value === "number" && isInRange(question, value) ? value : undefined;
    case "date":
      return typeof value === "string" ? value : undefined;
    case "medications":
      return isListOfRecords(value) ? fitMedications(question, /** @type {Medication[]} */ (value)) : undefined;
    case "labs":
      return isListOfRecords(value) ? fitLabs(question, /** @type {Lab[]} */ (value)) : undefined;
  }
}

/** @param {Question} question @param {number} value */
const isInRange = (question, value) =>
  (question.type === "number" || Number.isInteger(value)) &&
  value >= (question.minimum ?? -Infinity) && value <= (question.maximum ?? Infinity);

/** Tells whether one name at least is there, and all of them are texts. @param {unknown[]} names */
const isNaming = (names) => names.some((name) => name != null) && names.every((name) => name == null || typeof name === "string");

// A list that loses all its entries is no answer any more: an empty list of
// medicines would say that none is taken.

/** @param {Question} question @param {Medication[]} medications */
function fitMedications(question, medications) {
  const timings = new Set(question.timings?.map((timing) => timing.code));
  const kept = medications
    .filter(({ name, rxnorm, atc }) => isNaming([name, rxnorm, atc]))
    .map(({ timing, ...medicine }) => (timing && timings.has(timing) ? { ...medicine, timing } : medicine));
  return kept.length > 0 || medications.length === 0 ? kept : undefined;
}

/** @param {Question} question @param {Lab[]} labs */
function fitLabs(question, labs) {
  const kept = labs.filter(({ test, unit, value, collected_on: day }) => {
    const known = question.tests?.find((offered) => offered.test === test);
    return known?.units.includes(unit) && Number.isFinite(value) && (day == null || typeof day === "string");
  });
  return kept.length > 0 || labs.length === 0 ? kept : undefined;
}

/**
 * The question with an id; undefined when the questionnaire has none.
 *
 * @param {Questionnaire} questionnaire
 * @param {string} id
 * @returns {Question | undefined}
 */
export function find(questionnaire, id) {
  for (const section of questionnaire.sections) {
    const question = section.questions.find((candidate) => candidate.id === id);
    if (question) return question;
  }
  return undefined;
}

/**
 * The section that a question stands in.
 *
 * @param {Questionnaire} questionnaire
 * @param {string} id
 */
export function sectionOf(questionnaire, id) {
  return questionnaire.sections.find((section) => section.questions.some((question) => question.id === id));
}

/**
 * Tells whether a question is to be shown. What it depends on counts only while
 * that is shown itself: weeks of pregnancy are not asked once the pregnancy no
 * longer is, whatever was said of it before.
 *
 * @param {Question} question
 * @param {Answers} answers
 * @param {Questionnaire} questionnaire
 * @returns {boolean}
 */
export function isEnabled(question, answers, questionnaire) {
  return question.enable_when.length === 0 || question.enable_when.some((condition) => {
    const other = find(questionnaire, condition.question);
    const counts = other !== undefined && isEnabled(other, answers, questionnaire);
    return holds(condition, counts ? answers.get(condition.question) : undefined);
  });
}

/** @param {import("./types").EnableWhen} condition @param {Value | undefined} value */
function holds({ operator, codes = [], value: limit = 0 }, value) {
  switch (operator) {
    case "in":
      return typeof value === "string" && codes.includes(value);
    case "not_in":
      return !(typeof value === "string" && codes.includes(value));
    case "at_least":
      return typeof value === "number" && value >= limit;
    case "below":
      return typeof value === "number" && value < limit;
  }
}

/**
 * The request to judge: the answers to questions that are shown, and no others.
 *
 * @param {Questionnaire} questionnaire
 * @param {Answers} answers
 * @param {string} asOf the date they speak for, ISO 8601
 * @param {(id: string) => boolean} [leaveOut] tells of a question whether to leave its answer out
 * @returns {import("./types").Request}
 */
export function toRequest(questionnaire, answers, asOf, leaveOut = () => false) {
  /** @type {Record<string, any>} */
  const request = { as_of: asOf };
  for (const question of questionnaire.sections.flatMap((section) => section.questions)) {
    const value = answers.get(question.id);
    if (value === undefined || leaveOut(question.id) || !isEnabled(question, answers, questionnaire)) continue;
    const dot = question.id.indexOf(".");
    if (dot < 0) request[question.id] = value;
    else (request[question.id.slice(0, dot)] ??= {})[question.id.slice(dot + 1)] = value;
  }
  return request;
}

/**
 * The date of a moment where the person is, ISO 8601.
 *
 * @param {Date} now
 */
export function localDate(now) {
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return `${String(now.getFullYear()).padStart(4, "0")}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
