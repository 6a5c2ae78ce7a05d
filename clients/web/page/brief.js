/**
 * A quarter's brief: what starts, runs and ends, gates, money, people, evidence due, KPIs, risks; the first one at first.
 */
import { fill, h, section } from "./dom.js";
import { counted, day, listed, people, whole } from "./words.js";

/** Return the brief of a plan's first quarter, with a choice of the others. */
export function brief(plan, names) {
  const own = h("div", { class: "brief" });
  const choice = h(
    "select",
    { "aria-label": "Quarter", onchange: () => fill(own, told(plan, plan.phases[Number(choice.value)], names)) },
    plan.phases.map((it, place) => h("option", { value: place }, it.label)),
  );
  fill(own, told(plan, plan.phases[0], names));
  return section("The next quarter", "brief", h("p", { class: "row" }, choice), own);
}

function told(plan, phase, names) {
  const of = (ids) => ids.map((id) => plan.activities.find((it) => it.id === id)).filter(Boolean);
  const total = phase.staffing.total;
  const money = phase.budget.available === null ? "" : ` of ${whole(phase.budget.available + (phase.budget.carried ?? 0))} there is`;
  return [
    h("p", {}, `${day(phase.start)} to ${day(phase.end)}. Money: ${names.currency} ${whole(phase.budget.used)}${money}. People: at most ${people(total?.peak ?? 0)} FTE at once.`),
    phase.gates.length > 0 && h("p", {}, h("strong", {}, listed(phase.gates.map((id) => names.gate(id)))), "."),
    part("Starts", together(of(phase.starts)), (them) => [called(them, names), h("small", {}, beginning(them[0], names))]),
    part("Goes on", together(of(phase.running)), (them) => [called(them, names), h("small", {}, `to ${day(them[0].finish)}`)]),
    part("Ends", together(of(phase.finishes)), (them) => [called(them, names), h("small", {}, day(them[0].finish))]),
    part("Evidence due", phase.evidence_due, (it) => [it.text, h("small", {}, `${day(it.date)}, ${names.activity(it.activity)}`)]),
    part("KPIs to baseline", phase.kpis, (id) => names.kpis.get(id) ?? id),
    part("Risks open", phase.risks_open, (id) => names.risks.get(id) ?? id),
  ];
}

/** Return activities with those together that are copies of one item at the same time. */
function together(activities) {
  const groups = new Map();
  for (const it of activities) {
    const key = [it.item, it.id.endsWith("@setup"), it.start, it.finish].join();
    groups.set(key, [...(groups.get(key) ?? []), it]);
  }
  return [...groups.values()];
}

function called(them, names) {
  if (them.length === 1) return names.activity(them[0].id);
  return `${them[0].title}: ${listed(them.map((it) => names.function(it.function)))}`;
}

function beginning(activity, names) {
  const answers = activity.accountable ? `accountable: ${names.role(activity.accountable)}; ` : "";
  return `${day(activity.start)}, ${counted(activity.weeks, "week")}; ${answers}${activity.deliverable}`;
}

function part(title, rows, words) {
  if (!rows.length) return null;
  return h("details", { open: title === "Starts" }, h("summary", {}, `${title} (${rows.length})`), h("ul", {}, rows.map((it) => h("li", {}, words(it)))));
}
