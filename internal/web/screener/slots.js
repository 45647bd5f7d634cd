// Several forms on one page: each has a draft of its own.

/** @type {Map<string, Set<number>>} */
const taken = new Map();

/**
 * Takes the first free name for the draft of a form that talks to a service. The
 * same page gives the same names in the same order, so that a reload finds them.
 *
 * @param {string} src
 * @returns {{ src: string, name: string, release: () => void }}
 */
export function takeSlot(src) {
  const numbers = taken.get(src) ?? new Set();
  taken.set(src, numbers);
  let number = 1;
  while (numbers.has(number)) number++;
  numbers.add(number);
  return { src, name: number === 1 ? src : `${src}#${number}`, release: () => void numbers.delete(number) };
}
