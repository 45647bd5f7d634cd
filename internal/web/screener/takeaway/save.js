// Saving and copying: what leaves the page leaves it by the person's own hand,
// under a name that says nothing about anybody.

import { h } from "../dom.js";

/** How long a browser may take to begin with a download, in milliseconds. */
const patience = 30_000;

/**
 * The name of a file, from what it holds and the date of the answers.
 *
 * @param {"answers" | "fhir"} what
 * @param {string | undefined} asOf
 * @returns {string} such as restless-legs-answers-2026-11-22.json
 */
export function fileName(what, asOf) {
  return `${["restless-legs", what, asOf].filter(Boolean).join("-")}.json`;
}

/**
 * Saves a text as a file, byte for byte in UTF-8.
 *
 * @param {string} name
 * @param {string} media such as application/json
 * @param {string} text
 */
export function download(name, media, text) {
  const url = URL.createObjectURL(new Blob([text], { type: media }));
  // The link stands in no document: a page that listens to clicks never sees it.
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), patience);
}

/**
 * Copies a text. Where the browser has no clipboard, or refuses it, a field with
 * the text selected and words how to copy it are put into the place given.
 *
 * @param {string} text
 * @param {{into?: Element | ShadowRoot, t?: import("../words.js").Translate}} [fallback]
 * @returns {Promise<"copied" | "selected" | "refused">} selected: the person can copy it; refused: there is no place to offer it
 */
export async function copy(text, { into, t } = {}) {
  try {
    await navigator.clipboard.writeText(text);
    into?.querySelector(".copy-by-hand")?.remove();
    return "copied";
  } catch {
    // No clipboard outside secure contexts, none in frames without permission.
    if (!into || !t) return "refused";
  }
  into.querySelector(".copy-by-hand")?.remove();
  const field = h("textarea", { readonly: true, rows: 8, spellcheck: "false", "aria-label": t("takeaway.copy_by_hand") });
  field.value = text;
  into.append(h("div", { class: "copy-by-hand" }, h("p", { role: "status" }, t("takeaway.copy_by_hand")), field));
  field.focus();
  field.select();
  return "selected";
}
