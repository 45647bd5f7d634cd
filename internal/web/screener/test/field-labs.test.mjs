import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { emptyRow, isEmpty, onlyUnit, readRows, rowsOf } from "../field/lab-list.js";
import { printed, takeApart, unitAmong, unitChoices } from "../field/lab-units.js";

// The tests and their units as the knowledge base has them; sizes: by spelling, how
// a value is converted.
const yaml = readFileSync(new URL("../../../knowledge/data/1.0.0/labs.yaml", import.meta.url), "utf8");
const tests = yaml.split("\nsuggestions:")[0].split("\n  - id: ").slice(1).map((part) => {
  const sizes = new Map([...part.matchAll(/- \{unit: (?:"([^"]+)"|([^,]+)), (.+)\}/g)].map(([, quoted, bare, size]) => [quoted ?? bare, size]));
  const test = part.split("\n")[0];
  const range = /plausible: \{min: ([\d.]+), max: ([\d.]+)\}/.exec(part);
  return { test, display: test, loinc: /\{code: ([\d-]+)/.exec(part)?.[1], units: [...sizes.keys()], minimum: Number(range[1]), maximum: Number(range[2]), sizes };
});
const context = { tests, asOf: "2026-11-22", lang: "en" };
const testOf = (id) => tests.find(({ test }) => test === id);
const row = (test, value = "", unit = "", collected_on = "", brokenDate = false) => ({ test, value, unit, collected_on, brokenDate });
const one = (...parts) => readRows([row(...parts)], context)[0];
const units = (id) => unitChoices(testOf(id), (key) => key).map(({ unit, label }) => `${unit}: ${label}`);

test("units of the same size are one choice, in the spelling of the service", () => {
  assert.deepEqual(units("ferritin"), ["ng/mL: ng/mL = µg/L = mcg/L", "pmol/L: pmol/L"]);
  assert.deepEqual(units("tsat"), ["%: %", "1: field.labs.fraction"]);
  assert.deepEqual(units("egfr"), ["mL/min/{1.73_m2}: mL/min/1.73 m²"]);
  assert.deepEqual(units("haemoglobin"), ["g/dL: g/dL", "g/L: g/L", "mmol/L: mmol/L"]);
  assert.deepEqual(units("sodium"), ["mmol/L: mmol/L = mEq/L"]);
  assert.deepEqual(units("magnesium"), ["mg/dL: mg/dL", "mmol/L: mmol/L", "meq/L: mEq/L"], "two charges: not the same size");
});

test("every unit of every test is among the choices, and none is invented", () => {
  for (const test of tests) {
    const chosen = unitChoices(test, (key) => key).map(({ unit }) => unit);
    for (const unit of test.units) assert.ok(chosen.includes(unitAmong(test, unit)), `${test.test} ${unit}`);
    assert.deepEqual(chosen.filter((unit) => !test.units.includes(unit)), []);
    assert.equal(chosen[0], test.units[0], "the unit of results comes first");
  }
});

test("units that are one choice are converted alike", () => {
  for (const test of tests) {
    for (const unit of test.units) assert.equal(test.sizes.get(unit), test.sizes.get(unitAmong(test, unit)), `${test.test} ${unit}`);
  }
  assert.equal(tests.length, 19);
});

test("units are printed as reports print them", () => {
  assert.deepEqual(["ug/L", "umol/L", "u[IU]/mL", "[arb'U]/mL", "units/mL", "meq/L", "gm/dL", "percent", "U/L"].map(printed),
    ["µg/L", "µmol/L", "µIU/mL", "U/mL", "U/mL", "mEq/L", "g/dL", "%", "U/L"]);
});

test("a number with a unit of the test behind it, as reports print it, is taken apart", () => {
  const of = (/** @type {string} */ test, /** @type {string} */ text) => takeApart(text, tests.find((each) => each.test === test));
  for (const text of ["22,5 ng/mL", "22,5 ng/ml", "22,5ng/mL", "22,5 µg/l", " 22,5 ug/L ", "22,5\u200b ng/mL\u200b"]) assert.deepEqual(of("ferritin", text), { value: "22,5", unit: "ng/mL" }, text);
  assert.deepEqual(of("ferritin", "1.234 pmol/L"), { value: "1.234", unit: "pmol/L" });
  assert.deepEqual(of("tsat", "28%"), { value: "28", unit: "%" });
  assert.equal(of("egfr", "60 mL/min/1.73 m²").value, "60");
  for (const text of ["", "22", "22,5", "22 L", "22 (L)", "22*", "ng/mL", "22 mg/dL", "22 5"]) assert.equal(of("ferritin", text), undefined, text);
});

test("a unit is chosen from the start only where there is but one", () => {
  assert.equal(onlyUnit(testOf("ferritin")), undefined);
  assert.equal(onlyUnit(testOf("tsat")), undefined);
  assert.equal(onlyUnit(testOf("tsh")), "mIU/L");
  assert.deepEqual(emptyRow(testOf("tsh")), { test: "tsh", value: "", unit: "mIU/L", collected_on: "" });
  assert.ok(isEmpty(emptyRow(testOf("tsh")), testOf("tsh")));
});

test("a row with number and unit is a result, dated or not", () => {
  assert.deepEqual(one("ferritin", "22,5", "ng/mL").lab, { test: "ferritin", value: 22.5, unit: "ng/mL" });
  assert.deepEqual(one("ferritin", "22", "pmol/L", "2026-11-22").lab, { test: "ferritin", value: 22, unit: "pmol/L", collected_on: "2026-11-22" });
});

test("a row that is not complete is no result, and says what is missing", () => {
  assert.deepEqual(one("ferritin", "22"), { empty: false, faults: { unit: "unit_missing" } });
  assert.deepEqual(one("ferritin", "", "ng/mL"), { empty: false, faults: { value: "value_missing" } });
  assert.deepEqual(one("ferritin", "", "", "2026-11-01"), { empty: false, faults: { value: "value_missing", unit: "unit_missing" } });
  assert.deepEqual(one("ferritin", "1,200", "ng/mL"), { empty: false, faults: { value: "unreadable" } });
  assert.deepEqual(one("ferritin", "<5", "ng/mL"), { empty: false, faults: { value: "unreadable" } });
  assert.deepEqual(one("ferritin", "22", "kg"), { empty: false, faults: { unit: "unit_missing" } });
  assert.deepEqual(one("ferritin", " "), { empty: true, faults: {} });
});

test("what no result of the test can be is refused, other units than its own being left to the service", () => {
  const fault = (...parts) => one(...parts).faults.value;
  assert.equal(fault("tsat", "0.22", "%"), "implausible", "a fraction typed as per cent");
  assert.equal(fault("tsat", "0.22", "1"), undefined);
  assert.equal(fault("ferritin", "100000.1", "ng/mL"), "implausible");
  assert.equal(fault("ferritin", "100000", "ng/mL"), undefined);
  assert.equal(fault("ferritin", "100001", "pmol/L"), undefined);
  assert.equal(fault("ferritin", "-1", "pmol/L"), "implausible");
  assert.equal(fault("ferritin", "-1"), "implausible");
});

test("a percentage is not taken for a fraction, which would be a hundred times too high", () => {
  const fault = (value, unit = "1") => one("tsat", value, unit).faults.value;
  assert.equal(fault("22"), "fraction");
  assert.equal(fault("1,31"), "fraction");
  assert.equal(fault("1.3"), undefined, "just after a dose of iron");
  assert.equal(fault("22", "%"), undefined);
  assert.equal(one("tsat", "22", "1").lab, undefined, "and is no result");
});

test("a date has to be a whole one, of this age, and not of the future", () => {
  const fault = (date, broken) => one("ferritin", "22", "ng/mL", date, broken).faults.collected_on;
  assert.equal(fault("2026-11-23"), "after_as_of");
  assert.equal(fault("2026-11-22"), undefined);
  assert.equal(fault("0026-11-22"), "date_long_ago");
  assert.equal(fault("1900-01-01"), undefined);
  assert.equal(fault("", true), "date_broken");
  assert.equal(fault("11/22/2026"), "date_broken");
  assert.equal(fault("12026-11-22"), "date_broken");
});

test("two results of one test and date are refused at the second; two dates are not", () => {
  const faults = (...rows) => readRows(rows, context).map(({ faults }) => faults.collected_on);
  const at = (date, test = "ferritin", unit = "ng/mL") => row(test, "22", unit, date);
  assert.deepEqual(faults(at("2026-01-01"), at("2026-01-01")), [undefined, "duplicate_result"]);
  assert.deepEqual(faults(at(""), at("")), [undefined, "duplicate_result"]);
  assert.deepEqual(faults(at(""), at("2026-01-01"), at("2026-01-02")), [undefined, undefined, undefined]);
  assert.deepEqual(faults(at(""), at("", "tsat", "%")), [undefined, undefined]);
  assert.deepEqual(faults(row("ferritin", "x", "ng/mL"), at("")), [undefined, undefined], "a row that is no result takes no place");
});

test("ferritin and saturation are open, and each test's results stand together", () => {
  assert.deepEqual(rowsOf([], tests, "en").map(({ test }) => test), ["ferritin", "tsat"]);
  const labs = [
    { test: "crp", value: 3, unit: "mg/L" },
    { loinc: "2276-4", value: 1.125, unit: "mcg/L", collected_on: "2026-01-01" },
    { test: "ferritin", value: 22, unit: "pmol/L" },
  ];
  assert.deepEqual(rowsOf(labs, tests, "es"), [
    { test: "ferritin", value: "1,1250", unit: "ng/mL", collected_on: "2026-01-01" },
    { test: "ferritin", value: "22", unit: "pmol/L", collected_on: "" },
    { test: "tsat", value: "", unit: "", collected_on: "" },
    { test: "crp", value: "3", unit: "mg/L", collected_on: "" },
  ]);
  assert.equal(rowsOf([{ value: 1, unit: "kg" }], tests, "en").length, 2, "a result of no test opens no row");
});

test("what is shown of results is read as the same results", () => {
  const labs = tests.flatMap(({ test, units, minimum }) => units.map((unit, i) => ({ test, value: ["1", "fraction"].includes(unit) ? 0.225 : minimum + 1.125 + i, unit, collected_on: `2026-01-0${i + 1}` })));
  const read = readRows(rowsOf(labs, tests, "es"), { ...context, lang: "es" }).flatMap(({ lab }) => lab ?? []);
  assert.deepEqual(new Set(read.map((lab) => JSON.stringify(lab))), new Set(labs.map((lab) => JSON.stringify({ ...lab, unit: unitAmong(testOf(lab.test), lab.unit) }))));
});
