/**
 * Scenarios as the service keeps them, and which plan belongs to each: known to this browser, or named in the address.
 *
 * A plan that is not known is planned again. Nothing here draws.
 */
import { asTyped } from "./defaults.js";
import { same } from "./requests.js";
import { Problem, all, ask, get, send, work } from "./service.js";
import { state } from "./state.js";

const STORE = "milepost.scenarios";
const MERGE = "application/merge-patch+json";
const plans = new Map();

/** Return every scenario, the newest first, with its request as somebody would have typed it. */
export async function scenarios() {
  const found = await all("/v1/scenarios");
  return found.map((it) => ({ ...it, request: asTyped(it.request) }));
}

/** Keep the request on screen under a name; returns the scenario. */
export async function keep(name, request = state.request) {
  const made = await send("POST", "/v1/scenarios", { name, request }, { as: "scenario" });
  if (isOf(state.plan, request)) belongs(made.id, state.plan);
  return made;
}

/** Give a scenario another name; throws `Problem` where somebody changed it since it was read. */
export function rename(scenario, name) {
  return send("PATCH", `/v1/scenarios/${scenario.id}`, { name }, { headers: { "Content-Type": MERGE, "If-Match": `"${scenario.version}"` } });
}

/** Delete a scenario; throws `Problem` where somebody changed it since it was read. */
export async function remove(scenario) {
  await ask("DELETE", `/v1/scenarios/${scenario.id}`, { headers: { "If-Match": `"${scenario.version}"` } });
  const known = remembered();
  delete known[scenario.id];
  localStorage.setItem(STORE, JSON.stringify(known));
}

/** Say whether a plan is the one of a request. */
export function isOf(plan, request) {
  return Boolean(plan) && same(plan.request, request);
}

/** Remember which plan belongs to a scenario. */
export function belongs(id, plan) {
  plans.set(plan.id, Promise.resolve(plan));
  localStorage.setItem(STORE, JSON.stringify({ ...remembered(), [id]: plan.id }));
}

/** Return the plan that is known to belong to a scenario, or the one named; null where there is none any more. */
export async function planOf(scenario, named = null) {
  const id = named ?? remembered()[scenario.id];
  if (!id) return null;
  const plan = await planAt(id);
  if (!isOf(plan, scenario.request)) return null;
  belongs(scenario.id, plan);
  return plan;
}

/** Return a plan by its id, null where there is none. */
export async function planAt(id) {
  if (!plans.has(id)) plans.set(id, get(`/v1/plans/${encodeURIComponent(id)}`));
  try {
    return await plans.get(id);
  } catch (problem) {
    plans.delete(id);
    if (problem instanceof Problem && problem.status === 404) return null;
    throw problem;
  }
}

/** Plan a scenario, and remember the plan as its own. */
export async function planned(scenario, { signal } = {}) {
  const plan = await work("/v1/plans", scenario.request, { signal });
  belongs(scenario.id, plan);
  return plan;
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "{}");
  } catch {
    return {};
  }
}
