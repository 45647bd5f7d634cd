// The panel "What would change this": a table of what each other answer would change.

import { h } from "../screener/dom.js";

/**
 * @typedef {import("./whatif.js").Change} Change
 * @typedef {import("../screener/words.js").Translate} Translate
 *
 * @typedef {{ answer: string, changes: Change[] | undefined }} Tried an answer and what it would change; undefined when it does not go with the others
 * @typedef {{ path: string, type: import("../screener/types").Question["type"], text: string, given: boolean, cases: Tried[] }} TriedGroup
 */

/** What a change is called. @type {Record<Change["kind"], string>} */
const kinds = {
  outcome: "desk.change.outcome",
  label: "desk.change.label",
  course: "desk.change.course",
  contributor: "desk.change.contributor",
  alert: "desk.change.alert",
  no_alert: "desk.change.no_alert",
};

/** What goes with a change. @type {Record<string, string>} */
const details = {
  provisional: "desk.provisional",
  strong: "desk.tier.strong",
  moderate: "desk.tier.moderate",
  cofactor: "desk.tier.cofactor",
  emergency: "desk.urgency.emergency",
  urgent: "desk.urgency.urgent",
  prompt: "desk.urgency.prompt",
  routine: "desk.urgency.routine",
};

/**
 * The panel. It asks for what it shows only while it is open.
 *
 * @param {object} options
 * @param {Translate} options.t
 * @param {() => void} options.onopen it was opened, or asked to try again
 * @param {(path: string) => void} options.ongo a question of it is to be answered
 */
export function changePanel({ t, onopen, ongo }) {
  // The table is not read out as a whole each time it changes, only that it did.
  const said = h("p", { class: "visually-hidden", role: "status" });
  const body = h("div", { class: "panel-body" });
  const element = h(
    "details",
    { class: "panel", "data-part": "what-if", ontoggle: () => element.open && onopen() },
    h("summary", {}, t("desk.what_if")),
    h("p", { class: "quiet small" }, t("desk.what_if_help")),
    said, body,
  );
  return {
    element,
    /** It is open, so that what it shows is wanted. */
    get open() {
      return element.open;
    },
    /** What it shows is being worked out; what it showed is of other answers. */
    wait() {
      body.toggleAttribute("data-old", true);
      said.textContent = "";
      if (!body.querySelector("table")) body.replaceChildren(h("p", {}, t("desk.what_if_wait")));
    },
    /** It could not be worked out. */
    fail() {
      body.removeAttribute("data-old");
      said.textContent = t("desk.what_if_failed");
      body.replaceChildren(
        h("p", {}, t("desk.what_if_failed")),
        h("p", {}, h("button", { type: "button", "data-action": "what-if", onclick: onopen }, t("desk.try_again"))),
      );
    },
    /**
     * Shows what was worked out.
     *
     * @param {TriedGroup[]} groups
     * @param {number} more how many open questions were not tried
     */
    show(groups, more) {
      body.removeAttribute("data-old");
      said.textContent = groups.length === 0 ? t("desk.what_if_none") : t("desk.what_if_done", { n: groups.length });
      if (groups.length === 0) body.replaceChildren(h("p", {}, t("desk.what_if_none")));
      else body.replaceChildren(table(groups, t, ongo), more > 0 ? h("p", { class: "quiet small" }, t("desk.what_if_more", { n: more })) : "");
    },
  };
}

/**
 * @param {TriedGroup[]} groups
 * @param {Translate} t
 * @param {(path: string) => void} ongo
 */
function table(groups, t, ongo) {
  return h(
    "table",
    { class: "what-if" },
    h("caption", { class: "visually-hidden" }, t("desk.what_if")),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("desk.answer")), h("th", { scope: "col" }, t("desk.what_changes")))),
    groups.map((group) => section(group, t, ongo)),
  );
}

/**
 * @param {TriedGroup} group
 * @param {Translate} t
 * @param {(path: string) => void} ongo
 */
function section({ path, type, text, given, cases }, t, ongo) {
  const go = h("button", { type: "button", class: "plain small", onclick: () => ongo(path) },
    t("desk.go"), h("span", { class: "visually-hidden" }, ` ${text}`));
  return h(
    "tbody",
    { "data-path": path },
    h("tr", {}, h("th", { colspan: 2, scope: "rowgroup" }, given && h("span", { class: "tag" }, t("desk.answered_otherwise")), text, " ", go)),
    cases.map(({ answer, changes }) => h("tr", {}, h("th", { scope: "row" }, answer), h("td", {}, effect(changes, type, t)))),
  );
}

/**
 * @param {Change[] | undefined} changes
 * @param {TriedGroup["type"]} type of the question
 * @param {Translate} t
 */
function effect(changes, type, t) {
  if (!changes) return h("span", { class: "quiet" }, t("desk.cannot_be"));
  // Of medicines only that there are none is tried, which says nothing of those there may be.
  if (changes.length === 0 && type === "medications") return t("desk.medicine_changes");
  if (changes.length === 0) return h("span", { class: "quiet" }, t("desk.nothing_changes"));
  return h("ul", {}, changes.map(({ kind, text, detail }) =>
    h("li", { "data-change": kind, "data-urgency": kind === "alert" && detail },
      h("strong", {}, t(kinds[kind])), ` ${text}`, detail && details[detail] && ` (${t(details[detail])})`)));
}
