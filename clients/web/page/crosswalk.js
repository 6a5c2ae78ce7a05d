/**
 * The crosswalk of frameworks and items: which clause is met by which item, and which clauses each item speaks to.
 *
 * A part of the catalog. A mapping is a pointer, never proof of conformity; the page says so.
 */
import { itemLink, link, list, placeOf, whereabouts } from "./addresses.js";
import { field, fill, h, section } from "./dom.js";
import { byAnalogy } from "./nature.js";
import { cited } from "./sources.js";
import { state } from "./state.js";
import { table } from "./table.js";
import { counted, day } from "./words.js";

const BY = [["", "clause by clause"], ["item", "item by item"]];
const MET = [["", "all"], ["met", "met by an item"], ["open", "met by none"]];

const ANALOGY = "By analogy: good practice, where the clause binds only others, or an organization with a trait that is not said of this one.";

/** Draw the crosswalk, of one framework or of all. */
export function crosswalk(model, place) {
  const { key, filters } = whereabouts();
  if (!model.frameworks.length) {
    place.append(section("Frameworks", "frameworks", h("p", {}, "This catalog names no frameworks.")));
    return;
  }
  const controls = {
    framework: chooser([["", "all"], ...model.frameworks.map((it) => [it.id, it.title])], key),
    by: chooser(BY, filters.get("by")),
    met: chooser(MET, filters.get("met")),
    q: h("input", { type: "search", value: filters.get("q") ?? "", autocomplete: "off" }),
  };
  const found = h("div");
  const draw = () => {
    const values = valuesOf(controls);
    fill(found, values.by ? byItem(model, values) : byClause(model, values, whereabouts().filters.get("clause")));
  };
  for (const control of Object.values(controls)) {
    control.addEventListener("input", () => {
      const { framework, ...rest } = valuesOf(controls);
      state.settle(placeOf("frameworks", framework, rest));
      draw();
    });
  }
  place.append(
    section(
      "Frameworks",
      "frameworks",
      h("p", {}, "Which item speaks to which clause. A mapping is a pointer, not proof of conformity."),
      h(
        "form",
        { class: "row filters", role: "search", "aria-label": "Find clauses", onsubmit: (event) => event.preventDefault() },
        field("Framework", controls.framework),
        field("Show", controls.by),
        field("Clauses", controls.met),
        field("Search", controls.q),
      ),
      found,
    ),
  );
  draw();
}

function byClause(model, { framework, met, q }, clause) {
  const shown = frameworksOf(model, framework);
  const rows = clausesOf(model, shown).filter((it) => fits(it, met, q));
  const columns = [
    { title: "Clause", of: (it) => [it.clause.id, shown.length > 1 && h("small", { class: "facts-line" }, it.framework.title)].filter(Boolean) },
    { title: "What it asks, and whom", of: (it) => asked(it.clause, model) },
    { title: "From", of: (it) => it.clause.applies_from && day(it.clause.applies_from) },
    { title: "Items", of: meeting },
  ];
  const marked = (it) => (it.clause.id === clause && it.framework.id === framework ? "current" : null);
  const shownAs = table("Clauses, and the items that meet them", columns, rows, { hidden: true, stacked: true, mark: marked });
  shownAs.classList.add("crosswalk");
  return [
    status(rows.length, "clause"),
    shownAs,
    h("p", { class: "hint" }, ANALOGY),
    shown.map((it) => about(it, model)),
  ];
}

function byItem(model, { framework, q }) {
  const shown = frameworksOf(model, framework);
  const words = (it) => `${it.id} ${it.title} ${Object.values(it.frameworks).flat().join(" ")}`;
  const rows = model.items.filter((it) => shown.some((one) => it.frameworks[one.id]?.length) && hasWords(words(it), q));
  const columns = [
    { title: "Item", of: itemLink },
    ...shown.map((one) => ({
      title: one.title,
      of: (it) => together((it.frameworks[one.id] ?? []).map((id) => link(id, "frameworks", one.id, { clause: id }))),
    })),
  ];
  return [status(rows.length, "item"), table("Items, and the clauses they speak to", columns, rows, { hidden: true, stacked: true })];
}

function frameworksOf(model, id) {
  return model.frameworks.filter((it) => !id || it.id === id);
}

function clausesOf(model, frameworks) {
  const itemsOf = (framework, clause) => model.items.filter((it) => it.frameworks[framework.id]?.includes(clause.id));
  return frameworks.flatMap((framework) =>
    framework.clauses.map((clause) => ({ framework, clause, items: itemsOf(framework, clause) })),
  );
}

function fits({ clause, items }, met, q) {
  if (met && (met === "met") !== items.length > 0) return false;
  return hasWords(`${clause.id} ${clause.title} ${clause.who} ${clause.note} ${items.map((it) => it.title).join(" ")}`, q);
}

function hasWords(text, q) {
  const lower = text.toLowerCase();
  return q.toLowerCase().split(/\s+/).every((word) => lower.includes(word));
}

function asked(clause, model) {
  const trait = clause.applies_if && (model.traits.find((it) => it.id === clause.applies_if)?.title ?? clause.applies_if);
  const binds = [clause.who, trait && `only if: ${trait}`].filter(Boolean).join("; ");
  const more = [binds && `Binds ${binds}`, clause.note].filter(Boolean);
  return [clause.title, ...more.map((words) => h("small", { class: "facts-line" }, words))];
}

/** The items that meet a clause; what is true of all of them is said once. */
function meeting({ clause, items }) {
  const alike = items.filter((it) => byAnalogy(clause, it, state.request.organization?.traits ?? []));
  const all = items.length > 0 && alike.length === items.length;
  const shown = list(items.map((it) => [itemLink(it), !all && alike.includes(it) ? " (by analogy)" : ""]));
  return [all ? h("small", {}, "By analogy:") : "", shown ?? ""];
}

function about(framework, model) {
  return [
    h("h3", {}, framework.title),
    framework.note && h("p", {}, framework.note),
    framework.as_of && h("p", { class: "hint" }, `As of ${day(framework.as_of)}.`),
    list(framework.amendments.map((it) => `${it.title}, in force ${day(it.in_force)}: ${it.what}`)),
    cited(model, framework.sources),
  ];
}

function status(count, what) {
  return h("p", { role: "status" }, counted(count, what));
}

function together(links) {
  return links.flatMap((it, place) => (place ? [", ", it] : [it]));
}

function valuesOf({ framework, by, met, q }) {
  return { framework: framework.value, by: by.value, met: met.value, q: q.value.trim() };
}

function chooser(options, value) {
  return h("select", {}, options.map(([id, words]) => h("option", { value: id, selected: id === (value ?? "") }, words)));
}
