/**
 * Figures in words: money, days, weeks, people, as the command line says them.
 *
 * Days are written from their parts: no time zone ever moves one.
 */

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY_MS = 86400000;

/** Return a day like "4 Jan 2027"; "–" where there is none. */
export function day(iso) {
  if (!iso) return "–";
  const [year, month, date] = iso.split("-").map(Number);
  return `${date} ${MONTHS[month - 1]} ${year}`;
}

/** Return the day so many days after another. */
export function daysAfter(iso, days) {
  return new Date(Date.parse(`${iso}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Return how many whole weeks lie between two days. */
export function weeksBetween(from, to) {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS / 7);
}

/** Return the date on which week `week` of a plan has run: of a gate, the day it is declared. */
export function dayOfWeek(start, week) {
  return daysAfter(start, 7 * week - 1);
}

/** Return the next Monday, which is when a plan begins unless it is said otherwise. */
export function nextMonday() {
  const now = new Date();
  const today = `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
  return daysAfter(today, ((8 - now.getDay()) % 7) || 7);
}

/** Return an amount to the unit, like "1,231,856". */
export function whole(amount) {
  return amount === null || amount === undefined ? "–" : Math.round(amount).toLocaleString("en-US");
}

/** Return an amount for a headline: "967k", "1.23M". */
export function short(amount) {
  if (amount === null || amount === undefined) return "–";
  const size = Math.abs(amount);
  if (size >= 999500) return `${trimmed(amount / 1e6, size < 9.995e6 ? 2 : 1)}M`;
  if (size >= 10000) return `${trimmed(amount / 1e3, 0)}k`;
  return whole(amount);
}

function trimmed(value, places) {
  const text = value.toFixed(places);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** Return a number of people or person-weeks with at most two places. */
export function people(amount) {
  return amount === null || amount === undefined ? "–" : String(Math.round(amount * 100) / 100);
}

/** Return "1 week", "3 weeks", "2 activities". */
export function counted(count, one, many = `${one}s`) {
  return `${whole(count)} ${count === 1 ? one : many}`;
}

/** Return a difference in weeks: "3 weeks later", "1 week sooner", "the same date". */
export function apart(weeks) {
  if (!weeks) return "the same date";
  return `${counted(Math.abs(weeks), "week")} ${weeks > 0 ? "later" : "sooner"}`;
}

/** Return an id of the catalog as people would read it: "ai_engineer" becomes "ai engineer". */
export function plainly(id) {
  return id.replace(/[_-]+/g, " ");
}

/** Return a list in words: "a, b and c". */
export function listed(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** Return what an amount typed by somebody means: "1.5M", "250k", "1,500,000"; null where it is empty, NaN where it is none. */
export function amountOf(text) {
  const written = text.trim().replace(/[,\s_]/g, "");
  if (!written) return null;
  const found = /^(\d+(?:\.\d+)?|\.\d+)([kKmM]?)$/.exec(written);
  if (!found) return NaN;
  return Math.round(Number(found[1]) * { "": 1, k: 1e3, m: 1e6 }[found[2].toLowerCase()]);
}
