// Finds questions by what is typed of their text.

/**
 * @typedef {import("../screener/types").Question} Question
 */

/**
 * Text without case and accents, so that "sueno" finds "sueño".
 *
 * @param {string} text
 */
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * The questions that hold every word that was typed: at the beginning of a word of
 * their text first, then anywhere in text, help or id.
 *
 * @param {Question[]} questions in their own order
 * @param {string} typed
 * @returns {Question[]}
 */
export function findQuestions(questions, typed) {
  const wanted = folded(typed).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return questions;
  const ranked = questions.flatMap((question) => {
    const text = ` ${folded(question.text).replace(/[^\p{L}\p{N}]+/gu, " ")}`;
    const all = `${text} ${folded(question.help ?? "")} ${question.id.replace(/[._]/g, " ")}`;
    if (wanted.every((word) => text.includes(` ${word}`))) return [{ question, rank: 0 }];
    return wanted.every((word) => all.includes(word)) ? [{ question, rank: 1 }] : [];
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ question }) => question);
}
