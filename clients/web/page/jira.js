/**
 * A plan in Jira: where to, whether it can be written, what would be, the writing itself, and what happened there.
 *
 * Everything is asked of the service, which alone speaks to Jira. Work goes on where this view is left, and is found
 * again when somebody comes back.
 */
import { catalog, Names } from "./catalogs.js";
import { changes } from "./changes.js";
import { connections } from "./connections.js";
import { announce, button, fill, h, section } from "./dom.js";
import { failure, outcome, preflight, pulled } from "./outcomes.js";
import { past } from "./past.js";
import { all, get } from "./service.js";
import { state } from "./state.js";
import { ask, attend, UNDER_WAY } from "./syncing.js";
import { day } from "./words.js";

/** The connection that was chosen last; null: the one that was used last. */
let chosen = null;

export const view = { name: "jira", title: "Jira", show };

function show(place) {
  const desk = new Desk(place);
  const again = () => void desk.open();
  state.on("plan", again);
  again();
  return () => {
    state.removeEventListener("plan", again);
    desk.leave();
  };
}

/** The view while it is open: which connection and plan it is about, and the work that it follows. */
class Desk {
  connection = null;
  #left = new AbortController();
  #opened = 0;
  #where = h("div");
  #steps = h("div");
  #shown = h("div", { id: "jira-shown" });
  #past = h("div");

  constructor(place) {
    const head = h("section", { class: "card" }, h("h1", {}, "The plan in Jira"), h("p", {}, "Issues, dates, links and gates go there; what people do with them comes back. Nothing is written that was not shown before."));
    place.append(head, this.#where, this.#steps, this.#shown, this.#past);
  }

  leave() {
    this.#left.abort();
  }

  /** Read what there is and show it; where work is under way, follow it. */
  async open() {
    const turn = (this.#opened += 1);
    const list = await all("/v1/jira/connections");
    const runs = list.length ? (await get("/v1/jira/runs?limit=50")).items : [];
    if (turn !== this.#opened) return;
    const of = (it) => list.find((one) => it?.connection === `/v1/jira/connections/${one.id}`);
    this.connection = list.find((it) => it.id === chosen) ?? of(runs.find(this.#isHere)) ?? of(runs[0]) ?? list[0] ?? null;
    fill(this.#where, connections(list, this.connection, (id) => this.choose(id)));
    fill(this.#shown);
    fill(this.#past);
    this.#offer();
    if (!this.connection) return;
    const own = runs.filter((it) => of(it) === this.connection);
    fill(this.#past, past(this.connection, own, (run) => void this.recall(run)));
    const last = own.find((it) => UNDER_WAY.includes(it.state)) ?? own.find((it) => !it.plan || this.#isHere(it));
    if (last) await this.recall(last);
  }

  /** Take another connection; null: none, or one that is there no more. */
  choose(id) {
    chosen = id;
    void this.open();
  }

  /** Show a run of before, or follow it where it is under way. */
  async recall(run) {
    const here = `/v1/jira/runs/${run.id}`;
    if (UNDER_WAY.includes(run.state)) await this.#follow(run.action, attend(this.#stand(), await get(run.job), { signal: this.#left.signal, action: run.action }));
    else await this.#tell(await get(here));
  }

  /** Ask for something, and show what comes of it: `action` is "preflight", "diff", "apply" or "pull". */
  async begin(action, body) {
    const path = action === "preflight" ? `/v1/jira/connections/${this.connection.id}/preflight` : `/v1/plans/${state.plan.id}/jira/${action}`;
    const given = action === "preflight" ? body : { connection: this.connection.id, ...body };
    await this.#follow(action, ask(this.#stand(), path, given, { signal: this.#left.signal, action }));
  }

  #isHere = (run) => state.plan !== null && run?.plan === `/v1/plans/${state.plan.id}`;

  #stand() {
    const place = h("div");
    fill(this.#shown, place);
    return place;
  }

  async #follow(action, work) {
    const opened = this.#opened;
    this.#offer(true);
    try {
      const run = await work;
      if (opened !== this.#opened) return;
      await this.#tell(run);
      announce(`${TITLES[action]}: ${run.status}.`);
      await this.#relist();
    } catch (problem) {
      if (problem.name === "AbortError") return;
      fill(this.#shown, failure(problem, action));
      await this.#relist();
    } finally {
      this.#offer(false);
    }
  }

  async #relist() {
    const runs = await get(`/v1/jira/runs?limit=50&connection=${this.connection.id}`);
    fill(this.#past, past(this.connection, runs.items, (run) => void this.recall(run)));
  }

  async #tell(run) {
    if (!run.result) {
      const job = await get(run.job);
      fill(this.#shown, failure(job.error, run.action, run, this));
      return;
    }
    const plan = await this.#planOf(run);
    const names = plan && new Names(plan, await catalog(plan.catalog));
    const show = { preflight, diff: changes, apply: outcome, pull: pulled }[run.action];
    fill(this.#shown, show(run.result, { run, plan, names, desk: this, current: !run.plan || this.#isHere(run) }));
  }

  async #planOf(run) {
    if (!run.plan) return state.plan;
    if (this.#isHere(run)) return state.plan;
    return get(run.plan).catch(() => null);
  }

  #offer(busy = false) {
    const { connection } = this;
    if (!connection) {
      fill(this.#steps);
      return;
    }
    const plan = state.plan;
    const ready = plan?.finish;
    const full = h("input", { type: "checkbox", disabled: busy });
    const step = (words, action, body, how = {}) => button(words, () => void this.begin(action, body()), { disabled: busy || (action !== "preflight" && !ready), ...how });
    fill(
      this.#steps,
      section(
        `${connection.name}: project ${connection.project}`,
        "steps",
        h("p", {}, ready ? about(plan) : plan ? "The plan on screen has no schedule, so there is nothing to write." : [h("a", { href: "#plan", onclick: goToPlan }, "Make a plan first"), ": what is written to Jira is the plan on screen."]),
        h(
          "p",
          { class: "row" },
          step("Check the project", "preflight", () => (ready ? { plan: plan.id } : {})),
          step("Compare", "diff", () => ({}), { class: "main" }),
          step("Read back", "pull", () => ({ full: full.checked })),
          h("label", { class: "box" }, full, "read back everything, not only since the last time"),
        ),
        h("p", { class: "hint" }, "Checking, comparing and reading back write nothing. What is compared is shown first, and written only when you say so."),
      ),
    );
  }
}

/** What each step is called where it is told of. */
export const TITLES = { preflight: "Check", diff: "Comparison", apply: "Writing", pull: "Reading back" };

function about(plan) {
  const name = plan.request.name ? `“${plan.request.name}”` : "The plan on screen";
  return `${name}: level ${plan.request.target} on ${day(plan.finish)}, ${plan.activities.length} activities, ${plan.gates.length} gates.`;
}

function goToPlan(event) {
  event.preventDefault();
  state.go("plan");
}
