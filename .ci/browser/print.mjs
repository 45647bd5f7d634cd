// What a person takes away: the printed page with its code, the text, the files.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Form, until } from "./form.mjs";
import { Paper, sha256 } from "./pdf.mjs";
import { emergency, indeterminate, negative, person, positive } from "./people.mjs";

/** paper prints the page as the browser would, and reads it. */
async function paper(page, format) {
  await page.emulateMedia({ media: null });
  return new Paper(await page.pdf({ format, preferCSSPageSize: false, printBackground: false }));
}

/** download presses a button and gives the file that comes. */
async function download(form, action) {
  const waiting = form.page.waitForEvent("download");
  await form.act(action);
  const file = await waiting;
  return { name: file.suggestedFilename(), text: readFileSync(await file.path()) };
}

/** checkCode: the code on paper holds the ruleset and the digest of the file, and nothing of the patient. */
function checkCode(code, result, file) {
  const { id, version, digest } = result.ruleset;
  assert.equal(code, `rlscreen\nruleset ${id} ${version} ${digest}\nfile ${sha256(file)}`);
}

/** printed checks what is printed of a result. */
async function printed(form, formats) {
  const { result } = await form.visit.result();
  const file = await download(form, "download-json");
  await form.act("print");
  assert.equal(await form.page.evaluate(() => window.seen.printed), 1, "the button prints");
  for (const format of formats) {
    const sheet = await paper(form.page, format);
    try {
      assert.equal(sheet.pages, 1, `${format} is one page`);
      checkCode(sheet.code(), result, file.text);
      const words = sheet.text.replace(/\s+/g, " ");
      assert.ok(words.includes(result.outcome.display.slice(0, 30)), `${format} says the outcome`);
      for (const alert of result.alerts) assert.ok(words.includes(alert.display.slice(0, 25)), `${format} has the alert ${alert.id}`);
      assert.doesNotMatch(words, /Finish and clear|Borrar/, "buttons are not printed");
    } finally {
      sheet.discard();
    }
  }
}

const printCheck = (answers, query = "") => async (visitor) => {
  const form = new Form(await visitor.open(`/form${query}`, { acceptDownloads: true }));
  await form.walk(answers, { atCheckpoint: "continue" });
  await printed(form, ["A4", "Letter"]);
  return "A4 and Letter, one page each, the code holds the digest of the file";
};

const names = ["Benadryl", "mirtazapine", "metoclopramide", "fluoxetine", "quetiapine", "pramipexole", "lithium", "omeprazole", "Unheardofin forte", "ropinirole"];

/** Somebody with everything: each alert, many medicines, many results. */
const fullest = person({
  "criteria.urge_to_move": "yes", "criteria.worse_at_rest": "yes", "criteria.relieved_by_movement": "previously", "criteria.worse_in_evening": "previously",
  "criteria.body_parts": "legs_and_other", "safety.suicidal_thoughts": "with_plan", "patient.pregnancy": "yes", "patient.age_years": 33, "course.onset_age_years": 20, "history.kidney_disease_stage": "4",
  ...Object.fromEntries(["hot_swollen_leg", "cold_pale_painful_leg", "leg_weakness_bladder_bowel", "drowsy_driving", "sleep_under_5_hours", "low_mood", "new_weakness", "augmentation_signs", "impulse_control_problems"]
    .map((id) => [`safety.${id}`, "yes"])),
  ...Object.fromEntries(["family_history", "iron_deficiency", "kidney_disease", "neuropathy", "diabetes", "malabsorption", "multiple_sclerosis", "parkinson_disease", "sleep_apnoea", "rheumatoid_arthritis",
    "thyroid_disease", "liver_disease", "inflammation", "hypertension", "depression", "blood_loss_or_donation", "caffeine_alcohol_nicotine", "vegan_diet", "snoring_or_breathing_pauses"].map((id) => [`history.${id}`, "yes"])),
  ...Object.fromEntries(["constant_numbness_or_burning", "one_sided", "whole_body_restlessness"].map((id) => [`mimics.${id}`, "yes"])),
  "course.sudden_onset": "yes", medications: names.map((name) => ({ name })),
  labs: [
    { test: "ferritin", value: 8, unit: "ng/mL", collected_on: "2026-10-20" }, { test: "tsat", value: 9, unit: "%", collected_on: "2026-10-20" },
  ],
});

/** Everything, entered in the list, since the form would not ask for all of it. */
async function fullestPage(visitor) {
  const form = new Form(await visitor.open("/form?mode=list", { acceptDownloads: true, viewport: { width: 900, height: 3000 } }));
  await form.on("list");
  await form.fillList(fullest);
  await form.act("result");
  await form.on("result");
  await printed(form, ["A4", "Letter"]);
  const { result } = await form.visit.result();
  return `${result.alerts.length} alerts, ${result.classification.contributors.length} contributors, one page`;
}

async function takesAway(visitor) {
  const form = new Form(await visitor.open("/form", { acceptDownloads: true, permissions: ["clipboard-read", "clipboard-write"] }));
  await form.walk(positive);
  const shown = await form.visit.result();
  await copies(form, shown);
  await savesJSON(form, shown, visitor.url);
  await savesFHIR(form, shown, visitor.url);
}

async function copies(form, { result }) {
  await form.act("copy");
  let text = "";
  await until(async () => (text = await form.page.evaluate(() => navigator.clipboard.readText())).length > 50, "a text in the clipboard");
  assert.ok(text.includes(result.outcome.display), "the text says the outcome");
  assert.ok(text.includes(result.ruleset.version), "and the ruleset");
  assert.doesNotMatch(text, /[<>]\/?\w+>|undefined|\[object|\{\w+\}/, "and is text");
}

async function savesJSON(form, { request, result }, url) {
  const file = await download(form, "download-json");
  assert.match(file.name, /\.json$/);
  assert.doesNotMatch(file.name, /benadryl|yes|positive/i, "the name of the file says nothing of the person");
  const saved = JSON.parse(file.text);
  assert.equal(saved.format, "rlscreen-answers/1");
  assert.match(saved.nonce, /^[0-9a-f]{32}$/);
  assert.deepEqual(saved.request, request);
  assert.deepEqual(saved.result, result);
  const again = await fetch(new URL("/v1/screenings?audience=patient&lang=en", url), {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(saved.request),
  });
  assert.deepEqual(await again.json(), saved.result, "the same answers give the same result");
}

async function savesFHIR(form, { request, result }, url) {
  const file = await download(form, "download-fhir");
  const response = JSON.parse(file.text);
  assert.equal(response.resourceType, "QuestionnaireResponse");
  assert.equal(response.status, "completed");
  assert.ok(response.authored.startsWith(request.as_of));
  const answer = await fetch(new URL("/fhir/R4/QuestionnaireResponse/$extract", url), {
    method: "POST", headers: { "content-type": "application/fhir+json" }, body: file.text,
  });
  const text = await answer.text();
  if (answer.status === 200) {
    assert.match(text, new RegExp(`"code":\\s*"${result.outcome.code}"`), "the service reads the same outcome out of it");
    return;
  }
  // A response without a subject is extracted for the subject that the caller names.
  assert.match(text, /subject/, text.slice(0, 300));
  await extractFor(response, url, result.outcome.code);
}

async function extractFor(response, url, outcome) {
  const parameter = [{ name: "questionnaire-response", resource: response }, { name: "subject", valueReference: { reference: "Patient/1" } }];
  const answer = await fetch(new URL("/fhir/R4/QuestionnaireResponse/$extract", url), {
    method: "POST", headers: { "content-type": "application/fhir+json" }, body: JSON.stringify({ resourceType: "Parameters", parameter }),
  });
  const text = await answer.text();
  assert.equal(answer.status, 200, text.slice(0, 500));
  assert.match(text, new RegExp(`"code":\\s*"${outcome}"`));
}

// Whoever prints by the browser's own menu gets the page too.
async function printsByMenu(visitor) {
  const form = new Form(await visitor.open("/form"));
  await form.walk(negative, { atCheckpoint: "result" });
  const sheet = await paper(form.page, "A4");
  try {
    assert.equal(sheet.pages, 1);
    assert.match(sheet.code() ?? "", /^rlscreen\n/);
  } finally {
    sheet.discard();
  }
}

export default function print(check) {
  check("positive", printCheck(positive));
  check("negative", printCheck(negative));
  check("indeterminate, in Spanish", printCheck(indeterminate, "?lang=es"));
  check("emergency", printCheck(emergency));
  check("for a clinician", printCheck(positive, "?audience=clinician"));
  check("night mode", printCheck(positive, "?theme=night"));
  check("the fullest imaginable", fullestPage);
  check("by the browser's own menu", printsByMenu);
  check("copy, JSON and FHIR", takesAway);
}
