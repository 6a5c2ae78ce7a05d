/**
 * The plan: what it comes to, the road by quarter, money, people, risks, the next quarter's brief, and why.
 *
 * Everything shown is the Plan's; charts are the service's. Called by the page when the view is opened.
 */
import { brief } from "./brief.js";
import { catalog, Names } from "./catalogs.js";
import { chart, onTheme } from "./chart.js";
import { fill, h, section } from "./dom.js";
import { exports } from "./exports.js";
import { figures, goals } from "./figures.js";
import { panel } from "./solving.js";
import { state } from "./state.js";
import { stuck } from "./stuck.js";
import { folded, table } from "./table.js";
import { why } from "./why.js";
import { day, people, plainly, whole } from "./words.js";
import { welcome } from "./welcome.js";

let before = null;
let rows = "transition";

export const view = { name: "plan", title: "Plan", show };

function show(place) {
  const shown = h("div", { class: "shown" });
  place.append(panel, shown);
  const left = new AbortController();
  const drawn = () => void draw(shown);
  state.addEventListener("plan", drawn, { signal: left.signal });
  onTheme(drawn, left.signal);
  drawn();
  return () => left.abort();
}

async function draw(place) {
  const plan = state.plan;
  if (!plan) {
    fill(place, "target" in state.request && "current" in state.request ? null : welcome());
    return;
  }
  const names = new Names(plan, await catalog(plan.catalog));
  if (plan !== state.plan) return;
  if (!plan.finish) {
    fill(place, stuck(plan, names));
    return;
  }
  const open = unfolded(place);
  fill(
    place,
    figures(plan, names, before),
    section("The road", "road", road(plan, names)),
    section("Money", "money", charted(plan, "spend", "Spend by quarter"), money(plan, names)),
    section("People", "people", charted(plan, "staffing", "People by quarter"), staffing(plan, names)),
    section("Risks", "risks", charted(plan, "risk", "Open risks by quarter"), risks(plan, names)),
    brief(plan, names),
    section("Why this date", "why", story(plan, names), goals(plan, names)),
    section("What it rests on", "rests", notes(plan, names)),
    exports(plan),
  );
  for (const it of place.querySelectorAll("details")) it.open ||= open.has(named(it));
  before = plan;
}

/** Return what is unfolded, so that it stays so when the next plan comes. */
function unfolded(place) {
  return new Set([...place.querySelectorAll("details[open]")].map(named));
}

function named(details) {
  return details.querySelector("summary").textContent.replace(/\d+/g, "");
}

function charted(plan, name, label, onPick = null) {
  return chart(`/v1/plans/${plan.id}/charts/${name}?axis=shared`, { label: `${label}, a chart`, onPick });
}

function road(plan, names) {
  const open = (id) => why(plan, names, id);
  const kind = (it) => (it.id.endsWith("@setup") ? "set-up" : it.kind);
  const columns = [
    { title: "Activity", of: (it) => names.activity(it.id) },
    { title: "Kind", of: kind },
    { title: "Start", of: (it) => day(it.start) },
    { title: "Finish", of: (it) => day(it.finish) },
    { title: "Weeks", of: (it) => it.weeks, number: true },
    { title: `Cash, ${names.currency}`, of: (it) => whole(it.cash), number: true },
    { title: "How", of: (it) => plainly(it.mode ?? "") },
    { title: "Slack", of: (it) => (it.critical ? "none" : `${it.slack_weeks} w`), number: true },
    { title: "Ask", of: (it) => h("button", { type: "button", class: "small", onclick: () => open(it.id), "aria-label": `Why is “${names.activity(it.id)}” here?` }, "Why here?") },
  ];
  const place = h("div");
  const drawn = () => fill(place, chart(`/v1/plans/${plan.id}/charts/gantt?axis=shared&by=${rows}`, { label: "Gantt by fiscal quarter, a chart", onPick: open }));
  const choice = h(
    "select",
    { "aria-label": "Rows by", onchange: () => ((rows = choice.value), drawn()) },
    [["transition", "Rows by step"], ["function", "Rows by function"]].map(([value, words]) => h("option", { value, selected: value === rows }, words)),
  );
  drawn();
  return [
    h("div", { class: "head" }, h("p", { class: "hint" }, "Click a bar to ask why it is where it is."), choice),
    place,
    gates(plan, names),
    folded(`All ${plan.activities.length} activities as a table`, table("Activities of the plan", columns, plan.activities, { hidden: true })),
  ];
}

function gates(plan, names) {
  const columns = [
    { title: "Level", of: (it) => names.gate(it.id) },
    { title: "On", of: (it) => day(it.date) },
    { title: "Quarter", of: (it) => it.phase },
    { title: "Held by", of: (it) => heldBy(it, names) },
    { title: "Ask", of: (it) => h("button", { type: "button", class: "small", onclick: () => why(plan, names, it.id), "aria-label": `Why is “${names.gate(it.id)}” on ${day(it.date)}?` }, "Why then?") },
  ];
  return table("Gates: when each level is declared", columns, plan.gates);
}

function heldBy(gate, names) {
  const titles = [...new Set(gate.held_by.map((id) => names.activities.get(id)?.title ?? `weeks of evidence after ${names.gate(id)}`))];
  return titles.join("; ");
}

function money(plan, names) {
  const has = plan.phases.some((it) => it.budget.available !== null);
  let sum = 0;
  const so_far = plan.phases.map((it) => (sum += it.budget.used));
  const columns = [
    { title: "Quarter", of: (it) => it.label },
    { title: "Cash", of: (it) => whole(it.spend.cash), number: true },
    { title: "Own labour", of: (it) => whole(it.spend.labour), number: true },
    { title: "Running", of: (it) => whole(it.spend.run), number: true },
    { title: "Counted", of: (it) => whole(it.budget.used), number: true },
    { title: "So far", of: (it) => whole(so_far[plan.phases.indexOf(it)]), number: true },
    ...(has
      ? [
          { title: "New money", of: (it) => whole(it.budget.available), number: true },
          { title: "Carried in", of: (it) => whole(it.budget.carried), number: true },
        ]
      : []),
  ];
  return folded("Money as a table", table(`Money by fiscal quarter, in ${names.currency}`, columns, plan.phases));
}

function staffing(plan, names) {
  const roles = [...new Set(plan.phases.flatMap((it) => Object.keys(it.staffing)))];
  const columns = [
    { title: "Role", of: (role) => names.role(role) },
    ...plan.phases.map((phase) => ({ title: phase.label, of: (role) => used(phase.staffing[role]), number: true })),
  ];
  const caption = "People by fiscal quarter: the most at once in FTE, and person-weeks used of those there are";
  return folded("People as a table", table(caption, columns, roles));
}

function used(own) {
  if (!own) return "";
  return `${people(own.peak)} (${people(own.used)}${own.available === null ? "" : ` of ${people(own.available)}`})`;
}

function risks(plan, names) {
  const ids = [...new Set(plan.phases.flatMap((it) => it.risks_open))];
  if (!ids.length) return h("p", {}, "No risk of the catalog is open in any quarter.");
  const columns = [
    { title: "Risk", of: (id) => names.risks.get(id) ?? id },
    ...plan.phases.map((phase) => ({ title: phase.label, of: (id) => (phase.risks_open.includes(id) ? "open" : "–") })),
  ];
  return folded("Risks as a table", table("Risks open by fiscal quarter", columns, ids));
}

function story(plan, names) {
  return h("ol", { class: "story" }, plan.story.map((it) => h("li", {}, names.spoken(it))));
}

function notes(plan, names) {
  const list = (title, lines) => lines.length > 0 && [h("h3", {}, title), h("ul", {}, lines.map((it) => h("li", {}, names.spoken(it))))];
  return [list("Warnings", plan.warnings), list("Assumptions", plan.assumptions)];
}
