/**
 * Two plans compared: how far they are apart, which difference between their requests has which share in it, what moved.
 *
 * Called by the scenarios; the shares are the service's, and add up exactly.
 */
import { catalog, Names } from "./catalogs.js";
import { chart } from "./chart.js";
import { button, field, h, section } from "./dom.js";
import { Inquiry, standing } from "./inquiry.js";
import { folded, table } from "./table.js";
import { apart, counted, day, listed, people, plainly, whole } from "./words.js";

const LIMIT_S = 120;
const MOST_MOVED = 15;
const TOTALS = { cash: "Cash", labour: "Own labour", run: "Running to the gate", payroll: "Payroll of new hires", covered: "Counted by the budget" };

const inquiry = new Inquiry("comparison", LIMIT_S);

/** Return the card that compares two of the chosen: `{ name, plan }` each. */
export function comparison(chosen, left) {
  const before = choice(chosen, 0);
  const after = choice(chosen, 1);
  const pair = () => [chosen[Number(before.value)], chosen[Number(after.value)]];
  const ask = async () => {
    const [one, other] = pair();
    const names = new Names(one.plan, await catalog(one.plan.catalog));
    await inquiry.begin({ path: "/v1/comparisons", body: { before: one.plan.id, after: other.plan.id }, plan: other.plan, aside: { one, other, names } });
  };
  const isShown = (own) => chosen.some((it) => it.plan.id === own.body.before) && chosen.some((it) => it.plan.id === own.body.after);
  const others = ({ one, other }) => h("p", { class: "old" }, h("strong", {}, "Of two others: "), `“${other.name}” beside “${one.name}”.`);
  const of = (own) => own.asked && !isShown(own) && others(own.aside);
  return section(
    "What differs, and why",
    "differs",
    h("div", { class: "row" }, field("Beside", before), field("Compare", after), button("Why do they differ?", ask, { class: "main" })),
    standing(inquiry, { told, again: ask, left, of }),
  );
}

function choice(chosen, place) {
  return h("select", {}, chosen.map((it, own) => h("option", { value: own, selected: own === place }, it.name)));
}

function told(own) {
  const found = own.answer?.result;
  const { one, other } = own.aside;
  if (!found) return own.answer && h("p", {}, "Nothing was found out before it was stopped.");
  if (found.weeks === null || found.money === null) return h("p", {}, h("strong", {}, "One of the two is no plan: there is nothing to compare."));
  const when = found.weeks ? apart(found.weeks) : "at the same time";
  const figure = own.drawn(() => chart(`/v1/comparisons/${own.answer.id}/chart`, { label: "What differs, a chart" }));
  return [
    h("p", { class: "found" }, h("strong", {}, `“${other.name}” beside “${one.name}”: `), `done ${when}, ${dearer(own, found.money)}.`),
    causes(own, found),
    gates(own, found),
    figure,
    amounts(own, `Money, ${own.names.currency}`, found.totals.filter((it) => it.before || it.after), (it) => TOTALS[it] ?? plainly(it), whole),
    amounts(own, "People at the peak, FTE", found.people.filter((it) => it.before !== it.after), (it) => own.names.role(it), people),
    risks(own, found),
    ways(own, found),
    moved(own, found),
  ];
}

function dearer(own, money) {
  return money ? `${own.names.currency} ${whole(Math.abs(money))} ${money > 0 ? "dearer" : "cheaper"} once` : "at the same cost";
}

function causes(own, found) {
  if (!found.causes.length) return h("p", {}, "Their requests ask for the same.");
  const together = { pointers: ["together"], from: [], to: [], weeks: found.weeks, money: found.money };
  const columns = [
    { title: "Why", of: (it) => lines(it.pointers.map(name)) },
    { title: "From", of: (it) => lines(it.from.map(said)) },
    { title: "To", of: (it) => lines(it.to.map(said)) },
    { title: "Weeks later", of: (it) => signed(it.weeks), number: true },
    { title: `${own.names.currency} dearer`, of: (it) => signed(it.money), number: true },
  ];
  const unproven = found.proven ? "" : "; some of the plans between are not proven best";
  const how = `A share is the mean over all orders in which the differences can be made${unproven}.`;
  const open = " Some cannot be told apart: no way from one request to the other has a plan at every step.";
  return [
    table("What differs between the requests, and its share", columns, [...found.causes, together], { mark: (it) => (it === together ? "current" : null) }),
    h("p", { class: "hint" }, how, found.causes.some((it) => it.weeks === null) && open),
  ];
}

function lines(words) {
  return words.map((it) => h("div", {}, it));
}

function name(pointer) {
  const words = plainly(pointer.replace(/^\//, "").replaceAll("/", ", "));
  return words[0].toUpperCase() + words.slice(1);
}

function said(value) {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return Number.isInteger(value) ? whole(value) : String(value);
  if (typeof value === "string") return /^\d{4}-\d\d-\d\d$/.test(value) ? day(value) : plainly(value);
  return Array.isArray(value) ? value.map(said).join(", ") || "none" : JSON.stringify(value);
}

function signed(share) {
  if (share === null) return "?";
  if (!share) return "–";
  const size = Number.isInteger(share) ? whole(Math.abs(share)) : String(Math.abs(share));
  return `${share > 0 ? "+" : "−"}${size}`;
}

function gates(own, found) {
  const columns = [
    { title: "Gate", of: (it) => own.names.gate(it.gate) ?? it.gate },
    { title: own.aside.one.name, of: (it) => day(it.before) },
    { title: own.aside.other.name, of: (it) => day(it.after) },
    { title: "Apart", of: (it) => (it.weeks === null ? "" : apart(it.weeks)) },
  ];
  return table("Gates", columns, found.gates);
}

function amounts(own, caption, rows, called, shown) {
  if (!rows.length) return null;
  const columns = [
    { title: "What", of: (it) => called(it.name) },
    { title: own.aside.one.name, of: (it) => shown(it.before), number: true },
    { title: own.aside.other.name, of: (it) => shown(it.after), number: true },
    { title: "More", of: (it) => difference(it.after - it.before, shown), number: true },
  ];
  return table(caption, columns, rows);
}

function difference(more, shown) {
  return Math.abs(more) < 0.005 ? "–" : `${more > 0 ? "+" : "−"}${shown(Math.abs(more))}`;
}

function risks(own, found) {
  if (!found.risks.length) return null;
  const columns = [
    { title: "Risk", of: (it) => own.names.risks.get(it.risk) ?? it.risk },
    { title: own.aside.one.name, of: (it) => whole(it.before), number: true },
    { title: own.aside.other.name, of: (it) => whole(it.after), number: true },
  ];
  return table("Risks that are open for another number of quarters", columns, found.risks);
}

function ways(own, found) {
  if (!found.modes.length) return null;
  const columns = [
    { title: "Activity", of: (it) => called(own, it.activities) },
    { title: own.aside.one.name, of: (it) => plainly(it.before ?? "–") },
    { title: own.aside.other.name, of: (it) => plainly(it.after ?? "–") },
  ];
  const rows = together(found.modes, (it) => `${it.before} ${it.after}`);
  return folded(`${counted(found.modes.length, "activity", "activities")} done another way`, table("Done another way", columns, rows));
}

function moved(own, found) {
  if (!found.moved.length) return null;
  const columns = [
    { title: "Activity", of: (it) => called(own, it.activities) },
    { title: own.aside.one.name, of: (it) => day(it.before) },
    { title: own.aside.other.name, of: (it) => day(it.after) },
    { title: "Starts", of: (it) => (it.weeks !== null ? apart(it.weeks) : it.before === null ? "new" : "gone") },
  ];
  const rows = together(found.moved, (it) => `${it.before} ${it.after}`).sort((a, b) => Math.abs(b.weeks ?? 1e6) - Math.abs(a.weeks ?? 1e6));
  return folded(
    `${counted(found.moved.length, "activity starts", "activities start")} another week`,
    table("What moved, the furthest first", columns, rows.slice(0, MOST_MOVED)),
    rows.length > MOST_MOVED && folded(`${rows.length - MOST_MOVED} more`, table("The others", columns, rows.slice(MOST_MOVED))),
  );
}

/** Return the rows, the copies of an item of which the same is said in one. */
function together(rows, alike) {
  const found = new Map();
  for (const row of rows) {
    const [item, part] = row.activity.split("@");
    const key = `${part === "setup" ? row.activity : item} ${alike(row)}`;
    if (found.has(key)) found.get(key).activities.push(row.activity);
    else found.set(key, { ...row, activities: [row.activity] });
  }
  return [...found.values()];
}

function called(own, ids) {
  const names = (id) => (own.names.activities.has(id) ? own.names : own.aside.names);
  if (ids.length === 1) return names(ids[0]).activity(ids[0]);
  const title = names(ids[0]).items.get(ids[0].split("@")[0]) ?? ids[0];
  return [title, h("small", {}, ` ${listed(ids.map((id) => names(id).function(id.split("@")[1])))}`)];
}
