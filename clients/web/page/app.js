/**
 * The page: puts its parts together, reads the address, shows one view at a time.
 *
 * A view is `{ name, title, show(place) }`; `show` fills the place and may return what to do when the view is left.
 */
import { warm } from "./chart.js";
import { announce, fill, h } from "./dom.js";
import { buildForm, showFaults } from "./form.js";
import { askForKey } from "./keys.js";
import { plan as planNow, planEverything, recall } from "./solving.js";
import { Problem } from "./service.js";
import { same } from "./requests.js";
import { state } from "./state.js";
import { view as api } from "./api.js";
import { view as catalog } from "./catalog.js";
import { view as explore } from "./explore.js";
import { view as jira } from "./jira.js";
import { view as plan } from "./plan.js";
import { view as scenarios } from "./scenarios.js";

const VIEWS = [plan, explore, scenarios, catalog, jira, api];
const main = document.getElementById("main");
let leave = null;

function tabs() {
  fill(
    document.getElementById("views"),
    VIEWS.map((it) =>
      h("a", { href: `#${it.name}`, "aria-current": it.name === state.view ? "page" : null, onclick: (event) => go(event, it.name) }, it.title),
    ),
  );
}

function go(event, name) {
  event.preventDefault();
  state.go(name);
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function show() {
  leave?.();
  const view = VIEWS.find((it) => it.name === state.view) ?? plan;
  document.body.dataset.view = view.name;
  document.title = `${view.title} · Milepost`;
  tabs();
  leave = view.show(fill(main)) ?? null;
}

/** Show what went wrong where nobody expected it: in the page, not only in the console. */
function failed(error) {
  if (error?.name === "AbortError") return;
  if (error instanceof Problem && error.status === 401) {
    askForKey(() => location.reload());
    return;
  }
  announce(error?.message ?? String(error));
  const line = h("p", { class: "faults", role: "alert" }, error?.message ?? String(error));
  main.prepend(line);
  setTimeout(() => line.remove(), 15000);
}

/** Show what the address says after a step back or forward: its view, and its request with its plan. */
async function back() {
  const { view, place, request } = state;
  const named = state.read();
  const asked = !same(request, state.request);
  // What runs is of the request that is left; what is recalled or planned below ends it.
  if (asked) state.dispatchEvent(new CustomEvent("request", { detail: { planned: true } }));
  if (asked && !named) state.show(null);
  if (state.view !== view) state.dispatchEvent(new Event("view"));
  else if (state.place !== place) state.dispatchEvent(new Event("place"));
  if (asked) await shown(named);
}

/** Show the plan of this id, or plan what is asked where there is none. */
async function shown(named) {
  try {
    if (named) {
      await recall(named);
      return;
    }
  } catch (problem) {
    if (!(problem instanceof Problem && problem.status === 404)) throw problem;
    // A plan of another service, or one that was deleted: what it was of is in the address, and is planned anew.
  }
  await planNow(refused);
}

/** Tell what is wrong with a request: at its fields, and to the view that asked. */
function refused(faults) {
  showFaults(faults);
  state.dispatchEvent(new CustomEvent("refused", { detail: faults }));
}

async function begin() {
  const named = state.read();
  planEverything(refused);
  state.on("view", show);
  addEventListener("popstate", () => void back().catch(failed));
  // Its address would be that of a view.
  document.querySelector(".skip").addEventListener("click", (event) => (event.preventDefault(), main.focus()));
  await buildForm(document.getElementById("asked"));
  show();
  document.body.dataset.ready = "yes";
  void warm().catch(() => null);
  await shown(named);
}

addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  failed(event.reason);
});
void begin().catch(failed);
