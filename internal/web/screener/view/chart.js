// Iron values over time. Positions are in per cent and text in rem, so that the
// chart is as wide as the place it has and its letters as large as all others.

import { h, svg } from "../dom.js";
import { axis, labels, xOf } from "./scale.js";
import { dateWords, numberWords } from "./lookup.js";
import { table } from "./table.js";

/**
 * @typedef {import("../words.js").Translate} Translate
 * @typedef {"ferritin" | "tsat"} ChartTest
 * @typedef {{collected_on: string, ferritin_ng_ml?: number, tsat_percent?: number}} Point
 * @typedef {{test: string, value: number, unit: string, rule: string, display: string}} Threshold
 * @typedef {{on: string, value: number}} Dated
 */

/** How each test is named, counted and drawn. */
const tests = /** @type {const} */ ({
  ferritin: { member: "ferritin_ng_ml", unit: "ng/mL", name: "result.ferritin" },
  tsat: { member: "tsat_percent", unit: "%", name: "result.tsat" },
});

let made = 0;

/**
 * The chart of one test, with its values as a table as well.
 *
 * @param {object} options
 * @param {Point[]} options.series oldest first
 * @param {Threshold[]} [options.thresholds] of all tests
 * @param {Translate} options.t
 * @param {string} options.lang
 * @param {ChartTest} options.test
 * @returns {HTMLElement | null} null where there is no value of the test
 */
export function ironChart({ series, thresholds = [], t, lang, test }) {
  const { member, unit, name } = tests[test];
  const points = series.flatMap((p) => (p[member] === undefined ? [] : [{ on: p.collected_on, value: /** @type {number} */ (p[member]) }]));
  if (!points.length) return null;
  const cuts = thresholds.filter((x) => x.test === test);
  const title = t("result.chart_title", { test: t(name), unit });
  return h(
    "figure",
    { class: `chart chart-${test}`, "data-chart": test },
    h("figcaption", {}, title),
    h("div", { class: "plot", dir: "ltr" }, drawing({ points, series, cuts, title, unit, t, lang, test }), dates(series, lang)),
    cuts.length > 0 && h("ul", { class: "cuts small" }, cuts.map((c) => h("li", {}, c.display.replace("<=", "≤").replace(">=", "≥"), " ", h("code", { class: "quiet" }, c.rule)))),
    h(
      "details",
      { class: "rest" },
      h("summary", {}, t("result.chart_table", { n: points.length })),
      table({ caption: title, columns: [t("result.date"), t(name)], rows: points.map((p) => [dateWords(p.on, lang), numberWords(`${p.value} ${unit}`, lang)]) }),
    ),
  );
}

/**
 * The drawing. Its axis of time is that of the whole series, so that the charts
 * of two tests stand one above the other, day above day.
 *
 * @param {{points: Dated[], series: Point[], cuts: Threshold[], title: string, unit: string, t: Translate, lang: string, test: ChartTest}} chart
 */
function drawing({ points, series, cuts, title, unit, t, lang, test }) {
  const id = `rls-chart-${(made += 1)}`;
  const scale = axis(points.map((p) => p.value), cuts.map((c) => c.value));
  const shown = cuts.filter((c) => c.value <= scale.top);
  const spots = points.map((p) => ({ x: xOf(p.on, series), y: scale.y(p.value) }));
  return svg(
    "svg",
    { role: "img", "aria-labelledby": `${id}-title`, "aria-describedby": `${id}-desc`, width: "100%", height: "100%" },
    svg("title", { id: `${id}-title` }, title),
    svg("desc", { id: `${id}-desc` }, description({ points, cuts, unit, t, lang })),
    scale.ticks.flatMap((tick) => [line("grid", "0%", scale.y(tick), "100%", scale.y(tick)), text("tick", "0%", scale.y(tick), "-0.4em", "end", numberWords(tick, lang))]),
    shown.map((c) => line("cut", "0%", scale.y(c.value), "100%", scale.y(c.value))),
    labels(shown.map((c) => c.value), scale).map(({ y, words }) => text("cut-label", "100%", y, "0.4em", "start", numberWords(words, lang))),
    spots.slice(1).map((spot, i) => line("course", spots[i].x, spots[i].y, spot.x, spot.y)),
    spots.map((spot) => mark(test, spot, spots.length > MANY ? 2.5 : 4.5)),
    newest(spots[spots.length - 1], numberWords(points[points.length - 1].value, lang)),
  );
}

/** More points than this are drawn small, so that they do not hide each other. */
const MANY = 40;

/** @param {string} name @param {string} x1 @param {string} y1 @param {string} x2 @param {string} y2 */
const line = (name, x1, y1, x2, y2) => svg("line", { class: name, x1, y1, x2, y2 });

/** @param {string} name @param {string} x @param {string} y @param {string} dx @param {string} anchor @param {string} words */
const text = (name, x, y, dx, anchor, words) => svg("text", { class: name, x, y, dx, dy: "0.35em", "text-anchor": anchor }, words);

/** @typedef {{x: string, y: string}} Spot where a value stands, in per cent */

/** A value: round for ferritin, square for transferrin saturation. @param {ChartTest} test @param {Spot} spot @param {number} size */
const mark = (test, { x, y }, size) =>
  test === "ferritin"
    ? svg("circle", { class: "mark", cx: x, cy: y, r: size })
    : svg("svg", { x, y, overflow: "visible" }, svg("rect", { class: "mark", x: -size, y: -size, width: 2 * size, height: 2 * size }));

/** The ring and the number of the newest value. @param {Spot} spot @param {string} value */
function newest({ x, y }, value) {
  const right = parseFloat(x) > 50;
  const high = parseFloat(y) < 12;
  return [
    svg("circle", { class: "newest", cx: x, cy: y, r: 8 }),
    svg("text", { class: "newest-label", x, y, dx: right ? "-0.9em" : "0.9em", dy: high ? "1.1em" : "-0.5em", "text-anchor": right ? "end" : "start" }, value),
  ];
}

/** The dates under the chart, which the table and the description say as well. @param {Point[]} series @param {string} lang */
function dates(series, lang) {
  const [first, last] = [series[0].collected_on, series[series.length - 1].collected_on];
  const middle = new Date((Date.parse(first) + Date.parse(last)) / 2).toISOString().slice(0, 10);
  const days = [...new Set(series.length > 2 ? [first, middle, last] : [first, last])];
  return h("div", { class: "dates small", "aria-hidden": "true" }, days.map((on) => h("span", {}, dateWords(on, lang))));
}

/**
 * @param {{points: Dated[], cuts: Threshold[], unit: string, t: Translate, lang: string}} chart
 * @returns {string}
 */
function description({ points, cuts, unit, t, lang }) {
  const [first, last] = [points[0], points[points.length - 1]];
  const values = points.map((p) => p.value);
  /** @param {number} value */
  const inUnit = (value) => numberWords(`${value} ${unit}`, lang);
  const lines = cuts.map((c) => inUnit(c.value)).join(", ");
  const parts = [
    points.length > 1 && t("result.chart_span", { n: points.length, from: dateWords(first.on, lang), to: dateWords(last.on, lang) }),
    t("result.chart_newest", { value: inUnit(last.value), date: dateWords(last.on, lang) }),
    points.length > 1 && t("result.chart_range", { low: inUnit(Math.min(...values)), high: inUnit(Math.max(...values)) }),
    lines && t("result.chart_lines", { lines }),
  ];
  return parts.filter(Boolean).join(" ");
}
