import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { faultText, isOfPair } from "../field/fault.js";
import { words } from "../words.js";

const t = words("en");
const say = (pointer, code, more = {}) => faultText({ pointer, code, detail: "", accepted: more.accepted }, { t, lang: "en", ...more });

test("every code of the service has words in both languages, none of them a key", () => {
  const source = readFileSync(new URL("../../../problem/problem.go", import.meta.url), "utf8");
  const codes = [...source.matchAll(/Code = "(\w+)"/g)].map(([, code]) => code);
  assert.ok(codes.length >= 18, String(codes.length));
  for (const lang of ["en", "es"]) {
    for (const code of [...codes, "one_of_tomorrow"]) {
      const text = faultText({ pointer: "/x", code, detail: "" }, { t: words(lang), lang });
      assert.ok(text.endsWith(".") && !text.startsWith("field."), `${lang} ${code}: ${text}`);
    }
  }
});

test("each contradiction is said for what it is", () => {
  const texts = ["/patient/pregnancy", "/patient/gestation_weeks", "/course/onset_age_years", "/course/duration_months", "/history/kidney_disease_stage", "/elsewhere"]
    .map((pointer) => say(pointer, "inconsistent_answers"));
  assert.equal(new Set(texts).size, texts.length);
  assert.match(texts[0], /male/);
  assert.match(texts[5], /contradicts/);
});

test("a number out of range hears its limits, a result those of its test", () => {
  const question = { id: "course.days_per_week", text: "", type: "number", options: [], enable_when: [], minimum: 0, maximum: 7 };
  assert.equal(say("/course/days_per_week", "range", { question }), "Please write a number from 0 to 7.");
  const ferritin = { test: "ferritin", display: "Ferritin", units: ["ng/mL"], minimum: 0.1, maximum: 100000 };
  assert.match(say("/labs/0/value", "range", { test: ferritin }), /0\.1 to 100000 ng\/mL/);
  assert.match(faultText({ pointer: "/labs/0/value", code: "range", detail: "" }, { t: words("es"), lang: "es", test: ferritin }), /0,1 a 100000 ng\/mL/);
  assert.match(say("/somewhere", "range"), /could not be used/);
});

test("iron and TIBC that give no possible saturation are named as a pair", () => {
  const iron = { test: "iron", display: "Iron", units: ["ug/dL"], minimum: 1, maximum: 10000 };
  assert.match(say("/labs/0/value", "range", { test: iron, accepted: ["iron / TIBC of 1 to 130 %"] }), /TIBC/);
  assert.match(say("/labs/0/value", "range", { test: iron, accepted: ["1 to 10000 ug/dL"] }), /1 to 10000 µg\/dL/);
});

test("a fault of two results can be mended at either, one of a single result at that alone", () => {
  const [iron, ferritin] = ["iron", "ferritin"].map((test) => ({ test, display: test, units: ["x"], minimum: 1, maximum: 10 }));
  assert.equal(isOfPair({ code: "range", accepted: ["iron / TIBC of 1 to 130 %"] }, iron), true);
  assert.equal(isOfPair({ code: "duplicate_result" }, ferritin), true);
  assert.equal(isOfPair({ code: "range", accepted: ["1 to 10 x"] }, iron), false);
  assert.equal(isOfPair({ code: "range" }, ferritin), false);
});
