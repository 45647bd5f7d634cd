// A session with a service that answers as it is told, for the tests of the form.

import assert from "node:assert/strict";
import { afterEach, mock } from "node:test";

import { Draft } from "../draft.js";
import { ServiceError } from "../service.js";
import { Session } from "../session.js";
import { FakeService, MemoryStorage, settle } from "./core-form.mjs";

// Time passes when a test says so, however busy the machine is.
mock.timers.enable({ apis: ["setTimeout", "Date"], now: Date.UTC(2026, 10, 22, 12) });

const waits = { safety: 40, saying: 10, list: 10, retry: 15 };

/** What was written for whoever looks after the page. @type {string[]} */
export const warnings = [];
mock.method(console, "warn", (/** @type {string} */ text) => warnings.push(text));

/** @type {Session[]} */
const running = [];

afterEach(() => {
  for (const session of running.splice(0)) session.pause();
});

/** @param {{ storage?: any, service?: any, settings?: object, waits?: object }} [options] */
function form(options = {}) {
  const service = options.service ?? new FakeService();
  const storage = options.storage ?? new MemoryStorage();
  /** @type {{ name: string, detail: any }[]} */
  const events = [];
  /** @type {string[]} */
  const screens = [];
  let changes = 0;
  const draft = new Draft(() => "form", { storage: () => /** @type {any} */ (storage) });
  draft.load(); // as the element does, for what the person has chosen
  const session = new Session({
    service: /** @type {any} */ (service),
    draft,
    settings: { lang: "en", audience: "patient", mode: "steps", ...options.settings },
    onchange: () => {
      changes++;
      if (screens.at(-1) !== session.screen) screens.push(session.screen);
    },
    onevent: (name, detail) => events.push({ name, detail }),
    waits: { ...waits, ...options.waits },
  });
  running.push(session);
  const named = (/** @type {string} */ name) => events.filter((event) => event.name === name).map(({ detail }) => detail);
  return { session, service, storage, named, screens, changes: () => changes };
}

/** A form that has begun. @param {Parameters<typeof form>[0]} [options] */
export async function started(options) {
  const made = form(options);
  await made.session.start();
  await settle();
  return made;
}

/** A form that is past its first question, which was answered with yes. @param {Parameters<typeof form>[0]} [options] */
export async function opened(options) {
  const made = await started(options);
  made.session.answer("criteria.urge_to_move", "yes");
  await settle();
  assert.equal(made.session.current, "safety.suicidal_thoughts");
  return made;
}

/** Lets time pass, and everything happen in it. @param {number} ms */
export async function pause(ms) {
  for (let passed = 0; passed < ms; passed++) {
    mock.timers.tick(1);
    await settle();
  }
}
/** A service that is not reached. */
export const offline = () => new ServiceError("offline");
