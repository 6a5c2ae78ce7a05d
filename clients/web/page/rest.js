/**
 * The rest of a request: what is wanted first, who plans, money by quarter, people by role; and all of it as JSON.
 *
 * Part of the form; each control changes the state's request by itself.
 */
import { catalog, catalogs } from "./catalogs.js";
import { asTyped } from "./defaults.js";
import { button, field, fill, h } from "./dom.js";
import { state } from "./state.js";
import { amountOf, whole } from "./words.js";

const GOALS = [
  ["", "Soonest, then cheapest"],
  ["cheapest", "Cheapest, then soonest"],
  ["safest", "Least open risk, then soonest"],
  ["balanced", "Balanced: a little later for less money"],
];
const UNITED = /\s*[,;]\s*/;

/** Return the controls, folded away until they are wanted. */
export function rest() {
  const place = h("div", { class: "rest" });
  const details = h("details", { class: "more" }, h("summary", {}, "More: goals, quarters, roles, functions, JSON"), place);
  details.addEventListener("toggle", () => details.open && void draw(place));
  // What somebody is typing in is left alone.
  const typing = () => place.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");
  const again = () => details.open && !typing() && void draw(place);
  state.on("request", again);
  state.on("plan", again);
  return details;
}

async function draw(place) {
  const again = document.activeElement?.dataset.again && place.contains(document.activeElement);
  const request = state.request;
  const [model, models] = await Promise.all([catalog(request.catalog ?? "ai-maturity"), catalogs()]);
  fill(
    place,
    chosen("Wanted first", GOALS, typeof request.goals === "string" ? request.goals : "", (goals) => state.change({ goals: goals || null })),
    models.length > 1 &&
      chosen(
        "Catalog",
        models.map((it) => [it.id, it.title]),
        (request.catalog ?? "ai-maturity").split("@")[0],
        (id) => anotherCatalog(id),
      ),
    typed("Name", request.name ?? "", (name) => state.change({ name: name || null })),
    typed("Employees", request.organization?.employees ?? "", (text) => state.change({ organization: { employees: amountOf(text) } }), "1000 where nothing is said"),
    typed(
      "Functions",
      (request.organization?.functions ?? []).join(", "),
      (text) => state.change({ organization: { functions: listOf(text) } }),
      `${model.functions.join(", ")} where nothing is said`,
    ),
    traits(model, request),
    typed("Money by fiscal quarter", quarters(request), (text) => state.change({ budget: { per_quarter: amountsOf(text) } }), "200k, 250k: the last repeats, what is left carries over"),
    h("fieldset", {}, h("legend", {}, "Most people of a role, in FTE"), model.roles.map((role) => roleCap(role, request))),
    asJson(request),
  );
  if (again) place.querySelector("[data-again]").focus();
}

function chosen(words, options, value, changed) {
  const choice = h(
    "select",
    { onchange: () => changed(choice.value) },
    options.map(([id, title]) => h("option", { value: id, selected: id === value }, title)),
  );
  return field(words, choice);
}

function typed(words, value, changed, hint = null) {
  const input = h("input", { type: "text", value, onchange: () => changed(input.value.trim()) });
  return field(words, input, hint);
}

function traits(model, request) {
  const own = request.organization?.traits ?? [];
  if (!model.traits.length) return null;
  const boxes = model.traits.map((trait) => {
    const box = h("input", {
      type: "checkbox",
      checked: own.includes(trait.id),
      onchange: () => {
        const now = model.traits.map((it) => it.id).filter((id) => (id === trait.id ? box.checked : own.includes(id)));
        state.change({ organization: { traits: now.length ? now : null } });
      },
    });
    return h("label", { class: "box", title: trait.description }, box, " ", trait.title);
  });
  return h("fieldset", {}, h("legend", {}, "What is true of the organization"), boxes);
}

function roleCap(role, request) {
  const caps = typeof request.headcount === "object" ? (request.headcount?.roles ?? {}) : {};
  const said = caps[role.id];
  const input = h("input", {
    type: "text",
    inputmode: "decimal",
    class: "value",
    value: said === undefined ? "" : [said].flat().join(", "),
    onchange: () => {
      const numbers = listOf(input.value)?.map(Number) ?? null;
      const cap = numbers && numbers.length === 1 ? numbers[0] : numbers;
      const total = typeof request.headcount === "object" ? request.headcount.total : request.headcount;
      const roles = { ...caps, [role.id]: cap };
      state.change({ headcount: null });
      state.change({ headcount: { total, roles } });
    },
  });
  return h("label", { class: "row" }, h("span", {}, role.title), input);
}

function quarters(request) {
  const said = request.budget?.per_quarter;
  return said === undefined ? "" : [said].flat().map(whole).join("; ");
}

function listOf(text) {
  const found = text.split(UNITED).filter(Boolean);
  return found.length ? found : null;
}

/** Amounts between which stand commas or semicolons: "200k, 250k", "200,000; 250,000". */
function amountsOf(text) {
  const parts = text.includes(";") ? text.split(";") : text.split(",");
  const found = parts.filter((it) => it.trim()).map(amountOf);
  return found.length ? found.map((it) => (Number.isNaN(it) ? text : it)) : null;
}

/** Plan with another catalog. It has other levels, functions and roles: only what means the same in all of them is taken along. */
export function anotherCatalog(id) {
  const { start, deadline, budget, name } = state.request;
  state.plan = null;
  state.ask({ catalog: id, start, deadline, budget, name });
  // The form is of one catalog's levels, so that it is built anew; the address has all that goes along.
  location.reload();
}

function asJson(request) {
  const text = h("textarea", { rows: 14, spellcheck: "false", class: "code" });
  text.value = JSON.stringify(request, null, 2);
  const wrong = h("p", { class: "faults", role: "alert" });
  const use = () => {
    try {
      const given = JSON.parse(text.value);
      // A whole plan may be given, too: its request is what is meant.
      state.ask(asTyped(given.request && given.activities ? given.request : given));
      fill(wrong);
    } catch (error) {
      fill(wrong, `This is no JSON: ${error.message}.`);
    }
  };
  return h("div", {}, field("The whole request", text, "as `milepost plan` and the API take it"), wrong, button("Plan this", use, { "data-again": "yes" }));
}
