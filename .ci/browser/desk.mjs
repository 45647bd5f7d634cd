// The clinician's desk: answers by single keys, the result beside them as it
// changes, and what would change it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Form } from "./form.mjs";
import { answersOf } from "./person.mjs";
import { positive } from "./people.mjs";

/** Desk is the desk on a page. */
export class Desk {
  constructor(visit) {
    this.visit = visit;
    this.page = visit.page;
    this.root = this.page.locator("rls-desk");
    this.pane = this.root.locator(".pane");
    this.outcome = this.root.locator('[data-part="outcome"]');
  }

  row(id) {
    return this.root.locator(`.row[data-question="${id}"]`);
  }

  /** fresh waits until the result is that of the answers as they stand. */
  async fresh() {
    await this.root.locator('.pane[data-status="fresh"]').waitFor();
  }

  /** focusRow goes to a row by Tab alone. */
  async focusRow(id, most = 40) {
    for (let presses = 0; presses <= most; presses++) {
      const there = await this.row(id).evaluate((row) => row.contains(row.getRootNode().activeElement));
      if (there) return presses;
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`${most} presses of Tab do not lead to ${id}`);
  }

  /** type presses keys, one after another, and waits for the result of them all. */
  async type(keys) {
    for (const key of keys) await this.page.keyboard.press(key);
    await this.judged();
  }

  /** judged waits for the judgement of what has just been entered. */
  async judged() {
    await this.page.waitForTimeout(200); // answers rest a little before they are sent
    await this.fresh();
  }
}

async function openDesk(visitor, path = "/desk", options) {
  const desk = new Desk(await visitor.open(path, options));
  await desk.row("criteria.urge_to_move").waitFor();
  return desk;
}

async function byKeyboard(visitor) {
  const desk = await openDesk(visitor);
  const tabs = await desk.focusRow("criteria.urge_to_move");
  await desk.type(["y", "y", "y", "y", "1"]);
  const sent = answersOf(desk.visit.screenings().at(-1));
  assert.deepEqual(sent, {
    "criteria.urge_to_move": "yes", "criteria.worse_at_rest": "yes", "criteria.relieved_by_movement": "yes", "criteria.worse_in_evening": "yes",
    "criteria.body_parts": "legs",
  });
  const before = await desk.outcome.innerText();
  await desk.type(["ArrowUp", "ArrowUp", "n"]);
  assert.notEqual(await desk.outcome.innerText(), before, "the result follows the answer");
  assert.equal(answersOf(desk.visit.screenings().at(-1))["criteria.worse_in_evening"], "no");
  await desk.type(["ArrowUp", "Backspace"]);
  assert.equal(answersOf(desk.visit.screenings().at(-1))["criteria.worse_in_evening"], undefined, "Backspace takes an answer back");
  return `${tabs} presses of Tab to the first question, then one key an answer`;
}

// Many answers in a moment: the last judgement shown is that of the last answer.
async function quickly(visitor) {
  const desk = await openDesk(visitor);
  await desk.focusRow("criteria.urge_to_move");
  const began = desk.visit.screenings().length;
  for (const key of ["y", "y", "y", "y", "1", "n", "n", "n", "n", "n", "n", "n", "n"]) await desk.page.keyboard.press(key);
  await desk.judged();
  const sent = desk.visit.screenings();
  assert.equal(Object.keys(answersOf(sent.at(-1))).length, 13);
  return `13 answers in ${sent.length - began} requests`;
}

async function alertsFirst(visitor) {
  const desk = await openDesk(visitor);
  await desk.focusRow("criteria.urge_to_move");
  await desk.type(["y"]);
  await desk.row("safety.suicidal_thoughts").locator("input").first().focus();
  await desk.type(["2"]);
  const alert = desk.root.locator('[data-alert="suicidal_intent"]');
  await alert.waitFor();
  const order = await alert.evaluate((element) => {
    const outcome = element.getRootNode().querySelector('[data-part="outcome"]');
    return Boolean(element.compareDocumentPosition(outcome) & Node.DOCUMENT_POSITION_FOLLOWING) && Boolean(element.closest("[role=alert]"));
  });
  assert.ok(order, "the alert stands above the result and is announced");
  assert.ok(await alert.evaluate((element) => element.getBoundingClientRect().top < 400), "and is in view");
}

async function whatIf(visitor) {
  const desk = await openDesk(visitor, "/desk", { viewport: { width: 1280, height: 900 } });
  await desk.focusRow("criteria.urge_to_move");
  await desk.type(["y", "y", "y", "n", "1"]);
  const panel = desk.root.locator('[data-part="what-if"]');
  await panel.locator("summary").first().click();
  const first = panel.locator('[data-path="criteria.worse_in_evening"]');
  await first.waitFor();
  const told = await first.locator('[data-change="outcome"]').first().innerText();
  const all = await panel.locator("[data-path]").count();
  await desk.row("criteria.worse_in_evening").locator("input").first().focus();
  await desk.type(["y"]);
  const display = JSON.parse(await judgement(visitor, desk)).outcome.display;
  assert.ok(told.includes(display.slice(0, 40)), `what was foretold is what comes: ${told}`);
  return `${all} questions that would change something`;
}

// When the focus leaves the questions, nothing moves under a mouse button that is down.
async function aims(visitor) {
  const desk = await openDesk(visitor);
  await desk.focusRow("criteria.urge_to_move");
  await desk.type(["y", "n"]);
  const summary = desk.root.locator('[data-part="what-if"] summary').first();
  await summary.scrollIntoViewIfNeeded();
  const before = await summary.boundingBox();
  await desk.page.mouse.move(before.x + 20, before.y + before.height / 2);
  await desk.page.mouse.down();
  await desk.page.waitForTimeout(100);
  const after = await summary.boundingBox();
  await desk.page.mouse.up();
  assert.equal(Math.round(after.y - before.y), 0, "what is aimed at stays where it is");
}

/** judgement is what the service says to what the desk has sent last. */
async function judgement({ url }, desk) {
  const { body } = desk.visit.screenings().at(-1);
  const answer = await fetch(new URL("/v1/screenings?audience=clinician&lang=en", url), { method: "POST", headers: { "content-type": "application/json" }, body });
  assert.equal(answer.status, 200);
  return answer.text();
}

// Letters typed into a field are letters.
async function typesIntoFields(visitor) {
  const desk = await openDesk(visitor);
  const box = desk.row("medications").getByRole("combobox").first();
  await box.click();
  await box.pressSequentially("pramipexole", { delay: 5 });
  await box.press("ArrowDown");
  await box.press("Enter");
  const age = desk.row("patient.age_years").locator("input").first();
  await age.fill("61");
  await age.press("Enter");
  await desk.judged();
  const sent = answersOf(desk.visit.screenings().at(-1));
  assert.deepEqual(Object.keys(sent).sort(), ["medications", "patient.age_years"]);
  assert.match(sent.medications[0].name, /pramipexole/i);
  assert.equal(sent["patient.age_years"], 61);
}

// The patient brings the file of the form; the desk shows what it holds.
async function opensFile(visitor) {
  const form = new Form(await visitor.open("/form", { acceptDownloads: true }));
  await form.walk(positive);
  const { request, result } = await form.visit.result();
  const waiting = form.page.waitForEvent("download");
  await form.act("download-json");
  const path = await (await waiting).path();
  const desk = await openDesk(visitor);
  const open = () => desk.root.locator('input[type="file"]').setInputFiles({ name: "answers.json", mimeType: "application/json", buffer: readFileSync(path) });
  // What was entered before is not lost without a question.
  await desk.focusRow("criteria.urge_to_move");
  await desk.type(["n"]);
  await open();
  await desk.root.locator('dialog[open] [data-action="close"]').click();
  await desk.judged();
  assert.equal(answersOf(desk.visit.screenings().at(-1))["criteria.urge_to_move"], "no");
  await open();
  await desk.root.locator('dialog[open] [data-action="clear"]').click();
  await desk.root.locator('.row[data-question="patient.age_years"][data-answered]').waitFor();
  await desk.judged();
  assert.deepEqual(JSON.parse(desk.visit.screenings().at(-1).body), request, "the answers of the file are those that are judged");
  assert.equal(JSON.parse(await judgement(visitor, desk)).outcome.code, result.outcome.code);
}

async function keepsNothing(visitor) {
  const desk = await openDesk(visitor);
  await desk.focusRow("criteria.urge_to_move");
  await desk.type(["y", "n"]);
  const kept = await desk.page.evaluate(() => ({ ...localStorage, ...sessionStorage }));
  assert.doesNotMatch(JSON.stringify(kept), /urge_to_move/);
  for (const { url } of desk.visit.requests) {
    assert.deepEqual([...new URL(url).searchParams.keys()].filter((name) => !["lang", "audience"].includes(name)), [], url);
  }
}

async function comesBack(visitor) {
  const desk = await openDesk(visitor, "/desk", { expected: /Failed to load|ERR_/ });
  await desk.focusRow("criteria.urge_to_move");
  await desk.type(["y"]);
  await desk.page.route("**/v1/screenings*", (route) => route.abort("connectionrefused"));
  await desk.page.keyboard.press("n");
  await desk.root.locator('.pane[data-status="failed"]').waitFor();
  await desk.page.unroute("**/v1/screenings*");
  await desk.root.locator('[data-action="retry"]').first().click();
  await desk.fresh();
  assert.equal(answersOf(desk.visit.screenings().at(-1))["criteria.worse_at_rest"], "no");
}

export default function theme(check) {
  check("a key an answer, and a live result", byKeyboard);
  check("many answers in a moment", quickly);
  check("alerts stand first", alertsFirst);
  check("what would change this", whatIf);
  check("a click lands where it is aimed", aims);
  check("letters typed into fields are letters", typesIntoFields);
  check("opens the file that a patient brings", opensFile);
  check("keeps nothing", keepsNothing);
  check("the service is away, and back", comesBack);
}
