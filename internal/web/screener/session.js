// The form without its looks: what was answered, what is shown, and what the
// service made of it. Everything that can go wrong on the way is decided here.

import { hasAlarming, interrupts, stays } from "./alarm.js";
import { keyOf } from "./judge.js";
import { Path } from "./path.js";
import { Screens } from "./screens.js";

/**
 * @typedef {import("./answers.js").Value} Value
 * @typedef {import("./types").Alert} Alert
 * @typedef {import("./types").Questionnaire} Questionnaire
 * @typedef {import("./state.js").Settings} Settings
 */

/** One run of the form. It tells of each change, and of each event for the page. */
export class Session extends Screens {
  /** What goes on after the alert screen. @type {"advance" | "questions" | "checkpoint"} */
  #under = "questions";
  /** What the person waited for when the form was taken out of the page. @type {(() => void) | undefined} */
  #due;

  /** @param {import("./state.js").Options} options */
  constructor(options) {
    super({ ...options, judged: (fresh) => this.#hear(fresh), failed: () => this.#tell() });
  }

  // ---- Beginning and ending

  /** Loads the questions, and the draft of the answers if there is one. */
  async start() {
    const isOvertaken = this.patience.begin();
    const { lang, audience } = this.settings;
    Object.assign(this, { lang, audience });
    this.show("loading");
    try {
      const questionnaire = await this.library.load(lang, audience);
      if (!isOvertaken()) this.#restore(questionnaire);
    } catch (fault) {
      if (!isOvertaken()) this.giveUp(this.complaints.hear(fault), "load");
    }
  }

  /** @param {Questionnaire} questionnaire */
  #restore(questionnaire) {
    const saved = this.draft.load() ?? {};
    this.isExpired = this.draft.wasOld;
    this.complaints.settle();
    this.questionnaire = questionnaire;
    this.path = Path.from(saved, questionnaire);
    this.judging.seen = [...(saved.seen ?? [])];
    this.chosen = { ...this.chosen, ...saved.chosen };
    this.isUnjudged = hasAlarming(questionnaire, this.answers);
    this.isReview = saved.screen === "list";
    this.isRestored = saved.screen === "result";
    if (this.answers.isEmpty) return this.edit();
    if (saved.screen === "result" || saved.screen === "error") return void this.showResult();
    const isBetween = saved.screen === "alert" || saved.screen === "checkpoint";
    if (isBetween && this.current && !this.isList) return void this.#advance(this.current, true, true);
    this.edit();
    void this.judging.ask(true);
  }

  /** Rests while the form is not in the page. */
  pause() {
    this.#due = this.isResulting ? () => void this.showResult() : this.waiting ? () => this.#goOn() : undefined;
    this.stopWaiting();
    this.judging.stop();
    this.timers.clear();
  }

  /** Goes on after pause. @param {Settings} [settings] those of now */
  resume(settings = this.settings) {
    const due = this.#due;
    if (!this.questionnaire || this.screen === "loading") {
      this.settings = settings;
      return void this.start();
    }
    void this.configure(settings);
    if (due) due();
    else if (!this.answers.isEmpty) void this.judging.ask(true);
  }

  /** Clears the answers: here, in the tab, and what is under way. */
  finish() {
    this.draft.end();
    this.#clear();
    this.show("finished");
    this.onevent("rls-finish", {});
  }

  /** Clears the answers and begins again. */
  restart() {
    this.#clear();
    if (!this.questionnaire) return void this.start();
    this.edit();
  }

  /** Clears answers that are too old to be shown, and says so. */
  expire() {
    this.#clear();
    this.isExpired = true;
    this.edit();
  }

  #clear() {
    this.pause();
    this.draft.clear();
    this.judging.clear();
    this.path = new Path();
    this.interruption = [];
    this.#due = undefined;
    this.isUnjudged = this.isTold = this.unread = this.isLate = this.isReview = this.isRefusalTold = this.isRestored = this.isExpired = false;
  }

  /** Tries again what did not go. */
  async retry() {
    const then = this.screen === "error" && this.failure?.then;
    if (then === "load") return this.start();
    if (then === "result") return this.showResult();
    if (this.unchanged) await this.configure(this.settings);
    if (this.trouble) await this.judging.ask(true);
    if (then && this.screen === "error" && this.trouble !== "refused") this.#goOn();
  }

  // ---- Answering

  /** Answers the question that is open, and goes on. @param {string} id @param {Value} value */
  answer(id, value) {
    if (id !== this.#open) return;
    const added = !this.answers.has(id);
    this.#change(id, () => this.answers.set(id, value));
    void this.#advance(id, added);
  }

  /** Leaves the question that is open out, and goes on. */
  skip() {
    const id = this.#open;
    if (!id) return;
    const added = !this.answers.has(id);
    this.#change(id, () => this.answers.skip(id));
    void this.#advance(id, added);
  }

  /** Goes on from a question that was dealt with before. */
  next() {
    const id = this.#open;
    if (id && this.answers.isDone(id)) void this.#advance(id, true);
  }

  /** The question that can be answered now. */
  get #open() {
    return this.screen === "question" && !this.waiting ? this.current : undefined;
  }

  /** @param {string} id @param {() => void} change */
  #change(id, change) {
    const before = JSON.stringify(this.answers.get(id));
    this.isRestored = this.isExpired = false;
    change();
    if (JSON.stringify(this.answers.get(id)) !== before) this.judging.forget(id);
    const isOpen = this.isAlarming(id) || (this.isUnjudged && hasAlarming(this.questions, this.answers));
    this.isUnjudged = isOpen && !this.judging.isCurrent;
    this.onevent("rls-progress", this.progress);
  }

  /**
   * Answers a question of the list, or takes its answer back with undefined.
   *
   * @param {string} id
   * @param {Value | undefined} value
   * @param {boolean} [isPassing] it can be one that an arrow key passes over: it counts once the question is left, or after a while
   */
  put(id, value, isPassing = false) {
    if (JSON.stringify(value) === JSON.stringify(this.answers.get(id))) return;
    this.stopWaiting();
    this.path.current = id;
    this.#change(id, () => (value === undefined ? this.answers.clear(id) : this.answers.set(id, value)));
    const isUrgent = this.isAlarming(id);
    if (isUrgent) this.timers.set("tell", (isPassing ? this.waits.passing : 0) + this.waits.safety, () => this.#tell());
    this.timers.set("list", isPassing ? this.waits.passing : isUrgent ? 0 : this.waits.list, () => this.leave());
    this.save();
    this.onchange();
  }

  /** A question of the list is left, or was not changed for a while: its answer counts now. */
  leave() {
    void this.judging.ask(false);
  }

  // ---- Going on and back

  /**
   * Goes on from a question: at once by the latest judgement, or when there is a
   * new one, where that must be heard first.
   *
   * @param {string} id
   * @param {boolean} added whether its answer is a new one
   * @param {boolean} [mustWait]
   */
  async #advance(id, added, mustWait = this.mustWait(id)) {
    const isOvertaken = this.patience.begin();
    // What came late was folded: the next question shows it open.
    this.unread = this.isLate;
    this.isLate = false;
    const { faulty } = this;
    const judging = this.judging.ask(added);
    if (mustWait) {
      this.save();
      this.judging.isSlow = !(await this.patience.wait(judging, this.waits.safety));
      if (isOvertaken() || this.screen === "alert") return;
    }
    if (this.isUnjudged && this.isAlarming(id)) return this.#interrupt([]);
    this.patience.rest();
    const wrong = this.faulty.find((other) => !faulty.includes(other));
    if (wrong) this.#askAgain(wrong);
    else this.#step();
  }

  /** Goes on from the question that is open, if it is done. */
  #goOn() {
    const { current } = this;
    if (current && this.answers.isDone(current) && !this.isList) void this.#advance(current, true);
    else this.edit();
  }

  /** Shows what comes after the questions that are done. */
  #step() {
    const next = this.upcoming;
    if (!next) void this.showResult();
    else if (this.isCheckpoint) this.show("checkpoint");
    else this.#ask(next);
  }

  /** Goes on from an alert, or from the offer to stop. */
  proceed() {
    const { screen } = this;
    this.stopWaiting();
    this.interruption = [];
    if (screen === "checkpoint") this.path.passCheckpoint(this.judgement);
    if (screen === "checkpoint" || this.#under === "advance") this.#step();
    else if (this.#under === "checkpoint") this.show("checkpoint");
    else this.edit();
  }

  /** Goes back to the question before; from what came after a question, to that one. */
  back() {
    const isAsked = this.screen === "question";
    if (isAsked) this.path.current = this.visited.pop() ?? this.current;
    this.stopWaiting();
    if (this.current && (isAsked || !this.isList)) this.show("question");
    else this.edit();
  }

  /** Shows the result of exactly these answers, however often it is called meanwhile. */
  async showResult() {
    if (!this.questionnaire || this.isResulting) return;
    if (this.faulty[0]) return this.#askAgain(this.faulty[0]);
    const isOvertaken = this.patience.begin();
    this.path.passCheckpoint(this.judgement);
    this.isResulting = true;
    await this.patience.wait(this.judging.ask(false));
    if (isOvertaken()) return;
    this.stopWaiting();
    if (this.faulty[0]) return this.screen === "alert" ? undefined : this.#askAgain(this.faulty[0]);
    if (!this.judgement || !this.judging.isCurrent) return this.giveUp(this.trouble ?? "broken", "result");
    this.isReview = false;
    this.show("result");
    const { request, result } = this.judgement;
    this.onevent("rls-result", { request, result, ...(this.isRestored && { restored: true }) });
    this.isRestored = false;
  }

  /** From the result to the questions that are left; those that were left out are asked again. */
  more() {
    if (!this.upcoming) this.answers.reopen();
    if (this.upcoming) this.#ask(this.upcoming);
    else this.edit();
  }

  /** Shows a question again, or the questions as they were left. @param {string} [id] */
  edit(id) {
    this.stopWaiting();
    if (id) return this.#askAgain(id);
    if (this.isList) return this.show("list");
    this.path.current = this.path.here(this.questions, this.judgement);
    this.show("question");
  }

  /** Shows all questions, to change answers: after the result the form is as it was. */
  review() {
    this.isReview = true;
    this.edit();
  }

  /** @param {string} id */
  #askAgain(id) {
    if (!this.isList) return this.#ask(id);
    this.path.current = id;
    this.show("list");
  }

  /** @param {string} id */
  #ask(id) {
    this.path.goOn(id);
    this.show("question");
  }

  // ---- Alerts

  /** Hears a new judgement. @param {Alert[]} fresh */
  #hear(fresh) {
    if (this.judging.isCurrent) this.isUnjudged = this.isTold = false;
    this.isRefusalTold = false;
    if (fresh.length > 0) this.onevent("rls-alert", { alerts: fresh });
    this.onevent("rls-progress", this.progress);
    const news = fresh.some((alert) => stays(alert) && !interrupts(alert));
    this.unread ||= news;
    this.isLate ||= news && this.screen === "question" && !this.waiting;
    const first = this.standing.filter(interrupts);
    if (fresh.some(interrupts) && (!this.isResulting || this.faulty.length > 0)) this.#interrupt(first);
    else if (this.screen === "alert") this.#review(first);
    else this.onchange();
  }

  /** @param {Alert[]} alerts none: an answer could not be judged */
  #interrupt(alerts) {
    if (this.screen !== "alert") {
      this.#under = this.waiting && !this.isResulting ? "advance" : this.screen === "checkpoint" ? "checkpoint" : "questions";
    }
    this.patience.rest();
    this.isTold = this.isUnjudged;
    this.interruption = alerts;
    this.show("alert");
  }

  /** Keeps the alert screen true: an alert can have ceased. @param {Alert[]} first those that interrupt */
  #review(first) {
    this.interruption = first;
    if (first.length > 0 || this.isUnjudged) this.onchange();
    else this.proceed();
  }

  /** Says in the list that an answer about safety is not judged; step by step, waiting for it does. */
  #tell() {
    if (this.screen === "list" && this.isUnjudged && !this.isTold) this.#interrupt([]);
    else if (this.waiting) this.onchange(); // and what is waited for comes next
    else this.show(this.screen);
  }

  // ---- Settings, and what is shown

  /**
   * Changes the language, the audience or the way of asking; answers are kept.
   *
   * @param {Settings} settings
   */
  async configure(settings) {
    const { mode } = this.settings;
    this.settings = settings;
    if (!this.questionnaire) return this.start();
    this.unchanged = false;
    if (settings.mode !== mode) this.#changeMode();
    if (settings.lang === this.lang && settings.audience === this.audience) this.onchange();
    else await this.#translate(settings);
  }

  /** @param {Settings} settings */
  async #translate({ lang, audience }) {
    const isWanted = () => lang === this.settings.lang && audience === this.settings.audience;
    const judged = this.judgement;
    try {
      const [questionnaire, result] = await Promise.all([
        this.library.load(lang, audience),
        judged && this.service.screen(judged.request, { lang, audience }),
      ]);
      if (!isWanted()) return;
      Object.assign(this, { questionnaire, lang, audience });
      // Answers given meanwhile are judged, and heard, below.
      if (result && judged && judged === this.judgement) this.judging.judgement = { request: judged.request, result, key: keyOf(judged.request, lang, audience) };
      if (this.interruption.length > 0) this.interruption = this.standing.filter(interrupts);
    } catch (fault) {
      this.complaints.hear(fault);
      this.unchanged = isWanted();
    }
    this.onchange();
    if (!this.unchanged && (this.judgement || this.trouble)) await this.judging.ask(true);
  }

  /** Keeps what the person has chosen, over the attributes of the page, for a reload too. @param {string} name @param {string} value */
  choose(name, value) {
    this.chosen[name] = value;
    this.save();
    if (name === "mode" && value === this.settings.mode) this.#changeMode();
    // The attribute is of that language already: pressing again is to try again.
    if (name === "lang" && value === this.settings.lang && this.unchanged) void this.configure(this.settings);
  }

  #changeMode() {
    this.isReview = false;
    if (this.screen === "question" || this.screen === "list") this.edit();
  }
}
