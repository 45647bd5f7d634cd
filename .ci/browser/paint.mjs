// When something is seen, on a slow phone: a ratio to a bare page in the same
// run, so that it says something on any machine. Nothing is judged by time.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { site } from "./service.mjs";
import { PHONE } from "./visit.mjs";

const ROUNDS = 5;
const LINE = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const SLOWER = 4;

/** painted loads a page for the first time and gives when something was first seen, in ms. */
async function painted(visitor, url) {
  const { page } = await visitor.open("about:blank", { ...PHONE, clock: false });
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", LINE);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await page.goto(url);
  const time = await page.evaluate(() => new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const first = list.getEntries().find((entry) => entry.name === "first-contentful-paint");
      if (first) resolve(first.startTime);
    }).observe({ type: "paint", buffered: true });
  }));
  await page.context().close();
  return time;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

async function firstPaint(visitor) {
  const notice = readFileSync(fileURLToPath(new URL("bare.html", import.meta.url)), "utf8");
  const bare = await site({ "/": notice }, "127.0.0.1");
  const pages = { bare: bare.origin, landing: new URL("/", visitor.url).href, form: new URL("/form", visitor.url).href };
  const times = Object.fromEntries(Object.keys(pages).map((name) => [name, []]));
  try {
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, url] of Object.entries(pages)) times[name].push(await painted(visitor, url));
    }
  } finally {
    bare.close();
  }
  for (const [name, all] of Object.entries(times)) assert.ok(all.every((time) => time > 0), `${name} was painted`);
  const ratios = (name) => times[name].map((time, i) => time / times.bare[i]).toSorted((a, b) => a - b);
  const told = ["landing", "form"].map((name) => `${name} ${Math.round(median(times[name]))} ms, ${median(ratios(name)).toFixed(2)} times (${ratios(name)[0].toFixed(2)} to ${ratios(name).at(-1).toFixed(2)})`);
  return `a bare page ${Math.round(median(times.bare))} ms; ${told.join("; ")}`;
}

export default function paint(check) {
  check("first contentful paint on a slow phone, against a bare page", firstPaint, { alone: true });
}
