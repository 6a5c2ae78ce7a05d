/**
 * The page of an item: what it is and yields, the ways of doing it, what it needs and moves, and where its figures come from.
 *
 * A part of the catalog. What the request on screen makes of the item is told and changed by `standing`.
 */
import { itemLink, link, list, whereabouts } from "./addresses.js";
import { h, section } from "./dom.js";
import { autonomy, byAnalogy, entriesOf, sort } from "./nature.js";
import { cited } from "./sources.js";
import { standing } from "./standing.js";
import { state } from "./state.js";
import { table } from "./table.js";
import { counted, day, people, plainly, whole } from "./words.js";

/** Draw the item that the address names; returns what to do when it is left. */
export function item(model, place) {
  const { key } = whereabouts();
  const found = model.items.find((it) => it.id === key);
  if (!found) {
    place.append(section("No such item", "item", h("p", {}, `${model.title} has no item ${key}. `, link("All items", "items"))));
    return null;
  }
  const beside = h("div");
  place.append(
    h("p", {}, link("← All items", "items"), " · ", link(`Items of this step`, "items", "", { transition: found.transition })),
    h("div", { class: "columns" }, h("div", {}, about(model, found), ways(model, found), basis(model, found)), beside),
  );
  const leave = standing(model, found, beside);
  beside.append(order(model, found), moves(model, found), clauses(model, found));
  return leave;
}

function about(model, it) {
  const roles = new Map(model.roles.map((role) => [role.id, role.title]));
  const ai = autonomy(it, model);
  const facts = [
    ["Deliverable", it.deliverable],
    ["Evidence", it.evidence + (it.evidence_lag_weeks ? `; it counts ${counted(it.evidence_lag_weeks, "week")} after the deliverable` : "")],
    ["Answers for it", roles.get(it.accountable) ?? it.accountable],
    ["Does it", roles.get(it.responsible) ?? it.responsible],
    ["Its parts", list(it.components)],
    ["May begin", it.may_start_at_level && `once level ${it.may_start_at_level} is declared`],
    ["Only if", it.applies_if && trait(model, it.applies_if)],
    ["Due by law", it.regulatory_deadline && `${day(it.regulatory_deadline)}, whatever the level`],
    ["People decide", ai && (ai.words ? [ai.words, list(ai.by.map(itemLink))] : ai)],
    ["Note", it.note],
  ].filter(([, said]) => said);
  return section(
    it.title,
    "item",
    h("p", { class: "hint" }, `${sort(it, model)}. `, h("span", { class: "code" }, it.id)),
    it.description && h("p", {}, it.description),
    h("dl", { class: "pairs" }, facts.map(([title, said]) => h("div", {}, h("dt", {}, title), h("dd", {}, said)))),
  );
}

function trait(model, id) {
  return model.traits.find((it) => it.id === id)?.title ?? id;
}

function ways(model, it) {
  const roles = new Map(model.roles.map((role) => [role.id, role.title]));
  const person = ([role, weeks]) => `${people(weeks)} ${roles.get(role) ?? plainly(role)}`;
  const persons = (effort) => list(Object.entries(effort).filter(([, weeks]) => weeks).map(person));
  const rows = Object.entries(it.modes).flatMap(([id, mode]) => {
    const name = plainly(id)[0].toUpperCase() + plainly(id).slice(1);
    const own = { name, weeks: mode.duration_weeks, cash: mode.cash, effort: mode.effort_person_weeks };
    const { setup_weeks: weeks, setup_cash: cash, setup_effort_person_weeks: effort } = mode;
    return weeks ? [{ name: `${name}, set-up`, weeks, cash, effort }, own] : [own];
  });
  const columns = [
    { title: "Way", of: (row) => row.name },
    { title: "Weeks", of: (row) => spread(row.weeks), number: true },
    { title: `Cash, ${model.currency}`, of: (row) => spread(row.cash), number: true },
    { title: "Person-weeks by role", of: (row) => persons(row.effort) },
  ];
  const hint = h("p", { class: "hint" }, `For ${whole(model.scaling.reference_employees)} employees; a plan scales it.`);
  return section("Ways of doing it", "ways", hint, table("Weeks, cash and people by way", columns, rows, { hidden: true, stacked: true }), running(model, it));
}

/** A three-point estimate: the likely figure, and how far it may go either way. */
function spread([low, likely, high]) {
  const said = (figure) => (Number.isInteger(figure) ? whole(figure) : people(figure));
  return low === high ? said(likely) : [said(likely), h("small", { class: "range" }, `${said(low)} to ${said(high)}`)];
}

function running(model, it) {
  const { shared, per_function: each, payroll_if_new_hires: payroll } = it.recurring;
  const words = [
    shared && `${whole(shared)} ${model.currency} a year once it is live`,
    each && `${whole(each)} ${model.currency} a year and function`,
    payroll && `${whole(payroll)} ${model.currency} a year of pay, if people are hired for it`,
  ].filter(Boolean);
  return words.length ? h("p", {}, `Running: ${words.join("; ")}.`) : null;
}

function order(model, it) {
  const known = new Map(model.items.map((one) => [one.id, one]));
  const named = ({ item: id, lag_weeks: lag }) => [itemLink(known.get(id)), lag > 0 ? `, ${counted(lag, "week")} before` : ""];
  const links = (ids) => list(entriesOf(ids).map(named));
  const needs = (one) => entriesOf([...one.prerequisites, ...one.governance_prerequisites]).some((entry) => entry.item === it.id);
  return titledLists("Before and after", "order", "It needs nothing before it, and nothing waits for it.", [
    ["Must be finished before", links(it.prerequisites)],
    ["Governance that must be in place before", links(it.governance_prerequisites)],
    ["Better before it", links(it.soft_prerequisites)],
    ["Waits for it", list(model.items.filter(needs).map(itemLink))],
  ]);
}

function moves(model, it) {
  const named = (part, ids, entries, title) => list(ids.map((id) => {
    const one = entries.find((entry) => entry.id === id);
    return one ? [link(title(one), part, id), h("small", {}, one.definition ?? one.description)] : id;
  }));
  return titledLists("What it moves", "moves", "The catalog names no KPI, risk or control for it.", [
    ["KPIs", named("kpi", it.kpis, model.kpis, (one) => one.name)],
    ["Risks it reduces", named("risk", it.risks, model.risks, (one) => one.title)],
    ["Key controls it implements", named("control", it.controls, model.controls, (one) => one.title)],
  ]);
}

function clauses(model, it) {
  const traits = state.request.organization?.traits ?? [];
  const of = (framework) => framework.clauses
    .filter((clause) => it.frameworks[framework.id]?.includes(clause.id))
    .map((clause) => {
      const said = ` ${clause.title}${byAnalogy(clause, it, traits) ? " (by analogy)" : ""}`;
      return [link(clause.id, "frameworks", framework.id, { clause: clause.id }), said];
    });
  const lists = model.frameworks.map((framework) => [framework.title, list(of(framework))]);
  return titledLists("Frameworks", "clauses", "The catalog maps it to no framework.", lists);
}

function basis(model, it) {
  const { duration, cash, effort, setup, sources } = it.estimate_basis;
  const words = `Weeks: ${duration}; cash: ${cash}; people: ${effort}${setup ? `; set-up: ${setup}` : ""}.`;
  return section("Where the figures come from", "basis", h("p", {}, words), cited(model, sources) ?? h("p", { class: "hint" }, "No source is named."));
}

/** A section of lists, each under a heading of its own; those that are empty are left out. */
function titledLists(title, id, otherwise, lists) {
  const shown = lists.filter(([, entries]) => entries);
  return section(title, id, shown.length ? shown.map(([words, entries]) => [h("h3", {}, words), entries]) : h("p", {}, otherwise));
}
