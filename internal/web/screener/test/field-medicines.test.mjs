import assert from "node:assert/strict";
import test from "node:test";
import { MedicineList, mostMedicines } from "../field/medicine-list.js";
import { cleanName, either, fold, indexNames, knownName, longestName, mentioned, mostSuggestions, saysNone, splitNames, suggest } from "../field/medicine-names.js";
import { words } from "../words.js";

const names = indexNames(["Benadryl", "Mirtazapine", "Mirtazapina", "Tylenol PM", "Co-Diovan", "Ácido fólico", "essential oil", "Pramipexole"]
  .map((name) => ({ name, ingredients: [] })));
const found = (typed) => suggest(names, typed).map(({ name }) => name);

test("names match at the beginning of words, without case and accents", () => {
  assert.deepEqual(found("BEN"), ["Benadryl"]);
  assert.deepEqual(found("pm"), ["Tylenol PM"]);
  assert.deepEqual(found("dio"), ["Co-Diovan"]);
  assert.deepEqual(found("acido fol"), ["Ácido fólico"]);
  assert.deepEqual(found("FÓLICO"), ["Ácido fólico"]);
  assert.deepEqual(found("tia"), [], "inside a word is no match");
  assert.deepEqual(found(""), []);
  assert.deepEqual(found("  "), []);
});

test("a name that begins with what is typed comes before one with such a word", () => {
  assert.deepEqual(found("p"), ["Pramipexole", "Tylenol PM"]);
});

test("a letter is found at a later word when the first place is inside one", () => {
  assert.deepEqual(suggest(indexNames([{ name: "amp plus", ingredients: [] }]), "p").length, 1);
});

test("no more are suggested than can be looked through", () => {
  const many = indexNames(Array.from({ length: 50 }, (_, i) => ({ name: `b${i}`, ingredients: [] })));
  assert.equal(suggest(many, "b").length, mostSuggestions);
});

test("a known name is known in any case and with any accents", () => {
  assert.equal(knownName(names, "mirtázapine")?.name, "Mirtazapine");
  assert.equal(knownName(names, "acido  folico ")?.name, "Ácido fólico");
  assert.equal(knownName(names, "mirta"), undefined);
});

test("a known name is known among other words, and never inside a word", () => {
  for (const text of ["benadryl 25 mg", "(Acido Folico) 5mg", "Tylenol-PM", "co diovan forte"]) assert.ok(mentioned(names, text), text);
  for (const text of ["benadrylo", "tylenol", "mirta", ""]) assert.ok(!mentioned(names, text), text);
});

test("of two names in a text the longer one is meant", () => {
  const two = indexNames(["Benadryl", "Benadryl Allergy Relief"].map((name) => ({ name, ingredients: [] })));
  assert.equal(mentioned(two, "benadryl allergy relief 8 mg")?.name, "Benadryl Allergy Relief");
  assert.equal(mentioned(two, "benadryl allergy")?.name, "Benadryl");
});

test("a name that stands for one medicine or another is not told as both", () => {
  const sominex = { name: "Sominex", ingredients: ["diphenhydramine", "promethazine"], ambiguous: true };
  assert.equal(either(sominex, words("en")), "diphenhydramine or promethazine, by country: look at the pack");
  assert.equal(either(sominex, words("es")), "diphenhydramine o promethazine, según el país: mire el envase");
});

test("several medicines in one text are taken apart", () => {
  assert.deepEqual(splitNames("ramipril, aspirin; vitamin D 1,000 IU\nfoo\r\n\n , "), ["ramipril", "aspirin", "vitamin D 1,000 IU", "foo", ","]);
  assert.deepEqual(splitNames(" ; "), []);
  assert.deepEqual(splitNames("Omega-3, 1000 mg"), ["Omega-3, 1000 mg"]);
});

test("what hides or reorders text does not get into a name", () => {
  assert.equal(cleanName("a\u0000b\u202ec\u2028d\u0085e\ufffe"), "a b c d e");
  assert.equal(cleanName("a\ud800b"), "a b", "half a character");
  assert.equal(cleanName("😀"), "😀", "a whole one stays");
  assert.equal(cleanName(" \u3000\u00a0\t "), "");
  assert.equal([...cleanName("😀".repeat(300))].length, longestName);
});

test("who writes that there is none names no medicine", () => {
  for (const text of ["none", "None.", " NO ", "ninguno", "Nada", "n/a", "-", "no tomo"]) assert.ok(saysNone(text), text);
  for (const text of ["nonexistent", "Nolotil", "Nada forte", ""]) assert.ok(!saysNone(text), text);
});

test("folding takes case, accents and doubled spaces", () => assert.equal(fold("  Ácido   FÓLICO "), "acido folico"));

test("not answered, none, and a list are three different answers", () => {
  const list = new MedicineList();
  assert.equal(list.value, undefined);
  list.toggleNone();
  assert.deepEqual(list.value, []);
  list.toggleNone();
  assert.equal(list.value, undefined);
  list.toggleNone();
  list.add(["Benadryl"]);
  assert.deepEqual(list.value, [{ name: "Benadryl" }]);
  list.toggleNone();
  assert.deepEqual(list.value, [{ name: "Benadryl" }], "none does not wipe out a list");
  list.remove(0);
  assert.equal(list.value, undefined, "taking out the last one does not say that none are taken");
  assert.equal(new MedicineList([]).none, true);
});

test("a medicine is in the list once", () => {
  const list = new MedicineList([{ name: "Ácido fólico" }]);
  assert.deepEqual(list.add(["acido FOLICO", "b", "B"]), { added: ["b"], left: [] });
});

test("what has no room is given back", () => {
  const list = new MedicineList(Array.from({ length: mostMedicines - 1 }, (_, i) => ({ name: `m${i}` })));
  assert.deepEqual(list.add(["a", "b", "c"]), { added: ["a"], left: ["b", "c"] });
  assert.equal(list.value?.length, mostMedicines);
});

test("timing is set and taken back, and lists given away do not change", () => {
  const list = new MedicineList([{ rxnorm: "6915" }, { name: "b" }]);
  const before = list.value;
  list.time(0, "not_sure");
  assert.deepEqual(list.value, [{ rxnorm: "6915", timing: "not_sure" }, { name: "b" }]);
  assert.deepEqual(before, [{ rxnorm: "6915" }, { name: "b" }]);
  list.time(0, undefined);
  assert.deepEqual(list.value, before);
});
