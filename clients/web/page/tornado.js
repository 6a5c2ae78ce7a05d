/** The tornado: which estimate, rate or limit moves the finish and the cost most, from its low end to its high one. */
import { chart } from "./chart.js";
import { button, field, h, section } from "./dom.js";
import { Inquiry, standing } from "./inquiry.js";
import { state } from "./state.js";
import { folded, table } from "./table.js";
import { apart, counted, day, plainly, weeksBetween, whole } from "./words.js";

const LIMIT_S = 120;
const MOST = 12;
const LIMITS = {
  "/budget/total": "The total budget",
  "/budget/per_quarter": "The money by quarter",
  "/headcount/total": "People in all",
  "/headcount": "People in all",
  "/deadline": "The deadline",
};
const KINDS = { weeks: "weeks", cash: "money", rate: "rate" };

const inquiry = new Inquiry("study", LIMIT_S);

/** Return the card of the tornado. */
export function tornado(left) {
  const spread = h("select", {}, [10, 20, 30, 50].map((it) => h("option", { value: it / 100, selected: it === 20 }, `${it} %`)));
  const ask = () => {
    const body = { kind: "tornado", request: state.request, spread: Number(spread.value), time_limit_s: LIMIT_S };
    void inquiry.begin({ path: "/v1/studies", body });
  };
  return section(
    "What moves the plan most",
    "tornado",
    h("p", {}, "Each estimate from its low end to its high one, each rate and limit moved both ways, one at a time: the widest first."),
    h("div", { class: "row" }, field("Rates and limits move by", spread), button("Find out", ask, { class: "main" })),
    standing(inquiry, { told, again: ask, left }),
  );
}

function told(own) {
  const result = own.answer?.result;
  const bars = result?.bars ?? [...own.found].sort((a, b) => b.weeks - a.weeks || b.money - a.money);
  const moving = bars.filter((it) => it.weeks || it.money || it.impossible);
  const base = result?.base ?? null;
  if (result && !base.finish) return h("p", {}, h("strong", {}, "There is no plan to move."));
  const columns = [
    { title: "What", of: (it) => what(own, it) },
    { title: "Low end", of: (it) => end(own, it.low) },
    { title: "High end", of: (it) => end(own, it.high) },
    { title: "Weeks between", of: (it) => whole(it.weeks), number: true },
    { title: `One-off cost between, ${own.names.currency}`, of: (it) => whole(it.money), number: true },
    { title: "Proven", of: (it) => (it.low.proven && it.high.proven ? "yes" : "not yet") },
  ];
  const caption = result ? `As it is: ${day(base.finish)}, ${own.names.currency} ${whole(base.cost)} once` : `${counted(moving.length, "figure")} so far`;
  const still = bars.filter((it) => !moving.includes(it) && isKnown(it.low) && isKnown(it.high)).length;
  const open = bars.length - moving.length - still;
  const figure = result && own.drawn(() => chart(`/v1/studies/${own.answer.id}/chart`, { label: "What moves the plan most, a chart" }));
  return [
    figure,
    moving.length > 0 && table(caption, columns, moving.slice(0, MOST)),
    moving.length > MOST && folded(`${moving.length - MOST} more that move it less`, table("The others", columns, moving.slice(MOST))),
    still > 0 && h("p", { class: "hint" }, `${counted(still, "figure")} ${still === 1 ? "moves" : "move"} nothing${own.running ? " so far" : ""}.`),
    open > 0 && h("p", { class: "hint" }, `What ${counted(open, "figure")} would move is not known: the time did not suffice.`),
  ];
}

function isKnown(end) {
  return end.finish !== null || end.proven;
}

function what(own, bar) {
  if (bar.kind === "limit") return LIMITS[bar.subject] ?? `People: ${own.names.role(bar.subject.split("/").at(-1))}`;
  const title = bar.kind === "rate" ? own.names.role(bar.subject) : (own.names.items.get(bar.subject) ?? plainly(bar.subject));
  return `${title}: ${KINDS[bar.kind] ?? plainly(bar.kind)}`;
}

function end(own, found) {
  if (!found.finish) return found.proven ? "no plan" : "not known";
  const weeks = own.plan?.finish ? weeksBetween(own.plan.finish, found.finish) : null;
  return weeks === 0 ? "same date" : weeks === null ? day(found.finish) : apart(weeks);
}
