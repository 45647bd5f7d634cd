// The policies of the pages. That no page breaks its own is part of every
// check: visit.mjs listens to violations and to the console.
import assert from "node:assert/strict";
import { Form } from "./form.mjs";

const PAGES = ["/", "/form", "/desk"];

async function policies({ url }) {
  for (const path of PAGES) {
    const answer = await fetch(new URL(path, url));
    assert.equal(answer.status, 200, path);
    const policy = Object.fromEntries(answer.headers.get("content-security-policy").split(";").map((directive) => {
      const [name, ...values] = directive.trim().split(/\s+/);
      return [name, values.join(" ")];
    }));
    assert.equal(policy["default-src"], "'none'", path);
    for (const [name, values] of Object.entries(policy)) {
      assert.doesNotMatch(values, /unsafe|\*|data:|blob:|https?:/, `${path}: ${name}`);
    }
    for (const [name, wanted] of [["base-uri", "'none'"], ["form-action", "'none'"], ["frame-ancestors", "'none'"]]) assert.equal(policy[name], wanted, path);
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff", path);
    assert.equal(answer.headers.get("referrer-policy"), "no-referrer", path);
    if ("script-src" in policy) assert.equal(policy["require-trusted-types-for"], "'script'", path);
    const body = await answer.text();
    assert.doesNotMatch(body, /\sstyle=|\son\w+=|<style|javascript:/i, `${path} holds nothing that a policy would have to allow`);
    assert.doesNotMatch(body, /<script(?![^>]*\ssrc=)/i, `${path} has no script of its own`);
  }
  return PAGES.join(" ");
}

// What a person types, or a service sends, never becomes markup.
async function markup(visitor) {
  const name = '<img src=x onerror="document.title=1"><b id=planted>';
  const form = new Form(await visitor.open("/form?mode=list"));
  await form.on("list");
  const question = form.root.locator('[data-question="medications"]');
  await form.addMedicine(question, { name });
  await form.root.locator('fieldset[data-question="criteria.urge_to_move"] input[value="yes"]').check({ force: true });
  await form.act("result");
  const state = await form.on("result");
  assert.equal(await form.root.locator("#planted, img").count(), 0);
  const { request } = await form.visit.result();
  assert.equal(request.medications[0].name, name, "it is sent as it was written");
  return state.text.includes(name) ? "shown as text" : "not shown";
}

async function toolsOfThePage(visitor) {
  const { page } = await visitor.open("/form", { expected: /policy violated|Content Security Policy|TrustedHTML|This document requires/ });
  // In a task of the page's own: what the driver itself evaluates is let through.
  const refused = await page.evaluate(() => new Promise((resolve) => setTimeout(() => {
    const results = {};
    for (const [what, run] of Object.entries({
      eval: () => window.eval("1"),
      markup: () => { document.createElement("div").innerHTML = "<b>1</b>"; },
    })) {
      try {
        run();
        results[what] = "allowed";
      } catch (error) {
        results[what] = error.name;
      }
    }
    resolve(results);
  })));
  assert.doesNotMatch(JSON.stringify(refused), /allowed/, "the policy is in force");
  return JSON.stringify(refused);
}

export default function csp(check) {
  check("policies without exceptions", policies);
  check("what is typed never becomes markup", markup);
  check("the policy is in force", toolsOfThePage);
}
