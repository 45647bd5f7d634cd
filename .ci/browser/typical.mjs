// How long a typical patient is at it: the words on each screen at the pace of
// an adult who reads, and a second for each tap. It counts words, not time, so
// that it is the same on every machine.
import assert from "node:assert/strict";
import { Form } from "./form.mjs";
import { activeOnly, negative, plainPositive } from "./people.mjs";
import { PHONE } from "./visit.mjs";

// Adults read 238 words a minute silently: the mean of 190 studies (Brysbaert,
// J Mem Lang 2019;109:104047).
const WORDS_A_MINUTE = 238;
const SECONDS_A_TAP = 1;

/** lines gives the texts of a screen, without its buttons, what is only said aloud, and what stands below the answers. */
function lines(root) {
  const around = new Set([...root.querySelectorAll("[data-action], .about p, .visually-hidden")].map((element) => element.innerText.trim()).filter(Boolean));
  return root.innerText.split(/[\n\t]+/).map((line) => line.trim()).filter((line) => line && !around.has(line));
}

/** unread counts the words of what has not been seen before: nobody reads "Not sure" forty times. */
function unread(texts, seen) {
  const fresh = texts.map((text) => text.replace(/\d+/g, "0")).filter((text) => !seen.has(text));
  for (const text of fresh) seen.add(text);
  return fresh.join(" ").split(/\s+/).filter((word) => /[\p{L}\d]/u.test(word)).length;
}

async function read(visitor, answers, atCheckpoint) {
  const form = new Form(await visitor.open("/form", PHONE), "touch");
  let state = await form.on("question");
  const seen = new Set();
  let words = 0, screens = 0, taps = 0;
  while (state.screen !== "result") {
    words += unread(await form.root.evaluate(lines), seen);
    screens++;
    const isNumber = state.screen === "question" && state.options.length === 0;
    taps += isNumber ? 4 : 1; // into the field, two digits, next
    if (state.screen === "question") state = await form.answer(answers(state.question, state.options));
    else {
      await form.act(state.screen === "checkpoint" ? atCheckpoint : "continue");
      state = await form.moved(state);
    }
  }
  const seconds = Math.round((words / WORDS_A_MINUTE) * 60 + taps * SECONDS_A_TAP);
  return { screens, words, taps, seconds, text: `${screens} screens, ${words} words, ${taps} taps: ${seconds} s` };
}

/** within reads as somebody, and fails when it takes longer than it may. */
const within = (answers, atCheckpoint, most) => async (visitor) => {
  const { seconds, text } = await read(visitor, answers, atCheckpoint);
  assert.ok(seconds < most, `${text}, of ${most} s`);
  return `${text}, of ${most} s`;
};

// Three minutes are owed to a typical patient. Whoever has not the whole pattern,
// which is most, is done by then; the limits of the others hold what was reached.
export default function typical(check) {
  check("somebody without the urge to move", within(negative, "result", 90));
  check("somebody who feels no worse at rest", within(activeOnly, "result", 180));
  check("somebody with the whole pattern, until the result is offered", within(plainPositive, "result", 280));
  check("somebody with the whole pattern who answers all that is asked", within(plainPositive, "continue", 400));
}
