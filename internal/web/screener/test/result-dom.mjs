// As much of a document as the views of a result need, and what is asked of it.

/** As much of an element as the views need, with finding by a predicate. */
export class Element {
  dataset = {};
  constructor(tag) {
    Object.assign(this, { tag, attributes: {}, nodes: [], listeners: {} });
  }
  setAttribute(name, value) {
    this.attributes[name] = value;
  }
  append(...nodes) {
    this.nodes.push(...nodes);
  }
  replaceChildren(...nodes) {
    this.nodes = nodes;
  }
  addEventListener(name, listener) {
    this.listeners[name] = listener;
  }
  set textContent(text) {
    this.nodes = [text];
  }
  get textContent() {
    return this.nodes.map((n) => n.textContent ?? n).join("");
  }
  all(matches) {
    return this.nodes.filter((n) => n instanceof Element).flatMap((n) => [...(matches(n) ? [n] : []), ...n.all(matches)]);
  }
  querySelector() {
    return this.all((n) => n.attributes["data-part"] === "iron")[0] ?? null;
  }
}

/** A document that makes such elements. */
export const document = { createElement: (tag) => new Element(tag), createElementNS: (_, tag) => new Element(tag) };

/** The names of the parts of a result, in their order. @param {Element} view */
export const parts = (view) => view.all((n) => n.attributes["data-part"]).map((n) => n.attributes["data-part"]);

/** A part of a result, or undefined. @param {Element} view @param {string} name */
export const part = (view, name) => view.all((n) => n.attributes["data-part"] === name)[0];

/** What can be called by a touch. @param {Element} view */
export const links = (view) => view.all((n) => n.tag === "a" && n.attributes.href?.startsWith("tel:")).map((n) => n.attributes.href);

/** The levels of the headings. @param {Element} view */
export const headings = (view) => view.all((n) => /^h[1-6]$/.test(n.tag)).map((n) => Number(n.tag[1]));

/** Presses the first button of a name. @param {Element} view @param {string} action */
export const press = (view, action) => view.all((n) => n.attributes["data-action"] === action)[0].listeners.click({});
