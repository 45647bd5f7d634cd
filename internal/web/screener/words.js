// The words of the form itself. Questions and results have theirs from the
// service; here is what stands around them: buttons, headings, faults.

import coreEn from "./words/core.en.json" with { type: "json" };
import coreEs from "./words/core.es.json" with { type: "json" };
import fieldEn from "./words/field.en.json" with { type: "json" };
import fieldEs from "./words/field.es.json" with { type: "json" };
import resultEn from "./words/result.en.json" with { type: "json" };
import resultEs from "./words/result.es.json" with { type: "json" };
import takeawayEn from "./words/takeaway.en.json" with { type: "json" };
import takeawayEs from "./words/takeaway.es.json" with { type: "json" };

/**
 * @typedef {"en" | "es"} Lang
 * @typedef {(key: string, params?: Record<string, string | number>) => string} Translate
 */

/** @type {Record<Lang, Record<string, string>>} */
const all = {
  en: { ...coreEn, ...fieldEn, ...resultEn, ...takeawayEn },
  es: { ...coreEs, ...fieldEs, ...resultEs, ...takeawayEs },
};

/** The languages there are, each with its name in itself. @type {Record<Lang, string>} */
export const languages = { en: "English", es: "Español" };

/**
 * The language of a tag such as es-MX; undefined for one that is not here.
 *
 * @param {string | null | undefined} tag
 * @returns {Lang | undefined}
 */
export function languageOf(tag) {
  const primary = (tag ?? "").toLowerCase().split("-")[0];
  return primary === "en" || primary === "es" ? primary : undefined;
}

/**
 * What says texts in a language. {name} in a text is the parameter of that
 * name; with a parameter n, the text is that of key.one or key.other. A key that
 * there is not is given back, which a test never lets happen.
 *
 * @param {Lang} lang
 * @param {Record<string, string>} [more] words of a page around the form
 * @returns {Translate}
 */
export function words(lang, more = {}) {
  const plural = new Intl.PluralRules(lang);
  const texts = { ...all[lang], ...more };
  return (key, params = {}) => {
    let text = texts[key];
    if (text === undefined && typeof params.n === "number") {
      text = texts[`${key}.${plural.select(params.n)}`] ?? texts[`${key}.other`];
    }
    return (text ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(params[name] ?? whole));
  };
}
