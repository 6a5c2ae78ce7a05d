/**
 * What is on screen: a request, the plan of it, the view. All of it is in the address, so that a link shows the same.
 *
 * Views read it and ask it to change; whoever wants to know of a change listens. Nothing here draws or asks the service.
 */

/** The fields that stand plainly in an address; a request with more is carried whole. */
const PLAIN = ["current", "target", "start", "deadline", "budget", "headcount", "name"];
/** What views keep in the address for themselves. */
const NOTES = ["beside"];

class State extends EventTarget {
  /** The request as it is sent, the plan that is shown (null: none yet), the name of the view, the place in it (its own to read). */
  request = {};
  plan = null;
  view = "plan";
  place = "";
  #notes = new Map();

  /** Listen; `what` is "request", "plan", "view", "place" (in the view) or "refused" (`detail`: what is wrong with a request). */
  on(what, heard) {
    this.addEventListener(what, heard);
  }

  /** Make another request the one on screen; who plans will plan it. */
  ask(request) {
    this.request = without(request);
    this.#remember();
    this.dispatchEvent(new Event("request"));
  }

  /** Change parts of the request: a merge patch, as RFC 7396 has it. */
  change(patch) {
    this.ask(merged(this.request, patch));
  }

  /** Show a plan; with `request`, as that request's (the one on screen stays where none is given). */
  show(plan, request = null) {
    this.plan = plan;
    if (request) this.request = without(request);
    this.#remember();
    if (request) this.dispatchEvent(new CustomEvent("request", { detail: { planned: true } }));
    this.dispatchEvent(new Event("plan"));
  }

  /** Go to a view, and to a place in it. */
  go(view, place = "") {
    const [wasIn, wasAt] = [this.view, this.place];
    if (view === wasIn && place === wasAt) return;
    Object.assign(this, { view, place });
    this.#remember(true);
    this.dispatchEvent(new Event(view === wasIn ? "place" : "view"));
  }

  /** Note where in the view one is: no step to go back to, and nothing to draw anew. */
  settle(place) {
    this.place = place;
    this.#remember();
  }

  /** Keep words of a view in the address; null takes them out. */
  note(name, words) {
    if (words) this.#notes.set(name, words);
    else this.#notes.delete(name);
    this.#remember();
  }

  /** Return the words that a view keeps in the address, null where there are none. */
  noted(name) {
    return this.#notes.get(name) ?? null;
  }

  /** Take what the address says; returns the id of the plan that it names, null where it names none. */
  read(address = location) {
    const query = new URLSearchParams(address.search);
    [this.view, this.place] = whereabouts(address);
    this.#notes = new Map(NOTES.filter((it) => query.has(it)).map((it) => [it, query.get(it)]));
    this.request = query.has("request") ? unpacked(query.get("request")) : plainRequest(query);
    return query.get("plan");
  }

  /** Return the address of what is on screen. */
  get address() {
    const query = new URLSearchParams();
    if (isPlain(this.request)) {
      for (const name of PLAIN) {
        const value = name === "budget" ? this.request.budget?.total : this.request[name];
        if (value !== undefined && value !== null) query.set(name, value);
      }
    } else query.set("request", packed(this.request));
    if (this.plan) query.set("plan", this.plan.id);
    for (const [name, words] of this.#notes) query.set(name, words);
    const said = query.toString();
    const hash = this.place ? `#${this.view}/${this.place}` : this.view === "plan" ? "" : `#${this.view}`;
    return `${location.pathname}${said ? `?${said}` : ""}${hash}`;
  }

  #remember(step = false) {
    if (step) history.pushState(null, "", this.address);
    else history.replaceState(null, "", this.address);
  }
}

/** The one state of the page. */
export const state = new State();

/** The view and the place in it that an address names: the hash's first segment is the view's name, the rest is the view's. */
function whereabouts(address) {
  const [view, ...rest] = address.hash.slice(1).split("/");
  return [view || "plan", rest.join("/")];
}

/** Return a request with a merge patch applied. */
export function merged(target, patch) {
  if (patch === null || typeof patch !== "object" || Array.isArray(patch)) return patch;
  const found = target && typeof target === "object" && !Array.isArray(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete found[name];
    else found[name] = merged(found[name], value);
  }
  return found;
}

/** Return a request without what says nothing: nulls, and objects that are empty. */
function without(request) {
  const found = {};
  for (const [name, value] of Object.entries(request)) {
    if (value === null || value === undefined) continue;
    const own = typeof value === "object" && !Array.isArray(value) ? without(value) : value;
    if (typeof own === "object" && Object.keys(own).length === 0) continue;
    found[name] = own;
  }
  return found;
}

function isPlain(request) {
  const budget = request.budget;
  return (
    Object.keys(request).every((name) => PLAIN.includes(name)) &&
    (budget === undefined || Object.keys(budget).every((name) => name === "total")) &&
    ["undefined", "number"].includes(typeof request.headcount) &&
    ["undefined", "number"].includes(typeof request.current)
  );
}

function plainRequest(query) {
  const found = {};
  for (const name of ["current", "target", "headcount"]) if (query.has(name)) found[name] = Number(query.get(name));
  for (const name of ["start", "deadline", "name"]) if (query.has(name)) found[name] = query.get(name);
  if (query.has("budget")) found.budget = { total: Number(query.get("budget")) };
  return found;
}

function packed(request) {
  const bytes = new TextEncoder().encode(JSON.stringify(request));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function unpacked(text) {
  try {
    const bytes = Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (it) => it.charCodeAt(0));
    const found = JSON.parse(new TextDecoder().decode(bytes));
    return found && typeof found === "object" && !Array.isArray(found) ? found : {};
  } catch {
    return {};
  }
}
