/**
 * Inquiries: what is asked of the request on screen and takes its time. An answer outlives the view that asked for it.
 *
 * One runs at a time, so that planning always has room; whoever begins another ends it, and what it found is kept.
 */
import { catalog, Names } from "./catalogs.js";
import { onTheme, theme } from "./chart.js";
import { announce, button, fill, h } from "./dom.js";
import { Problem, cancel, work } from "./service.js";
import { inWords, open, same, taken } from "./requests.js";
import { state } from "./state.js";
import { counted } from "./words.js";

const TICK_MS = 1000;

/** One question with its answer; it tells of every "change". */
export class Inquiry extends EventTarget {
  static #latest = null;
  #own = null;
  #job = null;
  #stopped = false;

  /** `as` is what its call is remembered as; `limit` how many seconds it may take. */
  constructor(as, limit) {
    super();
    Object.assign(this, { as, limit, running: false, asked: false, found: [], answer: null, problem: null, used: [] });
  }

  /**
   * Ask: post `body` to `path`. `about` is the request that was on screen, `base` the one that the answer's changes
   * belong to; both stay with the answer, as do the plan that was shown, its names, and what the asker puts aside.
   */
  async begin({ path, body, about = state.request, base = about, plan = state.plan, aside = null }) {
    Inquiry.#latest?.stop();
    Inquiry.#latest = this;
    const own = (this.#own = {});
    this.#job = null;
    this.#stopped = false;
    Object.assign(this, { running: true, asked: true, body, about, base, plan, aside, began: Date.now() });
    Object.assign(this, { found: [], answer: null, problem: null, used: [], figure: null });
    this.#tell();
    try {
      const names = await namesOf(plan, about);
      if (own !== this.#own) return;
      this.names = names;
      const answer = await work(path, body, {
        as: this.as,
        onJob: (job) => this.#queued(own, job),
        onFinding: (finding) => own === this.#own && this.#finds(finding),
      });
      if (own === this.#own) this.answer = answer;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (own === this.#own) this.problem = problem;
    } finally {
      if (own === this.#own) this.#ends();
    }
  }

  /** Say why it cannot be asked. */
  refuse(problem) {
    this.problem = problem;
    announce(problem.message);
    this.#tell();
  }

  /** End it with what it has found by now. */
  stop() {
    if (!this.running) return;
    this.#stopped = true;
    if (this.#job) void cancel(this.#job).catch(() => null);
  }

  /** Whether it was ended before it was done. */
  get broken() {
    return this.answer?.status === "cancelled";
  }

  /** Whether the answer is of the request on screen, or that request comes from the answer. */
  get fits() {
    return same(state.request, this.about) || this.used.some((it) => same(it, state.request));
  }

  /** Return the request that an answer's changes lead to. */
  leads(changes) {
    return taken(this.base, changes);
  }

  /** Make what the changes lead to the request on screen, and show its plan. */
  use(changes) {
    const request = this.leads(changes);
    this.used.push(request);
    open(request);
  }

  /** Return the chart of the answer, which `make` returns: made once for each colour of the screen. */
  drawn(make) {
    if (!this.figure || this.tint !== theme()) Object.assign(this, { figure: make(), tint: theme() });
    return this.figure;
  }

  #queued(own, job) {
    if (own !== this.#own || this.#stopped) void cancel(job).catch(() => null);
    if (own === this.#own) this.#job = job;
  }

  #finds(finding) {
    const [found] = Object.values(finding).filter((it) => it !== null);
    // A job that is taken up again tells again what it told before.
    if (!found || this.found.some((it) => JSON.stringify(it) === JSON.stringify(found))) return;
    this.found = [...this.found, found];
    this.#tell();
  }

  #ends() {
    this.running = false;
    announce(this.problem ? this.problem.message : this.broken ? "Stopped; what was found is kept." : "Answered.");
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

async function namesOf(plan, request) {
  const own = plan ?? { request, activities: [] };
  return new Names(own, await catalog(plan?.catalog ?? request.catalog ?? "ai-maturity"));
}

/**
 * Return what stands under a question: how it goes with a way to stop it, what went wrong, of which request it is, and
 * the answer, which `told(inquiry)` returns the elements of. `again` asks anew; `left` is aborted with the view; `of`
 * says what the answer is of, where that is not the request on screen.
 */
export function standing(inquiry, { told, again, left, of = ofWhich }) {
  const going = h("div", { class: "going", hidden: true });
  const wrong = h("div", { class: "faults", role: "alert" });
  const about = h("div", { class: "about" });
  const place = h("div", { class: "answer", tabindex: "-1" });
  let tick = null;
  const anew = () => {
    again();
    going.querySelector("button")?.focus();
  };
  const drawn = () => {
    if (inquiry.running && going.hidden) fill(going, bar(inquiry));
    // Whoever was at the way to stop it is led on to the answer.
    if (!inquiry.running && going.contains(document.activeElement)) place.focus({ preventScroll: true });
    going.hidden = !inquiry.running;
    clearInterval(tick);
    if (inquiry.running) tick = setInterval(() => passed(going, inquiry), TICK_MS);
    passed(going, inquiry);
    fill(wrong, faults(inquiry.problem));
    fill(about, of(inquiry, anew));
    refilled(place, inquiry.asked && (inquiry.answer || inquiry.found.length > 0) && told(inquiry));
  };
  inquiry.addEventListener("change", drawn, { signal: left });
  state.addEventListener("request", drawn, { signal: left });
  onTheme(drawn, left);
  left.addEventListener("abort", () => clearInterval(tick));
  drawn();
  return [going, wrong, about, place];
}

function bar(inquiry) {
  const used = h("progress", { max: inquiry.limit, "aria-label": "Time used of what it may take" });
  return [h("p", {}), used, button("Stop", () => inquiry.stop(), { class: "small" })];
}

function passed(going, inquiry) {
  if (going.hidden) return;
  const seconds = Math.round((Date.now() - inquiry.began) / 1000);
  const [line, progress] = going.children;
  const found = inquiry.found.length > 0 ? `, ${counted(inquiry.found.length, "answer")} so far` : "";
  fill(line, h("strong", {}, "Solving…"), ` ${counted(seconds, "second")} of at most ${inquiry.limit}${found}`);
  progress.value = Math.min(seconds, inquiry.limit);
}

function faults(problem) {
  if (!problem) return null;
  const said = problem.errors.length ? problem.errors.map((it) => `${it.detail}${it.suggestion ? ` Try: ${it.suggestion}.` : ""}`) : [problem.message];
  return said.map((it) => h("p", {}, it));
}

function ofWhich(inquiry, again) {
  if (!inquiry.asked) return null;
  if (same(state.request, inquiry.about)) return h("p", { class: "hint" }, "Of the request on screen.");
  if (inquiry.fits) return h("p", { class: "hint" }, `Of the request from which the one on screen was made: ${inWords(inquiry.about)}.`);
  const anew = !inquiry.running && button("Ask of this one", again, { class: "small" });
  return h("p", { class: "old" }, h("strong", {}, "Of an earlier request: "), `${inWords(inquiry.about)}. `, anew);
}

/** Show these children instead, and keep the focus on the control of the same `data-key`. */
function refilled(place, ...children) {
  const key = place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  fill(place, ...children);
  if (key) [...place.querySelectorAll("[data-key]")].find((it) => it.dataset.key === key)?.focus({ preventScroll: true });
}

/** Say whether what the changes of an answer lead to is on screen already. */
export function isHere(inquiry, changes) {
  return same(state.request, inquiry.leads(changes));
}

/** Return the button that makes an answer the request on screen; `key` tells it from the others of its table. */
export function useIt(inquiry, changes, { words = "Use this", label, key = "use" }) {
  if (isHere(inquiry, changes)) return h("strong", { class: "here" }, "on screen");
  return button(words, () => inquiry.use(changes), { class: "small", "aria-label": label, "data-key": key });
}
