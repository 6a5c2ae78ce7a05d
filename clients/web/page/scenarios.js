/**
 * Scenarios: what was asked, kept under names, opened again, side by side, and why two of them differ.
 *
 * Which are side by side stands in the address, with their plans, so that a link shows the same to everybody.
 */
import { beside } from "./beside.js";
import { catalog, Names } from "./catalogs.js";
import { comparison } from "./comparison.js";
import { asTyped } from "./defaults.js";
import { announce, button, field, fill, h, section } from "./dom.js";
import { distance, oneOff, peak } from "./figures.js";
import { belongs, isOf, keep, planAt, planOf, planned, remove, rename, scenarios } from "./kept.js";
import { following, inWords, isAsked, limitsInWords, open, same } from "./requests.js";
import { Problem } from "./service.js";
import { panel } from "./solving.js";
import { state } from "./state.js";
import { table } from "./table.js";
import { day, people, whole } from "./words.js";

const MOST = 4;
const SCREEN = "screen";
const CHANGED = "Somebody changed it since it was read here; the list shows it as it is now.";
const NOTHING_ASKED = "Ask for a plan first; what was asked can then be kept here under a name.";
const NOTHING_KEPT =
  "Nothing is kept yet. Plan something, give it a name above, and keep it; then change a limit, and keep that, too. " +
  "Two or more can be seen side by side, with what differs and why.";

export const view = { name: "scenarios", title: "Scenarios", show };

function show(place) {
  const shelf = new Shelf();
  place.append(panel, shelf.card, shelf.list, shelf.chosen);
  void shelf.begin();
  return () => shelf.left.abort();
}

/** The view while it is open: its rows, which of them are ticked, and what is shown of them. */
class Shelf {
  left = new AbortController();
  rows = [];
  linked = [];
  ticked = [];
  list = h("div", {});
  chosen = h("div", {});
  said = h("p", { class: "hint", role: "status" });
  wrong = h("div", { class: "faults", role: "alert" });

  constructor() {
    const { signal } = this.left;
    const words = () => (isAsked(state.request) ? proposed(state.request) : "");
    this.name = following({ type: "text", maxlength: "200", required: true, class: "name" }, words, signal);
    this.asked = h("p", {});
    this.keeping = button("Keep this one", () => this.tried(() => this.keep()), { class: "main" });
    this.card = h(
      "section",
      { class: "card", "aria-labelledby": "scenarios-title" },
      h("h1", { id: "scenarios-title" }, "Scenarios"),
      this.asked,
      h("form", { class: "row", onsubmit: (event) => (event.preventDefault(), this.keeping.click()) }, field("Name", this.name), this.keeping),
      this.said,
      this.wrong,
    );
    for (const what of ["request", "plan"]) state.addEventListener(what, () => this.screened(), { signal });
  }

  /** Read what is kept; what a link has side by side without a plan is planned. */
  async begin() {
    await this.read();
    for (const row of this.rows.filter((it) => this.ticked.includes(it.key) && !it.plan)) await this.tried(() => this.plan(row));
  }

  /** Do something, and show why it could not be done. */
  async tried(what) {
    fill(this.wrong);
    try {
      await what();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.status === 412 || problem.status === 404) await this.read();
      const said = problem.status === 412 ? [CHANGED] : problem.errors.map((it) => it.detail);
      fill(this.wrong, (said.length ? said : [problem.message]).map((it) => h("p", {}, it)));
    }
  }

  /** Read the scenarios and the plans that are known to belong to them. */
  async read() {
    const linked = links(state.noted("beside"));
    await this.tried(async () => {
      const kept = await scenarios();
      const row = async (it) => ({ key: it.id, scenario: it, name: it.name, request: it.request, plan: await planOf(it, linked.get(it.id)) });
      this.rows = await Promise.all(kept.map(row));
      const others = [...linked].filter(([key, id]) => id && !kept.some((it) => it.id === key));
      const plans = await Promise.all(others.map(([, id]) => planAt(id)));
      this.linked = plans.filter(Boolean).map((plan) => ({ key: plan.id, scenario: null, name: named(plan), request: asTyped(plan.request), plan }));
      this.ticked = [...linked.keys()];
      this.screened();
    });
  }

  /** Show the list anew: what is on screen may be another request, or have its plan now. */
  screened() {
    const asked = isAsked(state.request);
    fill(this.asked, asked ? ["On screen: ", h("strong", {}, inWords(state.request)), "."] : NOTHING_ASKED);
    this.keeping.disabled = !asked;
    for (const own of this.rows) {
      if (isOf(state.plan, own.request) && own.plan?.id !== state.plan.id) {
        belongs(own.key, state.plan);
        own.plan = state.plan;
      }
    }
    this.draw();
  }

  /** What can be ticked: what is on screen where it is not kept, the scenarios, and plans that only a link names. */
  get all() {
    const plan = isOf(state.plan, state.request) ? state.plan : null;
    const kept = this.rows.some((it) => same(it.request, state.request));
    const screen = isAsked(state.request) && !kept ? [{ key: SCREEN, scenario: null, name: "On screen, not kept", request: state.request, plan }] : [];
    const linked = this.linked.filter((it) => !screen.some((own) => own.plan?.id === it.plan.id));
    return [...screen, ...this.rows, ...linked];
  }

  draw() {
    const focused = document.activeElement?.dataset?.key;
    const { all } = this;
    const some = this.rows.length + this.linked.length > 0;
    fill(this.list, section("Kept", "kept", some ? this.table(all) : h("p", {}, NOTHING_KEPT)));
    void this.drawChosen(all);
    if (focused) [...this.list.querySelectorAll("[data-key]")].find((it) => it.dataset.key === focused)?.focus({ preventScroll: true });
  }

  table(all) {
    const columns = [
      { title: "Scenario", of: (it) => this.tick(it) },
      { title: "Finish", of: (it) => (it.plan ? (it.plan.finish ? day(it.plan.finish) : "no plan") : this.unplanned(it)), whole: true },
      { title: "One-off cost", of: (it) => it.plan?.finish && whole(oneOff(it.plan)), number: true },
      { title: "People at once", of: (it) => it.plan?.finish && people(peak(it.plan)), number: true },
      { title: "Proven", of: (it) => it.plan && proof(it.plan) },
    ].map((column) => ({ ...column, of: (row) => column.of(row) || "" }));
    const mark = (it) => (same(it.request, state.request) ? "current" : null);
    const hint = "Tick 2 to 4 of them to see them side by side; the others are compared with the first that is ticked.";
    return [h("p", { class: "hint" }, hint), table("Scenarios, the newest first", columns, all, { mark })];
  }

  tick(row) {
    const place = this.ticked.indexOf(row.key);
    const disabled = place < 0 && this.ticked.length >= MOST;
    const onchange = () => this.tried(() => this.toggle(row));
    const box = h("input", { type: "checkbox", checked: place >= 0, disabled, "data-key": `tick-${row.key}`, onchange });
    return [h("label", { class: "box" }, box, h("span", {}, row.name)), h("small", {}, inWords(row.request)), this.actions(row)];
  }

  unplanned(row) {
    if (row.key === SCREEN) return "being planned";
    return row.planning ? "planning…" : this.does(row, "Plan", () => this.tried(() => this.plan(row)), "Plan it");
  }

  actions(row) {
    const isHere = same(row.request, state.request);
    const opened = isHere ? h("strong", { class: "here" }, "on screen") : this.does(row, "Open", () => open(row.request));
    if (!row.scenario) return h("div", { class: "acts" }, opened);
    return h(
      "div",
      { class: "acts" },
      opened,
      this.does(row, "Rename", (event) => this.renaming(row, event.currentTarget.closest("th"))),
      this.does(row, "Delete", () => this.tried(() => this.remove(row))),
    );
  }

  /** A small button of a row. */
  does(row, what, onclick, words = what) {
    return button(words, onclick, { class: "small", "aria-label": `${what} “${row.name}”`, "data-key": `${what}-${row.key}` });
  }

  async keep() {
    const name = this.name.value.trim();
    if (!name) {
      this.name.focus();
      throw new Problem({ detail: "Give it a name first." });
    }
    const made = await keep(name);
    delete this.name.dataset.own;
    this.name.value = proposed(state.request);
    const place = this.ticked.indexOf(SCREEN);
    if (place >= 0) this.ticked[place] = made.id;
    this.remember();
    await this.read();
    this.say(`“${made.name}” is kept.`);
  }

  async toggle(row) {
    this.ticked = this.ticked.includes(row.key) ? this.ticked.filter((it) => it !== row.key) : [...this.ticked, row.key];
    this.remember();
    this.draw();
    if (!row.plan && this.ticked.includes(row.key) && row.key !== SCREEN) await this.plan(row);
  }

  async plan(row) {
    row.planning = true;
    this.draw();
    try {
      row.plan = await planned(row.scenario, { signal: this.left.signal });
      announce(`Planned: ${row.name}.`);
    } finally {
      row.planning = false;
      if (!this.left.signal.aborted) {
        this.remember();
        this.draw();
      }
    }
  }

  renaming(row, cell) {
    const input = h("input", { type: "text", maxlength: "200", value: row.name, "aria-label": `Another name for “${row.name}”` });
    const back = () => this.list.querySelector(`[data-key="Rename-${row.key}"]`)?.focus();
    const done = () => this.tried(async () => {
      await rename(row.scenario, input.value.trim() || row.name);
      await this.read();
      this.say("Renamed.");
      back();
    });
    const quit = () => {
      this.draw();
      back();
    };
    const handlers = { onsubmit: (event) => (event.preventDefault(), void done()), onkeydown: (event) => event.key === "Escape" && quit() };
    const save = h("button", { type: "submit", class: "small main" }, "Save");
    fill(cell, h("form", { class: "row", ...handlers }, input, save, button("Cancel", quit, { class: "small" })));
    input.select();
  }

  async remove(row) {
    await remove(row.scenario);
    this.ticked = this.ticked.filter((it) => it !== row.key);
    this.remember();
    await this.read();
    const undo = button("Bring it back", () => this.tried(async () => {
      await keep(row.name, row.request);
      this.say(`“${row.name}” is back.`);
      await this.read();
    }), { class: "small" });
    this.say(`“${row.name}” is deleted. `, undo);
    undo.focus();
  }

  say(...words) {
    fill(this.said, words);
  }

  remember() {
    const found = this.ticked.map((key) => this.all.find((it) => it.key === key)).filter(Boolean);
    state.note("beside", found.map((it) => (it.scenario ? `${it.key}~${it.plan?.id ?? ""}` : it.key === SCREEN ? SCREEN : `~${it.plan.id}`)).join(","));
  }

  async drawChosen(all) {
    const chosen = this.ticked.map((key) => all.find((it) => it.key === key)).filter((it) => it?.plan);
    const key = chosen.map((it) => `${it.plan.id} ${it.name}`).join();
    if (key === this.drawn) return;
    this.drawn = key;
    this.comparing?.abort();
    if (chosen.length < 2) {
      fill(this.chosen);
      return;
    }
    this.comparing = new AbortController();
    this.left.signal.addEventListener("abort", () => this.comparing.abort());
    const names = new Names(chosen[0].plan, await catalog(chosen[0].plan.catalog));
    if (this.drawn === key) fill(this.chosen, beside(chosen, names), comparison(chosen, this.comparing.signal));
  }
}

/** Return what an address says of plans side by side: ids of scenarios, or of plans alone, with the plan of each. */
function links(words) {
  const parts = (words ?? "").split(",").filter(Boolean).map((it) => it.split("~"));
  return new Map(parts.map(([scenario, plan]) => [scenario || plan, plan || null]));
}

function named(plan) {
  return plan.request.name ?? `Level ${plan.request.target}: ${limitsInWords(plan.request).join(", ") || "no limits"}`;
}

function proposed(request) {
  return limitsInWords(request).join(", ") || `Level ${request.target}`;
}

function proof(plan) {
  if (!plan.finish) return plan.status === "infeasible" ? "yes" : "not yet";
  return plan.goals.every((it) => it.proven) ? "proven best" : distance(plan);
}
