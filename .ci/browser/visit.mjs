// A page in a browser of its own kind, watched from its first byte.

/** PHONE is a small phone, held upright. */
export const PHONE = { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

/** DAY is the day on which every visit takes place, so that what is seen and sent does not depend on today. */
export const DAY = "2026-11-02";

// In the page, before its own scripts: what breaks the policy, what the form
// tells the page, and how often something is to be printed.
function watchInside() {
  window.seen = { violations: [], events: [], messages: [], printed: 0 };
  document.addEventListener("securitypolicyviolation", (event) => {
    console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`);
  });
  for (const type of ["rls-progress", "rls-result", "rls-alert", "rls-finish", "rls-error"]) {
    document.addEventListener(type, (event) => window.seen.events.push({ type, detail: event.detail }));
  }
  window.addEventListener("message", (event) => window.seen.messages.push({ origin: event.origin, data: event.data }));
  window.print = () => {
    window.seen.printed++;
  };
}

/** readerText sets the size of text that the reader wants of the browser, in pixels. */
export const readerText = (pixels) => async (page) => {
  const session = await page.context().newCDPSession(page);
  await session.send("Page.enable");
  await session.send("Page.setFontSizes", { fontSizes: { standard: pixels } });
};

/**
 * open opens a page in a context of its own.
 *
 * Options are those of a Playwright context, and: `before(page, context)`, what
 * is done before the page is loaded; `expected`, a pattern of complaints that
 * belong to what is checked, such as those of a network that is away;
 * `clock: false` leaves the clock alone.
 */
export async function open(browser, url, { before, expected, clock = true, ...context } = {}) {
  const own = await browser.newContext({ viewport: { width: 900, height: 900 }, locale: "en-US", ...context });
  const page = await own.newPage();
  page.setDefaultTimeout(15_000);
  const visit = new Visit(page, expected);
  await own.addInitScript(watchInside);
  if (clock) await page.clock.setFixedTime(new Date(`${DAY}T02:00:00`));
  await before?.(page, own);
  await page.goto(url);
  return visit;
}

/** Visit is an open page and what was heard of it. */
export class Visit {
  #complaints = [];
  /** All requests: method, URL and body. */
  requests = [];
  /** Everything written to the console. */
  console = [];

  constructor(page, expected) {
    this.page = page;
    this.expected = expected;
    page.on("console", (message) => {
      this.console.push(message.text());
      if (["error", "warning"].includes(message.type())) this.#complaints.push(`${message.text()} ${message.location().url}`);
    });
    page.on("pageerror", (error) => this.#complaints.push(`uncaught: ${error.message}`));
    page.on("crash", () => this.#complaints.push("the page crashed"));
    page.context().on("request", (request) => {
      this.requests.push({ method: request.method(), url: request.url(), body: request.postData() ?? undefined });
    });
  }

  /** expect says from now on which complaints belong to what is checked. */
  expect(pattern) {
    this.expected = pattern;
  }

  complaints() {
    return this.#complaints.filter((text) => !this.expected?.test(text));
  }

  /** screenings are the requests for a judgement so far. */
  screenings() {
    return this.requests.filter((request) => request.method === "POST" && new URL(request.url).pathname.endsWith("/v1/screenings"));
  }

  /** events are those that the form has sent to its page so far. */
  events(type) {
    return this.page.evaluate((wanted) => window.seen.events.filter((event) => event.type === wanted).map((event) => event.detail), type);
  }

  /** result is that of the last rls-result event: the request and the result. */
  async result() {
    return (await this.events("rls-result")).at(-1);
  }
}
