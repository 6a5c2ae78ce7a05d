/**
 * The items of a catalog: searched and filtered as one types, each opening to its own page.
 *
 * A part of the catalog. Filters stand in the address; nothing is asked of the service.
 */
import { itemLink, placeOf, whereabouts } from "./addresses.js";
import { field, fill, h, section } from "./dom.js";
import { isByChoice, step } from "./nature.js";
import { isOfRequest, said } from "./standing.js";
import { state } from "./state.js";
import { table } from "./table.js";
import { counted, whole } from "./words.js";

const KINDS = [["", "both"], ["action", "actions"], ["governance", "governance"]];

/** Draw the list of items with its filters. */
export function items(model, place) {
  const { filters } = whereabouts();
  const controls = {
    q: h("input", { type: "search", value: filters.get("q") ?? "", autocomplete: "off" }),
    transition: chooser([["", "all"], ...model.transitions.map((it) => [it.id, step(it)])], filters.get("transition")),
    kind: chooser(KINDS, filters.get("kind")),
    repeated: h("input", { type: "checkbox", checked: filters.has("repeated") }),
    optional: h("input", { type: "checkbox", checked: filters.has("optional") }),
  };
  const places = new Map(model.transitions.map((it, place) => [it.id, place]));
  const inOrder = [...model.items].sort((one, other) => places.get(one.transition) - places.get(other.transition));
  const found = h("div");
  const count = h("p", { role: "status" });
  const draw = () => {
    const wanted = chosen(controls);
    const shown = inOrder.filter((it) => matches(it, wanted, model));
    fill(count, shown.length === model.items.length ? counted(shown.length, "item") : `${shown.length} of ${counted(model.items.length, "item")}`);
    fill(found, shown.length ? tableOf(shown, model) : h("p", {}, "No item is like this. Take a filter away."));
  };
  for (const control of Object.values(controls)) {
    control.addEventListener("input", () => {
      state.settle(placeOf("items", "", chosen(controls)));
      draw();
    });
  }
  place.append(
    section(
      "Items",
      "items",
      h(
        "form",
        { class: "row filters", role: "search", "aria-label": "Find items", onsubmit: (event) => event.preventDefault() },
        field("Search", controls.q),
        field("Step", controls.transition),
        field("Kind", controls.kind),
        h("label", { class: "box" }, controls.repeated, "Once in each function"),
        h("label", { class: "box" }, controls.optional, "Optional"),
      ),
      count,
      found,
    ),
  );
  draw();
  for (const what of ["request", "plan"]) state.on(what, draw);
  return () => ["request", "plan"].forEach((what) => state.removeEventListener(what, draw));
}

function chosen({ q, transition, kind, repeated, optional }) {
  return { q: q.value.trim(), transition: transition.value, kind: kind.value, repeated: repeated.checked, optional: optional.checked };
}

function chooser(options, value) {
  return h("select", {}, options.map(([id, words]) => h("option", { value: id, selected: id === (value ?? "") }, words)));
}

function matches(item, { q, transition, kind, repeated, optional }, model) {
  const text = `${item.id} ${item.title} ${item.description} ${item.deliverable} ${item.components.join(" ")}`.toLowerCase();
  return (
    (!transition || item.transition === transition) &&
    (!kind || item.kind === kind) &&
    (!repeated || item.repeats_per_function) &&
    (!optional || isByChoice(item, model)) &&
    q.toLowerCase().split(/\s+/).every((word) => text.includes(word))
  );
}

function tableOf(shown, model) {
  const steps = new Map(model.transitions.map((it) => [it.id, step(it)]));
  const likely = (item, of) => Object.values(item.modes)[0]?.[of][1];
  const columns = [
    { title: "Item", of: (it) => [itemLink(it), facts(it, model)] },
    { title: "Step", of: (it) => steps.get(it.transition) },
    { title: "Weeks", of: (it) => likely(it, "duration_weeks"), number: true },
    { title: `Cash, ${model.currency}`, of: (it) => whole(likely(it, "cash")), number: true },
  ];
  if (isOfRequest(model)) {
    const planned = new Set(state.plan?.activities.map((it) => it.item));
    columns.push({ title: "In the request", of: (it) => said(it) || (planned.has(it.id) ? "planned" : "") });
  }
  const hint = "Weeks and cash are the likely ones of the first way of doing it, before they are scaled to an organization.";
  return [h("p", { class: "hint" }, hint), table("The items found", columns, shown, { hidden: true, stacked: true })];
}

function facts(item, model) {
  const words = [item.kind, item.repeats_per_function && "once in each function", isByChoice(item, model) && "optional"];
  return h("small", { class: "facts-line" }, words.filter(Boolean).join(", "));
}
