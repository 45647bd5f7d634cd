// The states of the form, each by the way that leads to it. The checks of
// barriers and the pictures in the documentation go through the same.
import { Form, until } from "./form.mjs";
import { emergency, indeterminate, negative, person, plainPositive, positive } from "./people.mjs";

const upTo = (answers, ...stops) => async (form) => {
  await form.walk(answers, { until: stops });
};

/** pick chooses an option in the list. */
export const pick = (form, id, code) => form.root.locator(`fieldset[data-question="${id}"] input[value="${code}"]`).click({ force: true });

async function medicine(form) {
  await form.walk(positive, { until: ["medications"] });
  const question = form.root.locator('[data-question="medications"]');
  await form.addMedicine(question, { name: "Benadryl", timing: "worse_after_starting" });
  const box = question.getByRole("combobox").first();
  await box.click();
  await box.pressSequentially("ser");
  await form.root.locator("[role=listbox] [role=option]").first().waitFor();
}

async function labs(form) {
  await form.walk(positive, { until: ["labs"] });
  await form.addLab(form.root.locator('[data-question="labs"]'), { test: "ferritin", value: 22, unit: "ng/mL", collected_on: "2026-10-20" });
  await form.page.keyboard.press("Tab");
  const reading = form.root.locator("[data-reading]").first();
  await until(async () => (await reading.innerText()).trim() !== "", "what the result means");
}

async function fault(form) {
  await form.walk(plainPositive, { until: ["patient.age_years"] });
  await form.write(form.root.locator('[data-question="patient.age_years"] input'), "521");
  await form.act("next");
  await form.root.locator('[aria-invalid="true"]').waitFor();
}

async function list(form) {
  await form.on("list");
  await pick(form, "criteria.urge_to_move", "yes");
  await pick(form, "safety.drowsy_driving", "yes");
  await form.root.locator('[data-alert="drowsy_driving"]').waitFor();
}

async function error(form) {
  await form.walk(negative, { until: ["checkpoint"] });
  form.visit.expect(/Failed to load|ERR_|rls-screener: offline/);
  await form.act("continue");
  await form.moved({ screen: "checkpoint" });
  await form.page.route("**/v1/screenings*", (route) => route.abort("connectionrefused"));
  await form.walk(negative, { until: ["error"] });
}

async function finished(form) {
  await form.walk(negative, { atCheckpoint: "result" });
  await form.act("finish");
  await form.on("finished");
}

const clinicianPatient = person({
  "criteria.urge_to_move": "yes", "criteria.worse_at_rest": "yes", "criteria.relieved_by_movement": "yes", "criteria.worse_in_evening": "yes",
  "criteria.body_parts": "legs", medications: [{ name: "Benadryl", timing: "worse_after_starting" }, { name: "omeprazole" }],
  labs: [
    { test: "ferritin", value: 11, unit: "ng/mL", collected_on: "2026-04-14" },
    { test: "ferritin", value: 22, unit: "ng/mL", collected_on: "2026-10-20" },
    { test: "tsat", value: 14, unit: "%", collected_on: "2026-10-20" },
  ],
  "history.kidney_disease": "not_sure", "safety.drowsy_driving": "yes",
});

/** Each state: its name, the query of the page, and how to come there. */
export const STATES = [
  { name: "start", go: (form) => form.on("question") },
  { name: "question", go: upTo(plainPositive, "criteria.relieved_by_movement") },
  { name: "number", go: upTo(plainPositive, "patient.age_years") },
  { name: "fault", go: fault },
  { name: "medicine", go: medicine },
  { name: "labs", go: labs },
  { name: "alert", go: upTo(emergency, "alert") },
  { name: "checkpoint", go: upTo(plainPositive, "checkpoint") },
  { name: "list", query: "mode=list", go: list },
  { name: "result-positive", go: upTo(positive, "result") },
  { name: "result-negative", go: (form) => form.walk(negative, { atCheckpoint: "result" }) },
  { name: "result-indeterminate", go: upTo(indeterminate, "result") },
  { name: "result-emergency", go: (form) => form.walk(emergency, { atCheckpoint: "result" }) },
  { name: "result-clinician", query: "audience=clinician", go: upTo(clinicianPatient, "result") },
  { name: "error", go: error },
  { name: "finished", go: finished },
];

/** enter opens the form and goes to a state. */
export async function enter(visitor, state, { query = "", ...options } = {}) {
  const words = [state.query, query].filter(Boolean).join("&");
  const form = new Form(await visitor.open(`/form${words ? `?${words}` : ""}`, options));
  await state.go(form);
  return form;
}
