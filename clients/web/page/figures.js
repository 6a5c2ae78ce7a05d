/**
 * What a plan comes to: the verdict, five figures with what changed since the plan before, and its goals with proof.
 */
import { h } from "./dom.js";
import { table } from "./table.js";
import { apart, counted, day, dayOfWeek, people, short, weeksBetween, whole } from "./words.js";

const GOALS = {
  finish: "Finish",
  cost: "One-off cost",
  cost_to_gate: "Cost with running cost",
  covered: "Money that the budget counts",
  risk: "Open risk, severity-weeks",
  peak: "Peak of people, FTE",
  levels: "All levels, sum of weeks",
};

/** Return the head of a plan; `before` is the plan that was shown before it, null where there was none. */
export function figures(plan, names, before) {
  const proven = plan.goals.every((it) => it.proven);
  const request = plan.request;
  const last = before?.finish && before.id !== plan.id && before.request.target === request.target ? before : null;
  const budget = request.ignore.includes("/budget/total") ? null : request.budget?.total;
  const spare = request.deadline && !request.ignore.includes("/deadline") ? weeksBetween(plan.finish, request.deadline) : null;
  return h(
    "section",
    { class: "card figures", "aria-labelledby": "verdict" },
    h("h1", { id: "verdict" }, `Level ${request.target} on ${day(plan.finish)}`, " ", h("span", { class: proven ? "proof" : "proof open" }, proven ? "proven best" : distance(plan))),
    h(
      "dl",
      { class: "facts" },
      fact("Finish", day(plan.finish), plan.phases.at(-1)?.label, last && apart(weeksBetween(last.finish, plan.finish)), spare === null ? null : `${counted(spare, "week")} to spare`),
      fact("One-off", short(oneOff(plan)), names.currency, last && money(oneOff(plan) - oneOff(last)), "cash" + (request.budget?.covers?.includes("labour") ? " and labour" : "")),
      fact("Counted by the budget", short(plan.totals.covered), names.currency, last && money(plan.totals.covered - last.totals.covered), budget ? `${Math.round((100 * plan.totals.covered) / Math.max(1, budget))} % of ${short(budget)}` : "no limit"),
      fact("People at once", people(peak(plan)), "FTE", last && more(peak(plan) - peak(last)), counted(plan.activities.length, "activity", "activities")),
      fact("Quarters", String(plan.phases.length), "", null, `from ${day(plan.start)}`),
    ),
  );
}

function fact(name, value, unit, change, note) {
  return h("div", {}, h("dt", {}, name), h("dd", {}, value, unit && [" ", h("small", {}, unit)], change && h("small", { class: "change" }, change), note && h("small", { class: "note" }, note)));
}

/** Return what a plan costs once, as its goals count it. */
export function oneOff(plan) {
  return plan.totals.cash + (plan.request.budget?.covers?.includes("labour") ? plan.totals.labour : 0);
}

/** Return the most people at once. */
export function peak(plan) {
  return Math.max(0, ...plan.phases.map((it) => it.staffing.total?.peak ?? 0));
}

/** Return a difference in money, in words. */
export function money(difference) {
  return difference === 0 ? "the same money" : `${short(Math.abs(difference))} ${difference > 0 ? "more" : "less"}`;
}

/** Return a difference in people, in words. */
export function more(difference) {
  const rounded = Math.round(Math.abs(difference) * 100) / 100;
  return rounded === 0 ? "the same people" : `${rounded} ${difference > 0 ? "more" : "fewer"}`;
}

/** Return how far from best a plan may be, in words. */
export function distance(plan) {
  const open = plan.goals.find((it) => !it.proven);
  if (open.bound === null || open.value === null) return "the best found";
  const left = Math.abs(open.value - open.bound);
  if (open.goal === "finish") return `at most ${counted(left, "week")} from the earliest`;
  const share = open.value ? `${Math.round((1000 * left) / open.value) / 10} %` : whole(left);
  return `${open.goal === "cost" || open.goal === "cost_to_gate" ? "cost" : open.goal} at most ${share} from the least`;
}

/** Return the goals of a plan with value, bound and proof. */
export function goals(plan, names) {
  const said = (goal, value) => {
    if (value === null) return "–";
    if (goal === "finish") return day(dayOfWeek(plan.start, value));
    return goal === "peak" ? people(value / 100) : whole(value);
  };
  const columns = [
    { title: "Goal", of: (it) => `${GOALS[it.goal] ?? it.goal}${["cost", "cost_to_gate", "covered"].includes(it.goal) ? `, ${names.currency}` : ""}` },
    { title: "Reached", of: (it) => said(it.goal, it.value), number: true },
    { title: "Nothing beats", of: (it) => said(it.goal, it.bound), number: true },
    { title: "Proven", of: (it) => (it.proven ? "yes" : "not yet") },
  ];
  const again = plan.solver.repeatable ? "the same request gives the same plan again" : "another run may find another plan as good";
  return [
    table("Goals, in their order", columns, plan.goals),
    h("p", { class: "hint" }, `Planned in ${Math.round(plan.solver.wall_s * 10) / 10} s; ${again}.`),
  ];
}
