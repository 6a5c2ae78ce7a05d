/** What Jira and a plan say, in words: values of fields, titles, links to issues. Nothing is fetched from Jira. */
import { h } from "./dom.js";
import { day, plainly } from "./words.js";

const LONGEST = 100;
const BEFORE = 24;
const FIELDS = { start: "start date", due: "due date", parent: "stands under", quarter: "fix version", function: "component" };

/** Return what a field of an issue is called. */
export function fieldName(field) {
  return FIELDS[field] ?? plainly(field ?? "");
}

/** Return a field's value as people read it, short; documents by their first words, ids by what they are called. */
export function valueOf(value, names = null) {
  if (value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length)) return "nothing";
  if (typeof value === "string") return /^\d{4}-\d\d-\d\d$/.test(value) ? day(value) : shortened(/^phase-|^gate-/.test(value) || names?.activities.has(value) ? titleOf(value, names) : value);
  if (Array.isArray(value)) return isDocument(value) ? `“${shortened(wordsIn(value))}”` : shortened(value.join(", "));
  if (typeof value === "object") {
    const parts = Object.entries(value).filter(([, it]) => !Array.isArray(it) || it.length);
    return shortened(parts.map(([name, it]) => `${name} ${Array.isArray(it) ? it.join(", ") : typeof it === "object" ? JSON.stringify(it) : it}`).join("; "));
  }
  return String(value);
}

/** Return both sides of a field; of long texts, from where they first differ. */
export function sidesOf({ theirs, mine }, names) {
  const texts = [theirs, mine].map((it) => (isDocument(it) ? wordsIn(it) : null));
  if (texts.includes(null)) return { theirs: valueOf(theirs, names), mine: valueOf(mine, names) };
  let same = 0;
  while (same < texts[0].length && texts[0][same] === texts[1][same]) same += 1;
  const from = Math.max(0, same - BEFORE);
  const shown = texts.map((it) => `“${from ? "…" : ""}${shortened(it.slice(from))}”`);
  return { theirs: shown[0], mine: shown[1] };
}

function isDocument(value) {
  return Array.isArray(value) && value.length > 0 && typeof value[0] === "object";
}

/** Return what something in a plan is called; an id that the plan does not know stands as it is. */
export function titleOf(id, names) {
  const quarter = /^phase-(.+)$/.exec(id ?? "")?.[1];
  if (quarter) return plainly(quarter).toUpperCase();
  return id && names ? names.activity(id) : (id ?? "");
}

/** Return a link to an issue where people read it. */
export function browse(connection, key) {
  return h("a", { href: `${connection.site.replace(/\/+$/, "")}/browse/${encodeURIComponent(key)}`, rel: "noreferrer noopener", target: "_blank" }, key);
}

/** The words of a document of Jira (ADF), as one line. */
function wordsIn(nodes) {
  const found = nodes.map((it) => (it?.text ? it.text : Array.isArray(it?.content) ? wordsIn(it.content) : ""));
  return found.filter(Boolean).join(" ").replace(/\s+/g, " ").trim();
}

function shortened(words) {
  return words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words;
}
