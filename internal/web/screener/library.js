// The questions in the languages and for the audiences that were asked for: once
// they are here they can be had again without the service.

/** @typedef {import("./types").Questionnaire} Questionnaire */

/** The questionnaires of one service. */
export class Library {
  #service;
  /** @type {Map<string, Questionnaire>} */
  #loaded = new Map();

  /** @param {import("./service.js").Service} service */
  constructor(service) {
    this.#service = service;
  }

  /**
   * @param {string} lang
   * @param {string} audience
   * @returns {Promise<Questionnaire>}
   */
  async load(lang, audience) {
    const key = `${lang} ${audience}`;
    const questionnaire = this.#loaded.get(key) ?? (await this.#service.questionnaire(lang, audience));
    this.#loaded.set(key, questionnaire);
    return questionnaire;
  }
}
