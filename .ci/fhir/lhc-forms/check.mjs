// check.mjs FORM OUT: fills in the form with LHC-Forms in a browser.
//
// FORM is the base of a FHIR service, or a file with its Questionnaire; OUT is
// a folder for what is exported. A person's part is played with clicks and
// keys. With a service the exported QuestionnaireResponse is sent to $extract,
// unchanged but for the subject, which LHC-Forms leaves out and the operation
// takes as a parameter. It ends with 1 at the first thing that is not as it
// should be, and says what it saw.
import { chromium } from "playwright-core";
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const [form, out] = process.argv.slice(2);
const service = /^https?:/.test(form) ? form.replace(/\/$/, "") : undefined;
const YES = "http://terminology.hl7.org/CodeSystem/v2-0136|Y";
const NO = "http://terminology.hl7.org/CodeSystem/v2-0136|N";
const NOT_SURE = "http://terminology.hl7.org/CodeSystem/data-absent-reason|asked-unknown";
const GENDER = "http://hl7.org/fhir/administrative-gender|";
const FHIR = "application/fhir+json";
// collected is a date on which a sample can have been taken: recent, so that it decides.
const collected = new Date(Date.now() - 14 * 24 * 3600 * 1000).toISOString().slice(0, 10);

let seen = 0;
function saw(what) {
  seen++;
  console.log(`  ${what}`);
}

async function read(questionnaire) {
  if (!service) return JSON.parse(readFileSync(questionnaire, "utf8"));
  const answer = await fetch(`${service}/Questionnaire/rls-screening`, { headers: { accept: FHIR } });
  assert.equal(answer.status, 200, "the Questionnaire can be read");
  return answer.json();
}

// serve is a page with LHC-Forms from node_modules, on loopback.
async function serve() {
  const folder = join(fileURLToPath(import.meta.url), "../node_modules/lforms/dist/lforms");
  const scripts = ["assets/lib/zone.min.js", "runtime.js", "polyfills.js", "main.js"].map((f) => `/webcomponent/${f}`);
  const page =
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>LHC-Forms</title><link rel="icon" href="data:,">` +
    `<link rel="stylesheet" href="/webcomponent/styles.css"></head><body><div id="form"></div>` +
    [...scripts, "/fhir/R4/lformsFHIR.min.js"].map((s) => `<script src="${s}"></script>`).join("") +
    "</body></html>";
  const types = { ".js": "text/javascript", ".css": "text/css", ".png": "image/png" };
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    const file = join(folder, normalize(path));
    if (path === "/") return response.setHeader("content-type", "text/html; charset=utf-8").end(page);
    if (!file.startsWith(folder) || !existsSync(file)) return response.writeHead(404).end();
    return response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream").end(readFileSync(file));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

// Client is a page of LHC-Forms with a form on it.
class Client {
  constructor(page) {
    this.page = page;
    this.faults = [];
    page.on("pageerror", (error) => this.faults.push(error.message));
    page.on("console", (m) => m.type() === "error" && this.faults.push(m.text()));
  }

  // show puts the form on the page: empty, with a patient to take answers from,
  // or with a response that is still in progress.
  async show(url, questionnaire, patient, response) {
    this.page.on("request", (r) => {
      if (!/^data:|^blob:/.test(r.url()) && new URL(r.url()).origin !== new URL(url).origin) this.faults.push(`asked for ${r.url()}`);
    });
    await this.page.goto(url);
    await this.page.evaluate(
      async ([definition, who, saved]) => {
        const { Util } = window.LForms;
        if (who) Util.setFHIRContext(null, { patient: who });
        let shown = definition;
        if (saved) {
          const converted = Util.convertFHIRQuestionnaireToLForms(definition, "R4");
          shown = Util.mergeFHIRDataIntoLForms("QuestionnaireResponse", saved, converted, "R4");
        }
        await Util.addFormToPage(shown, "form", { fhirVersion: "R4", prepopulate: Boolean(who) });
      },
      [questionnaire, patient, response],
    );
    await this.by("item-outcome/1").waitFor();
  }

  by(id) {
    return this.page.locator(`[id="${id}"]`);
  }

  // choose clicks the radio button of a code.
  async choose(linkId, code, place = "/1/1") {
    await this.by(`${linkId}${place}|${code}`).click();
  }

  async type(linkId, text, place = "/1/1") {
    await this.by(linkId + place).fill(text);
    await this.page.keyboard.press("Tab");
  }

  // outcome waits until the form shows a code: it is worked out a moment after an answer.
  async outcome(code, when) {
    const field = this.by("outcome/1");
    try {
      await this.page.waitForFunction(
        ([element, want]) => element.value === want, [await field.elementHandle(), code], { timeout: 10000 });
    } catch {
      assert.equal(await field.inputValue(), code, when);
    }
    saw(`outcome ${code}: ${when}`);
  }

  async shown(linkId, is, when, place = "/1/1") {
    await this.by(`item-${linkId}${place}`).waitFor({ state: is ? "visible" : "hidden", timeout: 10000 });
    saw(`${linkId} is ${is ? "shown" : "hidden"}: ${when}`);
  }

  exported() {
    return this.page.evaluate(() => window.LForms.Util.getFormFHIRData("QuestionnaireResponse", "R4"));
  }
}

function questions(items, group = "") {
  return items.flatMap((i) => [{ ...i, group }, ...questions(i.item ?? [], i.linkId)]);
}

async function checkRendering(client, questionnaire) {
  const all = questions(questionnaire.item);
  const missing = [];
  // What is shown from the start: all but what waits for another answer, and help, which is a button.
  const hidden = new Set(all.filter((i) => i.enableWhen && !i.enableWhen.some((c) => c.answerBoolean === false)).map((i) => i.linkId));
  let count = 0;
  for (const i of all.filter((i) => i.type !== "display" && !hidden.has(i.linkId))) {
    const label = client.page.locator(`[id^="label-${i.linkId}/"]`).first();
    if ((await label.count()) === 0 || !(await label.innerText()).includes(i.text)) missing.push(i.linkId);
    count++;
  }
  assert.deepEqual(missing, [], "all items are shown");
  saw(`${count} groups and questions with their texts`);
  const help = all.filter((i) => i.type === "display" && i.extension?.some((e) => e.valueCodeableConcept?.coding[0].code === "help"));
  const buttons = await client.page.locator(".lhc-help-button").count();
  assert.ok(buttons > 50, `${buttons} help buttons`);
  const urge = help.find((i) => i.group === "criteria.urge_to_move");
  await client.by("help-button-criteria.urge_to_move/1/1").click();
  await client.page.locator(".ant-popover").getByText(urge.text.slice(0, 60)).waitFor({ state: "visible" });
  await client.by("label-criteria.urge_to_move/1/1").click();
  saw(`${buttons} help buttons, of which one was opened`);
  for (const linkId of ["intro", "notice", "criteria.help", "safety.help"]) {
    const item = all.find((i) => i.linkId === linkId);
    await client.page.getByText(item.text.slice(0, 60)).first().waitFor({ state: "visible" });
  }
  saw("the introduction, the notice and the texts of groups stand on the page");
}

async function answerCriteria(client) {
  await client.outcome("indeterminate", "nothing is answered");
  for (const name of ["urge_to_move", "worse_at_rest", "relieved_by_movement"]) await client.choose(`criteria.${name}`, YES);
  await client.outcome("indeterminate", "three criteria are met");
  await client.choose("criteria.worse_in_evening", NO);
  await client.outcome("negative", "the fourth is not");
  await client.choose("criteria.worse_in_evening", YES);
  await client.outcome("positive_provisional", "all four are, and no mimic is asked about");
}

async function answerMimics(client, questionnaire) {
  const mimics = questionnaire.item.find((i) => i.linkId === "mimics").item.filter((i) => i.type === "choice");
  await client.choose("mimics.cramps_only", YES);
  await client.outcome("positive_review", "one mimic is answered yes");
  for (const m of mimics) await client.choose(m.linkId, NO);
  await client.outcome("positive", "every mimic is answered no");
}

async function answerPatient(client) {
  await client.type("patient.age_years", "12");
  await client.outcome("out_of_scope", "the age is 12");
  await client.type("patient.age_years", "45");
  await client.outcome("positive", "the age is 45");
  await client.choose("patient.sex", `${GENDER}male`);
  await client.shown("patient.pregnancy", false, "sex is male");
  await client.choose("patient.sex", `${GENDER}female`);
  await client.shown("patient.pregnancy", true, "sex is female");
  await client.shown("patient.gestation_weeks", false, "pregnancy is not answered");
  await client.choose("patient.pregnancy", NO);
}

async function answerSafety(client) {
  await client.choose("safety.suicidal_thoughts", NO);
  await client.choose("safety.hot_swollen_leg", NOT_SURE);
  await client.choose("safety.drowsy_driving", YES);
  await client.outcome("positive", "safety questions are answered");
}

async function answerCourse(client) {
  await client.shown("course.lifetime_episodes", false, "days a week are not answered");
  await client.type("course.days_per_week", "1.5");
  await client.shown("course.lifetime_episodes", true, "1.5 days a week");
  await client.type("course.lifetime_episodes", "40");
}

async function answerMedicines(client) {
  await client.choose("medications.any", NO);
  await client.shown("medications.entry", false, "no medicine is taken");
  await client.choose("medications.any", YES);
  await client.shown("medications.entry", true, "a medicine is taken");
  await client.type("medications.name", "Benadryl", "/1/1/1");
  await client.by("add-medications.entry/1/1").click();
  await client.type("medications.name", "omeprazole", "/1/2/1");
  saw("a second medicine was added");
}

async function answerLabs(client) {
  await client.shown("labs.ferritin.collected_on", false, "there is no ferritin", "/1/1/1");
  await client.type("labs.ferritin", "22");
  const unit = client.by("unit_labs.ferritin/1/1");
  await unit.click();
  await client.page.locator("li", { hasText: "µg/L" }).click();
  await client.page.keyboard.press("Tab");
  assert.equal(await unit.inputValue(), "µg/L");
  saw("a unit was chosen from those offered");
  await client.shown("labs.ferritin.collected_on", true, "ferritin has a value", "/1/1/1");
  const date = client.by("labs.ferritin.collected_on/1/1/1").locator("input");
  const [year, month, day] = collected.split("-");
  await date.fill(`${month}/${day}/${year}`);
  await date.press("Enter");
}

// find is an item of a response, wherever it is nested.
function find(holder, linkId) {
  for (const item of holder.item ?? []) {
    if (item.linkId === linkId) return item;
    for (const below of [item, ...(item.answer ?? [])]) {
      const found = find(below, linkId);
      if (found) return found;
    }
  }
  return undefined;
}

function checkExport(response, questionnaire) {
  assert.equal(response.questionnaire, `${questionnaire.url}|${questionnaire.version}`);
  const ferritin = find(response, "labs.ferritin").answer[0];
  assert.equal(ferritin.valueQuantity.value, 22);
  assert.equal(ferritin.valueQuantity.code, "ug/L");
  assert.equal(find({ item: ferritin.item }, "labs.ferritin.collected_on").answer[0].valueDate, collected);
  const medicines = response.item.find((i) => i.linkId === "medications").item.filter((i) => i.linkId === "medications.entry");
  assert.deepEqual(medicines.map((m) => find(m, "medications.name").answer[0].valueString), ["Benadryl", "omeprazole"]);
  assert.equal(find(response, "safety.hot_swollen_leg").answer[0].valueCoding.code, "asked-unknown");
  assert.equal(find(response, "patient.age_years").answer[0].valueInteger, 45);
  assert.equal(find(response, "course.days_per_week").answer[0].valueDecimal, 1.5);
  assert.equal(find(response, "outcome").answer[0].valueString, "positive");
  saw(`exported: status ${response.status}, ${response.subject ? "a" : "no"} subject, tag ${JSON.stringify(response.meta?.tag)}`);
}

// extract sends the response to the service as it was exported.
async function extract(response) {
  const parameters = {
    resourceType: "Parameters",
    parameter: [
      { name: "questionnaire-response", resource: response },
      { name: "subject", valueReference: { reference: "Patient/lhc-forms" } },
    ],
  };
  const answer = await fetch(`${service}/QuestionnaireResponse/$extract`, {
    method: "POST", headers: { "content-type": FHIR, accept: FHIR }, body: JSON.stringify(parameters),
  });
  const text = await answer.text();
  writeFileSync(join(out, "extracted.json"), text);
  assert.equal(answer.status, 200, text.slice(0, 3000));
  const result = JSON.parse(text).parameter.find((p) => p.name === "return").resource;
  const observations = result.entry.map((e) => e.resource).filter((r) => r.resourceType === "Observation");
  const outcome = observations[0].valueCodeableConcept.coding.find((c) => /rls-result$/.test(c.system)).code;
  assert.equal(outcome, "positive", "the service decides as the form shows");
  const tasks = result.entry.map((e) => e.resource).filter((r) => r.resourceType === "Task");
  const alerts = tasks.flatMap((t) => t.code.coding.map((c) => c.code));
  assert.deepEqual(alerts.toSorted(), ["drowsy_driving", "medicine_trigger", "possible_dvt", "unexplained_iron_deficiency"]);
  saw(`$extract: 200, outcome ${outcome}, alerts ${alerts.join(", ")}, ${result.entry.length} entries`);
}

// populate asks the service for a response that a chart fills in.
async function populate() {
  const subject = { reference: "Patient/lhc-forms" };
  const contents = [
    { resourceType: "Patient", id: "lhc-forms", birthDate: "1980-02-03", gender: "female" },
    {
      resourceType: "Observation", status: "final", subject, effectiveDateTime: collected,
      code: { coding: [{ system: "http://loinc.org", code: "2276-4" }] },
      valueQuantity: { value: 22, unit: "ug/L", system: "http://unitsofmeasure.org", code: "ug/L" },
    },
    {
      resourceType: "MedicationStatement", status: "active", subject,
      medicationCodeableConcept: { coding: [{ system: "http://www.nlm.nih.gov/research/umls/rxnorm", code: "3498" }], text: "diphenhydramine" },
    },
  ];
  const context = contents.map((resource) => ({
    name: "context", part: [{ name: "name", valueString: "patient" }, { name: "content", resource }],
  }));
  const answer = await fetch(`${service}/Questionnaire/rls-screening/$populate`, {
    method: "POST", headers: { "content-type": FHIR, accept: FHIR },
    body: JSON.stringify({ resourceType: "Parameters", parameter: [{ name: "subject", valueReference: subject }, ...context] }),
  });
  const text = await answer.text();
  writeFileSync(join(out, "populated.json"), text);
  assert.equal(answer.status, 200, text.slice(0, 3000));
  return JSON.parse(text).parameter.find((p) => p.name === "response").resource;
}

async function checkPopulated(client, url, questionnaire) {
  const response = await populate();
  await client.show(url, questionnaire, undefined, response);
  assert.match(await client.by("patient.age_years/1/1").inputValue(), /^\d\d$/);
  assert.ok(await client.by(`patient.sex/1/1|${GENDER}female`).locator("input").isChecked(), "sex is female");
  assert.equal(await client.by("labs.ferritin/1/1").inputValue(), "22");
  assert.equal(await client.by("unit_labs.ferritin/1/1").inputValue(), "µg/L");
  assert.equal(await client.by("medications.rxnorm/1/1/1").inputValue(), "3498");
  const date = await client.by("labs.ferritin.collected_on/1/1/1").locator("input").inputValue();
  assert.equal(date, collected.replace(/(\d+)-(\d+)-(\d+)/, "$2/$3/$1"));
  const again = await client.exported();
  assert.deepEqual(find(again, "labs.ferritin").answer[0].valueQuantity, find(response, "labs.ferritin").answer[0].valueQuantity);
  saw("what $populate answers is shown, and exported again as it was");
}

process.on("uncaughtException", (error) => {
  console.error(error.stack.slice(0, 4000));
  process.exit(1);
});

const questionnaire = await read(form);
const site = await serve();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  const client = new Client(await browser.newPage({ viewport: { width: 1280, height: 1000 } }));
  client.page.setDefaultTimeout(10000);
  await client.show(site.url, questionnaire);
  await checkRendering(client, questionnaire);
  await answerCriteria(client);
  await answerMimics(client, questionnaire);
  await answerPatient(client);
  await answerSafety(client);
  await answerCourse(client);
  await answerMedicines(client);
  await answerLabs(client);
  await client.page.screenshot({ path: join(out, "lhc-forms.png"), fullPage: true });
  const response = await client.exported();
  writeFileSync(join(out, "response.json"), JSON.stringify(response, null, 2) + "\n");
  checkExport(response, questionnaire);
  assert.deepEqual(client.faults, [], "the browser had nothing to complain of");
  if (service) await extract(response);

  const launched = new Client(await browser.newPage());
  const birthday = new Date(Date.now() - 40.5 * 365.25 * 24 * 3600 * 1000).toISOString().slice(0, 10);
  await launched.show(site.url, questionnaire, { resourceType: "Patient", id: "1", birthDate: birthday, gender: "female" });
  assert.equal(await launched.by("patient.age_years/1/1").inputValue(), "40");
  saw("with a patient in the launch context the age is filled in");
  if (service) await checkPopulated(new Client(await browser.newPage()), site.url, questionnaire);
  console.log(`LHC-Forms ${questionnaire.version}: ${seen} observations, all as they should be`);
} finally {
  await browser.close();
  site.close();
}
