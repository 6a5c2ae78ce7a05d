/**
 * How an item stands in the request on screen, and the switches that change it: bring in, leave out, done already, missing.
 *
 * Part of an item's page. Every press changes the state's request; who plans plans it, and what comes of it is said here.
 */
import { isByChoice, step, stepOf } from "./nature.js";
import { button, field, fill, h, section } from "./dom.js";
import { anotherCatalog } from "./rest.js";
import { state } from "./state.js";
import { apart, counted, day, plainly, weeksBetween, whole } from "./words.js";

const LISTS = { include: "brought in", exclude: "left out", completed: "done already", missing: "missing" };
const OPPOSITE = { include: "exclude", exclude: "include", completed: "missing", missing: "completed" };

/** What was wrong with the request when it was last asked, whoever asked. */
let faults = [];
/** Whether the plan on screen is of an earlier request, and another is awaited. */
let awaited = false;
state.on("request", (event) => (awaited = !event.detail?.planned));
state.on("plan", () => (awaited &&= !state.plan));
state.on("refused", (event) => {
  faults = event.detail;
  if (faults.length) awaited = false;
});

/** Tell whether a catalog is the one that the request on screen is planned with. */
export function isOfRequest(model) {
  const [id, version] = (state.request.catalog ?? "ai-maturity").split("@");
  return "current" in state.request && "target" in state.request && id === model.id && (!version || version === model.version);
}

/** Return what the request says of an item: "left out", "done already in sales"; empty where it says nothing. */
export function said(item) {
  return Object.entries(LISTS)
    .flatMap(([list, words]) => entries(list, item).map((it) => words + (it.includes("@") ? ` in ${plainly(it.split("@")[1])}` : "")))
    .join(", ");
}

/** Draw how an item stands; returns what to do when its page is left. */
export function standing(model, item, place) {
  const told = h("div");
  const switches = h("div");
  const outcome = h("div", { role: "status" });
  place.append(section("In the request on screen", "standing", told, switches, outcome));
  const view = { model, item, part: "", before: null };
  const again = () => {
    fill(told, sentences(view));
    offer(view, switches, again);
    fill(outcome, cameOf(view));
  };
  for (const what of ["request", "plan", "refused"]) state.on(what, again);
  again();
  return () => ["request", "plan", "refused"].forEach((what) => state.removeEventListener(what, again));
}

function sentences({ model, item }) {
  if (!isOfRequest(model)) return elsewhere(model);
  const own = (state.plan?.activities ?? []).filter((it) => it.item === item.id);
  const days = own.flatMap((it) => [it.start, it.finish]).filter(Boolean).sort();
  const spoken = said(item);
  const planned = own.length && days.length ? inPlan(own.length, days) : absent(model, item);
  return h(
    "p",
    { class: "shown" },
    spoken && [h("strong", {}, `${spoken[0].toUpperCase()}${spoken.slice(1)}.`), " "],
    awaited ? "Planning…" : planned,
  );
}

function inPlan(count, days) {
  return [`In the plan: ${counted(count, "activity", "activities")}, ${day(days[0])} to ${day(days.at(-1))}. `, h("a", { href: "#plan" }, "To the plan")];
}

function elsewhere(model) {
  if (!("current" in state.request && "target" in state.request)) {
    const then = ": then items can be left out, brought in or said to be done.";
    return h("p", {}, "Nothing is asked yet. Choose both levels in ", h("a", { href: "#plan" }, "the plan"), then);
  }
  return h("p", {}, "The plan on screen is of another catalog. ", button("Plan with this one", () => anotherCatalog(model.id), { class: "small" }));
}

/** Say why an item is not in the plan. */
function absent(model, item) {
  const { to_level: to } = stepOf(item, model);
  const { target } = state.request;
  const top = last(model);
  if (to === null && target !== top) return `Not in the plan: it lies beyond level ${top}, and can be brought in where ${top} is the level wanted.`;
  if (to === null) return "Not in the plan: nothing brings it in.";
  if (to > target) return `Not in the plan: it belongs to ${step(stepOf(item, model)).toLowerCase()}, and level ${target} is wanted.`;
  if (!levelsOf(model, item).some((level) => to > level)) return "Not in the plan: what leads to the level you are at counts as in place.";
  if (entries("exclude", item).length || entries("completed", item).length) return "Not in the plan.";
  return state.plan?.finish ? "Not in the plan: nothing brings it in." : "No plan of it yet.";
}

function offer(view, place, again) {
  const { model, item } = view;
  const offered = isOfRequest(model) ? switchesFor(view) : [];
  const held = place.contains(document.activeElement) ? document.activeElement.dataset.of : null;
  fill(
    place,
    offered.length > 0 && [
      item.repeats_per_function && functionChoice(view, again),
      h(
        "div",
        { class: "go", role: "group", "aria-label": "What the request says of it" },
        offered.map(([list, words]) => button(words, () => press(view, list), { "aria-pressed": String(has(view, list)), "data-of": list })),
      ),
    ],
  );
  if (held) place.querySelector(`[data-of="${held}"]`)?.focus();
}

function functionChoice(view, again) {
  const select = h(
    "select",
    { "data-of": "function", onchange: () => ((view.part = select.value), again()) },
    h("option", { value: "", selected: !view.part }, "all functions"),
    functionsOf(view.model).map((it) => h("option", { value: it, selected: it === view.part }, plainly(it))),
  );
  return h("div", { class: "narrow" }, field("In which functions", select));
}

/** The switches that make sense for an item where the organization stands; one that is on can always be switched off. */
function switchesFor(view) {
  const { model, item, part } = view;
  const { to_level: to } = stepOf(item, model);
  const request = state.request;
  const levels = levelsOf(model, item, part);
  const comesAnyway = item.default === "included" || (item.applies_if && (request.organization?.traits ?? []).includes(item.applies_if));
  const choice = isByChoice(item, model);
  const within = to === null ? request.target === last(model) : to <= request.target;
  const ahead = within && (to === null || levels.some((level) => to > level));
  const sense = {
    include: ahead && !has(view, "completed") && ((choice && !comesAnyway) || (item.min_functions && part)),
    exclude: ahead && choice && comesAnyway && !part,
    completed: ahead,
    missing: to !== null && levels.some((level) => to <= level),
  };
  const words = { include: "Bring in", exclude: "Leave out", completed: "Done already", missing: "Missing" };
  return Object.entries(words).filter(([list]) => sense[list] || has(view, list));
}

function press(view, list) {
  const { item, part } = view;
  const name = part ? `${item.id}@${part}` : item.id;
  const own = entries(list, item);
  const off = has(view, list);
  const rest = (state.request[list] ?? []).filter((it) => !own.includes(it));
  // What is said of all functions, and no longer of this one, is said of the others.
  const others = own.includes(item.id) && part ? functionsOf(view.model).map((it) => `${item.id}@${it}`) : own;
  const kept = part ? others.filter((it) => it !== name) : [];
  const against = entries(OPPOSITE[list], item).filter((it) => !part || it === name || it === item.id);
  const opposite = (state.request[OPPOSITE[list]] ?? []).filter((it) => !against.includes(it));
  view.before ??= state.plan;
  const patch = { [list]: some(off ? [...rest, ...kept] : [...rest, ...kept, name]) };
  state.change(off ? patch : { ...patch, [OPPOSITE[list]]: some(opposite) });
}

function cameOf({ model, before }) {
  if (awaited || (!before && !faults.length)) return null;
  if (faults.length) {
    const told = (it) => titled(`${it.detail}${it.suggestion ? ` Try: ${it.suggestion}.` : ""}`, model);
    return h("div", { class: "faults" }, faults.map((it) => h("p", {}, told(it))));
  }
  const now = state.plan;
  if (!now || now === before || !isOfRequest(model)) return null;
  if (!now.finish) return h("p", { class: "faults" }, "Within the limits there is no such plan. ", h("a", { href: "#plan" }, "What stands in the way"));
  const weeks = before.finish ? weeksBetween(before.finish, now.finish) : null;
  const money = before.finish ? now.totals.covered - before.totals.covered : null;
  const date = weeks ? apart(weeks) : "the date as before";
  const sum = money ? `${whole(Math.abs(money))} ${model.currency} ${money > 0 ? "more" : "less"}` : "the same money";
  return h("p", {}, `With what was changed here, the plan ends on ${day(now.finish)}${weeks === null ? "" : `: ${date}, ${sum}`}.`);
}

/** Return a sentence of the service with titles where it has ids of items. */
function titled(sentence, model) {
  const titles = new Map(model.items.map((it) => [it.id, it.title]));
  return sentence.replace(/[a-z][a-z0-9_-]*/g, (word) => (titles.has(word) ? `“${titles.get(word)}”` : word));
}

function has({ item, part }, list) {
  const own = entries(list, item);
  return own.includes(item.id) || (part !== "" && own.includes(`${item.id}@${part}`));
}

function entries(list, item) {
  return (state.request[list] ?? []).filter((it) => it.split("@")[0] === item.id);
}

function functionsOf(model) {
  return state.request.organization?.functions ?? model.functions;
}

/** The levels that an item's functions are at, or the enterprise's. */
function levelsOf(model, item, part = "") {
  const { current } = state.request;
  if (typeof current !== "object") return [current];
  return item.repeats_per_function ? (part ? [part] : functionsOf(model)).map((it) => current[it] ?? current.enterprise) : [current.enterprise];
}

function last(model) {
  return Math.max(...model.levels.map((it) => it.level));
}

function some(names) {
  return names.length ? names : null;
}
