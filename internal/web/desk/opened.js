// What was opened: the patient's answers file, by its check number, which a printed
// page carries too.

import { h } from "../screener/dom.js";
import { dateWords } from "../screener/view/lookup.js";

/**
 * @typedef {import("../screener/words.js").Translate} Translate
 *
 * @typedef {object} Opened
 * @property {string | null} made_on
 * @property {string | undefined} digest
 * @property {import("../screener/types").Result} result as it was shown to the patient
 * @property {string[]} left paths of what could not be entered
 */

/**
 * A note on the file that the answers are from.
 *
 * @param {Opened} opened
 * @param {Translate} t
 * @param {string} lang
 * @returns {HTMLElement}
 */
export function openedNote({ made_on: made, digest, result, left }, t, lang) {
  return h(
    "section",
    { class: "opened", "aria-labelledby": "opened-title" },
    h("h3", { id: "opened-title", tabindex: -1 }, t("desk.opened")),
    h("p", {}, made ? t("desk.opened_made", { date: dateWords(made, lang) }) : t("desk.opened_undated"), " ", t("desk.opened_rules", { version: result.ruleset.version })),
    left.length > 0 && h("p", {}, t("desk.opened_left", { paths: left.join(", ") })),
    digest ? checkNumber(digest, t) : h("p", {}, t("desk.file_cannot_check")),
  );
}

/**
 * The check number of the file, and a field to compare it with the printed one.
 *
 * @param {string} digest
 * @param {Translate} t
 */
function checkNumber(digest, t) {
  const said = h("p", { role: "status", class: "compared" });
  const input = h("input", {
    type: "text", id: "printed", autocomplete: "off", spellcheck: "false",
    oninput: () => {
      const printed = printedNumber(input.value);
      said.textContent = printed === "" ? "" : t(sameness(printed, digest));
    },
  });
  return h(
    "div",
    {},
    h("p", {}, t("desk.opened_digest"), " ", h("code", { class: "digest" }, digest)),
    h("p", {}, h("label", { for: "printed" }, t("desk.opened_compare")), input),
    said,
  );
}

/**
 * The check number in what was typed, or read by a scanner from the QR code.
 *
 * @param {string} typed
 */
export const printedNumber = (typed) => (/file sha256:([0-9a-f]{64})/i.exec(typed)?.[1] ?? typed.replace(/sha256:|[\s-]/gi, "")).toLowerCase();

/**
 * What comparing came to. A number that is not complete is neither the same nor another.
 *
 * @param {string} printed
 * @param {string} digest
 */
export function sameness(printed, digest) {
  if (printed === digest) return "desk.file_same";
  return printed.length < digest.length && digest.startsWith(printed) ? "desk.compare_more" : "desk.file_different";
}
