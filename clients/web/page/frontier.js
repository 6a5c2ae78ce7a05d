/**
 * The frontier: what is given against what is reached with it, each pair a plan that can be made current.
 *
 * Points are shown as they are found; what is not proven is said in words.
 */
import { chart } from "./chart.js";
import { button, field, fill, h, section } from "./dom.js";
import { Inquiry, isHere, standing, useIt } from "./inquiry.js";
import { merged, state } from "./state.js";
import { table } from "./table.js";
import { counted, day, dayOfWeek, people, short, whole } from "./words.js";

const LIMIT_S = 120;
const GIVEN = { budget: "Budget", headcount: "People", cost: "One-off cost" };
const REACHED = { finish: "Finish", risk: "Open risk, severity-weeks", peak: "People at once" };
const AGAINST = { budget: ["finish", "risk", "peak"], headcount: ["finish", "risk"], cost: ["finish", "risk", "peak"] };
const OWN = { budget: ["/budget/total"], headcount: ["/headcount", "/headcount/total"], cost: [] };

const inquiry = new Inquiry("study", LIMIT_S);
let level = null;

/** Return the card of the frontier; `left` is aborted when the view is left. */
export function frontier(left) {
  const given = choice(GIVEN, Object.keys(GIVEN), () => sync());
  const reached = choice(REACHED, AGAINST.budget);
  const beyond = h("input", { type: "checkbox", checked: true });
  const box = h("label", { class: "box" }, beyond, h("span", {}));
  const sync = () => {
    const held = reached.value;
    fill(reached, options(REACHED, AGAINST[given.value], held));
    const own = ownLimit(state.request, given.value);
    box.hidden = own === null;
    const size = own === null ? "" : given.value === "budget" ? short(own) : people(own);
    fill(box.lastElementChild, `beyond the ${GIVEN[given.value].toLowerCase()} on screen, ${size}`);
  };
  const ask = () => {
    level = null;
    const base = beyond.checked ? without(state.request, given.value) : state.request;
    const body = { kind: "frontier", request: base, given: given.value, reached: reached.value, time_limit_s: LIMIT_S };
    void inquiry.begin({ path: "/v1/studies", base, body });
  };
  state.addEventListener("request", sync, { signal: left });
  sync();
  return section(
    "The frontier",
    "frontier",
    h("p", {}, "Every amount that counts, and the best that it buys. With one unit less there is only what the row above has."),
    h("div", { class: "row" }, field("Given", given), field("Reached", reached), button("Find the frontier", ask, { class: "main" })),
    box,
    standing(inquiry, { told, again: ask, left }),
  );
}

function choice(titles, names, changed = null) {
  return h("select", { onchange: changed }, options(titles, names));
}

function options(titles, names, chosen = names[0]) {
  return names.map((name) => h("option", { value: name, selected: name === chosen }, titles[name]));
}

/** Return the limit that the request itself sets to what is given, null where it sets none. */
function ownLimit(request, given) {
  if (OWN[given].some((it) => (request.ignore ?? []).includes(it))) return null;
  if (given === "budget") return request.budget?.total ?? null;
  if (given !== "headcount") return null;
  const total = typeof request.headcount === "object" ? request.headcount?.total : request.headcount;
  return total === undefined || total === null ? null : Math.max(...[total].flat());
}

function without(request, given) {
  const ignore = (request.ignore ?? []).filter((it) => !OWN[given].includes(it));
  const people = typeof request.headcount === "object" ? { total: null } : null;
  const lifted = { budget: { budget: { total: null } }, headcount: { headcount: people }, cost: {} };
  return merged(request, { ...lifted[given], ignore: ignore.length ? ignore : null });
}

function told(own) {
  const stairs = staircases(own);
  const shown = stairs.find((it) => it.level === level) ?? stairs.at(-1);
  if (!shown) return null;
  const figure = own.answer?.result && stairs.some((it) => it.points.length) && drawn(own, stairs);
  return [figure, stairs.length > 1 && levels(own, stairs, shown), staircase(own, shown)];
}

/** Return the staircases that are known: those of the result, or what was found on the way to it. */
function staircases(own) {
  if (own.answer?.result) return own.answer.result.levels;
  const found = [...new Set([...own.found.map((it) => it.level), own.about.target])].sort((a, b) => a - b);
  const points = (it) => own.found.filter((point) => point.level === it).sort((a, b) => a.given - b.given);
  return found.map((it) => ({ level: it, possible: null, gaps: null, points: points(it) }));
}

function drawn(own, stairs) {
  const picked = (id) => {
    const points = stairs.flatMap((it) => it.points);
    const found = points.find((it) => `${it.level}-${it.given}` === id);
    if (found && own.body.given !== "cost") own.use(found.changes);
  };
  return own.drawn(() => chart(`/v1/studies/${own.answer.id}/chart`, { label: "The frontier, a chart", onPick: picked }));
}

function levels(own, stairs, shown) {
  const again = (it) => {
    level = it;
    own.dispatchEvent(new Event("change"));
  };
  const radio = ({ level: value }) =>
    h("input", { type: "radio", name: "frontier-level", value, checked: value === shown.level, "data-key": `level-${value}`, onchange: () => again(value) });
  const labels = stairs.map((it) => h("label", { class: "box" }, radio(it), String(it.level)));
  return h("fieldset", { class: "levels" }, h("legend", {}, "To level"), labels);
}

function staircase(own, stairs) {
  const { given, reached } = own.body;
  if (!stairs.points.length) return [h("p", {}, h("strong", {}, `Level ${stairs.level}: ${none(own, stairs)}.`))];
  const unit = given === "headcount" ? "FTE" : own.names.currency;
  // What caps the cost is in no request: there is nothing to use.
  const columns = [
    { title: `${GIVEN[given]}, ${unit}`, of: (row) => (row.point ? amount(given, row.point.given) : openBetween(own, row.gap)), number: true },
    { title: REACHED[reached], of: (row) => row.point && value(own, row.point.reached), whole: true },
    ...(reached === "finish" ? [] : [{ title: "Finish", of: (row) => row.point && day(row.point.finish), whole: true }]),
    ...(given === "cost" ? [] : [{ title: "Use", of: (row) => row.point && usable(own, row.point) }]),
    { title: "More than the row above", of: (row) => row.more !== null && amount(given, row.more), number: true },
    ...(given === "cost" ? [] : [{ title: `One-off cost, ${own.names.currency}`, of: (row) => row.point && whole(row.point.cost), number: true }]),
    { title: "People at once", of: (row) => row.point && people(row.point.peak / 100), number: true },
    { title: "Proven", of: (row) => (row.point ? (row.point.proven ? "yes" : "not yet") : "no") },
  ].map((column) => ({ ...column, of: (row) => column.of(row) || "" }));
  const here = (row) => (row.point && own.body.given !== "cost" && isHere(own, row.point.changes) ? "current" : null);
  const caption = `Level ${stairs.level}: ${summary(own, stairs)}`;
  return [
    h("p", {}, h("strong", {}, caption)),
    table(`The frontier to level ${stairs.level}`, columns, rows(stairs), { mark: here, hidden: true }),
    beyondWords(own, stairs).map((it) => h("p", { class: "hint" }, it)),
  ];
}

function usable(own, point) {
  const label = `Use this: ${amount(own.body.given, point.given)}, ${value(own, point.reached)}`;
  return useIt(own, point.changes, { label, key: `${point.level}-${point.given}` });
}

/** Return the points in their order, and between them what is not settled. */
function rows(stairs) {
  return stairs.points.flatMap((point, place) => {
    const before = stairs.points[place - 1];
    const open = before ? (stairs.gaps ?? []).filter((it) => !it.proven && it.from > before.given && (it.to ?? 0) < point.given) : [];
    return [...open.map((gap) => ({ gap, more: null })), { point, more: before ? point.given - before.given : null }];
  });
}

function openBetween(own, gap) {
  return `? not ${own.body.reached === "finish" ? "before" : "below"} ${value(own, gap.bound ?? 0)}`;
}

function none(own, stairs) {
  if (own.running) return "nothing found so far";
  return stairs.possible === false ? "no plan within the other limits, proven" : "no plan was found in the time";
}

function summary(own, stairs) {
  const count = counted(stairs.points.length, "pair");
  if (own.running || !stairs.gaps) return `${count} so far`;
  if (isProven(stairs)) return `${count}, and nothing lies between: proven`;
  const unsettled = stairs.gaps.filter((it) => !it.proven).length;
  const proven = stairs.points.filter((it) => it.proven).length;
  return `${count}, ${proven === stairs.points.length ? "all" : proven} of them proven; ${counted(unsettled, "stretch", "stretches")} between not settled`;
}

function isProven(stairs) {
  return stairs.possible !== null && [...stairs.points, ...stairs.gaps].every((it) => it.proven);
}

/** Return what is known below the first point and beyond the last. */
function beyondWords(own, stairs) {
  const { given } = own.body;
  const first = stairs.points[0].given;
  const last = stairs.points.at(-1).given;
  return (stairs.gaps ?? []).flatMap((gap) => {
    const most = gap.to !== null && amount(given, gap.to);
    if ((gap.to ?? first) < first) return gap.proven ? `With ${most} or less there is no plan: proven.` : `Whether ${most} or less would do is not known.`;
    if (gap.from > last && !gap.proven) return `With more, ${value(own, gap.bound ?? 0)} may be possible; nothing better is.`;
    return [];
  });
}

function amount(given, units) {
  return given === "headcount" ? people(units / 100) : whole(units);
}

function value(own, reached) {
  if (own.body.reached === "finish") return day(dayOfWeek(own.base.start, reached));
  return own.body.reached === "peak" ? people(reached / 100) : whole(reached);
}
