// pictures.mjs URL FOLDER: makes the pictures of the documentation anew, and the
// page that lists them. The clock stands still and chance is not chance, so that
// the same program gives the same pictures.
import { chromium } from "playwright-core";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Desk } from "./desk.mjs";
import { Form } from "./form.mjs";
import { Paper } from "./pdf.mjs";
import { emergency, negative, positive } from "./people.mjs";
import { indexed } from "./png.mjs";
import { enter, STATES } from "./states.mjs";
import { open } from "./visit.mjs";

const MOST = 120_000; // bytes of a picture
const WIDE = { viewport: { width: 720, height: 820 } };
const TALL = { viewport: { width: 720, height: 1240 } };
const LARGE = { viewport: { width: 960, height: 1100 } };
const PHONE = { viewport: { width: 320, height: 568 } };
const state = (name) => STATES.find((each) => each.name === name);

/** shows is a picture of a state of the form. */
const shows = (name, options = WIDE) => async (visitor) => (await enter(visitor, state(name), options)).page;

const walked = (query, answers, until, options = WIDE) => async (visitor) => {
  const form = new Form(await visitor.open(`/form?${query}`, options));
  await form.walk(answers, { until: [until], atCheckpoint: "result" });
  return form.page;
};

async function chart(visitor) {
  const form = await enter(visitor, state("result-clinician"), LARGE);
  const part = form.root.locator('[data-part="series"]').first();
  await part.waitFor();
  await part.evaluate((element) => element.scrollIntoView({ block: "start" }));
  return form.page;
}

async function desk(visitor) {
  const place = new Desk(await visitor.open("/desk", { viewport: { width: 1280, height: 860 } }));
  await place.row("criteria.urge_to_move").waitFor();
  await place.focusRow("criteria.urge_to_move");
  await place.type(["y", "y", "y", "n", "1"]);
  await place.root.locator('[data-part="what-if"] summary').first().click();
  await place.root.locator('[data-part="what-if"] [data-path]').first().waitFor();
  return place.page;
}

async function printed(visitor) {
  const form = await enter(visitor, state("result-positive"));
  await form.act("print");
  const sheet = new Paper(await form.page.pdf({ format: "A4" }));
  const picture = sheet.picture(75);
  sheet.discard();
  return picture;
}

const PICTURES = [
  ["start", "The form's first screen: what it is for, where to turn in an emergency, and the opening question with the answers yes, no and not sure.", shows("start")],
  ["question", "A question with a long third answer, on how far the questions have come, with ways back and to leave it out.", shows("question")],
  ["medicine", "The question about medicines: one is listed with when it was started, and names are offered for what is being typed.", shows("medicine", TALL)],
  ["labs", "The question about blood tests: a ferritin with its unit and date, and below it what it means.", shows("labs")],
  ["alert", "An alert that fills the screen: a danger sign in one leg, with a button that calls the emergency number.", shows("alert")],
  ["checkpoint", "The answers so far settle the outcome: go on with the questions that are left, or see the result.", shows("checkpoint")],
  ["result-positive", "The result for answers that fit the usual pattern: what was understood and why, in plain words.", shows("result-positive")],
  ["result-negative", "The result for answers that do not fit the usual pattern.", shows("result-negative")],
  ["result-indeterminate", "The result where too much is open, with the questions that would decide it.", shows("result-indeterminate")],
  ["list", "All questions in one list, with an alert above and a button to the result at hand.", shows("list")],
  ["error", "The service cannot be reached: the answers are kept, it can be tried again, and where to turn in an emergency is said.", shows("error")],
  ["spanish", "The form's first screen in Spanish.", walked("lang=es", negative, "question")],
  ["dark", "A question in the dark theme.", walked("theme=dark", positive, "criteria.relieved_by_movement")],
  ["night", "A question in the night theme: amber on brown-black.", walked("theme=night", positive, "criteria.relieved_by_movement")],
  ["phone", "A question on a phone of 320 pixels.", walked("", positive, "criteria.relieved_by_movement", PHONE)],
  ["phone-alert", "An alert on a phone of 320 pixels, in the night theme.", walked("theme=night", emergency, "alert", PHONE)],
  ["result-clinician", "The result for clinicians: the criteria with the answers behind them, the rules and the sources.", shows("result-clinician", LARGE)],
  ["chart", "Iron over time in the result for clinicians: ferritin and transferrin saturation with their thresholds drawn and named.", chart],
  ["printed", "The printed page of a result: one page, with a code that holds the ruleset and the digest of the saved file.", printed],
  ["desk", "The clinician's desk: answers on one side, the result and what would change it on the other.", desk],
  ["landing", "The landing page.", async (visitor) => (await visitor.open("/", { viewport: { width: 960, height: 900 } })).page],
];

// In the page: numbers that would differ each time.
function withoutChance() {
  crypto.getRandomValues = (array) => array.fill(0x5a);
}

const [url, folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const old of readdirSync(folder).filter((name) => name.endsWith(".png"))) rmSync(join(folder, old));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-lcd-text", "--disable-partial-raster", "--font-render-hinting=none"] });

/** picture makes one and gives its bytes. */
async function picture(make) {
  const visits = [];
  const visitor = { open: async (path, context) => {
    const visit = await open(browser, new URL(path, url).href, { ...context, before: (page, own) => own.addInitScript(withoutChance) });
    visits.push(visit);
    return visit;
  } };
  const made = await make(visitor);
  const bytes = Buffer.isBuffer(made) ? made : await photograph(made);
  await Promise.all(visits.map((visit) => visit.page.context().close()));
  return indexed(bytes);
}

/** photograph takes what is in view, with nothing blinking. */
async function photograph(page) {
  await page.evaluate(() => document.fonts.ready);
  await page.mouse.move(0, 0); // nothing is under the pointer
  return page.screenshot({ caret: "hide", animations: "disabled" });
}

const lines = ["# What it looks like", "", "Made by `.ci/browser/screenshots URL docs/screens` of a running service; made-up people, a clock that stands still.", ""];
try {
  for (const [name, alt, make] of PICTURES) {
    const bytes = await picture(make);
    writeFileSync(join(folder, `${name}.png`), bytes);
    lines.push(`## ${name}`, "", `![${alt}](${name}.png)`, "", alt, "");
    console.log(`${name}.png ${bytes.length}`);
    if (bytes.length > MOST) throw new Error(`${name}.png has ${bytes.length} bytes, of ${MOST}`);
  }
} finally {
  await browser.close();
}
writeFileSync(join(folder, "README.md"), `${lines.join("\n").trimEnd()}\n`);
