import assert from "node:assert/strict";
import test from "node:test";
import { parseNumber, writeNumber } from "../number.js";

const languages = ["en", "es"];

test("a comma and a point both mark decimals, in every language", () => {
  for (const lang of languages) {
    for (const [text, value] of [
      ["22", 22], ["22.5", 22.5], ["22,5", 22.5], [" 22,5 ", 22.5], [".5", 0.5], [",5", 0.5], ["0", 0], ["007", 7],
      ["0.500", 0.5], ["0,125", 0.125], ["01,200", 1.2], ["1.2000", 1.2], ["12.34", 12.34], ["1234.567", 1234.567], ["-5", -5], ["−5", -5], ["-0", 0],
      ["1,234,567", 1234567], ["1.234.567", 1234567], ["1,234.5", 1234.5], ["1.234,5", 1234.5], ["1,234,567.891", 1234567.891],
      ["\u00a022\u2009", 22], ["\u200b22\ufeff", 22],
    ]) {
      assert.deepEqual(parseNumber(text, lang), { value }, text);
    }
  }
});

test("what can be read in two ways is asked about, never guessed", () => {
  assert.deepEqual(parseNumber("1,200", "en"), { fault: "ambiguous", readings: ["1.2", "1200"] });
  assert.deepEqual(parseNumber("1.200", "es"), { fault: "ambiguous", readings: ["1,2", "1200"] });
  assert.deepEqual(parseNumber("-22.500", "en"), { fault: "ambiguous", readings: ["-22.5", "-22500"] });
  assert.deepEqual(parseNumber("1,125", "en"), { fault: "ambiguous", readings: ["1.1250", "1125"] });
});

test("spaces and apostrophes inside a number are asked about", () => {
  for (const text of ["1 200", "1\u2009200", "1\u202f200", "1\u00a0200", "1'200", "1’200"]) {
    assert.deepEqual(parseNumber(text, "en"), { fault: "ambiguous", readings: ["1200"] }, text);
  }
  assert.deepEqual(parseNumber("2 2,5", "es"), { fault: "ambiguous", readings: ["22,5"] });
  assert.deepEqual(parseNumber("1 200,500", "en"), { fault: "ambiguous", readings: ["1200.5"] });
});

test("what is no number is refused by what it is", () => {
  for (const [text, fault] of [
    ["", "empty"], ["  \u00a0", "empty"],
    ["<5", "comparison"], ["> 1000", "comparison"], ["≤ 0,3", "comparison"], ["≥2", "comparison"], ["100+", "comparison"],
    ["２２", "other_digits"], ["٢٢", "other_digits"], ["2２", "other_digits"], ["२", "other_digits"],
    ["abc", "not_a_number"], ["22 ng/mL", "not_a_number"], ["22%", "not_a_number"], ["1e3", "not_a_number"], ["0x10", "not_a_number"],
    ["Infinity", "not_a_number"], ["NaN", "not_a_number"], ["+5", "not_a_number"], ["--5", "not_a_number"], ["20-30", "not_a_number"],
    ["22.", "not_a_number"], ["22,", "not_a_number"], ["1,2,3", "not_a_number"], ["12,34.5", "not_a_number"], ["1,23,456", "not_a_number"],
    ["1.2.3", "not_a_number"], ["1,,2", "not_a_number"], [".", "not_a_number"], ["-", "not_a_number"], ["1\n\n2x", "not_a_number"],
    ["1234567890123456", "not_a_number"], ["9".repeat(400), "not_a_number"],
  ]) {
    assert.deepEqual(parseNumber(text, "en"), { fault }, text);
  }
});

test("what is written is read again as the same number, in one way only", () => {
  const values = [0, 1, 22, 22.5, 1.125, 999.125, 1000.125, 0.125, 1200, 100000, 0.000001, 1e-7, 1452, -3.25, -1.125];
  for (let i = 0; i < 2000; i++) values.push(i / 8, i / 1000, i * 37);
  for (const lang of languages) {
    for (const value of values) assert.deepEqual(parseNumber(writeNumber(value, lang), lang), { value }, writeNumber(value, lang));
  }
});

test("every reading that is offered is unambiguous itself", () => {
  for (let whole = 1; whole < 1000; whole += 7) {
    for (let decimals = 0; decimals < 1000; decimals += 11) {
      for (const lang of languages) {
        const { readings } = parseNumber(`${whole},${String(decimals).padStart(3, "0")}`, lang);
        assert.deepEqual(readings.map((reading) => parseNumber(reading, lang).value), [Number(`${whole}.${String(decimals).padStart(3, "0")}`), whole * 1000 + decimals]);
      }
    }
  }
});
