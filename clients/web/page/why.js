/**
 * "Why here?": what holds an activity or a gate where it is, what it is, and what it would take to have it sooner.
 *
 * A dialog over the plan; what would have to change can be applied from it.
 */
import { button, field, fill, h } from "./dom.js";
import { work } from "./service.js";
import { repairsOf } from "./stuck.js";
import { day, daysAfter, people, plainly, whole } from "./words.js";

/** Open the dialog for an activity or a gate of the plan. */
export function why(plan, names, id) {
  const gate = plan.gates.find((it) => it.id === id);
  const activity = plan.activities.find((it) => it.id === id);
  if (!gate && !activity) return;
  const when = gate ? gate.date : activity.finish;
  const stop = new AbortController();
  const box = h(
    "dialog",
    { "aria-labelledby": "why-title" },
    h("div", { class: "head" }, h("h2", { id: "why-title" }, names.activity(id)), button("Close", () => box.close(), { "aria-label": "Close" })),
    gate ? h("p", {}, `Declared on ${day(gate.date)}, ${gate.phase}.`) : facts(activity, names),
    h("h3", {}, "Why not a week earlier"),
    reasons((gate ?? activity).why, names),
    gate && [h("h3", {}, "Declared when"), h("ul", {}, gate.criteria.map((it) => h("li", {}, it.text, h("small", {}, names.activity(it.activity)))))],
    sooner(plan, names, id, when, stop.signal),
  );
  box.addEventListener("close", () => {
    stop.abort();
    box.remove();
  });
  document.body.append(box);
  box.showModal();
}

function reasons(found, names) {
  return h("ul", {}, found.map((it) => h("li", {}, names.spoken(it.text), !it.proven && h("small", {}, "not proven"))));
}

function facts(activity, names) {
  const roles = Object.entries(activity.staffing).map(([role, fte]) => `${people(fte)} ${names.role(role)}`);
  const pairs = [
    ["When", `${day(activity.start)} to ${day(activity.finish)}, ${activity.weeks} weeks, ${plainly(activity.mode ?? "")}`],
    ["Slack", activity.critical ? "none: a week later moves the target" : `${activity.slack_weeks} weeks`],
    ["People", roles.join("; ")],
    ["Money", `${names.currency} ${whole(activity.cash)} cash; ${whole(activity.labour)} own labour; ${whole(activity.run_per_year)} a year to run`],
    ["After", activity.after.map((it) => names.activity(it)).join("; ")],
    ["Accountable", activity.accountable && names.role(activity.accountable)],
    ["Responsible", activity.responsible && names.role(activity.responsible)],
    ["Deliverable", activity.deliverable],
    ["Evidence", activity.evidence],
    ["Against", activity.risks.map((it) => names.risks.get(it) ?? it).join("; ")],
    ["Controls", activity.controls.map((it) => names.controls.get(it) ?? it).join("; ")],
    ["Measured by", activity.kpis.map((it) => names.kpis.get(it) ?? it).join("; ")],
  ];
  return h("dl", { class: "pairs" }, pairs.filter(([, words]) => words).map(([name, words]) => h("div", {}, h("dt", {}, name), h("dd", {}, words))));
}

function sooner(plan, names, id, when, signal) {
  const date = h("input", { type: "date", value: daysAfter(when, -28), min: plan.start, max: when });
  const answer = h("div", { "aria-live": "polite" });
  const ask = async () => {
    fill(answer, h("p", { class: "hint" }, "Solving…"));
    try {
      const said = await work(`/v1/plans/${plan.id}/questions`, { about: "sooner", on: id, by: date.value }, { as: "question", signal });
      fill(answer, answered(said.answer, names));
    } catch (problem) {
      if (problem.name !== "AbortError") fill(answer, h("p", { class: "faults" }, problem.message));
    }
  };
  return h("div", { class: "sooner" }, h("h3", {}, "What would it take?"), h("div", { class: "row" }, field("To have it by", date), button("Ask", ask)), answer);
}

function answered(answer, names) {
  if (!answer) return h("p", {}, "Nothing was found out before it was stopped.");
  return [h("p", {}, names.spoken(answer.text)), repairsOf(answer.repairs, names)];
}
