// <rls-screener>: the form as an element of any page.

import css from "./build/screener.css";
import { nameOf } from "./alarm.js";
import { Draft } from "./draft.js";
import { Service } from "./service.js";
import { Session } from "./session.js";
import { takeSlot } from "./slots.js";
import { Stage } from "./stage.js";
import { alertScreen } from "./view/alert-screen.js";
import { checkpointView } from "./view/checkpoint.js";
import { errorView } from "./view/error.js";
import { finishedView } from "./view/finished.js";
import { listView } from "./view/list.js";
import { loadingView } from "./view/loading.js";
import { newsOf } from "./view/banner.js";
import { questionView, wordsAbove } from "./view/question.js";
import { resultScreen } from "./view/result-screen.js";
import { toolbar } from "./view/toolbar.js";
import { languageOf, words } from "./words.js";

/**
 * What a screen is made from.
 *
 * @typedef {object} Showing
 * @property {Session} session
 * @property {import("./words.js").Translate} t
 * @property {import("./words.js").Lang} lang
 * @property {import("./state.js").Audience} audience
 * @property {string} theme as it was chosen
 * @property {string} src
 * @property {boolean} isEmbedded whether the page around is somebody else's
 * @property {Record<string, any>} unfinished what was typed and is no answer yet, by question
 * @property {() => Promise<{ name: string, ingredients: string[] }[]>} names of medicines
 * @property {(name: "lang" | "mode" | "theme", value: string) => void} choose sets an attribute for the person
 *
 * @typedef {object} View
 * @property {HTMLElement} element
 * @property {HTMLElement} [heading] which takes the focus
 * @property {HTMLElement} [start] which takes it instead: where one was in the list
 * @property {() => void} [update] shows what has changed on the same screen
 * @property {() => Record<string, unknown>} [unfinished]
 * @property {boolean} [isBeginning] the settings stand above it, and not below
 * @property {boolean} [isAlarm] it is said at once, also where it cannot take the focus
 */

/** @type {Record<import("./state.js").Screen, (showing: Showing) => View>} */
const views = {
  loading: loadingView,
  question: questionView,
  list: listView,
  alert: alertScreen,
  checkpoint: checkpointView,
  result: resultScreen,
  error: errorView,
  finished: finishedView,
};

// Many a page makes its root's text small. A rem in here is never less than the size
// of text that the reader's own browser is set to, which is that of .screener.
const style = new CSSStyleSheet();
style.replaceSync(`${css.replace(/(-?[\d.]+)rem/g, "calc($1*var(--rls-rem))")}.screener{--rls-rem:max(1em,1rem)}`);

const scriptSrc = baseOf(/** @type {HTMLScriptElement | null} */ (document.currentScript)?.src)
  // A module has no script of its own to ask; the browser's list of what it loaded knows where it came from.
  ?? performance.getEntriesByType("resource").map(({ name }) => baseOf(name)).find(Boolean)
  ?? baseOf(/** @type {HTMLScriptElement | null} */ (document.querySelector("script[src*='/embed/rls-screener.js']"))?.src);

/**
 * The base URL of the service that a script came from: what stands before /embed/.
 *
 * @param {string | undefined} address
 */
function baseOf(address) {
  return /^(.*)\/embed\/rls-screener\.js(?:[?#].*)?$/.exec(address ?? "")?.[1];
}

/**
 * The form. Attributes: lang, audience, src, publishable-key, theme, mode. Events:
 * rls-progress, rls-result, rls-alert, rls-finish, rls-error.
 */
class RlsScreener extends HTMLElement {
  static observedAttributes = ["lang", "audience", "src", "publishable-key", "theme", "mode"];

  #stage;
  #toolbar = toolbar({ choose: (name, value) => this.#choose(name, value) });
  /** @type {Session | undefined} */
  #session;
  /** @type {ReturnType<typeof takeSlot> | undefined} */
  #slot;
  /** @type {Draft | undefined} */
  #draft;
  #unlisten = () => {};
  /** @type {Map<string, Promise<{ name: string, ingredients: string[] }[]>>} */
  #names = new Map();
  #isDark = matchMedia("(prefers-color-scheme: dark)");
  #place = "";

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [style];
    this.#stage = new Stage(root, this.#toolbar.element);
    this.#stage.element.addEventListener("keydown", (event) => this.#onkey(event));
  }

  connectedCallback() {
    addEventListener("online", this.#online);
    addEventListener("pageshow", this.#wake);
    document.addEventListener("visibilitychange", this.#wake);
    this.#isDark.addEventListener("change", this.#showTheme);
    this.#slot = takeSlot(this.#draftName);
    this.#showTheme();
    if (!this.#session) return this.#beginSoon();
    this.#listen();
    this.#wake();
    this.#session?.resume(this.#settings);
  }

  disconnectedCallback() {
    removeEventListener("online", this.#online);
    removeEventListener("pageshow", this.#wake);
    document.removeEventListener("visibilitychange", this.#wake);
    this.#unlisten();
    this.#isDark.removeEventListener("change", this.#showTheme);
    this.#slot?.release();
    this.#session?.pause();
  }

  /** @param {string} name @param {string | null} before @param {string | null} after */
  attributeChangedCallback(name, before, after) {
    if (before === after || !this.#session) return;
    if (name === "src" || name === "publishable-key") {
      this.#session.pause();
      this.#session = undefined;
      this.#stage.forget();
      this.#beginSoon();
    } else if (!this.isConnected) {
      return; // the service is not called for what nobody sees: it counts when the form is back
    } else if (name === "theme") {
      this.#showTheme();
      this.#render();
    } else void this.#session.configure(this.#settings);
  }

  /** Begins when the attributes that are set together are all there. */
  #beginSoon() {
    queueMicrotask(() => this.isConnected && !this.#session && this.#begin());
  }

  /** Begins a run with the service of the attributes. */
  #begin() {
    if (this.#slot?.of !== this.#draftName) {
      this.#slot?.release();
      this.#slot = takeSlot(this.#draftName);
    }
    const draft = (this.#draft = new Draft(() => this.#slot?.name ?? ""));
    const chosen = draft.load()?.chosen ?? {};
    for (const [name, value] of Object.entries(chosen)) this.setAttribute(name, value);
    this.#showTheme();
    this.#names.clear();
    const service = new Service({ src: this.#src, key: this.getAttribute("publishable-key") });
    this.#session = new Session({
      service, draft, settings: this.#settings,
      onchange: () => this.#render(),
      onevent: (name, detail) => this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true })),
    });
    this.#listen();
    void this.#session.start();
  }

  /** What is finished in another tab is finished here. */
  #listen() {
    this.#unlisten();
    this.#unlisten = this.#draft?.hear(() => this.#session?.finish()) ?? this.#unlisten;
  }

  /** Answers that are too old to be brought back are too old to be shown. */
  #wake = () => {
    if (document.hidden || !this.#draft?.isOld) return; // a page that is left is hidden first, and would not say it
    this.#stage.forget();
    if (this.#session?.questionnaire) this.#session.expire();
    else this.#draft.clear();
  };

  /** Where the draft is kept: one key is one clinic's, and so are the answers that are given with it. */
  get #draftName() {
    const key = this.getAttribute("publishable-key");
    return key ? `${this.#src} ${key}` : this.#src;
  }

  get #src() {
    const src = this.getAttribute("src") || scriptSrc || "about:invalid";
    try {
      const { href, protocol } = new URL(src, document.baseURI);
      if (/^https?:$/.test(protocol)) return href.replace(/\/+$/, "");
    } catch {
      // no address at all
    }
    return "about:invalid"; // no call reaches it, no link runs it, and the form says that there is no service
  }

  /** @returns {import("./state.js").Settings} */
  get #settings() {
    return {
      lang: languageOf(this.getAttribute("lang")) ?? languageAround(this) ?? languageOf(navigator.language) ?? "en",
      audience: this.getAttribute("audience") === "clinician" ? "clinician" : "patient",
      mode: this.getAttribute("mode") === "list" ? "list" : "steps",
    };
  }

  #render() {
    const session = this.#session;
    if (!session) return;
    const { audience, screen } = session;
    // What fails is told in the language that was asked for, though the questions are in another.
    const lang = screen === "error" ? session.settings.lang : session.lang;
    const t = words(lang);
    /** @type {Showing} */
    const showing = {
      session, t, lang, audience, src: this.#src,
      theme: this.getAttribute("theme") ?? "auto",
      isEmbedded: session.service.host !== location.host || window.parent !== window,
      unfinished: {},
      names: () => this.#namesOf(lang),
      choose: (name, value) => this.#choose(name, value),
    };
    this.#stage.element.lang = lang;
    const isNew = this.#stage.show(screen, keyOf(session, lang), (unfinished) => views[screen]({ ...showing, unfinished }));
    this.#toolbar.update(showing);
    if (isNew) this.#place = screen === "question" ? wordsAbove(t, session) : screen === "loading" ? t("core.loading") : "";
    this.#stage.say(session.checking ? t("core.checking") : [newsOf(showing), this.#place].filter(Boolean).join(" "));
  }

  /** @param {import("./words.js").Lang} lang */
  #namesOf(lang) {
    const { service } = /** @type {Session} */ (this.#session);
    const names = this.#names.get(lang) ?? service.names(lang).catch(() => {
      this.#names.delete(lang);
      return [];
    });
    this.#names.set(lang, names);
    return names;
  }

  /** @param {"lang" | "mode" | "theme"} name @param {string} value */
  #choose(name, value) {
    this.#session?.choose(name, value);
    this.setAttribute(name, value);
  }

  #showTheme = () => {
    const theme = this.getAttribute("theme") ?? "";
    const own = ["light", "dark", "night"].includes(theme);
    this.#stage.element.dataset.themeInUse = own ? theme : this.#isDark.matches ? "dark" : "light";
  };

  #online = () => void this.#session?.retry();

  /** The keys 1 to 9 choose an answer, where the question or its answers have the focus. @param {KeyboardEvent} event */
  #onkey(event) {
    const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.repeat;
    const isThere = event.target instanceof Element && event.target.closest("h1, h2, .choices") !== null;
    if (!isPlain || !isThere || !/^[1-9]$/.test(event.key)) return;
    const choices = this.#stage.element.querySelectorAll(".choices button");
    const choice = choices[Number(event.key) - 1];
    if (choice instanceof HTMLButtonElement) choice.click();
  }
}

/**
 * The language of the page where an element stands.
 *
 * @param {Element} element
 * @returns {import("./words.js").Lang | undefined}
 */
function languageAround(element) {
  const lang = languageOf(element.parentElement?.closest("[lang]")?.getAttribute("lang"));
  const root = element.getRootNode();
  return lang ?? (root instanceof ShadowRoot ? languageOf(root.host.getAttribute("lang")) ?? languageAround(root.host) : undefined);
}

/**
 * What makes a screen another one: not the same question, alert or result, or not
 * in the same words.
 *
 * @param {Session} session
 * @param {import("./words.js").Lang} lang
 */
function keyOf({ screen, audience, current, interruption, unheard, judgement, failure }, lang) {
  /** @type {Partial<Record<import("./state.js").Screen, unknown>>} */
  const own = {
    question: current,
    alert: [interruption.map(nameOf), unheard],
    checkpoint: judgement?.result.outcome.code,
    result: judgement?.request,
    error: failure,
  };
  return { sense: JSON.stringify([screen, own[screen]]), words: `${lang} ${audience}` };
}

if (!customElements.get("rls-screener")) {
  // Registered, it is worked out once, where it is set; an older browser does so on each element, which is much the same.
  CSS.registerProperty?.({ name: "--rls-rem", syntax: "<length>", inherits: true, initialValue: "16px" });
  customElements.define("rls-screener", RlsScreener);
}
