// Whether to go on, once that will not change what the answers show by much.

import { sectionOf } from "../answers.js";
import { h } from "../dom.js";
import { remainingIds } from "../flow.js";
import { banner } from "./banner.js";
import { action, actions } from "./button.js";

/**
 * @param {import("../element.js").Showing} showing
 * @returns {import("../element.js").View}
 */
export function checkpointView(showing) {
  const { t, session } = showing;
  const { questionnaire, judgement, answers } = session;
  const heading = h("h1", { tabindex: -1 }, t("core.checkpoint_title"));
  const alerts = banner(showing);
  if (!questionnaire || !judgement) return { element: heading, heading };
  const { outcome, decision } = judgement.result;
  const left = remainingIds(questionnaire, answers, decision);
  const n = left.filter((id) => sectionOf(questionnaire, id)?.id === "safety").length;
  const element = h("section", { class: "page" },
    alerts.element,
    heading,
    h("p", { class: "lead" }, outcome.display),
    !decision.outcome_settled && n > 0
      ? h("p", {}, t("core.checkpoint_unsafe", { n, all: left.length }))
      : h("p", {}, t(decision.outcome_settled ? "core.checkpoint_settled" : "core.checkpoint_open"), " ", t("core.checkpoint_left", { n: left.length })),
    decision.outcome_settled && n > 0 && h("p", {}, t("core.checkpoint_safety")),
    actions(
      action("continue", t("core.continue"), () => session.proceed(), { class: "primary" }),
      action("result", t("core.result_now"), () => void session.showResult()),
      action("back", t("core.back"), () => session.back(), { class: "plain" })));
  return { element, heading, update: alerts.update };
}
