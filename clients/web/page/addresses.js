/**
 * Addresses within the catalog: `#catalog/part/key?filters`, so that whatever is on screen can be sent to somebody.
 *
 * The catalog is the request's unless `of` among the filters names another; links made here stay in the one that is shown.
 */
import { h } from "./dom.js";
import { state } from "./state.js";

/** What the address says: `{ part, key, filters }`, the filters as `URLSearchParams`. */
export function whereabouts(place = state.place) {
  const [path, query = ""] = place.split("?");
  const [part, ...key] = path.split("/");
  return { part, key: decoded(key.join("/")), filters: new URLSearchParams(query) };
}

/** Return the place of a part, of something in it, as it is filtered; what says nothing is left out. */
export function placeOf(part, key = "", filters = {}) {
  const query = new URLSearchParams();
  const own = { of: whereabouts().filters.get("of"), ...filters };
  for (const [name, value] of Object.entries(own)) if (value) query.set(name, value === true ? "yes" : value);
  const said = query.toString();
  return `${part}${key ? `/${encodeURIComponent(key)}` : ""}${said ? `?${said}` : ""}`;
}

/** Return a link to a place of the catalog. */
export function link(words, part, key = "", filters = {}, attributes = {}) {
  return h("a", { href: `#catalog/${placeOf(part, key, filters)}`, ...attributes }, words);
}

/** Return a link to an item. */
export function itemLink(item) {
  return link(item.title, "item", item.id);
}

/** Return a list; none where there is nothing to list. */
export function list(entries, attributes = {}) {
  return entries.length ? h("ul", attributes, entries.map((it) => h("li", {}, it))) : null;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
