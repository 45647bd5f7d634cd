// Where values and dates stand in a chart, in per cent of its height and width.

/**
 * The axis of values. It begins at nought: a cut axis makes small changes look large.
 *
 * @typedef {object} Axis
 * @property {number} top the value at the upper edge
 * @property {number[]} ticks
 * @property {(value: number) => string} y
 */

/** Steps that people count in, between 1 and 10. */
const STEPS = [1, 2, 2.5, 5, 10];

/** How many spaces between ticks there are at most. */
const SPACES = 4;

/**
 * An axis that holds all values, and the nearest threshold above them.
 *
 * @param {number[]} values
 * @param {number[]} cuts
 * @returns {Axis}
 */
export function axis(values, cuts) {
  const highest = Math.max(...values);
  const above = cuts.filter((cut) => cut > highest);
  const reach = Math.max(highest, above.length ? Math.min(...above) : 0) * 1.1 || 1;
  const rough = reach / SPACES;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((s) => s * power >= rough) ?? 10) * power;
  const count = Math.ceil(reach / step);
  const ticks = Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)));
  const top = ticks[count];
  return {
    top,
    ticks,
    y: (value) => percent(100 - (value / top) * 100),
  };
}

/**
 * Where a date stands between the first and the last: on a linear axis, a gap
 * of a year is twelve times one of a month. A single date stands in the middle.
 *
 * @param {string} on
 * @param {{collected_on: string}[]} series oldest first
 * @returns {string}
 */
export function xOf(on, series) {
  const [first, last] = [Date.parse(series[0].collected_on), Date.parse(series[series.length - 1].collected_on)];
  return percent(last === first ? 50 : ((Date.parse(on) - first) / (last - first)) * 100);
}

/** The height of a label, in per cent of that of the chart. */
const LABEL = 8;

/**
 * Where the labels of thresholds stand: at their lines, or one above the other
 * around them where they would overlap.
 *
 * @param {number[]} cuts
 * @param {Axis} scale
 * @returns {{y: string, words: string}[]} from the lowest
 */
export function labels(cuts, scale) {
  /** @type {number[][]} */
  const groups = [];
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const group = groups[groups.length - 1];
    if (group && share(cut - group[group.length - 1], scale) < LABEL) group.push(cut);
    else groups.push([cut]);
  }
  return groups.flatMap((group) => {
    const middle = 100 - share(group[0] + group[group.length - 1], scale) / 2;
    return group.map((cut, i) => ({ y: percent(middle + ((group.length - 1) / 2 - i) * LABEL), words: String(cut) }));
  });
}

/** A difference of values in per cent of the height. @param {number} value @param {Axis} scale */
const share = (value, scale) => (value / scale.top) * 100;

/** @param {number} x */
const percent = (x) => `${Number(x.toFixed(3))}%`;
