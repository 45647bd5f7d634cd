// From screen to screen: what each change of the form has in common.

import { Library } from "./library.js";
import { State } from "./state.js";

/**
 * @typedef {import("./service.js").Kind} Kind
 * @typedef {import("./state.js").Screen} Screen
 */

/** The screens of one run. Each that is shown is kept for a reload, and told. */
export class Screens extends State {
  /** @protected The person waits for the result. */
  isResulting = false;

  /** @param {import("./state.js").Options & Pick<ConstructorParameters<typeof State>[0], "judged" | "failed">} options */
  constructor({ draft, onevent, ...others }) {
    super({ ...others, complain: (complaint) => onevent("rls-error", complaint) });
    /** @protected */
    this.draft = draft;
    /** @protected */
    this.library = new Library(others.service);
    /** @protected Tells that something has changed. */
    this.onchange = others.onchange;
    /** @protected Tells the page. */
    this.onevent = onevent;
  }

  /** @protected */
  stopWaiting() {
    this.isResulting = false;
    this.patience.begin();
  }

  /** @protected @param {Kind} kind @param {"load" | "questions" | "result"} then */
  giveUp(kind, then) {
    this.stopWaiting();
    this.failure = { kind, then };
    this.isRefusalTold ||= kind === "refused";
    this.show("error");
  }

  /**
   * Shows a screen; in the place of questions that are asked for nothing, why that is so.
   *
   * @protected
   * @param {Screen} screen
   */
  show(screen) {
    const isAsking = screen === "question" || screen === "list" || screen === "checkpoint";
    if (isAsking && this.isRefused) return this.giveUp("refused", "questions");
    this.screen = screen;
    this.save();
    this.onchange();
  }

  /** @protected */
  save() {
    if (this.isWorthKeeping) this.draft.save(this.kept);
  }
}
