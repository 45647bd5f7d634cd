// The result: what to act on, then what the answers show, why, and what to do
// with it. Every word of a conclusion is the service's own.

import { h } from "../dom.js";
import { alertList } from "./alerts.js";
import { course } from "./clinician-iron.js";
import { clinicianParts } from "./clinician.js";
import { ironRequest } from "./iron-request.js";
import { lookup } from "./lookup.js";
import { safetyNote } from "./open.js";
import { outcome } from "./part.js";
import { patientParts } from "./patient.js";
import { finishing, notice, summary, takeaway } from "./closing.js";
import { why } from "./why.js";

/**
 * What the buttons of a result do. print, copy and the downloads may answer with
 * words to show, or with a promise of them: "Copied".
 *
 * @typedef {object} ResultActions
 * @property {(path?: string) => void} edit goes back to the answers
 * @property {(first?: string[]) => void} more goes on with the questions that are open, or with those named
 * @property {() => void} restart
 * @property {() => void} finish clears the answers
 * @property {() => unknown} print
 * @property {() => unknown} copy
 * @property {() => unknown} downloadJSON
 * @property {() => unknown} downloadFHIR
 * @property {(shown: boolean) => void} [summary] the summary was shown or hidden
 */

/**
 * @typedef {object} ResultOptions
 * @property {import("../types").Result} result
 * @property {import("../types").Request} request the answers it was made of
 * @property {import("../types").Questionnaire & {emergency?: import("./alerts.js").Emergency}} questionnaire in the language and for the audience of the result
 * @property {"patient" | "clinician"} audience
 * @property {import("../words.js").Translate} t
 * @property {string} lang
 * @property {string} [src] base URL of the service, where the sources are cited in full
 * @property {Pick<import("../service.js").Service, "ironStatus">} [service] which reads dated iron values over time, for clinicians
 * @property {import("../types").IronStatus} [series] iron over time, where it is known already
 * @property {ResultActions} on
 */

/**
 * A result with everything that belongs to it. Alerts stand first, with nothing
 * above them; its first heading is the h1 of the screen and takes the focus.
 *
 * @param {ResultOptions} options
 * @returns {HTMLElement}
 */
export function resultView({ result, request, questionnaire, audience, t, lang, src = "", service, series, on }) {
  const look = lookup({ questionnaire, request, t, lang });
  /** @type {import("./why.js").Showing} */
  const showing = { result, request, questionnaire, audience, t, lang, look, src };
  const alerts = alertList(result.alerts, {
    t,
    emergency: questionnaire.emergency,
    level: 1,
    audience,
    more: (alert) => why(alert, t("result.why_alert"), showing),
  });
  const parts = audience === "clinician" ? clinicianParts(showing, { series, on }) : patientParts(showing, on);
  const view = h(
    "article",
    { class: `result for-${audience}`, "data-outcome": result.outcome.code },
    alerts,
    outcome(showing, alerts ? 2 : 1),
    safetyNote(showing, on),
    parts,
    summary(showing, on),
    takeaway(showing, on),
    notice(showing),
    finishing(showing, on),
  );
  if (audience === "clinician" && service && !series) addCourse(view, showing, service);
  return view;
}

/**
 * Adds the course of iron when the service has read it. It adds to the result
 * and is never waited for; where it cannot be had, the reading stands alone.
 *
 * @param {HTMLElement} view
 * @param {import("./why.js").Showing} showing
 * @param {Pick<import("../service.js").Service, "ironStatus">} service
 */
async function addCourse(view, showing, service) {
  const body = ironRequest(showing.request, showing.questionnaire);
  if (!body) return;
  const { lang, audience } = showing;
  const status = await service.ironStatus(body, { lang, audience }).catch(() => undefined);
  if (status) view.querySelector("[data-part=iron]")?.append(course(showing, status));
}

