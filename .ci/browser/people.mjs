// People who answer: for each question an answer. They are made up.

const criteria = {
  "criteria.urge_to_move": "yes", "criteria.worse_at_rest": "yes", "criteria.relieved_by_movement": "yes", "criteria.worse_in_evening": "yes",
  "criteria.body_parts": "legs",
};

const numbers = {
  "patient.age_years": 52, "course.onset_age_years": 48, "course.days_per_week": 4, "course.duration_months": 40, "course.lifetime_episodes": 60,
  "course.irls_total": undefined, "patient.gestation_weeks": undefined,
};

/**
 * person gives the answers of somebody who says no to all that is not given,
 * takes no medicines and has no laboratory results.
 *
 * @param {Record<string, unknown>} given
 */
export function person(given = {}) {
  const answers = {
    ...numbers, "patient.sex": "female", "patient.respondent": "self", "course.distress": "moderate", "course.sleep_disturbance": "yes",
    medications: [], labs: undefined, ...given,
  };
  return (id, options = []) => {
    if (id in answers) return answers[id];
    return options.includes("no") ? "no" : options[0];
  };
}

/** A typical patient: the four criteria, a medicine that matters, a low ferritin. */
export const positive = person({
  ...criteria, medications: [{ name: "Benadryl", timing: "worse_after_starting" }],
  labs: [{ test: "ferritin", value: 22, unit: "ng/mL", collected_on: "2026-10-20" }], "history.family_history": "yes",
});

/** As positive, with nothing that takes typing but numbers. */
export const plainPositive = person(criteria);

/** Somebody without the urge to move: the opening question decides. */
export const negative = person({ "criteria.urge_to_move": "no", "criteria.body_parts": "legs" });

/** Somebody with an urge to move that rest does not bring on. */
export const activeOnly = person({ ...criteria, "criteria.worse_at_rest": "no" });

/** Somebody who is not sure of any criterion. */
export const indeterminate = person({
  ...Object.fromEntries(Object.keys(criteria).map((id) => [id, "not_sure"])), "criteria.body_parts": "legs",
});

/** Somebody with a hot, swollen leg. */
export const emergency = person({ ...criteria, "safety.hot_swollen_leg": "yes" });

/** Somebody with a plan to end their life. */
export const suicidal = person({ ...criteria, "safety.suicidal_thoughts": "with_plan" });

/** Somebody who nods off at the wheel. */
export const urgent = person({ ...criteria, "safety.drowsy_driving": "yes" });

/** A child, for whom a parent answers. */
export const child = person({ ...criteria, "patient.age_years": 10, "patient.respondent": "parent", "course.onset_age_years": 8 });
