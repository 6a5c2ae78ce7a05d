/**
 * The catalog: its levels side by side, its items, the frameworks they speak to, and what to know before planning.
 *
 * It reads the catalog whole and shows the part that the address names; an item is changed in the request, never here.
 */
import { link, placeOf, whereabouts } from "./addresses.js";
import { catalog, catalogs } from "./catalogs.js";
import { crosswalk } from "./crosswalk.js";
import { field, fill, h } from "./dom.js";
import { entry } from "./entries.js";
import { insights } from "./insights.js";
import { item } from "./item.js";
import { items } from "./items.js";
import { levels } from "./levels.js";
import { panel } from "./solving.js";
import { Problem } from "./service.js";
import { sources } from "./sources.js";
import { state } from "./state.js";

/** The parts that have a link of their own, by the first segment of a place. */
const PARTS = [
  ["levels", "Levels", levels],
  ["items", "Items", items],
  ["frameworks", "Frameworks", crosswalk],
  ["insights", "Principles and insights", insights],
  ["sources", "Sources", sources],
];
/** The pages of single things, and the part that each is reached from. */
const PAGES = { item: ["items", item], risk: ["items", entry], kpi: ["items", entry], control: ["items", entry] };

export const view = { name: "catalog", title: "Catalog", show };

function show(place) {
  const head = h("section", { class: "card", "aria-labelledby": "catalog-title", hidden: true });
  const shown = h("div");
  place.append(panel, head, shown);
  let leave = null;
  let drawing = 0;
  const left = () => {
    leave?.();
    leave = null;
  };
  const draw = async (arrived) => {
    const own = (drawing += 1);
    const models = await catalogs();
    const model = await found(shown);
    if (own !== drawing) return;
    left();
    if (!model) return;
    fill(head, heading(model, models));
    head.hidden = false;
    leave = await part(model, fill(shown));
    if (own !== drawing) left();
    else arrive(shown, arrived);
  };
  const moved = () => void draw(true);
  state.on("place", moved);
  void draw(false);
  return () => {
    drawing += 1;
    state.removeEventListener("place", moved);
    left();
  };
}

/** Return the catalog that is to be shown; says so where there is none of this name. */
async function found(place) {
  const reference = whereabouts().filters.get("of") ?? state.request.catalog ?? "ai-maturity";
  try {
    return await catalog(reference);
  } catch (problem) {
    if (!(problem instanceof Problem && problem.status === 404)) throw problem;
    const said = h("p", { class: "faults", role: "alert" }, `${problem.message} `, h("a", { href: "#catalog" }, "To the catalog of the request"), ".");
    fill(place, h("section", { class: "card" }, h("h1", {}, "No such catalog"), said));
    return null;
  }
}

function heading(model, models) {
  const at = whereabouts().part;
  const part = PAGES[at]?.[0] ?? (PARTS.some(([name]) => name === at) ? at : "levels");
  return [
    h("h1", { id: "catalog-title" }, model.title),
    part === "levels" && h("p", {}, model.description),
    h("div", { class: "row" }, parts(part, part === at || !at ? "page" : "true"), models.length > 1 && choice(model, models)),
  ];
}

function parts(shown, current) {
  const links = PARTS.map(([name, words]) => link(words, name, "", {}, { "aria-current": name === shown ? current : null }));
  return h("nav", { class: "parts", "aria-label": "Parts of the catalog" }, links);
}

function choice(model, models) {
  const { part: at } = whereabouts();
  const same = at in PAGES ? PAGES[at][0] : at || "levels";
  const select = h(
    "select",
    { onchange: () => state.go("catalog", placeOf(same, "", { of: select.value })) },
    models.map((it) => h("option", { value: it.id, selected: it.id === model.id }, it.title)),
  );
  return field("Catalog", select);
}

async function part(model, place) {
  const { part: at } = whereabouts();
  const draw = PAGES[at]?.[1] ?? (PARTS.find(([name]) => name === at) ?? PARTS[0])[2];
  return (await draw(model, place)) ?? null;
}

/** Name the window after what is shown; begin to read at it where it was gone to. */
function arrive(place, gone) {
  const title = place.querySelector("h2");
  document.title = `${title.textContent} · Milepost`;
  const marked = place.querySelector("tr.current");
  if (gone) {
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
  }
  if (marked) marked.scrollIntoView({ block: "center" });
  else if (!gone) return;
  else if (place.getBoundingClientRect().top < 0) title.scrollIntoView();
  else scrollTo(0, 0);
}
