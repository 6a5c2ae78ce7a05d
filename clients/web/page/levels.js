/**
 * The levels of a catalog side by side, as the service compares them; one at a time where there is no room for more.
 *
 * A part of the catalog. What the request has to do with a level is marked at its head.
 */
import { itemLink, link, list, whereabouts } from "./addresses.js";
import { fill, h, section } from "./dom.js";
import { get } from "./service.js";
import { state } from "./state.js";
import { table } from "./table.js";
import { counted, day } from "./words.js";

const NARROW = matchMedia("(max-width: 48rem)");
const FIGURES = { yes: "confirmed", partly: "partly confirmed", no: "not confirmed", aspiration: "an aspiration" };
const read = new Map();

/** What is compared: a title and what a level says of it; the first ones are what one compares first. */
const ASPECTS = [
  ["In short", (it) => it.summary],
  ["How people work", (it) => list(it.behaviours)],
  ["Return", (it) => it.returns],
  ["Aim of governance", (it) => it.governance_aim],
  ["Governance", (it) => list(it.governance.map(itemLink))],
  ["Time", (it) => list(stay(it))],
  ["Risks", (it) => list(it.risks.map((one) => link(one.title, "risk", one.id)))],
  ["Signals to watch", (it) => list(signals(it, "metric"))],
];
const REST = [
  ["Definition", (it) => it.definition],
  ["Examples", (it) => list(Object.entries(it.examples).map(([name, text]) => [h("strong", {}, name), `: ${text}`]))],
  ["What others report", (it) => list(signals(it, "benchmark"))],
  ["Key controls", (it) => list(it.controls.map((one) => link(one.title, "control", one.id)))],
  ["Law it sets off", (it) => list(it.duties.map(duty))],
  ["Insights", (it) => list(it.insights.map((one) => [h("strong", {}, one.title), `: ${one.text}`]))],
  ["How to go on", (it) => list(it.next_steps)],
  ["Actions to the next level", (it) => list(it.next_items.map(itemLink))],
];

/** Draw the levels table, or the level that the address names. */
export async function levels(model, place) {
  const rows = await compared(model);
  const draw = () => {
    const { key, filters } = whereabouts();
    const whole = rows.find((it) => it.level === Number(key));
    const one = whole ?? (NARROW.matches ? (rows.find((it) => it.level === standing(state.request)) ?? rows[0]) : null);
    fill(place, one ? alone(one, rows) : beside(rows, filters.has("all")));
  };
  draw();
  NARROW.addEventListener("change", draw);
  return () => NARROW.removeEventListener("change", draw);
}

function compared(model) {
  const path = `/v1/catalogs/${model.id}/levels?version=${model.version}`;
  if (!read.has(path)) read.set(path, get(path));
  read.get(path).catch(() => read.delete(path));
  return read.get(path);
}

function beside(rows, all) {
  const aspects = all ? [...ASPECTS, ...REST] : ASPECTS;
  const told = aspects.map(([title, of]) => [title, rows.map(of)]).filter(([, cells]) => cells.some(Boolean));
  const columns = [
    { title: "What to compare", of: ([title]) => title },
    ...rows.map((row, place) => ({
      title: [link(`${row.level} ${row.name}`, "levels", row.level), " ", mark(row.level)],
      of: ([, cells]) => cells[place],
    })),
  ];
  const shown = table("What each level is, a table", columns, told, { hidden: true });
  shown.classList.add("levels");
  const more = all ? link("Show what is compared first", "levels") : link("Compare everything", "levels", "", { all: true });
  return section("The levels side by side", "levels", h("p", {}, "A level opens at its name. ", more, "."), shown);
}

function alone(row, rows) {
  const told = [...ASPECTS, ...REST].map(([title, of]) => [title, of(row)]).filter(([, said]) => said);
  const steps = rows.map((it) => {
    const attributes = { "aria-current": it === row ? "page" : null, "aria-label": `${it.level}: ${it.name}`, title: it.name };
    return h("li", {}, link(it.level, "levels", it.level, {}, attributes));
  });
  return section(
    `Level ${row.level}: ${row.name}`,
    "level",
    h("p", {}, mark(row.level)),
    h("nav", { "aria-label": "Levels" }, h("ol", { class: "steps" }, steps)),
    h("dl", { class: "pairs" }, told.map(([title, said]) => h("div", {}, h("dt", {}, title), h("dd", {}, said)))),
    !NARROW.matches && h("p", {}, link("All levels side by side", "levels")),
  );
}

/** Say what a level is in the request on screen. */
function mark(level) {
  if (level === standing(state.request)) return h("small", { class: "mark" }, "now");
  return level === state.request.target ? h("small", { class: "mark" }, "wanted") : null;
}

function standing(request) {
  return typeof request.current === "object" ? request.current?.enterprise : request.current;
}

function stay(row) {
  const months = row.natural_dwell_months;
  const reason = row.evidence_reason ? `: ${row.evidence_reason}` : "";
  return [
    row.evidence_weeks && `at least ${counted(row.evidence_weeks, "week")} of evidence before the next level${reason}`,
    months && `about ${counted(months, "month")} without a programme`,
  ].filter(Boolean);
}

function signals(row, kind) {
  return row.signals
    .filter((it) => it.kind === kind)
    .map((it) => [link(it.name, "kpi", it.id), it.figure && `: ${it.figure} (${FIGURES[it.confirmed] ?? "illustrative"})`].filter(Boolean));
}

function duty(it) {
  const since = it.applies_from ? `, from ${day(it.applies_from)}` : "";
  const where = it.binds_where ? ` (${it.binds_where})` : "";
  return [link(it.clause, "frameworks", it.framework, { clause: it.clause }), `${since}: ${it.why}${where}`];
}
