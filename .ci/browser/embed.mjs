// The form on pages of others: with one tag and a publishable key, and in a frame.
import assert from "node:assert/strict";
import { Form } from "./form.mjs";
import { emergency, negative } from "./people.mjs";
import { Service, site } from "./service.mjs";
import { readerText } from "./visit.mjs";

const policyOf = (service) =>
  `default-src 'none'; script-src ${service}; connect-src ${service}; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;

const hostPage = (service, attributes, type = "") => ({
  headers: { "content-security-policy": policyOf(service) },
  body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Clinic</title><link rel="icon" href="data:,">
<script ${type} src="${service}/embed/rls-screener.js" defer></script></head>
<body><h1>Clinic</h1><rls-screener ${attributes}></rls-screener><p>Imprint</p></body></html>`,
});

/** clinic runs a service with a key for pages of an origin, and that origin with such pages; another has the same. */
async function clinic(run) {
  const pages = {};
  const [host, other] = [await site(pages), await site(pages)];
  const service = new Service({ RLSCREEN_FRAME_ANCESTORS: host.origin });
  // Its address is known once it has run, and a key is known from the start of a run.
  await (await service.start()).stop();
  const key = service.publishableKey(host.origin, service.url);
  await service.start();
  try {
    pages["/"] = hostPage(service.url, `publishable-key="${key}"`);
    pages["/module"] = hostPage(service.url, `publishable-key="${key}" lang="es" theme="dark"`, 'type="module"');
    pages["/framed"] = `<!doctype html><html lang="en"><title>Clinic</title><link rel="icon" href="data:,"><iframe title="Questions" src="${service.url}/form?key=${key}" width="600" height="900"></iframe></html>`;
    return await run({ service, host, other, key });
  } finally {
    host.close();
    other.close();
    await service.end();
  }
}

const embedded = (visitor) => clinic(async ({ service, host, key }) => {
  const form = new Form(await visitor.open(`${host.origin}/`), "mouse");
  await form.walk(emergency, { until: ["alert"] });
  await form.act("continue");
  const way = await form.walk(emergency);
  const { result } = await form.visit.result();
  assert.equal(result.outcome.code, "positive");
  assert.ok((await form.visit.events("rls-alert")).length >= 1, "the page hears of the alert");
  const origins = new Set(form.visit.requests.map(({ url }) => new URL(url).origin).filter((origin) => origin !== "null"));
  assert.deepEqual([...origins].sort(), [host.origin, service.url].sort());
  assert.ok(!form.visit.requests.some(({ url }) => url.includes(key)), "the key is in no URL");
  const style = await form.page.locator("h1").first().evaluate((heading) => getComputedStyle(heading).fontFamily);
  assert.match(style, /Times|serif/i, "the page's own style is left alone");
  return `${way.length} screens on ${host.origin}, from ${service.url}`;
});

const asModule = (visitor) => clinic(async ({ host }) => {
  const form = new Form(await visitor.open(`${host.origin}/module`));
  await form.on("question");
  const { lang, theme } = await form.root.evaluate((root) => ({
    lang: root.closest("[lang]")?.lang ?? root.getRootNode().host.lang, theme: root.dataset.themeInUse,
  }));
  assert.deepEqual({ lang, theme }, { lang: "es", theme: "dark" });
  await form.walk(negative, { atCheckpoint: "result" });
});

const LOUD = `* { color: #fff; background: #fff; font-size: 2px; line-height: 0; visibility: visible; --text: #fff; --danger: #fff; --danger-soft: #fff; color-scheme: dark }
body { text-indent: -9999px; letter-spacing: -1em; text-transform: uppercase; white-space: nowrap; word-spacing: 9em; text-align: end; -webkit-text-fill-color: #fff; -webkit-text-security: disc; pointer-events: none; writing-mode: vertical-rl }
html { font-size: 62.5% }`;

/** alertStyle walks to an alert and says how its text is drawn. */
async function alertStyle(visitor, address, before) {
  const form = new Form(await visitor.open(address, { before }));
  await form.walk(emergency, { until: ["alert"] });
  return form.root.evaluate((root) => {
    const of = (selector, ...names) => names.map((name) => `${selector} ${name}: ${getComputedStyle(root.querySelector(selector))[name]}`);
    return [
      ...of(".alert p", "color", "fontSize", "lineHeight", "visibility", "textIndent", "letterSpacing", "textTransform", "whiteSpace", "wordSpacing", "textAlign",
        "webkitTextFillColor", "webkitTextSecurity", "pointerEvents", "writingMode", "webkitLocale", "direction"),
      ...of(".alert", "backgroundColor", "borderTopColor", "colorScheme", "paddingTop"),
      ...of(".alert .call", "fontSize", "minHeight"),
    ];
  });
}

// A page that sets white on everything would have alerts in white on white.
const loud = (visitor) => clinic(async ({ host, key, service }) => {
  const { headers, body } = hostPage(service.url, `publishable-key="${key}"`);
  const policy = `${headers["content-security-policy"]}; style-src 'unsafe-inline'`;
  host.pages["/loud"] = { headers: { "content-security-policy": policy }, body: body.replace("</head>", `<style>${LOUD}</style></head>`) };
  assert.deepEqual(await alertStyle(visitor, `${host.origin}/loud`), await alertStyle(visitor, `${host.origin}/`));
  const large = await alertStyle(visitor, `${host.origin}/loud`, readerText(24));
  assert.ok(large.includes(".alert p fontSize: 25.5px") && large.includes(".alert .call minHeight: 66px"), `text that the reader wants larger: ${large}`);
});

// The key is for the origins that it names: the browser of a page of another refuses.
const strangers = (visitor) => clinic(async ({ other }) => {
  const form = new Form(await visitor.open(`${other.origin}/`, { expected: /CORS|Failed to load|ERR_FAILED|rls-screener: offline/ }));
  const first = await form.on("question", "error");
  if (first.screen === "question") {
    await form.answer("no");
    await form.act("result").catch(() => {});
    await form.on("error");
  }
  assert.deepEqual(await form.visit.events("rls-result"), []);
  assert.ok(form.visit.console.some((text) => /CORS/.test(text)), "the browser refuses");
  return `questions ${first.screen === "question" ? "are open to everybody" : "are refused"}, judgements are not`;
});

const framed = (visitor) => clinic(async ({ service, host }) => {
  const visit = await visitor.open(`${host.origin}/framed`);
  const frame = await (await visit.page.locator("iframe").elementHandle()).contentFrame();
  const form = new Form(visit, "mouse", frame);
  const way = await form.walk(negative, { atCheckpoint: "result" });
  const messages = await visit.page.evaluate(() => window.seen.messages);
  const types = new Set(messages.map(({ data }) => data?.type));
  for (const type of ["rls-progress", "rls-result", "rls-height"]) assert.ok(types.has(type), `${type} arrives: ${[...types]}`);
  assert.deepEqual([...new Set(messages.map(({ origin }) => origin))], [service.url], "all from the service");
  const result = messages.find(({ data }) => data.type === "rls-result").data.detail;
  assert.equal(result.result.outcome.code, "negative");
  assert.ok(messages.filter(({ data }) => data.type === "rls-height").every(({ data }) => data.detail.height > 100), "heights are heights");
  return `${way.length} screens, ${messages.length} messages`;
});

const framedByStranger = (visitor) => clinic(async ({ service, other }) => {
  const visit = await visitor.open(`${other.origin}/framed`, { expected: /frame-ancestors|Refused to (display|frame)|Framing/ });
  await visit.page.waitForTimeout(1500);
  const inside = visit.page.frames().filter((each) => each.url().startsWith(service.url));
  assert.equal(inside.length, 0, "the browser does not show it");
  assert.deepEqual(await visit.page.evaluate(() => window.seen.messages), [], "and nothing is told");
  assert.ok(visit.console.some((text) => /frame-ancestors/.test(text)), "by frame-ancestors");
});

// A page that opens the form in a window of its own is not told anything either.
const opened = (visitor) => clinic(async ({ service, host, key }) => {
  const visit = await visitor.open(`${host.origin}/framed`);
  const waiting = visit.page.context().waitForEvent("page");
  await visit.page.evaluate((url) => void window.open(url), `${service.url}/form?key=${key}`);
  const popup = await waiting;
  const before = await visit.page.evaluate(() => window.seen.messages.filter(({ data }) => data?.type !== "rls-height").length);
  const form = new Form({ page: popup });
  await form.on("question");
  await form.answer("yes");
  await popup.waitForTimeout(500);
  const after = await visit.page.evaluate(() => window.seen.messages.filter(({ data }) => data?.type !== "rls-height").length);
  assert.equal(after, before);
});

export default function embed(check) {
  check("one tag and a publishable key, on another origin under a strict policy", embedded);
  check("as a module, in Spanish and dark by attributes", asModule);
  check("a page whose style is loud: alerts are drawn as on any other", loud);
  check("an origin that the key does not name", strangers);
  check("in a frame of a listed origin, which hears of it", framed);
  check("in a frame of another origin: refused, and nothing is told", framedByStranger);
  check("in a window of its own: nothing is told", opened);
}
