// The answer to the question of medicines, apart from how it is shown.

import { fold } from "./medicine-names.js";

/** @typedef {import("../types").Medication} Medication */

/** The most medicines that the service takes. */
export const mostMedicines = 100;

/**
 * What a medicine is called: its name, or the code it was given by.
 *
 * @param {Medication} medicine
 * @returns {string}
 */
export const nameOf = ({ name, rxnorm, atc }) => name ?? rxnorm ?? atc ?? "";

/** A list of medicines, that none are taken, or no answer: three different things. */
export class MedicineList {
  /** @type {Medication[]} */
  #medicines;
  #none;

  /** @param {Medication[]} [value] an empty list: none are taken */
  constructor(value) {
    this.#medicines = value ?? [];
    this.#none = value?.length === 0;
  }

  /** The answer; undefined while there is none. @returns {Medication[] | undefined} */
  get value() {
    if (this.#none) return [];
    return this.#medicines.length > 0 ? this.#medicines : undefined;
  }

  /** @returns {readonly Medication[]} */
  get medicines() {
    return this.#medicines;
  }

  /** Whether it was answered that none are taken. */
  get none() {
    return this.#none;
  }

  /**
   * Adds what is not in the list yet. A list that was given away is never changed.
   *
   * @param {string[]} names
   * @returns {{ added: string[], left: string[] }} left: what the list has no room for
   */
  add(names) {
    const seen = new Set(this.#medicines.map((medicine) => fold(nameOf(medicine))));
    const fresh = names.filter((name) => !seen.has(fold(name)) && seen.add(fold(name)));
    const room = mostMedicines - this.#medicines.length;
    const added = fresh.slice(0, room);
    this.#medicines = [...this.#medicines, ...added.map((name) => ({ name }))];
    if (added.length > 0) this.#none = false;
    return { added, left: fresh.slice(room) };
  }

  /**
   * Takes a medicine out. Without the last one the question is not answered: that
   * none are taken has to be said.
   *
   * @param {number} at
   */
  remove(at) {
    this.#medicines = this.#medicines.filter((_, i) => i !== at);
  }

  /**
   * Says how the leg feelings and a medicine go together; undefined: not answered.
   *
   * @param {number} at
   * @param {Medication["timing"]} timing
   */
  time(at, timing) {
    this.#medicines = this.#medicines.map((medicine, i) => {
      if (i !== at) return medicine;
      const { timing: _, ...rest } = medicine;
      return timing ? { ...rest, timing } : rest;
    });
  }

  /** Says that none are taken, or takes that back. */
  toggleNone() {
    this.#none = !this.#none && this.#medicines.length === 0;
  }
}
