// Printing. Just before a browser prints, a copy of the sheet is laid out by
// itself at the end of the page, made to fit one piece of paper, and all else is
// left off the paper. Afterwards everything is as it was. On the screen nothing
// changes at any time: the rules that hide the page hold on paper alone.

import { h } from "../dom.js";
import { fit } from "./fit.js";

/** The element that stands for the sheet in the form. */
export const tag = "rls-screener-sheet";

/**
 * A sheet in a document.
 *
 * @typedef {HTMLElement & {remarks: import("./fit.js").Remarks}} Sheet
 */

/** The margin of the paper: what browsers print at its edges has room in it. */
const margin = "12mm";

/**
 * The page of somebody else may style anything in any way; important rules of a
 * layer are above all that is unlayered, however specific.
 */
const pageRules = `
@page { size: auto !important; margin: ${margin} !important; }
@page :first { size: auto !important; margin: ${margin} !important; }
@layer rlscreen-paper {
  @media print {
    html, body {
      all: initial !important;
      display: block !important;
      background: #fff !important;
      color-scheme: light !important;
    }
    html::before, html::after, body::before, body::after { display: none !important; }
    head, html > :not(head, body), body > :not([data-rlscreen-paper]) { display: none !important; }
  }
}`;

/** The sheet that the button was pressed for, where a page has several forms. @type {Element | undefined} */
let chosen;

/**
 * Prints a sheet.
 *
 * @param {ShadowRoot | Document} root where the sheet is
 * @param {HTMLElement} sheet
 */
export function printSheet(root, sheet) {
  if (!sheet.isConnected) root.append(sheet);
  chosen = sheet;
  try {
    window.print();
  } finally {
    chosen = undefined;
  }
}

/**
 * Makes the element of the sheet known to the browser. Its class is made here,
 * not with the module, so that the module can be read outside browsers.
 */
export function defineSheet() {
  if (customElements.get(tag)) return;
  customElements.define(
    tag,
    class extends HTMLElement {
      /** @type {import("./fit.js").Remarks | undefined} */
      remarks;

      /** @type {(() => void) | undefined} takes the paper away again */
      #away;

      #before = () => {
        this.#away?.();
        if (this.remarks && isMeant(this)) this.#away = layOut(this, this.remarks);
      };

      #after = () => {
        this.#away?.();
        this.#away = undefined;
      };

      connectedCallback() {
        window.addEventListener("beforeprint", this.#before);
        window.addEventListener("afterprint", this.#after);
      }

      disconnectedCallback() {
        window.removeEventListener("beforeprint", this.#before);
        window.removeEventListener("afterprint", this.#after);
        this.#after();
      }
    },
  );
}

/**
 * Whether printing means this sheet: the one that was chosen; else each whose
 * form is there to be seen. A page that has put the form away prints as itself.
 *
 * @param {Element} sheet
 */
function isMeant(sheet) {
  if (chosen) return chosen === sheet;
  const root = sheet.getRootNode();
  const form = root instanceof ShadowRoot ? root.host : sheet.parentElement;
  return Boolean(form && form.getClientRects().length);
}

/**
 * Lays the sheet out for the paper.
 *
 * @param {Element} sheet
 * @param {import("./fit.js").Remarks} remarks
 * @returns {() => void} what takes it away again
 */
function layOut(sheet, remarks) {
  const root = /** @type {ShadowRoot | Document} */ (sheet.getRootNode());
  const host = h("div", { "data-rlscreen-paper": "measured" });
  const shadow = host.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [...root.adoptedStyleSheets];
  shadow.append(...Array.from(sheet.children, (child) => child.cloneNode(true)));
  document.body.append(host);
  const rules = new CSSStyleSheet();
  rules.replaceSync(pageRules);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, rules];
  fit(/** @type {HTMLElement} */ (shadow.firstElementChild), remarks);
  host.setAttribute("data-rlscreen-paper", "");
  return () => {
    host.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== rules);
  };
}
