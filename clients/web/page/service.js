/**
 * The JSON API: every request of the page goes through here, with its key and its problems.
 *
 * What was last asked of each kind is kept, so that the page can show the very call that is on screen.
 */

const KEY = "milepost.key";

/** Why a request was not carried out, in the service's words; `errors` names everything that is wrong with it. */
export class Problem extends Error {
  constructor(problem) {
    super(problem.detail || problem.title || "The service did not answer as expected.");
    this.status = problem.status ?? 0;
    this.type = (problem.type ?? "").split("/").at(-1);
    this.title = problem.title ?? "";
    this.errors = problem.errors ?? [];
  }
}

/** Calls by what they were for ("plan", "study", ...): `{ method, path, body }`, the last one of each. */
export const calls = new Map();

/** The key that requests carry; null where there is none. It is kept as long as the tab is open. */
export function key() {
  return sessionStorage.getItem(KEY);
}

/** Take a key, or none. */
export function useKey(given) {
  if (given) sessionStorage.setItem(KEY, given);
  else sessionStorage.removeItem(KEY);
}

function headersWith(more) {
  const own = key();
  return own ? { ...more, Authorization: `Bearer ${own}` } : more;
}

/** Ask, and return the answer as it came (a `Response`); throws `Problem`. */
export async function ask(method, path, { body, headers = {}, signal } = {}) {
  const said = body === undefined ? headers : { "Content-Type": "application/json", ...headers };
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: headersWith(said),
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({ title: "No answer", detail: "The service cannot be reached. Is it still running?" });
  }
  if (answer.ok) return answer;
  let problem = { title: answer.statusText, detail: `The service answered with ${answer.status}.` };
  try {
    problem = await answer.json();
  } catch {
    // What is no JSON says nothing that a reader could use.
  }
  throw new Problem({ ...problem, status: answer.status });
}

/** Read JSON. */
export async function get(path, options) {
  const answer = await ask("GET", path, options);
  return answer.json();
}

/** Send JSON and return the answer's, null where there is none; `as` is what the call is remembered as. */
export async function send(method, path, body, { as, ...options } = {}) {
  if (as) calls.set(as, { method, path, body });
  const answer = await ask(method, path, { ...options, body });
  return answer.status === 204 ? null : answer.json();
}

/** Read every page of a list. */
export async function all(path, options) {
  const found = [];
  let cursor = null;
  do {
    const mark = path.includes("?") ? "&" : "?";
    const page = await get(cursor ? `${path}${mark}cursor=${encodeURIComponent(cursor)}` : path, options);
    found.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return found;
}

/**
 * Have long work done: post `body`, follow its job, and return what it made (a plan, a study, ...).
 *
 * `onJob` is given the job when it is queued, `onProgress` how far a search is, `onFinding` what was found on the way.
 * Throws `Problem` where it failed; an aborted `signal` cancels the job, and throws `AbortError`.
 */
export async function work(path, body, { as, signal, onJob, onProgress, onFinding } = {}) {
  if (as) calls.set(as, { method: "POST", path, body });
  // The answer is awaited even where nobody wants it any more: only then is it known what to cancel.
  const answer = await ask("POST", path, { body });
  const job = await answer.json();
  if (answer.status !== 202) return job;
  const stop = () => void cancel(job).catch(() => null);
  if (signal?.aborted) {
    stop();
    throw new DOMException("No longer wanted", "AbortError");
  }
  onJob?.(job);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const ended = await followed(job, { signal, onProgress, onFinding });
    if (ended.state === "failed") throw new Problem(ended.error ?? { detail: "The work failed." });
    return await get(ended.subject, { signal });
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

/** Have a job end now; what it has found by then is kept. */
export function cancel(job) {
  return ask("DELETE", `/v1/jobs/${job.id}`);
}

/** Follow a job to its end, over breaks of the connection, and return it as it then is; `onState` is given each state that it takes on. */
export async function followed(job, { signal, onProgress, onFinding, onState } = {}) {
  let last = "0";
  for (let breaks = 0; ; breaks += 1) {
    try {
      const headers = { Accept: "text/event-stream", "Last-Event-ID": last };
      const stream = await ask("GET", job.events, { headers, signal });
      for await (const event of eventsOf(stream.body)) {
        last = event.id ?? last;
        if (event.event === "state") onState?.(event.state);
        if (event.progress) onProgress?.(event.progress);
        if (event.finding) onFinding?.(event.finding);
        breaks = 0;
      }
    } catch (error) {
      if (error.name === "AbortError" || (error instanceof Problem && error.status >= 400 && error.status < 500)) throw error;
      if (breaks > 5) throw error;
      await new Promise((resolve) => setTimeout(resolve, 300 * 2 ** breaks));
    }
    const now = await get(`/v1/jobs/${job.id}`, { signal });
    if (["succeeded", "failed", "cancelled"].includes(now.state)) return now;
  }
}

async function* eventsOf(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let waiting = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    waiting += decoder.decode(value, { stream: true });
    for (let end = waiting.indexOf("\n\n"); end >= 0; end = waiting.indexOf("\n\n")) {
      const lines = waiting.slice(0, end).split("\n");
      waiting = waiting.slice(end + 2);
      const said = lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6));
      const id = lines.find((line) => line.startsWith("id: "))?.slice(4);
      if (said.length) yield { id, ...JSON.parse(said.join("\n")) };
    }
  }
}

/** Keep a file that the service makes, under the name that it gives it. */
export async function keep(path) {
  const answer = await ask("GET", path);
  const named = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("Content-Disposition") ?? "");
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = named ? decodeURIComponent(named[1]) : path.split("/").at(-1);
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
