// Form is the intake form as somebody meets it: what it shows, and how it is
// answered. It knows the form by its hooks alone (data-screen, data-question,
// data-code, data-action and so on), never by its words or its looks.

/** glance reads, in the page, which screen and question the form shows. */
function glance() {
  const root = document.querySelector("rls-screener")?.shadowRoot?.querySelector(".screener");
  if (!root) return { screen: "none" };
  return { screen: root.dataset.screen, question: root.dataset.screen === "question" ? root.querySelector("[data-question]")?.dataset.question : undefined };
}

/** look reads, in the page, all that the form shows. */
function look() {
  const root = document.querySelector("rls-screener")?.shadowRoot?.querySelector(".screener");
  if (!root) return { screen: "none" };
  const question = root.dataset.screen === "question" ? root.querySelector("[data-question]") : undefined;
  return {
    screen: root.dataset.screen,
    question: question?.dataset.question,
    options: question ? [...question.querySelectorAll("button[data-code]")].map((button) => button.dataset.code) : [],
    pressed: question?.querySelector("button[data-code][aria-pressed=true]")?.dataset.code,
    actions: [...root.querySelectorAll("[data-action]")].map((button) => button.dataset.action),
    alerts: [...root.querySelectorAll("[data-alert]")].map((alert) => alert.dataset.alert),
    outcome: root.querySelector("[data-part=outcome]")?.innerText,
    text: root.innerText,
  };
}

/**
 * until waits for something to become true. It asks from outside: a page under
 * a strict policy cannot be made to look by itself.
 */
export async function until(test, what, most = 12_000) {
  const end = performance.now() + most;
  while (!(await test())) {
    if (performance.now() > end) throw new Error(`waited for ${typeof what === "function" ? what() : what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

// In milliseconds. Sooner than this after it has changed the form takes nothing for
// an answer: nobody has read the question.
const READING = 350;

/**
 * hurry makes time in the page leap whenever the form looks at it, so that a robot
 * need not wait like a reader. It never runs backwards. Runs in the page.
 */
function hurry(isHurried) {
  if (!window.pace) {
    const now = performance.now.bind(performance);
    const pace = (window.pace = { isHurried, ahead: 0 });
    performance.now = () => now() + (pace.isHurried ? (pace.ahead += 1000) : pace.ahead);
  }
  window.pace.isHurried = isHurried;
}

const place = (state) => `${state.screen} ${state.question ?? ""}`;

/** Ways of pressing a button. Taps go from side to side, since two at one place are a double tap. */
const press = {
  mouse: (locator) => locator.click(),
  quickly: (locator) => locator.click(),
  touch: async (locator, form) => {
    const { width, height } = await locator.boundingBox();
    form.side = !form.side;
    await locator.tap({ position: { x: form.side ? 10 : width - 10, y: height / 2 } });
  },
  keyboard: async (locator, form) => {
    await form.tabTo(locator);
    await form.page.keyboard.press("Enter");
  },
};

/** Form is the form on a page. */
export class Form {
  /**
   * @param {import("./visit.mjs").Visit} visit
   * @param {"mouse" | "touch" | "keyboard" | "quickly"} by how this person answers; quickly is by mouse, and by the keys 1 to 9 where they choose
   * @param {import("playwright-core").Frame} [frame] where the form is, if not in the page itself
   */
  constructor(visit, by = "quickly", frame = visit.page.mainFrame()) {
    this.visit = visit;
    this.page = visit.page;
    this.by = by;
    this.frame = frame;
    this.root = frame.locator("rls-screener .screener");
  }

  look() {
    return this.frame.evaluate(look);
  }

  /** on waits for a screen, one of several, and gives what it shows. */
  on(...screens) {
    return this.#shows((state) => screens.includes(state.screen), `screen ${screens.join(" or ")}`);
  }

  /** asks waits for a question. */
  asks(id) {
    return this.#shows((state) => state.question === id, `question ${id}`);
  }

  /** moved waits until the form shows another screen or question than that given. */
  moved(from) {
    return this.#shows((state) => place(state) !== place(from) && state.screen !== "loading", `something else than ${place(from)}`);
  }

  /** shows waits until what the form shows passes a test. */
  async #shows(test, what) {
    let state;
    await until(async () => test((state = await this.frame.evaluate(glance))), () => `${what}, and it shows ${place(state)}`);
    if (place(state) !== this.place) this.changedAt = performance.now();
    this.place = place(state);
    return this.look();
  }

  // read waits as long as it takes to read a question that is new.
  async #read() {
    if (this.isHurried) return;
    const left = READING - (performance.now() - (this.changedAt ?? -READING));
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
  }

  /** press presses a button in the form, as this person does. */
  async press(selector) {
    await this.#read();
    await press[this.by](this.root.locator(selector).first(), this);
  }

  async act(action) {
    await this.press(`[data-action="${action}"]`);
  }

  /** tabTo presses Tab until an element has the focus. */
  async tabTo(locator, most = 120) {
    const wanted = await locator.elementHandle();
    for (let presses = 0; presses <= most; presses++) {
      const there = await wanted.evaluate((element) => element.getRootNode().activeElement === element);
      if (there) return presses;
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`${most} presses of Tab do not lead to ${locator}`);
  }

  /** write puts text into a field, as this person does. */
  async write(locator, text) {
    if (this.by === "keyboard") {
      await this.tabTo(locator);
      await this.page.keyboard.press("ControlOrMeta+a");
      await this.page.keyboard.type(text);
    } else {
      await (this.by === "touch" ? locator.tap() : locator.click());
      await locator.fill(text);
    }
  }

  /**
   * answer answers the question that is shown, and moves on: a code, a number,
   * a list of medicines or of results, or undefined to leave it out.
   */
  async answer(value) {
    const now = await this.look();
    const question = this.root.locator(`[data-question="${now.question}"]`);
    if (value === undefined) await this.act("skip");
    else if (now.question === "medications") await this.#medicines(question, value);
    else if (now.question === "labs") await this.#labs(question, value);
    else if (now.options.length) {
      await this.#choose(now, value);
      if (await this.#wasPushedAway(now)) await this.#choose(now, value);
    } else {
      await this.write(question.locator("input").first(), String(value));
      await this.act("next");
    }
    return this.moved(now);
  }

  // wasPushedAway tells whether an alert or a note came just then, which moved the
  // options, so that nothing was pressed or taken for meant: a person chooses again.
  async #wasPushedAway(now) {
    if ((await this.root.locator(".banner > *").count()) === 0) return false;
    return until(async () => place(await this.frame.evaluate(glance)) !== place(now), "", 1500).then(() => false, () => true);
  }

  async #choose(now, code) {
    const at = now.options.indexOf(code);
    if (at < 0) throw new Error(`${now.question} has no option ${code}`);
    const byKey = this.by === "keyboard" ? at % 2 === 1 : this.by === "quickly" && (await this.#hasFocus());
    if (byKey) {
      await this.#read();
      await this.page.keyboard.press(String(at + 1));
    } else await this.press(`[data-question="${now.question}"] button[data-code="${code}"]`);
  }

  #hasFocus() {
    return this.root.evaluate((root) => root.contains(root.getRootNode().activeElement));
  }

  async #medicines(question, medicines) {
    for (const medicine of medicines) await this.addMedicine(question, medicine);
    if (medicines.length === 0) await this.press('[data-question="medications"] [data-action="no-medicines"]');
    const after = await this.look();
    if (after.question === "medications") await this.act("next");
  }

  /** addMedicine adds one by its name, and says when it was started where that is given. */
  async addMedicine(question, { name, timing }) {
    const chosen = question.locator("[data-medicine]");
    const before = await chosen.count();
    const box = question.getByRole("combobox").first();
    await this.write(box, "");
    await box.pressSequentially(name);
    await box.press("ArrowDown");
    await box.press("Enter");
    await this.page.waitForTimeout(20);
    if ((await chosen.count()) === before) await this.press('[data-action="add-medicine"]');
    await chosen.nth(before).waitFor();
    if (timing) await this.#pick(chosen.nth(before), timing);
  }

  // pick chooses a code in a part of the form: by a list, a radio or a button.
  async #pick(part, code) {
    const list = part.locator(`select:has(option[value="${code}"])`);
    if (await list.count()) return list.selectOption(code);
    const radio = part.locator(`input[value="${code}"]`);
    if (await radio.count()) return radio.check({ force: true });
    return part.locator(`button[data-code="${code}"]`).click();
  }

  async #labs(question, labs) {
    for (const lab of labs) await this.addLab(question, lab);
    await this.act("next");
  }

  /** addLab enters a result from a report. */
  async addLab(question, { test, value, unit, collected_on: date }) {
    const row = question.locator(`[data-test="${test}"]`).last();
    if ((await row.count()) === 0) await this.#addRow(question, test);
    else if (await row.locator('[data-field="value"]').inputValue()) await row.locator('[data-action="add-date"]').click();
    await this.write(row.locator('[data-field="value"]'), String(value));
    if (unit) await row.locator('[data-field="unit"]').selectOption(unit);
    if (date) await row.locator('[data-field="collected_on"]').fill(date);
  }

  async #addRow(question, test) {
    const list = question.locator(`select:has(option[value="${test}"])`).last();
    await list.selectOption(test);
    await this.press('[data-question="labs"] [data-action="add-lab"]');
  }

  /**
   * walk answers what is asked until a screen is reached that `until` names, by
   * the answers of a person; see people.mjs. It gives the screens on the way.
   */
  async walk(answers, options) {
    if (this.by !== "quickly") return this.#walk(answers, options);
    this.isHurried = true;
    await this.frame.evaluate(hurry, true);
    try {
      return await this.#walk(answers, options);
    } finally {
      this.isHurried = false;
      await this.frame.evaluate(hurry, false);
    }
  }

  async #walk(answers, { until = ["result"], most = 90, atCheckpoint = "continue" } = {}) {
    const way = [];
    let state = await this.on("question", "alert", "checkpoint", "list", "result", "error", "finished");
    while (!until.includes(state.screen) && !until.includes(state.question)) {
      if (way.length >= most) throw new Error(`${most} screens, and no ${until.join(" or ")}: ${place(state)}`);
      way.push(state);
      state = await this.#step(state, answers, atCheckpoint);
    }
    way.push(state);
    return way;
  }

  async #step(state, answers, atCheckpoint) {
    if (state.screen === "question") return this.answer(answers(state.question, state.options));
    if (state.screen === "alert") await this.act("continue");
    else if (state.screen === "checkpoint") await this.act(atCheckpoint);
    else throw new Error(`the way ends on ${place(state)}`);
    return this.moved(state);
  }

  /** fillList answers in the list what the person has an answer for. */
  async fillList(answers) {
    const questions = await this.root.locator("[data-question]").evaluateAll((all) => all.map((each) => ({
      id: each.dataset.question, options: [...each.querySelectorAll("input[type=radio]")].map((radio) => radio.value),
    })));
    for (const { id, options } of questions) {
      const answer = answers(id, options);
      if (answer === undefined) continue;
      const question = this.root.locator(`[data-question="${id}"]`);
      if (!(await question.isVisible())) continue;
      if (id === "medications") for (const medicine of answer) await this.addMedicine(question, medicine);
      else if (id === "labs") for (const lab of answer) await this.addLab(question, lab);
      else if (options.length) await question.locator(`label:has(input[value="${answer}"])`).click();
      else await question.locator("input").first().fill(String(answer));
      if (id.startsWith("safety.") && answer !== "no") await this.#passAlert();
    }
  }

  // passAlert goes on from the alert that an answer in the list may bring.
  async #passAlert() {
    await until(async () => (await this.look()).screen === "alert", "an alert", 700).catch(() => {});
    if ((await this.on("list", "alert")).screen === "list") return;
    await this.act("continue");
    await this.on("list");
  }

  /** draft is what is kept in the tab, as text. */
  draft() {
    return this.page.evaluate(() => JSON.stringify({ ...sessionStorage }));
  }
}
