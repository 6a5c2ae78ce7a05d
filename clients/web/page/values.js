/** What Jira and a plan say, in words: values of fields, titles, links to issues. Nothing is fetched from Jira. */
import { h } from "./dom.js";
import { day } from "./words.js";

const LONGEST = 160;

/** Return a field's value as people read it, short; documents by their first words, ids by what they are called. */
export function valueOf(value, names = null) {
  if (value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length)) return "nothing";
  if (typeof value === "string") return /^\d{4}-\d\d-\d\d$/.test(value) ? day(value) : shortened(names?.activities.has(value) ? names.activity(value) : value);
  if (Array.isArray(value)) return typeof value[0] === "object" ? `“${shortened(wordsIn(value))}”` : shortened(value.join(", "));
  if (typeof value === "object") {
    const parts = Object.entries(value).filter(([, it]) => !Array.isArray(it) || it.length);
    return shortened(parts.map(([name, it]) => `${name} ${Array.isArray(it) ? it.join(", ") : typeof it === "object" ? JSON.stringify(it) : it}`).join("; "));
  }
  return String(value);
}

/** Return what something in a plan is called; an id that the plan does not know stands as it is. */
export function titleOf(id, names) {
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
