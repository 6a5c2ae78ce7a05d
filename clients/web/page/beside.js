/** Plans side by side: when, what, who, at what risk, each difference from the first in words. */
import { h, section } from "./dom.js";
import { distance, money, more, oneOff, peak } from "./figures.js";
import { limitsInWords } from "./requests.js";
import { table } from "./table.js";
import { apart, counted, day, listed, people, weeksBetween, whole } from "./words.js";

/** Return the table of 2 to 4 plans, each with the name that it goes by: `{ name, plan }`. */
export function beside(chosen, names) {
  const [first] = chosen;
  const columns = [
    { title: "What", of: (it) => it.title },
    ...chosen.map((one, place) => ({ title: one.name, of: (it) => cell(it, one.plan, place ? first.plan : null) })),
  ];
  return section(
    "Side by side",
    "beside",
    h("p", { class: "hint" }, `What differs from “${first.name}” stands under each figure.`),
    table(`${listed(chosen.map((it) => it.name))}, side by side`, columns, measures(chosen, names), { hidden: true }),
  );
}

function cell(measure, plan, first) {
  if (!plan.finish && !measure.always) return "–";
  const said = measure.of(plan);
  const differs = first?.finish && plan.finish && measure.differs ? measure.differs(plan, first) : null;
  return [said ?? "–", differs && h("small", { class: "change" }, differs)];
}

function measures(chosen, names) {
  const gates = [...new Set(chosen.flatMap(({ plan }) => plan.gates.map((it) => it.id)))].sort();
  return [
    { title: "Limits", of: (plan) => listed(limitsInWords(plan.request)) || "none", always: true },
    { title: "Verdict", of: verdict, always: true },
    ...gates.map((id) => ({ title: names.gate(id), of: (plan) => day(gate(plan, id)), differs: (plan, first) => gap(gate(plan, id), gate(first, id)) })),
    amount(`One-off cost, ${names.currency}`, oneOff),
    amount(`Running cost to the gate, ${names.currency}`, (plan) => plan.totals.run),
    amount(`Counted by the budget, ${names.currency}`, (plan) => plan.totals.covered),
    amount(`Own labour, ${names.currency}`, (plan) => plan.totals.labour),
    { title: "People at once, FTE", of: (plan) => people(peak(plan)), differs: (plan, first) => more(peak(plan) - peak(first)) },
    { title: "Risks open, summed over quarters", of: (plan) => whole(open(plan)), differs: (plan, first) => fewer(open(plan) - open(first)) },
    { title: "Quarters", of: (plan) => whole(plan.phases.length) },
    { title: "Activities", of: (plan) => whole(plan.activities.length) },
  ];
}

function amount(title, of) {
  return { title, of: (plan) => whole(of(plan)), differs: (plan, first) => money(of(plan) - of(first)) };
}

function verdict(plan) {
  if (!plan.finish) return plan.status === "infeasible" ? "no plan: proven" : "none found in the time";
  return plan.goals.every((it) => it.proven) ? "proven best" : distance(plan);
}

function gate(plan, id) {
  return plan.gates.find((it) => it.id === id)?.date ?? null;
}

function gap(one, other) {
  return one && other ? apart(weeksBetween(other, one)) : null;
}

function open(plan) {
  return plan.phases.reduce((sum, it) => sum + it.risks_open.length, 0);
}

function fewer(difference) {
  return difference ? `${counted(Math.abs(difference), "quarter")} ${difference > 0 ? "more" : "fewer"}` : "the same";
}
