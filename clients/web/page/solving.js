/**
 * Planning as the request changes: one search at a time, the newest one; what it has found so far, and an end to it.
 *
 * Listens to the state's request and puts the plan there. A search that a newer request makes useless is cancelled.
 */
import { asTyped } from "./defaults.js";
import { announce, button, fill, h } from "./dom.js";
import { Problem, cancel, get, work } from "./service.js";
import { state } from "./state.js";
import { day, dayOfWeek, short, whole } from "./words.js";

const PAUSE_MS = 60;
const WANTED = { finish: "earliest finish", cost: "least cost", cost_to_gate: "least cost with running cost", risk: "least open risk", peak: "fewest people at once", levels: "levels soonest", tidy: "everything as early as it can be" };

let search = null;
let waiting = null;
let job = null;

/** The element that says how a search stands. */
export const panel = h("div", { class: "solving", hidden: true });

/** Begin to plan whatever is asked; `refused` is given the faults of a request that cannot be planned, none when it can. */
export function planEverything(refused) {
  state.on("request", (event) => {
    if (event.detail?.planned) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => void plan(refused), PAUSE_MS);
  });
}

/** Plan what is asked, now. */
export async function plan(refused) {
  search?.abort();
  const own = (search = new AbortController());
  const request = state.request;
  refused([]);
  if (!("current" in request && "target" in request && "start" in request)) return;
  document.body.dataset.solving = "yes";
  if (!state.plan) state.dispatchEvent(new Event("plan"));
  begun();
  try {
    const found = await work("/v1/plans", request, {
      as: "plan",
      signal: own.signal,
      onJob: (queued) => (job = queued),
      onProgress: (progress) => own === search && progressed(progress, request.start),
      onFinding: (finding) => own === search && findings(finding),
    });
    if (own !== search) return;
    state.show(found);
    announce(state.plan.finish ? `Planned: ${day(state.plan.finish)}.` : "There is no plan within these limits.");
  } catch (problem) {
    if (own !== search || problem.name === "AbortError") return;
    if (problem instanceof Problem) refused(problem.errors.length ? problem.errors : [{ pointer: "", detail: problem.message }]);
    else throw problem;
  } finally {
    if (own === search) ended();
  }
}

function begun() {
  job = null;
  panel.hidden = false;
  fill(
    panel,
    h("p", {}, h("strong", {}, "Planning…"), " looking for a first plan"),
    h("progress", { "aria-label": "How nearly it is proven" }),
    button("Stop, and keep the best", () => job && void cancel(job), { class: "small" }),
  );
}

function progressed(progress, start) {
  const weeks = ["finish"].includes(progress.goal);
  const value = progress.value === null ? "none yet" : weeks ? day(dayOfWeek(start, progress.value)) : whole(progress.value);
  const bound = progress.bound === null ? "–" : weeks ? day(dayOfWeek(start, progress.bound)) : whole(progress.bound);
  const gap = progress.gap === null ? "–" : `${short(Math.round(progress.gap * 1000) / 10)} %`;
  const [line, bar] = panel.children;
  fill(
    line,
    h("strong", {}, `For the ${WANTED[progress.goal] ?? progress.goal}: `),
    `best so far ${value}; nothing beats ${bound}; gap ${gap}`,
  );
  if (progress.gap !== null) bar.value = Math.max(0, 1 - progress.gap);
}

function findings(finding) {
  const found = finding.conflict ? "limits that cannot hold together" : finding.repair ? "a change that would do" : null;
  if (found) fill(panel.firstElementChild, h("strong", {}, "No plan within these limits: "), `found ${found}, looking for more`);
}

function ended() {
  panel.hidden = true;
  delete document.body.dataset.solving;
}

/** Read a plan that was made before, and show it; throws `Problem`. */
export async function recall(id) {
  clearTimeout(waiting);
  search?.abort();
  search = null;
  ended();
  const plan = await get(`/v1/plans/${encodeURIComponent(id)}`);
  state.show(plan, Object.keys(state.request).length ? null : asTyped(plan.request));
  return plan;
}
