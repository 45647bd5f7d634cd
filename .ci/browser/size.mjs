// What is loaded.
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { Form } from "./form.mjs";

const MOST = 60_000; // bytes, script and style together, compressed

async function script({ url }) {
  const answer = await fetch(new URL("/embed/rls-screener.js", url));
  assert.equal(answer.status, 200);
  const body = Buffer.from(await answer.arrayBuffer());
  assert.ok(body.length > 10_000, "there is a form in it");
  const compressed = gzipSync(body, { level: 9 }).length;
  assert.ok(compressed < MOST, `${compressed} of ${MOST} bytes`);
  return `${(compressed / 1000).toFixed(1)} kB compressed of ${MOST / 1000}, ${(body.length / 1000).toFixed(1)} kB in all`;
}

async function page(visitor) {
  const visit = await visitor.open("about:blank");
  const session = await visit.page.context().newCDPSession(visit.page);
  await session.send("Network.enable");
  const loaded = new Map();
  let addresses = new Map();
  session.on("Network.responseReceived", ({ requestId, response }) => addresses.set(requestId, new URL(response.url).pathname));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => loaded.set(addresses.get(requestId) ?? requestId, encodedDataLength));
  await visit.page.goto(new URL("/form", visitor.url).href);
  await new Form(visit).on("question");
  await visit.page.waitForLoadState("networkidle");
  const all = [...loaded.values()].reduce((sum, bytes) => sum + bytes, 0);
  const parts = [...loaded].map(([path, bytes]) => `${path} ${(bytes / 1000).toFixed(1)}`);
  return `${(all / 1000).toFixed(1)} kB in ${loaded.size} requests: ${parts.join(", ")}`;
}

export default function size(check) {
  check("script and style", script);
  check("all that the page loads", page);
}
