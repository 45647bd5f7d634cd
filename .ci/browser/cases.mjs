// Every published and composed case, entered by hand in the list: the form
// shows what a clinician expects of it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Form } from "./form.mjs";

const file = join(process.env.ROOT, "internal/app/testdata/cases.jsonl");
const cases = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line));

/** answersTo gives the answers of a case's request, by question; nothing for what it leaves out. */
function answersTo(request) {
  return (id) => {
    if (id === "medications" || id === "labs") return request[id];
    const dot = id.indexOf(".");
    return request[id.slice(0, dot)]?.[id.slice(dot + 1)];
  };
}

const caseCheck = ({ request, expect }) => async (visitor) => {
  const form = new Form(await visitor.open("/form?mode=list&audience=clinician"));
  await form.on("list");
  await form.fillList(answersTo(request));
  await form.act("result");
  await form.on("result");
  const { request: sent, result } = await form.visit.result();
  const { as_of: _, ...answers } = sent;
  assert.deepEqual(withoutEmpty(answers), withoutEmpty(request), "what was entered is what is sent");
  assert.equal(result.outcome.code, expect.outcome);
  const shown = await form.look();
  assert.ok(shown.outcome.includes(result.outcome.display), `the outcome is shown: ${shown.outcome}`);
  assert.deepEqual([...new Set(shown.alerts)], expect.alerts.map((alert) => alert.id), "the alerts are shown in their order");
  assert.deepEqual(result.classification.contributors.map(({ id, tier }) => ({ id, tier })), expect.contributors);
  return expect.outcome;
};

/** withoutEmpty drops what says nothing: an answer not given is as good as none. */
function withoutEmpty(value) {
  const labs = value.labs?.map(({ test, value: number, unit }) => ({ test, value: number, unit }));
  return Object.fromEntries(Object.entries({ ...value, labs }).filter(([, part]) => part !== undefined && Object.keys(part).length > 0 || Array.isArray(part)));
}

export default function inAll(check) {
  for (const each of cases) check(`${each.id} ${each.title}`, caseCheck(each));
}
