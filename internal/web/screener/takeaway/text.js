// The result as plain text for the clipboard: lines without markup, alerts first.

import { content } from "./content.js";

/**
 * The text of a result. The same result gives the same text.
 *
 * @param {import("./content.js").Taken} taken
 * @returns {string} lines that end with a line feed
 */
export function asText(taken) {
  const { alerts, title, date, outcome, safety, chapters, notice, rules } = content(taken);
  const paragraphs = [
    alerts.items.length ? [alerts.heading, ...alerts.items.flatMap(({ label, text }, i) => (label === alerts.items[i - 1]?.label ? [text] : [label, text]))] : [],
    [title, date, outcome, ...(safety ? [safety] : [])],
    ...chapters.map(({ heading, lines }) => [heading, ...lines.map(lineText)]),
    [notice, rules, taken.result.ruleset.digest],
  ];
  return paragraphs
    .filter((lines) => lines.length)
    .map((lines) => `${lines.map(oneLine).join("\n")}\n`)
    .join("\n");
}

/** @param {import("./content.js").Line} line */
function lineText({ lead, parts, tail }) {
  const said = joined(parts);
  return [lead ? `${lead}${lead.endsWith("?") ? "" : ":"} ${said}` : said, tail].filter(Boolean).join(tail ? ": " : "");
}

/** Things in one line: questions stand side by side, all else is parted by semicolons. @param {string[]} parts */
const joined = (parts) => parts.reduce((text, part) => `${text}${text.endsWith("?") ? " " : "; "}${part}`);

/** A name may hold a line break that was pasted in; in the text it would pass for a line of ours. @param {string} text */
const oneLine = (text) => text.replace(/\s+/g, " ").trim();
