/**
 * What is asked: five inputs with sliders that re-plan as they move, and the rest of a request below them.
 *
 * It changes the state's request and shows what the service finds wrong with it, each fault at its field.
 */
import { catalog } from "./catalogs.js";
import { button, field, fill, h, newId } from "./dom.js";
import { rest } from "./rest.js";
import { state } from "./state.js";
import { amountOf, counted, day, daysAfter, nextMonday, short, weeksBetween } from "./words.js";

const STEPS = 200;
const LONGEST_WEEKS = 260;
const controls = {};

/** Build the form in its place. */
export async function buildForm(place) {
  const faults = h("div", { class: "faults", role: "alert" });
  const levels = h("div");
  const start = h("input", { type: "date", required: true, onchange: () => state.change({ start: start.value || null }) });
  controls.start = start;
  controls.faults = faults;
  fill(
    place,
    h(
      "form",
      { class: "card ask", onsubmit: (event) => event.preventDefault(), novalidate: true },
      h("h2", {}, "What is asked"),
      levels,
      field("Start", start),
      limit("budget", "Budget", "USD", "text"),
      limit("headcount", "People", "FTE", "number"),
      limit("deadline", "Deadline", "", "date"),
      faults,
      h("div", { class: "go" }, button("Plan it", planIt, { class: "main" }), button("Start anew", () => startAnew())),
      rest(),
    ),
  );
  await levelsInto(levels);
  state.on("request", sync);
  state.on("plan", sync);
  sync();
}

/** Show faults of the request, each at the field that its pointer names; the others in a list. */
export function showFaults(faults) {
  for (const name of ["budget", "headcount", "deadline", "start", "current", "target"]) {
    const control = controls[name]?.text ?? controls[name];
    control?.removeAttribute("aria-invalid");
  }
  fill(
    controls.faults,
    faults.map((fault) => {
      const name = fault.pointer.split("/")[1];
      const control = controls[name]?.text ?? controls[name];
      control?.setAttribute("aria-invalid", "true");
      const advice = fault.suggestion ? ` Try: ${fault.suggestion}.` : "";
      return h("p", {}, `${fault.detail}${advice}`);
    }),
  );
}

async function levelsInto(place) {
  const model = await catalog(state.request.catalog ?? "ai-maturity");
  for (const [name, words] of [["current", "Level now"], ["target", "Level wanted"]]) {
    const choice = h(
      "select",
      { onchange: () => state.change({ [name]: choice.value ? Number(choice.value) : null }) },
      h("option", { value: "" }, "choose"),
      model.levels.map((it) => h("option", { value: it.level, title: it.name }, `${it.level}  ${it.name}`)),
    );
    controls[name] = choice;
    place.append(field(words, choice));
  }
}

function planIt() {
  const given = { ...state.request };
  given.start ??= nextMonday();
  const missing = ["current", "target"].filter((name) => given[name] === undefined);
  if (missing.length) showFaults(missing.map((name) => ({ pointer: `/${name}`, detail: `Choose the level ${name === "current" ? "now" : "wanted"}.` })));
  else state.ask(given);
}

function startAnew() {
  location.assign(location.pathname);
}

/** A limit: whether it holds, its value, and a slider over it. */
function limit(name, words, unit, type) {
  const text = h("input", { type, inputmode: type === "text" ? "decimal" : null, class: "value" });
  if (type === "number") Object.assign(text, { min: "0.1", step: "any" });
  const slider = h("input", { type: "range", min: 0, max: STEPS, "aria-label": `${words}, slider` });
  const holds = h("input", { type: "checkbox", "aria-label": `${words} limits the plan` });
  const delta = h("p", { class: "hint" });
  text.id = newId(name);
  controls[name] = { text, slider, holds, delta };
  text.addEventListener("change", () => set(name, read(name)));
  slider.addEventListener("input", () => set(name, at(name, Number(slider.value))));
  holds.addEventListener("change", () => switchLimit(name, holds.checked));
  return h(
    "div",
    { class: "limit" },
    h("div", { class: "head" }, holds, h("label", { for: text.id }, words, unit && h("small", {}, ` ${unit}`)), text),
    slider,
    delta,
  );
}

function read(name) {
  const written = controls[name].text.value;
  if (name === "budget") return amountOf(written);
  if (name === "headcount") return written === "" ? null : Number(written);
  return written || null;
}

function set(name, value) {
  if (Number.isNaN(value)) {
    showFaults([{ pointer: `/${name}`, detail: `“${controls[name].text.value}” is no amount.`, suggestion: "1.5M, 250k or 1500000" }]);
    return;
  }
  showFaults([]);
  const request = lifted(state.request, name, false);
  state.ask(given(request, name, value));
}

/** Return a request with a limit set: a budget's total, a headcount's total, the deadline. */
function given(request, name, value) {
  const found = { ...request };
  if (name === "budget") found.budget = { ...request.budget, total: value };
  else if (name === "headcount" && request.headcount && typeof request.headcount === "object") found.headcount = { ...request.headcount, total: value };
  else found[name] = value;
  return found;
}

/** A limit that is switched off is kept and ignored, so that it can be switched on again. */
function switchLimit(name, on) {
  const has = valueOf(state.request, name) !== undefined;
  if (on && !has) set(name, proposed(name));
  else state.ask(lifted(state.request, name, !on));
}

function lifted(request, name, off) {
  const place = placeIn(request, name);
  const others = (request.ignore ?? []).filter((it) => it !== place);
  return { ...request, ignore: off ? [...others, place] : others.length ? others : null };
}

/** Where a limit stands in a request: what the request ignores is named by it. */
function placeIn(request, name) {
  if (name === "budget") return "/budget/total";
  return name === "headcount" && typeof request.headcount === "object" ? "/headcount/total" : `/${name}`;
}

function valueOf(request, name) {
  if (name === "budget") return request.budget?.total;
  if (name === "headcount") return typeof request.headcount === "object" ? request.headcount?.total : request.headcount;
  return request[name];
}

function proposed(name) {
  const plan = state.plan;
  if (name === "budget") return rounded(plan?.totals?.covered ?? 1500000);
  if (name === "headcount") return Math.ceil(peak(plan) ?? 12);
  return plan?.finish ?? daysAfter(state.request.start ?? nextMonday(), 104 * 7 - 1);
}

function peak(plan) {
  const peaks = (plan?.phases ?? []).map((it) => it.staffing.total?.peak ?? 0);
  return peaks.length ? Math.max(...peaks) : null;
}

function rounded(amount) {
  const size = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, amount))) - 1);
  return Math.ceil(amount / size) * size;
}

/** The most that a slider goes to: held while it moves, so that it does not run away under the hand. */
const most = { budget: 0, headcount: 0, deadline: LONGEST_WEEKS };

function reach(name) {
  const value = valueOf(state.request, name) ?? 0;
  if (name === "budget") {
    const wanted = rounded(Math.max(value, state.plan?.totals?.covered ?? 0, 500000) * 2);
    if (most.budget < value || most.budget === 0) most.budget = wanted;
  }
  if (name === "headcount" && (most.headcount < value || most.headcount === 0)) most.headcount = Math.max(24, Math.ceil(value * 2));
  return most[name];
}

function at(name, place) {
  if (name === "deadline") return daysAfter(state.request.start ?? nextMonday(), Math.max(1, Math.round((place / STEPS) * most.deadline)) * 7 - 1);
  const value = (reach(name) * place) / STEPS;
  return name === "budget" ? Math.round(value / stepOf(most.budget)) * stepOf(most.budget) : Math.max(0.5, Math.round(value * 2) / 2);
}

function stepOf(top) {
  return 10 ** Math.max(0, Math.floor(Math.log10(top / STEPS)));
}

function placeOf(name, value) {
  if (value === undefined || value === null) return STEPS / 2;
  const top = reach(name);
  const size = name === "deadline" ? (weeksBetween(state.request.start ?? nextMonday(), daysAfter(value, 1))) : value;
  return Math.round((size / top) * STEPS);
}

function sync() {
  const request = state.request;
  controls.start.value = request.start ?? "";
  for (const name of ["current", "target"]) {
    const value = request[name];
    if (controls[name]) controls[name].value = value === undefined ? "" : typeof value === "object" ? value.enterprise : value;
  }
  for (const name of ["budget", "headcount", "deadline"]) {
    const { text, slider, holds, delta } = controls[name];
    const value = valueOf(request, name);
    const off = (request.ignore ?? []).includes(placeIn(request, name));
    holds.checked = value !== undefined && value !== null && !off;
    if (document.activeElement !== text) text.value = value === undefined || value === null || Array.isArray(value) ? "" : name === "budget" ? value.toLocaleString("en-US") : value;
    if (document.activeElement !== slider || Number(slider.value) !== placeOf(name, value)) slider.value = placeOf(name, value);
    slider.setAttribute("aria-valuetext", value === undefined || value === null ? "no limit" : said(name, value));
    fill(delta, off ? "Switched off: kept, and not held." : value === undefined || value === null ? "No limit." : hint(name, value));
    slider.classList.toggle("off", !holds.checked);
  }
}

function said(name, value) {
  return name === "deadline" ? day(value) : name === "budget" ? `${short(value)}` : counted(value, "person", "people");
}

function hint(name, value) {
  const plan = state.plan;
  if (!plan?.finish) return "";
  if (name === "budget") return `${short(plan.totals.covered)} of ${short(value)} used`;
  if (name === "headcount") return `at most ${Math.round((peak(plan) ?? 0) * 100) / 100} at once`;
  const spare = weeksBetween(plan.finish, value);
  return spare >= 0 ? `${counted(spare, "week")} to spare` : `passed by ${counted(-spare, "week")}`;
}
