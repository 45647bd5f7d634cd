// Several forms on one page: each has a draft of its own.

/** @type {Map<string, Set<number>>} */
const taken = new Map();

/**
 * Takes the first free name for the draft of a form. The same page gives the same
 * names in the same order, so that a reload finds them.
 *
 * @param {string} of what the draft is of: the service, and whose
 * @returns {{ of: string, name: string, release: () => void }}
 */
export function takeSlot(of) {
  const numbers = taken.get(of) ?? new Set();
  taken.set(of, numbers);
  let number = 1;
  while (numbers.has(number)) number++;
  numbers.add(number);
  return { of, name: number === 1 ? of : `${of}#${number}`, release: () => void numbers.delete(number) };
}
