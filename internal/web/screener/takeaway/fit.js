// Making a page fit one piece of paper, whichever of the two it will be: the page
// is as wide as A4 allows and no higher than US Letter allows.

import { h } from "../dom.js";

/**
 * What the page says where it was shortened.
 *
 * @typedef {{clipped: string, more: (n: number) => string, gone: (names: string) => string}} Remarks
 */

/** The height there is: US Letter (279.4 mm) without two margins of 12 mm, less 1.5 % for what paper rounds otherwise, in CSS pixels. */
const height = ((279.4 - 24) / 25.4) * 96 * 0.985;

/** Steps of the type, from 12 down to 7.5 points; print.css says which is which. */
const steps = 10;

/** A name as it was typed in, longer than is printed where room is short. */
const typed = /“([^”]{28})[^”]+”/g;

/**
 * Fits a page: smaller type first, down to what can still be read; then names are
 * clipped; then chapters are shortened from the end. What must be acted on, the
 * outcome and the notice stay whole.
 *
 * @param {HTMLElement} paper laid out in the width of the paper
 * @param {Remarks} remarks
 */
export function fit(paper, remarks) {
  const fits = () => paper.offsetHeight <= height;
  for (let step = 0; step < steps; step++) {
    paper.dataset.step = String(step);
    if (fits()) return;
  }
  const chapters = [...paper.querySelectorAll("[data-chapter]")];
  for (const chapter of chapters) clip(chapter, remarks);
  const gone = h("p", { class: "remark" });
  paper.querySelector(".paper-chapters")?.after(gone);
  /** @type {string[]} */
  const names = [];
  while (chapters.length && !fits()) {
    const last = /** @type {Element} */ (chapters.pop());
    if (shorten(last, remarks, fits)) continue;
    names.unshift(last.querySelector("h2")?.textContent ?? "");
    last.remove();
    gone.textContent = remarks.gone(names.join("; "));
    if (!chapters.length) gone.previousElementSibling?.remove();
  }
}

/**
 * Clips what was typed in, which stands between quotation marks.
 *
 * @param {Element} chapter
 * @param {Remarks} remarks
 */
function clip(chapter, remarks) {
  let clipped = false;
  for (const part of chapter.querySelectorAll(".part")) {
    const text = part.textContent ?? "";
    const short = text.replace(typed, "“$1…”");
    if (short === text) continue;
    part.textContent = short;
    clipped = true;
  }
  if (clipped) chapter.querySelector("ul")?.append(h("li", { class: "remark" }, remarks.clipped));
}

/**
 * Takes things off the end of a chapter until the page fits, the first excepted.
 *
 * @param {Element} chapter
 * @param {Remarks} remarks
 * @param {() => boolean} fits
 * @returns {boolean} false where the page does not fit even so
 */
function shorten(chapter, remarks, fits) {
  const remark = h("li", { class: "remark" });
  chapter.querySelector("ul")?.append(remark);
  const parts = [...chapter.querySelectorAll(".part")];
  for (let gone = 1; gone < parts.length; gone++) {
    const part = parts[parts.length - gone];
    const line = part.closest("li");
    part.remove();
    if (!line?.querySelector(".part")) line?.remove();
    remark.textContent = remarks.more(gone);
    if (fits()) return true;
  }
  return false;
}
