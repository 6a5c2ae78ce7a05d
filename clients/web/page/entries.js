/**
 * The pages of a catalog's risks, KPIs and key controls: what each is, and which items speak to it.
 *
 * A part of the catalog, reached from items and levels.
 */
import { itemLink, link, list, whereabouts } from "./addresses.js";
import { h, section } from "./dom.js";
import { confirmed } from "./insights.js";
import { cited } from "./sources.js";
import { people, whole } from "./words.js";

/** By the first segment of a place: what it is called, where it is listed, where items name it, what it says. */
const KINDS = {
  risk: ["Risk", "risks", "Items that reduce it", riskFacts],
  kpi: ["KPI", "kpis", "Items that move it", kpiFacts],
  control: ["Key control", "controls", "Items that implement it", (it) => [["Levels", it.band], ["What it is", it.description]]],
};

/** Draw the risk, KPI or control that the address names. */
export function entry(model, place) {
  const { part, key } = whereabouts();
  const [what, where, items, facts] = KINDS[part];
  const found = model[where].find((it) => it.id === key);
  if (!found) {
    place.append(section(`No such ${what}`, "entry", h("p", {}, `${model.title} has no ${what} ${key}. `, link("All items", "items"))));
    return;
  }
  const said = facts(found, model).filter(([, words]) => words);
  const own = model.items.filter((it) => it[where].includes(found.id));
  place.append(
    section(
      found.title ?? found.name,
      "entry",
      h("p", { class: "hint" }, `${what}. `, h("span", { class: "code" }, found.id)),
      h("dl", { class: "pairs" }, said.map(([title, words]) => h("div", {}, h("dt", {}, title), h("dd", {}, words)))),
    ),
    section(items, "users", list(own.map(itemLink)) ?? h("p", {}, "The catalog names none.")),
  );
}

function riskFacts(it, model) {
  return [
    ["Opens", link(`at level ${it.level}`, "levels", it.level)],
    ["What happens", it.description],
    ["Severity", `${it.severity} of 5`],
    ["Chance", it.probability !== null && `${whole(it.probability * 100)} % in a year in which it is open`],
    ["Delay", spread(it.impact_weeks, "weeks")],
    ["Cost", spread(it.impact_cost, model.currency)],
    ["Figures are", it.basis],
  ];
}

function kpiFacts(it, model) {
  return [
    ["What is counted", it.definition],
    ["Unit", it.unit],
    ["Level", it.level === null ? "every level" : link(`first watched at level ${it.level}`, "levels", it.level)],
    ["Should go", it.direction],
    ["Figure", it.figure && `${it.figure} (an illustration, never a target)`],
    ["Was it confirmed", confirmed(it)],
    ["Sources", cited(model, it.sources)],
  ];
}

function spread(figures, unit) {
  if (!figures) return null;
  const [low, likely, high] = figures.map((it) => (Number.isInteger(it) ? whole(it) : people(it)));
  return `${likely} ${unit} (${low} to ${high})`;
}
