// The code at the foot of the printed page. It names the rules and the answers
// file by check numbers, so that a clinician can tell that page, file and rules
// belong together. The nonce in the file makes its number say nothing by itself.

/*! QR codes by lean-qr 2.7.4, (c) 2021-2025 David Evans, MIT licence, https://github.com/davidje13/lean-qr */

import { svg } from "../dom.js";
import { correction, generate } from "./vendor/lean-qr/nano.mjs";

/**
 * @typedef {import("../types").Result["ruleset"]} Ruleset
 */

/** Light modules around a code, without which readers do not find it. */
const quietZone = 4;

/**
 * What the code says.
 *
 * @param {Ruleset} ruleset
 * @param {string} [digest] of the answers file, in hexadecimal
 * @returns {string}
 */
export function qrText(ruleset, digest) {
  const lines = ["rlscreen", `ruleset ${ruleset.id} ${ruleset.version} ${ruleset.digest}`];
  return [...lines, ...(digest ? [`file sha256:${digest}`] : [])].join("\n");
}

/**
 * The code as a drawing, black on white whatever is around it.
 *
 * @param {Ruleset} ruleset
 * @param {string | undefined} digest
 * @param {import("../words.js").Translate} t
 * @returns {SVGElement}
 */
export function qrFigure(ruleset, digest, t) {
  const code = generate(qrText(ruleset, digest), { minCorrectionLevel: correction.M });
  const side = code.size + 2 * quietZone;
  return svg(
    "svg",
    { class: "qr", viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": t("takeaway.qr_alt"), "shape-rendering": "crispEdges" },
    svg("path", { fill: "#fff", d: `M0 0h${side}v${side}H0z` }),
    svg("path", { fill: "#000", d: darkRuns(code) }),
  );
}

/**
 * One path of all dark modules, run by run along the rows: single squares would
 * show hairlines between them.
 *
 * @param {import("./vendor/lean-qr/nano.mjs").Modules} code
 */
function darkRuns(code) {
  let path = "";
  for (let y = 0; y < code.size; y++) {
    for (let x = 0, run = 0; x < code.size; x += run || 1) {
      for (run = 0; code.get(x + run, y); run++);
      if (run) path += `M${x + quietZone} ${y + quietZone}h${run}v1h-${run}z`;
    }
  }
  return path;
}
