/**
 * Questions the other way round: the least that will do, how far the money gets, and the same money split best.
 *
 * Each is answered in a sentence with its proof, and can be made the request on screen.
 */
import { button, field, fill, h, section } from "./dom.js";
import { Inquiry, standing, useIt } from "./inquiry.js";
import { following, taken } from "./requests.js";
import { state } from "./state.js";
import { table } from "./table.js";
import { amountOf, day, people, whole } from "./words.js";

const LIMIT_S = 120;
const inquiries = { least: new Inquiry("study", LIMIT_S), highest: new Inquiry("study", LIMIT_S), split: new Inquiry("study", LIMIT_S) };

/** Return the card that asks for the least with which the target can be had by a day. */
export function least(model, left) {
  const kinds = [["budget", "budget"], ["headcount", "number of people"], ...model.roles.map((it) => [it.id, `of: ${it.title}`])];
  const of = h("select", {}, kinds.map(([value, words]) => h("option", { value }, words)));
  const by = following({ type: "date" }, () => state.request.deadline ?? state.plan?.finish ?? "", left);
  const ask = () => study("least", by.value ? taken(state.request, { deadline: by.value }) : state.request, { of: of.value });
  return section(
    "The least for this date",
    "least",
    h("p", {}, "The least money, or the fewest people, with which all else that is asked can be kept."),
    h("div", { class: "row" }, field("The least", of), field("To be there by", by), button("Find the least", ask, { class: "main" })),
    standing(inquiries.least, { told: toldLeast, again: ask, left }),
  );
}

/** Return the card that asks how far the money gets. */
export function highest(left) {
  const money = following({ type: "text", inputmode: "decimal" }, () => whole(state.request.budget?.total ?? state.plan?.totals?.covered ?? 1500000), left);
  const by = following({ type: "date" }, () => state.request.deadline ?? "", left);
  const wrong = h("p", { class: "faults", role: "alert" });
  const ask = () => {
    const total = amountOf(money.value);
    fill(wrong, Number.isNaN(total) ? `“${money.value}” is no amount. Try: 1.5M, 250k or 1500000.` : null);
    if (!Number.isNaN(total)) study("highest", taken(state.request, { budget: { total }, deadline: by.value || null }));
  };
  return section(
    "How far does this money get us?",
    "highest",
    h("p", {}, "The highest level that can be reached within it, whatever the level wanted is now."),
    h("div", { class: "row" }, field("Budget", money), field("By, where a day is set", by), button("How far?", ask, { class: "main" })),
    wrong,
    standing(inquiries.highest, { told: toldHighest, again: ask, left }),
  );
}

/** Return the card that splits the same money over the quarters. */
export function split(left) {
  const ask = () => study("split", state.request);
  return section(
    "The same money, split best",
    "split",
    h("p", {}, "How the money of the request would have to come, quarter by quarter, for the soonest finish."),
    h("div", { class: "row" }, button("Split it", ask, { class: "main" })),
    standing(inquiries.split, { told: toldSplit, again: ask, left }),
  );
}

function study(kind, base, more = {}) {
  void inquiries[kind].begin({ path: "/v1/studies", base, body: { kind, request: base, time_limit_s: LIMIT_S, ...more } });
}

function toldLeast(own) {
  const { result } = own.answer ?? {};
  if (!result) return stopped();
  const { of, request } = own.body;
  const unit = of === "headcount" ? "people" : `FTE of ${own.names.role(of)}`;
  const amount = (units) => (of === "budget" ? `${own.names.currency} ${whole(units)}` : `${people(units / 100)} ${unit}`);
  const by = request.deadline ? ` by ${day(request.deadline)}` : "";
  if (result.amount === null) return nothing(result, `No amount would do${by}: other limits stand against it, proven.`);
  const proof = result.proven ? "less does not do, proven" : `less than ${amount(result.bound)} is proven not to do; what lies between is not settled`;
  return [
    h("p", { class: "found" }, h("strong", {}, amount(result.amount)), `: ${proof}. Level ${request.target} on ${day(result.finish)} with just that.`),
    h("p", {}, useIt(own, result.changes, { words: "Use it", label: `Use it: ${amount(result.amount)}${by}` })),
  ];
}

function toldHighest(own) {
  const { result } = own.answer ?? {};
  if (!result) return stopped();
  const top = Math.max(...own.names.levels.keys());
  if (result.level === null) return nothing(result, "No level above the present one: proven.");
  const next = `level ${result.level + 1}`;
  const beyond = result.proven ? `${next} is impossible within these limits, proven` : `whether ${next} is possible is not known`;
  const proof = result.level >= top ? "there is none beyond" : beyond;
  return [
    h("p", { class: "found" }, h("strong", {}, `Level ${result.level}, ${own.names.levels.get(result.level)},`), ` on ${day(result.finish)}; ${proof}.`),
    h("p", {}, useIt(own, result.changes, { words: "Use it", label: `Use it: level ${result.level}` })),
  ];
}

function toldSplit(own) {
  const { result } = own.answer ?? {};
  if (!result) return stopped();
  if (result.finish === null) return nothing(result, "However it is split, it does not do: proven.");
  const same = result.before === result.finish;
  const before = result.before === null ? "as it is now there is no plan" : `as it is now, ${same ? "the same" : day(result.before)}`;
  const proof = result.proven ? "no split is sooner, proven" : "whether another is sooner is not known";
  const first = own.plan?.phases[0]?.label;
  const columns = [
    { title: "Quarter", of: (row) => row.label },
    { title: own.names.currency, of: (row) => whole(row.money), number: true },
  ];
  const quarters = result.per_quarter.map((money, place) => ({ money, label: labelAfter(first, place) }));
  return [
    h("p", { class: "found" }, h("strong", {}, `Level ${own.base.target} on ${day(result.finish)}`), ` (${before}); ${proof}.`),
    table(`${own.names.currency} ${whole(result.money)} by fiscal quarter`, columns, quarters),
    h("p", {}, useIt(own, result.changes, { words: "Use it", label: "Use this split" })),
  ];
}

/** Return the fiscal quarter so many after one: "FY27 Q4" is followed by "FY28 Q1". */
function labelAfter(label, count) {
  const found = /^FY(\d\d) Q(\d)$/.exec(label ?? "");
  if (!found) return `Quarter ${count + 1}`;
  const quarter = Number(found[2]) - 1 + count;
  return `FY${String((Number(found[1]) + Math.floor(quarter / 4)) % 100).padStart(2, "0")} Q${(quarter % 4) + 1}`;
}

function nothing(result, proven) {
  return h("p", {}, h("strong", {}, result.proven ? proven : "None was found in the time."));
}

function stopped() {
  return h("p", {}, "Nothing was found out before it was stopped.");
}
