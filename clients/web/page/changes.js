/**
 * A change set: everything that would be written to Jira, what people changed there, and who wins where both did.
 *
 * A change set is written whole, under its hash; who wins is settled field by field, and then compared anew.
 */
import { button, h, newId, section } from "./dom.js";
import { folded, table } from "./table.js";
import { browse, fieldName, sidesOf, titleOf, valueOf } from "./values.js";
import { counted } from "./words.js";

/** Kinds of changes, the gravest first: a noun, what becomes of it, and whether it is written. */
const KINDS = {
  delete: ["issue", "to delete", true], close: ["issue", "to close", true], unlink: ["link", "to take away", true],
  version: ["version", "to add", true], create: ["issue", "to create", true], adopt: ["issue", "to adopt", true],
  update: ["field", "to change", true], link: ["link", "to make", true], accept: ["field", "settled for Jira", false],
  conflict: ["conflict", "to settle", false], kept: ["edit", "of people kept", false], deleted: ["issue", "deleted in Jira", false],
  moved: ["issue", "moved elsewhere", false], copy: ["issue", "that looks like a copy", false], left: ["issue", "no longer in the plan", false],
};
const FEW = 12;
const MANY = 3;

/** Return a change set as it is shown; `context` is `{ run, plan, names, desk, current }`. */
export function changes(found, context) {
  const many = (operation) => counted(found.counts[operation], KINDS[operation][0]);
  const listed = Object.keys(KINDS).filter((it) => found.counts[it]);
  return section(
    "What would be written",
    "changes",
    h("p", {}, `${found.roadmap} in ${found.project} at ${found.site}, change set `, h("code", {}, found.hash), "."),
    !context.current && h("p", { class: "hint" }, "This was compared for another plan than the one on screen."),
    found.warnings.length > 0 && h("ul", { class: "warnings" }, found.warnings.map((it) => h("li", {}, it))),
    found.changes.length
      ? h(
          "ul",
          { class: "counts" },
          listed.map((it) => h("li", {}, h("strong", {}, many(it)), ` ${KINDS[it][1]}`)),
          h("li", {}, h("strong", {}, counted(found.writes.length, "request")), " that would write"),
        )
      : h("p", {}, h("strong", {}, "Jira and the plan agree; there is nothing to do.")),
    settling(found, context),
    listed.map((it) => group(it, found, context)),
  );
}

/** Return whether it can be said of a change who wins. Links and labels are decided by themselves. */
function isOpen(change) {
  if (!change.field || ["labels", "link"].includes(change.field)) return false;
  return ["conflict", "kept", "accept"].includes(change.operation) || (change.operation === "update" && change.policy !== null);
}

/** Who wins, where that can be said; and the two buttons that follow: compare anew, write. */
function settling(found, context) {
  const open = found.changes.filter(isOpen);
  const settled = { ...found.settled };
  const moved = () => JSON.stringify(sorted(settled)) !== JSON.stringify(sorted(found.settled));
  const again = button("Compare again with these choices", () => void context.desk.begin("diff", { settled, roadmap: found.roadmap }));
  const write = button(`Write it: ${counted(found.writes.length, "request")}`, () => void context.desk.begin("apply", { hash: found.hash }), { class: "main" });
  const note = h("p", { class: "hint", role: "status" });
  const nothing = !found.writes.length && !found.counts.accept;
  const stand = () => {
    again.hidden = !moved();
    again.className = moved() ? "main" : "";
    write.disabled = moved() || nothing;
    write.hidden = nothing && !moved();
    note.textContent = moved() ? "Choices were made since: compare again, and what they come to is shown before it is written." : noteOf(found);
  };
  const choose = (id, take) => {
    if (take) settled[id] = take;
    else delete settled[id];
    stand();
  };
  stand();
  if (!context.current) return open.length ? contested(open, settled, null, context) : null;
  return [open.length > 0 && contested(open, settled, choose, context), h("p", { class: "row" }, again, write), note];
}

function noteOf(found) {
  const open = found.counts.conflict ?? 0;
  const said = [];
  if (open === 1) said.push("One conflict stays as it is until it is settled.");
  if (open > 1) said.push(`${open} conflicts stay as they are until they are settled.`);
  if (found.writes.length) said.push("A change set is written whole. Classes of things are taken out of it under “How plans become issues”.");
  else if (found.counts.accept) said.push("Nothing is written to Jira; what was settled for Jira is remembered.");
  return said.join(" ");
}

function sorted(of) {
  return Object.entries(of).sort();
}

function contested(open, settled, choose, context) {
  const columns = [
    { title: "What", of: (it) => h("span", {}, named(it, context), h("small", { class: "line" }, fieldName(it.field))) },
    { title: "Who wins", of: (it) => choice(it, settled, choose, context) },
    { title: "Why", of: (it) => it.reason },
  ];
  const shown = table("Changed by people in Jira: who wins", columns, open, { mark: (it) => (it.operation === "conflict" ? "conflict" : null) });
  shown.classList.add("settling");
  const conflicts = open.filter((it) => it.operation === "conflict");
  if (!choose || conflicts.length < MANY) return shown;
  const all = (take) => {
    for (const radio of shown.querySelectorAll(`tr.conflict input[value="${take}"]`)) radio.click();
  };
  const each = (take, words) => button(words, () => all(take), { class: "small" });
  return [shown, h("p", { class: "row" }, h("span", {}, `All ${conflicts.length} conflicts:`), each("jira", "Jira wins"), each("plan", "The plan wins"))];
}

function choice(change, settled, choose, context) {
  const name = newId("wins");
  const now = settled[change.id] ?? { update: "plan", accept: "jira", kept: "jira" }[change.operation] ?? "";
  // An edit that is kept is Jira's without a word.
  const said = (take) => (change.operation === "kept" && take === "jira" ? "" : take);
  const sides = sidesOf(change, context.names);
  const radio = (take, words, value) =>
    h(
      "label",
      { class: "box" },
      h("input", { type: "radio", name, value: take, checked: now === take, disabled: !choose, onchange: () => choose(change.id, said(take)) }),
      h("span", {}, h("strong", {}, words), value),
    );
  return h(
    "div",
    { role: "radiogroup", "aria-label": `Who wins: ${fieldName(change.field)} of ${titleOf(change.node, context.names)}` },
    radio("jira", "Jira: ", sides.theirs),
    radio("plan", "the plan: ", sides.mine),
    change.operation !== "kept" && radio("", "leave it open", ""),
  );
}

function group(operation, found, context) {
  const own = found.changes.filter((it) => it.operation === operation && !isOpen(it));
  if (!own.length) return null;
  const [noun, becomes, written] = KINDS[operation];
  const title = `${counted(own.length, noun)} ${becomes}${own.length < found.counts[operation] ? " besides" : ""}`;
  const columns = [
    { title: "What", of: (it) => what(it, context) },
    ...(written ? [{ title: "Written", of: () => h("span", { role: "img", "aria-label": "yes", class: "tick" }, "✓") }] : []),
    ...(own.some((it) => it.field && it.field !== "link") ? [{ title: "Field", of: (it) => fieldName(it.field) }, { title: "In Jira", of: (it) => sidesOf(it, context.names).theirs }] : []),
    ...(["create", "version", "update", "kept"].includes(operation) ? [{ title: "In the plan", of: (it) => planned(it, context) }] : []),
    { title: "Why", of: (it) => it.reason },
  ];
  const shown = table(title, columns, own, { hidden: true });
  const box = folded(title, shown);
  box.open = own.length <= FEW && !["link", "version"].includes(operation);
  return box;
}

function what(change, context) {
  if (change.field === "link") return change.id.replace(/^link /, "").split(" > ").map((id) => titleOf(id, context.names)).join(" blocks ");
  if (change.operation === "version") return change.mine.name;
  return named(change, context);
}

function named(change, { names, desk }) {
  const title = change.mine?.summary ?? titleOf(change.node, names);
  return h("span", {}, change.issue && [browse(desk.connection, change.issue), " "], title);
}

function planned(change, { names }) {
  const mine = change.mine;
  if (change.operation === "version") return `${valueOf(mine.start)} to ${valueOf(mine.end)}`;
  if (change.operation !== "create") return sidesOf(change, names).mine;
  const dates = [mine.start, mine.due].filter(Boolean).map((it) => valueOf(it));
  return [dates.join(" to "), mine.quarter && valueOf(mine.quarter), mine.function && valueOf(mine.function)].filter(Boolean).join("; ");
}
