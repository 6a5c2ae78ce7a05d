/**
 * Requests as they are spoken of: in a line, whether two ask for the same, and one with the changes of an answer.
 *
 * Nothing here asks the service; `open` makes a request the one on screen.
 */
import { asTyped } from "./defaults.js";
import { h } from "./dom.js";
import { merged, state } from "./state.js";
import { counted, day, listed, plainly, short } from "./words.js";

/** What says nothing of the plan that is wanted. */
const ASIDE = ["name", "solver"];

/** Say whether a request says enough to be planned. */
export function isAsked(request) {
  return ["current", "target", "start"].every((name) => request[name] !== undefined && request[name] !== null);
}

/** Say whether two requests ask for the same plan. */
export function same(one, other) {
  return ordered(plain(one)) === ordered(plain(other));
}

function plain(request) {
  const found = asTyped(request);
  for (const name of ASIDE) delete found[name];
  if (found.headcount && typeof found.headcount === "object") {
    const { total, roles } = found.headcount;
    if (!Object.keys(roles ?? {}).length) found.headcount = total;
  }
  if (found.ignore) found.ignore = [...found.ignore].sort();
  return found;
}

function ordered(value) {
  if (Array.isArray(value)) return `[${value.map(ordered).join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "";
  const parts = Object.keys(value).filter((name) => !isEmpty(value[name])).sort();
  return `{${parts.map((name) => `${name}:${ordered(value[name])}`).join()}}`;
}

function isEmpty(value) {
  return value === null || value === undefined || (typeof value === "object" && !Array.isArray(value) && Object.values(value).every(isEmpty));
}

/**
 * Return a request with the changes of an answer. A limit that the changes set holds again where it was switched off,
 * and people given as one number keep their total where a role is capped.
 */
export function taken(request, changes) {
  const whole = changes.headcount && typeof request.headcount === "number" ? { ...request, headcount: { total: request.headcount } } : request;
  const set = pointers(changes);
  const ignore = (request.ignore ?? []).filter((it) => !set.some((own) => `${own}/`.startsWith(`${it}/`) || `${it}/`.startsWith(`${own}/`)));
  const found = merged({ ...whole, ignore: ignore.length ? ignore : null }, changes);
  const { total, roles, ...rest } = typeof found.headcount === "object" && found.headcount ? found.headcount : {};
  if (total !== undefined && !Object.keys(roles ?? {}).length && !Object.keys(rest).length) found.headcount = total;
  // Where nothing is switched off any more, nothing is said of it.
  if (!found.ignore?.length) delete found.ignore;
  return found;
}

function pointers(changes, place = "") {
  return Object.entries(changes).flatMap(([name, value]) =>
    value !== null && typeof value === "object" && !Array.isArray(value) ? pointers(value, `${place}/${name}`) : [`${place}/${name}`],
  );
}

/** Make a request the one on screen, and show its plan; going back shows what was there before. */
export function open(request) {
  state.go("plan");
  state.ask(request);
  document.getElementById("main").focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** Return a request in a line: "level 2 → 4 from 4 Jan 2027, 1.5M, 12 people, by 31 Dec 2028". */
export function inWords(request) {
  const current = typeof request.current === "object" ? `${request.current.enterprise} (some functions elsewhere)` : request.current;
  return [`level ${current} → ${request.target} from ${day(request.start)}`, ...limitsInWords(request)].join(", ");
}

function goal(wanted) {
  return plainly(wanted.goal ?? wanted);
}

/** Return the limits of a request in a few words each; none is no word. */
export function limitsInWords(request) {
  const off = (place) => (request.ignore ?? []).some((it) => place === it || place.startsWith(`${it}/`));
  const { budget, headcount } = request;
  const people = typeof headcount === "object" && headcount ? headcount.total : headcount;
  const roles = typeof headcount === "object" && headcount ? Object.keys(headcount.roles ?? {}) : [];
  return [
    budget?.total !== undefined && budget.total !== null && !off("/budget/total") && short(budget.total),
    budget?.per_quarter !== undefined && budget.per_quarter !== null && !off("/budget/per_quarter") && "money by quarter",
    people !== undefined && people !== null && !off("/headcount") && !off("/headcount/total") && `${Array.isArray(people) ? people.join("/") : people} people`,
    roles.length > 0 && !off("/headcount") && `${listed(roles.map(plainly))} capped`,
    request.deadline && !off("/deadline") && `by ${day(request.deadline)}`,
    request.goals && request.goals !== "fastest" && (typeof request.goals === "string" ? request.goals : `for ${listed(request.goals.map(goal))}`),
    request.ignore?.length > 0 && `${counted(request.ignore.length, "limit")} switched off`,
  ].filter(Boolean);
}

/** Return an input with a value that follows the screen until somebody types another; `left` is aborted with the view. */
export function following(attributes, propose, left) {
  const input = h("input", { ...attributes, oninput: () => (input.dataset.own = "yes") });
  const sync = () => {
    if (!input.dataset.own) input.value = propose();
  };
  for (const what of ["request", "plan"]) state.addEventListener(what, sync, { signal: left });
  sync();
  return input;
}
