import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { Answers } from "../answers.js";
import { sheet } from "../takeaway/sheet.js";
import { asText } from "../takeaway/text.js";
import { alertList, offlineSafety } from "../view/alerts.js";
import { banner } from "../view/banner.js";
import { checkpointView } from "../view/checkpoint.js";
import { resultScreen } from "../view/result-screen.js";
import { resultView } from "../view/result.js";
import { words } from "../words.js";
import { choice, decide, questionnaire as form } from "./core-form.mjs";
import { document, links, part, press } from "./result-dom.mjs";

globalThis.document = document;
globalThis.customElements = { get: () => true };
test.after(() => {
  delete globalThis.document;
  delete globalThis.customElements;
});

const example = (name) => JSON.parse(readFileSync(new URL(`../../../../api/examples/createScreening/${name}.json`, import.meta.url), "utf8"));
const { request, result: patient } = { request: example("patient.request"), result: example("patient.response") };
const US = { number: "911", text: "Crisis line, day and night: call or text 988. In an emergency call 911." };
const hidden = choice("safety.hidden", { enable_when: [{ question: "patient.sex", operator: "in", codes: ["other"] }] });
const questionnaire = { ...form, emergency: US, sections: form.sections.map((s) => (s.id === "safety" ? { ...s, questions: [...s.questions, hidden, choice("safety.third")] } : s)) };

/** A result whose open questions are given, as what shows it is given it. */
const judged = (next, lang = "en", audience = "patient", more = {}) => ({
  result: { ...patient, alerts: [], ...more, decision: { ...patient.decision, next_questions: next } },
  request: { ...request, safety: {} }, questionnaire, audience, t: words(lang), lang, src: "https://rls.example",
});
const open = (...paths) => paths.map((path) => ({ path, asked: false }));
const two = open("safety.suicidal_thoughts", "safety.hidden", "safety.low_mood", "patient.age_years");

/** The result on the screen, with what its buttons called. */
function shown(of) {
  const calls = [];
  const on = Object.fromEntries(["edit", "more"].map((name) => [name, (...given) => calls.push([name, ...given])]));
  return { view: resultView({ ...of, on }), calls };
}

const said = {
  en: { one: "1 question about your safety has no answer yet. Please answer it, even if you want to stop here.", other: "2 questions about your safety have no answer yet. Please answer them, even if you want to stop here.", clinician: "2 safety questions have no answer: the alerts they can raise are not ruled out." },
  es: { one: "1 pregunta sobre su seguridad sigue sin respuesta. Por favor, respóndala aunque quiera terminar aquí.", other: "2 preguntas sobre su seguridad siguen sin respuesta. Por favor, respóndalas aunque quiera terminar aquí.", clinician: "2 preguntas de seguridad no tienen respuesta: no se descartan las alertas que pueden dar." },
};

for (const lang of ["en", "es"]) {
  test(`${lang}: who stops before the questions about safety is told so under the outcome, with whom to call and the way there`, () => {
    const { view, calls } = shown(judged(two, lang));
    const [outcome, note] = view.nodes;
    assert.equal(outcome.attributes["data-part"], "outcome");
    assert.equal(note.attributes["data-part"], "safety");
    assert.ok(note.textContent.startsWith(said[lang].other), note.textContent);
    assert.deepEqual(links(note), ["tel:988", "tel:911"]);
    press(note, "continue");
    assert.deepEqual(calls, [["more", ["safety.suicidal_thoughts", "safety.low_mood"]]], "a question that is not shown is not counted");
    assert.ok(part(shown(judged(open("safety.third"), lang)).view, "safety").textContent.startsWith(said[lang].one));
    assert.ok(part(shown(judged(two, lang, "clinician")).view, "safety").textContent.startsWith(said[lang].clinician));
  });

  test(`${lang}: paper and text say so beside the outcome, where nothing is cut`, () => {
    const paper = sheet(judged(two, lang)).nodes[0];
    const at = paper.nodes.findIndex((n) => n.attributes?.class === "paper-outcome");
    assert.equal(paper.nodes[at + 1].textContent, said[lang].other);
    const lines = asText(judged(two, lang)).split("\n");
    assert.equal(lines[lines.indexOf(patient.outcome.display) + 1], said[lang].other);
    assert.ok(asText(judged(two, lang, "clinician")).includes(said[lang].clinician));
  });

  test(`${lang}: thoughts of suicide stand under words of their own on the screen, on paper and in the text`, () => {
    const words_ = { en: "Please talk to someone today", es: "Por favor, hable hoy con alguien" }[lang];
    const t = words(lang);
    const urgent = (id, display) => ({ id, urgency: "urgent", display, because: [], rule: `alert.${id}`, evidence: "product", sources: [] });
    const alerts = [urgent("suicidal_thoughts", `${words_}: 988.`), urgent("drowsy_driving", "Do not drive.")];
    const heads = (element) => element.all((n) => /^h[23]$/.test(n.tag)).map((n) => n.textContent);
    assert.deepEqual(heads(alertList(alerts, { t, emergency: US, audience: "patient" })), [words_, t("result.urgency_urgent")]);
    assert.deepEqual(heads(alertList(alerts, { t, emergency: US, audience: "clinician" })), [t("result.urgency_urgent")]);
    const of = judged([], lang, "patient", { alerts });
    assert.equal(shown(of).view.all((n) => n.tag === "h1")[0].textContent, words_);
    assert.deepEqual(heads(sheet(of).nodes[0].nodes[0]).slice(1), [words_, t("result.urgency_urgent")]);
    assert.deepEqual(asText(of).split("\n").slice(1, 5), [words_, `${words_}: 988.`, t("result.urgency_urgent"), "Do not drive."]);
    const session = { standing: alerts, unread: true, faulty: [], questionnaire };
    assert.equal(banner({ session, t, lang, audience: "patient" }).element.all((n) => n.tag === "summary")[0].textContent, words_);
  });
}

test("without a question about safety that lacks an answer nothing is said of them", () => {
  for (const next of [[], open("patient.age_years"), [{ path: "safety.low_mood", asked: true }], open("safety.hidden")]) {
    const of = judged(next);
    assert.equal(part(shown(of).view, "safety"), undefined);
    assert.ok(sheet(of).nodes[0].all((n) => n.attributes.class === "paper-safety").length === 0);
    assert.doesNotMatch(asText(of), /about your safety/);
  }
});

test("from the result one comes to the questions about safety, those that were left out included, and to no others that were", async () => {
  const answers = new Answers();
  for (const id of ["criteria.worse_at_rest", "safety.suicidal_thoughts", "safety.low_mood"]) answers.skip(id);
  const calls = [];
  const of = judged(two);
  const session = { questionnaire, judgement: of, answers, edit: (id) => calls.push(id), more: () => calls.push("more") };
  const { element } = resultScreen({ ...of, session });
  press(part(element, "safety"), "continue");
  assert.deepEqual(calls, ["safety.suicidal_thoughts"]);
  assert.deepEqual(answers.toJSON().skipped, ["criteria.worse_at_rest"]);
  press(part(element, "open"), "continue");
  assert.deepEqual(calls, ["safety.suicidal_thoughts", "more"]);
  // The sheet is made beside it, and stands under the result when it is there.
  while (element.nodes.length < 2) await new Promise((done) => setImmediate(done));
});

/** The words of the offer to stop. */
function checkpoint(lang, settled, paths) {
  const decision = decide(paths, { outcome_settled: settled });
  const answers = new Answers();
  answers.set("criteria.urge_to_move", "no");
  const session = { questionnaire: form, answers, judgement: { result: { outcome: { display: "So far" }, decision } }, standing: [], faulty: [] };
  return checkpointView({ session, t: words(lang), lang, audience: "patient" }).element.all((n) => n.tag === "p" && n.attributes.class !== "lead").map((n) => n.textContent);
}

const safety = ["safety.suicidal_thoughts", "safety.low_mood"];

for (const [lang, settled, paths, expected] of [
  ["en", false, [...safety, "patient.age_years"], ["Only a few answers can still change this, such as your age. Of about 3 questions that are left, 2 are about your safety: please answer those in any case. Seeing the result now leaves them out."]],
  ["en", false, ["safety.low_mood", "patient.age_years"], ["Only a few answers can still change this, such as your age. Of about 2 questions that are left, 1 is about your safety: please answer it in any case. Seeing the result now leaves it out."]],
  ["es", false, [...safety, "patient.age_years"], ["Solo unas pocas respuestas pueden cambiarlo todavía, por ejemplo su edad. De las aproximadamente 3 preguntas que quedan, 2 tratan de su seguridad: respóndalas en cualquier caso, por favor. Si ve el resultado ahora, quedarán fuera."]],
  ["en", true, ["labs"], ["The questions that are left will not change this. They can still show what needs attention soon, what may play a part, and what to ask a clinician. About 1 question is left."]],
  ["es", true, [...safety, "labs"], ["Las preguntas que quedan no cambiarán esto. Pueden mostrar todavía qué requiere atención pronto, qué puede estar influyendo y qué preguntar a un profesional de la salud. Quedan aproximadamente 3 preguntas.", "Algunas de las preguntas que quedan tratan de su seguridad. Por favor, respóndalas en cualquier caso."]],
  ["en", false, ["labs"], ["More answers can still change this. About 1 question is left."]],
]) {
  test(`${lang}: the offer to stop says what is left, ${settled ? "settled" : "not settled"}, with ${paths}`, () => {
    assert.deepEqual(checkpoint(lang, settled, paths), expected);
  });
}

for (const [lang, expected, clinical, paper] of [
  ["en", /would change the main result now\. Questions that were not asked, such as how much it troubles you, can still add/, /can still add alerts, tests/, "No open question would change the main result."],
  ["es", /cambiaría ahora el resultado principal\. Las que no se han hecho, por ejemplo cuánto le molesta, aún pueden añadir/, /aún pueden añadir alertas, pruebas/, "Ninguna pregunta pendiente cambiaría el resultado principal."],
]) {
  test(`${lang}: without open questions one is told what others can add, and has the way to all of them`, () => {
    for (const [audience, told] of [["patient", expected], ["clinician", clinical]]) {
      const { view, calls } = shown(judged([], lang, audience));
      const last = part(view, "open");
      assert.match(last.textContent, told);
      assert.equal(last.all((n) => n.attributes["data-action"] === "list")[0].textContent, words(lang)("core.list"));
      press(last, "list");
      assert.deepEqual(calls, [["edit"]], "which, without a question, are all questions");
      const some = part(shown(judged(open("labs"), lang, audience)).view, "open");
      assert.deepEqual(some.all((n) => n.attributes["data-action"]).map((n) => n.attributes["data-action"]), ["continue"]);
    }
    assert.ok(asText(judged([], lang, "patient", { classification: { ...patient.classification, missing: [] } })).includes(paper));
  });
}

test("the emergency number is the first to call, once, also where the text begins with a number", () => {
  const buttons = (emergency) => offlineSafety({ t: words("en"), emergency }).all((n) => n.attributes.class === "button call").map((n) => n.attributes.href);
  assert.deepEqual(buttons(US), ["tel:911", "tel:988"]);
  assert.deepEqual(buttons({ number: "112", text: "024: for thoughts of suicide. In an emergency 112." }), ["tel:112", "tel:024"]);
  assert.deepEqual(buttons({ number: "your local emergency number", text: "Call your local emergency number." }), []);
});
