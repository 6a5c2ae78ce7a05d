/**
 * What each limit costs, and what a little more of it buys: questions about the plan on screen.
 *
 * A limit can be switched off from here; it is then kept in the request, and not held.
 */
import { button, h, section } from "./dom.js";
import { Inquiry, standing, useIt } from "./inquiry.js";
import { same } from "./requests.js";
import { Problem } from "./service.js";
import { state } from "./state.js";
import { table } from "./table.js";
import { day, whole } from "./words.js";

const LIMIT_S = 10;
const NO_PLAN = "There is no plan within these limits to ask about: the view Plan says what stands in the way.";
const NOT_YET = "This is asked of a plan: wait until there is one of this request.";
const inquiries = { limits: new Inquiry("question", LIMIT_S), worth: new Inquiry("question", LIMIT_S) };

/** Return the card that tells what each limit costs. */
export function limits(left) {
  const ask = () => question("limits");
  return section(
    "What each limit costs",
    "limits",
    h("p", {}, "The best plan without each of them, one at a time: finish first, then cost."),
    h("div", { class: "row" }, button("What does each cost?", ask, { class: "main" })),
    standing(inquiries.limits, { told: toldLimits, again: ask, left }),
  );
}

/** Return the card that tells what a little more of each limit buys. */
export function worth(left) {
  const ask = () => question("worth");
  return section(
    "What one more buys",
    "worth",
    h("p", {}, "A little more money, one person more: what that changes, and the least that brings the finish a week forward."),
    h("div", { class: "row" }, button("What does more buy?", ask, { class: "main" })),
    standing(inquiries.worth, { told: toldWorth, again: ask, left }),
  );
}

/** Ask about the plan on screen, which must be that of the request on screen. */
function question(about) {
  const own = inquiries[about];
  const { plan, request } = state;
  if (!plan?.finish || !same(plan.request, request)) {
    const none = plan && !plan.finish && same(plan.request, request);
    own.refuse(new Problem({ detail: none ? NO_PLAN : NOT_YET }));
    return;
  }
  own.limit = plan.request.solver?.time_limit_s ?? LIMIT_S;
  void own.begin({ path: `/v1/plans/${plan.id}/questions`, body: { about }, about: request, plan });
}

function toldLimits(own) {
  const { answer } = own.answer ?? {};
  if (!answer) return h("p", {}, "Nothing was found out before it was stopped.");
  const columns = [
    { title: "Without", of: (it) => own.names.spoken(capital(it.text)) },
    ...moved(own),
    { title: "Plan without it", of: (it) => switchable(own, it), whole: true },
  ];
  return table("The plan without each limit, and with each goal given up for the next", columns, answer, { mark: gains });
}

function toldWorth(own) {
  const { answer, status } = own.answer ?? {};
  if (!answer) return h("p", {}, "Nothing was found out before it was stopped.");
  const all = ": without any one of the limits on money, people and time the plan is no sooner and no cheaper, proven.";
  const some = ", as far as it was found out before it was stopped.";
  if (!answer.length) return h("p", { class: "found" }, h("strong", {}, "More would buy nothing"), status === "succeeded" ? all : some);
  const columns = [
    { title: "Limit", of: (it) => own.names.spoken(capital(it.text)) },
    { title: "More", of: (it) => it.unit },
    ...moved(own),
    { title: "For a week sooner", of: price },
  ];
  return table("What more of each limit buys", columns, answer, { mark: gains });
}

function price({ price: least, proven }) {
  if (least === null) return proven ? "no amount does" : "not known";
  return `${least} more${proven ? "" : ", or less"}`;
}

/** What a change does to finish and cost, in columns. */
function moved(own) {
  const cost = own.plan.totals.cash + (own.plan.request.budget?.covers?.includes("labour") ? own.plan.totals.labour : 0);
  return [
    { title: "Finish", of: ({ moved: it }) => (it.finish ? day(it.finish) : it.proven ? "no plan" : "not known"), whole: true },
    { title: "Weeks saved", of: ({ moved: it }) => saved(it.weeks), number: true },
    { title: `One-off cost, ${own.names.currency} (now ${whole(cost)})`, of: ({ moved: it }) => whole(it.cost), number: true },
    { title: "Money saved", of: ({ moved: it }) => saved(it.money), number: true },
    { title: "Proven", of: ({ moved: it }) => (it.proven ? "yes" : "not yet") },
  ];
}

function saved(more) {
  return more ? whole(-more).replace("-", "−") : "–";
}

/** What is sooner or cheaper stands out. */
function gains({ moved: it }) {
  return (it.weeks ?? 0) < 0 || ((it.weeks ?? 0) === 0 && (it.money ?? 0) < 0) ? "gains" : null;
}

function switchable(own, row) {
  const key = row.pointer;
  if (key.startsWith("/goals/")) {
    const goals = own.plan.goals.slice(Number(key.split("/")[2]) + 1).map((it) => it.goal);
    return useIt(own, { goals }, { words: "Give it up", label: `Give up: ${row.text}`, key });
  }
  const changes = key === "/policy/governance" ? { policy: { governance: "exit" } } : { ignore: [...(own.base.ignore ?? []), key] };
  return useIt(own, changes, { words: "Switch it off", label: `Switch off: ${row.text}`, key });
}

function capital(text) {
  return text[0].toUpperCase() + text.slice(1);
}
