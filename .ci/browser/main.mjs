// main.mjs URL [WORD…]: checks the pages of the service at URL in a browser. With
// words, only the checks whose names hold one of them. EARLIER is how many checks
// before these failed. The last line counts.
import { chromium } from "playwright-core";
import a11y from "./a11y.mjs";
import cases from "./cases.mjs";
import { Checks } from "./checks.mjs";
import csp from "./csp.mjs";
import desk from "./desk.mjs";
import embed from "./embed.mjs";
import focus from "./focus.mjs";
import keeping from "./keeping.mjs";
import network from "./network.mjs";
import paint from "./paint.mjs";
import paths from "./paths.mjs";
import person from "./person.mjs";
import print from "./print.mjs";
import size from "./size.mjs";
import typical from "./typical.mjs";

const THEMES = { person, paths, network, keeping, embed, csp, print, desk, typical, size, focus, a11y, cases, paint };
const LANES = 3; // more than there are cores: each often waits

const [url, ...only] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const checks = new Checks({ browser, url, out: process.env.OUT, only });
try {
  for (const [name, add] of Object.entries(THEMES)) add(checks.theme(name));
  await checks.run(LANES);
} finally {
  await browser.close();
}
const failed = checks.failures.length + Number(process.env.EARLIER ?? 0);
console.log(`-- ${Math.round(performance.now() / 1000)} s in the browser`);
console.log(`${checks.passed} passed, ${failed} failed`);
process.exitCode = failed || checks.passed === 0 ? 1 : 0;
