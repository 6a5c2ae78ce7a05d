/**
 * A plan in Jira: where to, whether it can be written, what would be, the writing itself, and what happened there.
 *
 * Everything is asked of the service, which alone speaks to Jira. Work goes on where this view is left, and is found
 * again when somebody comes back.
 */
import { catalog, Names } from "./catalogs.js";
import { changes } from "./changes.js";
import { connections } from "./connections.js";
import { announce, button, field, fill, h } from "./dom.js";
import { failure, outcome, preflight, pulled } from "./outcomes.js";
import { past } from "./past.js";
import { all, get, Problem } from "./service.js";
import { state } from "./state.js";
import { ask, attend, UNDER_WAY } from "./syncing.js";
import { counted, day } from "./words.js";

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
  #list = [];
  #head = h("div");
  #shown = h("div", { id: "jira-shown" });
  #past = h("div");
  #kept = h("div");

  constructor(place) {
    place.append(this.#head, this.#shown, this.#past, this.#kept);
  }

  leave() {
    this.#left.abort();
  }

  /** Read what there is and show it; where work is under way, follow it. What cannot be read is told in its place. */
  async open() {
    try {
      await this.#read();
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status === 401) throw problem;
      this.#offer();
      fill(this.#shown, failure(problem));
    }
  }

  async #read() {
    const turn = (this.#opened += 1);
    const list = await all("/v1/jira/connections");
    const runs = list.length ? (await get("/v1/jira/runs?limit=50")).items : [];
    if (turn !== this.#opened) return;
    const of = (it) => list.find((one) => it?.connection === `/v1/jira/connections/${one.id}`);
    this.connection = list.find((it) => it.id === chosen) ?? of(runs.find((it) => this.isOf(it))) ?? of(runs[0]) ?? list[0] ?? null;
    this.#list = list;
    this.#keep();
    fill(this.#shown);
    fill(this.#past);
    this.#offer();
    if (!this.connection) return;
    const own = runs.filter((it) => of(it) === this.connection);
    fill(this.#past, past(this.connection, own, (run) => void this.recall(run)));
    const last = own.find((it) => UNDER_WAY.includes(it.state)) ?? own.find((it) => !it.plan || this.isOf(it));
    if (last) await this.recall(last);
  }

  /** Show what can be done to the connection, where it is another one or has changed: what is typed there otherwise stays. */
  #keep() {
    const shown = this.connection ? `${this.connection.id} ${this.connection.version}` : "none";
    if (this.#kept.dataset.of === shown) return;
    this.#kept.dataset.of = shown;
    fill(this.#kept, connections(this.connection, (id) => this.choose(id)));
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

  /** Say whether a run is of the plan on screen. */
  isOf(run) {
    return state.plan !== null && run?.plan === `/v1/plans/${state.plan.id}`;
  }

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
      announce(`${TITLES[action]}: ${run.status === "succeeded" ? "done" : "stopped"}.`);
      await this.#relist();
    } catch (problem) {
      if (problem.name === "AbortError" || opened !== this.#opened) return;
      if (!(problem instanceof Problem)) throw problem;
      fill(this.#shown, failure(problem));
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
      fill(this.#shown, failure(job.error, run, this));
      return;
    }
    const plan = await this.#planOf(run);
    const names = plan && new Names(plan, await catalog(plan.catalog));
    const show = { preflight, diff: changes, apply: outcome, pull: pulled }[run.action];
    fill(this.#shown, show(run.result, { run, plan, names, desk: this, current: !run.plan || this.isOf(run) }));
  }

  async #planOf(run) {
    if (!run.plan) return state.plan;
    if (this.isOf(run)) return state.plan;
    return get(run.plan).catch(() => null);
  }

  /** Show what can be asked for; nothing while something is under way. */
  #offer(busy = false) {
    fill(
      this.#head,
      h(
        "section",
        { class: "card", "aria-labelledby": "jira-title" },
        h("h1", { id: "jira-title" }, "The plan in Jira"),
        h("p", {}, about(state.plan)),
        this.connection && [this.#choice(busy), this.#asked(busy)],
      ),
    );
  }

  #choice(busy) {
    const bare = (site) => site.replace(/^https?:\/\//, "");
    const choice = h(
      "select",
      { class: "narrow", disabled: busy, onchange: () => this.choose(choice.value) },
      this.#list.map((it) => h("option", { value: it.id, selected: it === this.connection }, `${it.name}: ${it.project} at ${bare(it.site)}`)),
    );
    return field("Connection", choice, `Written as ${this.connection.email}.`);
  }

  #asked(busy) {
    const plan = state.plan?.finish ? state.plan : null;
    const full = h("input", { type: "checkbox", disabled: busy });
    const step = (words, action, body, how = {}) => button(words, () => void this.begin(action, body()), { disabled: busy || (action !== "preflight" && !plan), ...how });
    return [
      h(
        "p",
        { class: "row" },
        step("Check the project", "preflight", () => (plan ? { plan: plan.id } : {})),
        step("Compare with Jira", "diff", () => ({}), { class: "main" }),
        step("Read back", "pull", () => ({ full: full.checked })),
        h("label", { class: "box" }, full, "everything, not only since the last time"),
      ),
      h("p", { class: "hint" }, "None of these writes anything. What is compared is shown, and written when you say so."),
    ];
  }
}

/** What each step is called where it is told of. */
const TITLES = { preflight: "Check", diff: "Comparison", apply: "Writing", pull: "Reading back" };

/** Return a sentence on the plan that is on screen. */
function about(plan) {
  if (!plan) return [h("a", { href: "#plan", onclick: goToPlan }, "Make a plan first"), ": what is written to Jira is the plan on screen."];
  if (!plan.finish) return "The plan on screen has no schedule, so there is nothing to write.";
  const name = plan.request.name ? `“${plan.request.name}”` : "The plan on screen";
  return `${name}: level ${plan.request.target} on ${day(plan.finish)}, ${counted(plan.activities.length, "activity", "activities")}, ${counted(plan.gates.length, "gate")}.`;
}

function goToPlan(event) {
  event.preventDefault();
  state.go("plan");
}
