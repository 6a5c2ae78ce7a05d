/**
 * A sync under way: what it does, how far it is, until when it has to wait, and a button that stops it.
 *
 * Leaving the page stops nothing: a job belongs to the service, and is followed again by whoever comes back.
 */
import { announce, button, fill, h } from "./dom.js";
import { ask as request, calls, cancel, followed, get, Problem } from "./service.js";

/** The states of work that is not over. */
export const UNDER_WAY = ["queued", "running"];

const DOES = { preflight: "Asking what the project can take", diff: "Comparing the plan with Jira", apply: "Writing to Jira", pull: "Reading what happened" };

/** Ask for a sync, show how it goes in the place, and return its run; throws `Problem`. */
export async function ask(place, path, body, how) {
  calls.set("jira", { method: "POST", path, body });
  fill(place, h("p", { class: "solving" }, h("strong", {}, `${DOES[how.action]}…`)));
  const answer = await request("POST", path, { body });
  const job = await answer.json();
  return answer.status === 202 ? attend(place, job, how) : job;
}

/** Follow a sync that is under way and return its run; throws `Problem` where it failed. */
export async function attend(place, job, { signal, action }) {
  const panel = new Panel(job, action);
  fill(place, panel.element);
  void panel.stands(job);
  const ended = await followed(job, {
    signal,
    onProgress: (progress) => panel.progressed(progress),
    onState: async () => panel.stands(await get(`/v1/jobs/${job.id}`, { signal })),
  });
  if (ended.state === "failed") throw new Problem(ended.error ?? { detail: "The work failed." });
  return get(ended.subject, { signal });
}

class Panel {
  #line = h("p", { role: "status" });
  #bar = h("progress", { "aria-label": "How much of it is done" });
  #does;

  constructor(job, action) {
    this.#does = DOES[action];
    const stop = button(action === "apply" ? "Stop; what is written stays" : "Stop", () => this.#stop(job, stop), { class: "small" });
    this.element = h("div", { class: "solving" }, this.#line, this.#bar, stop);
    this.#say("…");
  }

  /** Say that it is at work, or until when it waits. */
  stands(job) {
    if (job.cancel_requested && UNDER_WAY.includes(job.state)) this.#say(": it ends after the request that is under way.");
    else if (job.wakes_at) this.#say(` has to wait until ${time(job.wakes_at)}: Jira wants no more requests for now, or another sync is at work. It goes on by itself.`);
    else if (job.state === "queued") this.#say(": it waits for its turn.");
    else if (job.progress) this.progressed(job.progress);
  }

  progressed({ value, bound }) {
    if (value === null || !bound) return;
    this.#bar.max = bound;
    this.#bar.value = value;
    this.#say(`: ${value} of ${bound} requests are done.`);
  }

  async #stop(job, stop) {
    stop.disabled = true;
    try {
      await cancel(job);
      announce("It will be stopped.");
    } catch (problem) {
      this.#say(`: ${problem.message}`);
      stop.disabled = false;
    }
  }

  #say(words) {
    fill(this.#line, h("strong", {}, this.#does), words);
  }
}

/** Return a moment as people here read it: "27 Nov, 14:05:10". */
export function time(iso) {
  return new Date(iso).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" });
}
