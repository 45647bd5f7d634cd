// Tables that stay readable on a small screen: they scroll by themselves, by
// touch and by keyboard.

import { h } from "../dom.js";

/** @typedef {import("../dom.js").Child} Child */

let made = 0;

/**
 * A table with a caption. The first cell of a row names the row.
 *
 * @param {{caption: string, columns: string[], rows: (Child | Child[])[][], attributes?: import("../dom.js").Attributes}} table
 * @returns {HTMLElement}
 */
export function table({ caption, columns, rows, attributes = {} }) {
  const id = `rls-table-${(made += 1)}`;
  return h(
    "div",
    { class: "table", role: "region", "aria-labelledby": id, tabindex: 0, ...attributes },
    h(
      "table",
      {},
      h("caption", { id }, caption),
      h("thead", {}, h("tr", {}, columns.map((column) => h("th", { scope: "col" }, column)))),
      h("tbody", {}, rows.map((cells) => h("tr", {}, cells.map(cell)))),
    ),
  );
}

/** @param {Child | Child[]} content @param {number} column */
const cell = (content, column) => (column === 0 ? h("th", { scope: "row" }, content) : h("td", {}, content));

/**
 * Terms with what is said of each; a term without anything is left out.
 *
 * @param {[string, Child | Child[]][]} terms
 * @returns {HTMLElement}
 */
export function terms(terms) {
  return h(
    "dl",
    { class: "terms" },
    terms.filter(([, said]) => said).map(([term, said]) => h("div", {}, h("dt", {}, term), h("dd", {}, said))),
  );
}
