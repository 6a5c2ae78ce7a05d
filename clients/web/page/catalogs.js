/**
 * Catalogs as the page needs them, read once each: the names of what a plan speaks of by id.
 */
import { all, get } from "./service.js";
import { plainly } from "./words.js";

const known = new Map();
let list = null;

/** Return every catalog that can be planned with. */
export function catalogs() {
  list ??= all("/v1/catalogs");
  list.catch(() => (list = null));
  return list;
}

/** Return a whole catalog by what a request or a plan calls it: "id", "id@version" or `{ id, version }`. */
export async function catalog(reference) {
  let { id, version } = typeof reference === "string" ? split(reference) : reference;
  version ||= (await get(`/v1/catalogs/${id}`)).version;
  const path = `/v1/catalogs/${id}/versions/${version}`;
  if (!known.has(path)) known.set(path, get(path));
  known.get(path).catch(() => known.delete(path));
  return known.get(path);
}

function split(reference) {
  const [id, version] = reference.split("@");
  return { id, version };
}

/** What the ids of a plan are called. */
export class Names {
  // Ids that no English word can be mistaken for: they hold a hyphen, an underscore or an @.
  static #ID = /[a-z][a-z0-9]*[_@-][a-z0-9_@-]*[a-z0-9]/g;

  constructor(plan, catalog) {
    this.currency = plan.request.budget?.currency ?? catalog.currency;
    this.activities = new Map(plan.activities.map((it) => [it.id, it]));
    this.items = new Map(plan.activities.map((it) => [it.item, it.title]));
    this.roles = new Map(catalog.roles.map((it) => [it.id, it.title]));
    this.risks = new Map(catalog.risks.map((it) => [it.id, it.title]));
    this.kpis = new Map(catalog.kpis.map((it) => [it.id, it.name]));
    this.controls = new Map(catalog.controls.map((it) => [it.id, it.title]));
    this.levels = new Map(catalog.levels.map((it) => [it.level, it.name]));
    this.transitions = new Map(catalog.transitions.map((it) => [it.id, it]));
  }

  /** Return an activity's title, and whose copy it is. */
  activity(id) {
    const found = this.activities.get(id);
    if (!found) return this.items.get(id) ?? this.gate(id) ?? id;
    const part = id.endsWith("@setup") ? "set-up" : found.function ? this.function(found.function) : null;
    return part ? `${found.title}: ${part}` : found.title;
  }

  /** Return what a gate declares, null where the id is none. */
  gate(id) {
    const level = /^gate-(\d+)$/.exec(id)?.[1];
    if (id === "gate-beyond") return `Beyond level ${Math.max(...this.levels.keys())}`;
    return level ? `Level ${level} declared` : null;
  }

  /** Return a function's name: "Sales", "HR". */
  function(id) {
    const words = plainly(id);
    return words.length <= 2 ? words.toUpperCase() : words[0].toUpperCase() + words.slice(1);
  }

  /** Return a role's title; "total" is everybody. */
  role(id) {
    return id === "total" ? "Everybody" : (this.roles.get(id) ?? plainly(id));
  }

  /** Return a sentence of the plan with names where it has ids. */
  spoken(sentence) {
    return sentence.replace(Names.#ID, (id) => {
      const [item, part] = id.split("@");
      if (this.activities.has(id) || this.gate(id)) return `“${this.activity(id)}”`;
      if (this.items.has(item)) return `“${this.items.get(item)}${part ? `: ${this.function(part)}` : ""}”`;
      return this.roles.get(id) ?? id;
    });
  }
}
