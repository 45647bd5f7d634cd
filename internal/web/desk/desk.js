// <rls-desk>: the clinician's desk. Answers are entered on one side, and the result
// stands beside them with its reasons and with what would change it.

import { h } from "../screener/dom.js";
import { ServiceError } from "../screener/service.js";
import { FileFault, maxBytes } from "../screener/takeaway/file.js";
import { download } from "../screener/takeaway/save.js";
import { languageOf, words } from "../screener/words.js";
import deskEn from "../screener/words/desk.en.json" with { type: "json" };
import deskEs from "../screener/words/desk.es.json" with { type: "json" };
import styles from "./build/desk.css";
import { clearDialog, findDialog, keysDialog } from "./dialogs.js";
import { fieldOf } from "./field.js";
import { Grid } from "./grid.js";
import { openedNote } from "./opened.js";
import { Pane } from "./pane.js";
import { Session } from "./session.js";
import { keyField, loadFault, toolbar } from "./toolbar.js";

/**
 * @typedef {import("../screener/types").Question} Question
 * @typedef {import("../screener/types").Questionnaire} Questionnaire
 * @typedef {import("../screener/words.js").Lang} Lang
 * @typedef {import("./live.js").State} State
 */

/** @type {Record<Lang, Record<string, string>>} */
const deskWords = { en: deskEn, es: deskEs };

class Desk extends HTMLElement {
  /** @type {Lang} */
  #lang = "en";
  #t = words("en", deskEn);
  /** @type {Promise<{ name: string, ingredients: string[] }[]>} */
  #names = Promise.resolve([]);
  /** @type {Grid | undefined} */
  #grid;
  /** @type {Pane | undefined} */
  #pane;
  #filePlace = h("div", { class: "file-place" });
  /** Asks, under what was pressed, before answers are lost; then acts. @type {(title: string, act: () => void) => void} */
  #sure = (_, act) => act();
  // The page is served from the root of the service, whatever stands before that.
  #session = new Session(new URL(".", document.baseURI).href, {
    onstate: (state, series) => this.#show(state, series),
    wanted: () => this.#pane?.panel.open ?? false,
    onwait: () => this.#pane?.panel.wait(),
    ontried: (groups, more) => this.#pane?.panel.show(groups, more),
    onuntried: () => this.#pane?.panel.fail(),
  });

  connectedCallback() {
    if (this.shadowRoot) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
    addEventListener("online", () => this.#session.again());
    addEventListener("pageshow", ({ persisted }) => persisted && this.#reload());
    addEventListener("beforeunload", (event) => this.#session.answers.size > 0 && event.preventDefault());
    this.addEventListener("dragover", (event) => event.preventDefault());
    this.addEventListener("drop", (event) => this.#drop(event));
    this.#arrive(languageOf(this.lang) ?? "en");
  }

  /**
   * Shows the desk to somebody who comes to it: the first row takes the focus, so
   * that a key answers at once, unless the focus was moved meanwhile.
   *
   * @param {Lang} lang
   */
  async #arrive(lang) {
    await this.#speak(lang);
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) this.#grid?.focus();
  }

  /** A page that was left comes back as a new one: who comes back to it can be somebody else. */
  #reload() {
    this.#session.restart();
    this.#draw();
    location.reload();
  }

  /** @param {...Node} children */
  #draw(...children) {
    this.shadowRoot?.replaceChildren(...children);
  }

  /**
   * Shows the desk in a language; answers stay.
   *
   * @param {Lang} lang
   */
  async #speak(lang) {
    this.#lang = lang;
    this.#t = words(lang, deskWords[lang]);
    this.lang = document.documentElement.lang = lang;
    document.title = `${this.#t("desk.title")} · rlscreen`;
    const loaded = await this.#session.load(lang, this.#t).catch((/** @type {ServiceError} */ refused) => refused);
    if (lang !== this.#lang) return;
    if (loaded instanceof ServiceError) {
      this.#draw(loadFault(loaded, this.#t, this.#keyField(), () => this.#arrive(lang)));
      return;
    }
    // Without names, medicines are written out.
    this.#names = this.#session.service.names(lang).catch(() => []);
    this.#build(loaded);
  }

  /** The field for a key. With a new one, what could not be had is asked for again. */
  #keyField() {
    return keyField(this.#t, (key) => {
      this.#session.unlock(key);
      if (this.#session.questionnaire && this.#pane) this.#session.again();
      else this.#arrive(this.#lang);
    });
  }

  /**
   * Makes all of the desk, with the answers there are.
   *
   * @param {Questionnaire} questionnaire
   */
  #build(questionnaire) {
    const [t, session] = [this.#t, this.#session];
    const keys = keysDialog(t);
    const find = findDialog(t, () => this.#grid?.asked ?? [], (id) => this.#grid?.focus(id));
    const clear = clearDialog(t);
    this.#sure = (title, act) => (session.answers.size > 0 || session.opened ? clear.open(title, act) : act());
    const hint = h("p", { class: "hint", "data-part": "hint" });
    /** @param {Question} [question] */
    const onfocus = (question) => hint.replaceChildren(question?.help ?? t("desk.keys_hint"));
    onfocus();
    this.#pane = new Pane({
      questionnaire, t, lang: this.#lang, src: new URL(".", document.baseURI).href.replace(/\/$/, ""), keyField: this.#keyField(),
      onretry: () => session.again(), onwhatif: () => session.tryOut(), ongo: (path) => this.#grid?.focus(path),
    });
    this.#grid = new Grid({
      questionnaire, answers: session.answers, t, lang: this.#lang, onfocus,
      field: fieldOf({ session, names: this.#names, t, lang: this.#lang }),
      onchange: () => session.judge(), onkeys: () => keys.showModal(), onfind: find.open, next: () => session.nextOpen,
    });
    const head = toolbar({
      t, lang: this.#lang, host: session.service.host, theme: this.getAttribute("theme") ?? "auto",
      on: {
        open: (file) => this.#sure(t("desk.open"), () => void this.#open(file)), download: () => this.#download(), print: () => print(), find: find.open,
        keys: () => keys.showModal(), theme: (theme) => this.#theme(theme), language: (lang) => this.#switch(lang),
        restart: () => this.#sure(t("desk.restart"), () => this.#restart()),
      },
    });
    this.#filePlace.replaceChildren(...(session.opened ? [openedNote(session.opened, t, this.#lang)] : []));
    const entry = h("section", { class: "entry", "aria-labelledby": "entry-title" },
      h("div", { class: "entry-scroll" },
        h("h2", { id: "entry-title" }, t("desk.answers")), this.#dateField(), this.#filePlace, this.#grid.element),
      hint);
    this.#draw(h("div", { class: "desk" }, head, this.#pane.bar, h("div", { class: "panes" }, this.#pane.alerts, entry, this.#pane.element)),
      keys, find.element, clear.element);
    session.judge();
  }

  /** The date that the answers speak for. */
  #dateField() {
    const session = this.#session;
    const input = h("input", {
      type: "date", id: "as-of", autocomplete: "off", "data-field": "as_of",
      onchange: () => {
        session.asOf = input.value;
        this.#grid?.renew("labs");
        session.judge();
      },
    });
    input.value = session.asOf;
    return h("p", { class: "as-of" }, h("label", { for: "as-of" }, this.#t("desk.as_of")), input);
  }

  /** @param {State} state @param {import("../screener/types").IronStatus} [series] */
  #show(state, series) {
    this.#pane?.show(state, series, state.status === "failed" && this.#session.hasUnjudgedSafety);
    const open = state.result?.decision.next_questions ?? [];
    this.#grid?.mark(new Set(open.filter(({ asked }) => !asked).map(({ path }) => path)));
    const refused = state.status === "failed" && state.error?.kind === "invalid" ? (state.error.problem?.errors ?? []) : [];
    const questions = this.#grid?.faults(refused) ?? [];
    if (refused.length > 0) this.#pane?.refused(questions);
  }

  #restart() {
    this.#session.restart();
    if (this.#session.questionnaire) this.#build(this.#session.questionnaire);
    this.#grid?.focus();
  }

  #download() {
    const { request, asOf } = this.#session;
    download(["restless-legs-request", asOf].filter(Boolean).join("-") + ".json", "application/json", `${JSON.stringify(request, null, 2)}\n`);
  }

  /** @param {DragEvent} event */
  #drop(event) {
    const file = event.dataTransfer?.files[0];
    event.preventDefault();
    if (file) this.#sure(this.#t("desk.open"), () => void this.#open(file));
  }

  /**
   * Enters the answers of a file, or says what is wrong with it.
   *
   * @param {File} file
   */
  async #open(file) {
    const t = this.#t;
    const { answers } = this.#session;
    try {
      if (file.size > maxBytes) throw new FileFault("desk.file_too_large");
      await this.#session.enter(await file.text(), (opened) => void openedNote(opened, t, this.#lang));
      if (this.#session.questionnaire) this.#build(this.#session.questionnaire);
      /** @type {HTMLElement | null} */ (this.#filePlace.querySelector("[tabindex]"))?.focus();
    } catch (fault) {
      // Answers that cannot be shown are not judged either.
      if (this.#session.answers !== answers) this.#restart();
      const text = fault instanceof FileFault ? t(fault.key, fault.params) : t("desk.file_unreadable");
      this.#filePlace.replaceChildren(h("p", { class: "fault", role: "alert" }, text));
    }
  }

  /** @param {string} theme */
  #theme(theme) {
    this.setAttribute("theme", theme);
    document.documentElement.dataset.theme = theme;
  }

  /** @param {Lang} lang */
  async #switch(lang) {
    history.replaceState(null, "", `?lang=${lang}`);
    await this.#speak(lang);
    /** @type {HTMLElement | null | undefined} */ (this.shadowRoot?.querySelector("[data-action=language]"))?.focus();
  }
}

customElements.define("rls-desk", Desk);
