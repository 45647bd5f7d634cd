// The result and what its buttons do.

import { find } from "../answers.js";
import { h } from "../dom.js";
import { answerFile, mediaType } from "../takeaway/file.js";
import { copy, download, fileName } from "../takeaway/save.js";
import { printSheet, sheet } from "../takeaway/sheet.js";
import { asText } from "../takeaway/text.js";
import { resultView } from "./result.js";

/**
 * @param {import("../element.js").Showing} showing
 * @returns {import("../element.js").View}
 */
export function resultScreen(showing) {
  const { session } = showing;
  const { questionnaire, judgement } = session;
  const element = h("section", { class: "page" });
  if (!questionnaire || !judgement) return { element };
  const { request, result } = judgement;
  const { t, lang, audience, src } = showing;
  const on = actionsOf(showing, { ...judgement, questionnaire }, element);
  const view = resultView({ result, request, questionnaire, audience, t, lang, src, service: session.service, on });
  element.append(view);
  return { element, heading: element.querySelector("h1") ?? undefined };
}

/**
 * @param {import("../element.js").Showing} showing
 * @param {{ request: import("../types").Request, result: import("../types").Result, questionnaire: import("../types").Questionnaire }} shown
 * @param {HTMLElement} element
 * @returns {import("./result.js").ResultActions}
 */
function actionsOf({ session, t, lang, audience }, { request, result, questionnaire }, element) {
  const taken = { request, result, questionnaire, audience, t, lang };
  // One file for each result: what is printed carries the check number of this one.
  const file = answerFile({ request, result });
  const paper = file.then(({ digest }) => {
    const page = sheet({ ...taken, digest });
    element.append(page);
    return page;
  });
  return {
    edit(path) {
      const id = path && [path, path.split(".")[0]].find((id) => find(questionnaire, id));
      if (id) session.edit(id);
      else session.review();
    },
    more(first) {
      if (!first) return session.more();
      // Those that were left out before are asked again, and no others.
      for (const id of first) session.answers.clear(id);
      session.edit(first[0]);
    },
    restart: () => session.restart(),
    finish: () => session.finish(),
    async print() {
      const page = await paper;
      printSheet(/** @type {ShadowRoot} */ (page.getRootNode()), page);
    },
    async copy() {
      return (await copy(asText(taken), { into: element, t })) === "copied" ? t("core.copied") : undefined;
    },
    async downloadJSON() {
      download(fileName("answers", request.as_of), mediaType, (await file).text);
    },
    async downloadFHIR() {
      try {
        download(fileName("fhir", request.as_of), "application/fhir+json", await session.service.fhir(request));
      } catch {
        return t("core.not_saved");
      }
      return undefined;
    },
  };
}
