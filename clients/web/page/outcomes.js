/**
 * What syncs came to: what a project can take, what was written, what happened in Jira, and why something failed.
 */
import { changes } from "./changes.js";
import { button, h, section } from "./dom.js";
import { told } from "./keeping.js";
import { folded, table } from "./table.js";
import { browse, fieldName, titleOf, valueOf } from "./values.js";
import { counted, day, plainly } from "./words.js";

const SEVERITIES = { error: "must be seen to", warning: "will be missing", note: "as it should be" };

/** Return what a project can take, and what is to be done about what it cannot. */
export function preflight(found) {
  const ranked = Object.keys(SEVERITIES);
  const findings = [...found.findings].sort((a, b) => ranked.indexOf(a.severity) - ranked.indexOf(b.severity));
  const errors = findings.filter((it) => it.severity === "error").length;
  const fields = [...new Set(Object.values(found.kinds).flatMap((it) => Object.keys(it.fields)))];
  const columns = [
    { title: "Written are", of: ([kind]) => plainly(kind) },
    { title: "As", of: ([, it]) => it.type_name },
    ...fields.map((name) => ({ title: fieldName(name), of: ([, it]) => it.fields[name] ?? "no" })),
  ];
  return section(
    found.ready ? `${found.project} is ready: the plan can be written` : `${counted(errors, "thing")} to see to before anything can be written`,
    "preflight",
    h("ul", { class: "findings" }, findings.map((it) => finding(it))),
    folded("Issue types and fields", table("What is written, as which type and into which fields", columns, Object.entries(found.kinds), { hidden: true })),
    h("p", { class: "hint" }, `Account ${found.account}, time zone ${found.time_zone}.`),
  );
}

function finding(it) {
  return h(
    "li",
    { class: it.severity },
    h("strong", {}, `${it.severity === "note" ? "" : `${SEVERITIES[it.severity][0].toUpperCase()}${SEVERITIES[it.severity].slice(1)}: `}`),
    it.detail,
    it.suggestion && it.severity !== "note" && h("small", {}, `Try: ${it.suggestion}`),
  );
}

/** Return what was written, and what is left to do. */
export function outcome(found, context) {
  const { desk, run, current } = context;
  const on = button("Go on with it", () => void desk.begin("apply", { hash: found.hash }), { class: "main" });
  const again = button("Compare again", () => void desk.begin("diff", {}));
  if (found.state === "done") {
    const words = found.requests ? `${counted(found.requests, "request")} sent.` : "Nothing was left to do.";
    return section("Written", "outcome", h("p", {}, h("strong", {}, `Done. ${words}`)), current && h("p", { class: "row" }, again));
  }
  if (found.state === "refused") {
    return [
      section("Not written", "outcome", h("p", { class: "faults", role: "alert" }, sentence(found.detail)), found.change_set && h("p", {}, "What would be written now stands below.")),
      found.change_set && changes(found.change_set, context),
    ];
  }
  const columns = [
    { title: "What", of: (it) => h("span", {}, it.issue && [browse(desk.connection, it.issue), " "], changeOf(it.change, context)) },
    { title: "Why not", of: (it) => it.detail },
  ];
  return section(
    "Not all of it is written",
    "outcome",
    h("p", {}, sentence(found.detail)),
    found.undone.length > 0 && table("What is not done", columns, found.undone),
    current && [h("p", { class: "row" }, on, again), h("p", { class: "hint" }, "What was written stays; nothing is done twice.")],
    run.asked.hash && h("p", { class: "hint" }, "Change set ", h("code", {}, found.hash), "."),
  );
}

function changeOf(id, { names }) {
  const [, node, field] = /^(?:link |version )?(.*?)(?::([a-z_]+))?$/.exec(id);
  return `${node.split(" > ").map((it) => titleOf(it, names)).join(" blocks ")}${field ? `: ${fieldName(field)}` : ""}`;
}

/** Return what happened in Jira to the issues of the plan, the new first. */
export function pulled(found, { plan, names, desk }) {
  const fresh = (it) => found.new.includes(`${it.on}:${it.kind}`);
  const rows = [...found.actuals].sort((a, b) => Number(fresh(b)) - Number(fresh(a)) || b.date.localeCompare(a.date));
  const columns = [
    { title: "Issue", of: (it) => h("span", {}, browse(desk.connection, it.source.replace(/^jira:/, "")), ` ${titleOf(it.on, names)}`) },
    { title: "What", of: (it) => [it.kind, fresh(it) ? " (new)" : ""].join("") },
    { title: "On", of: (it) => day(it.date) },
    { title: "Planned", of: (it) => plannedDay(it, plan) },
    { title: "Says", of: (it) => valueOf(it.value) },
    { title: "By", of: (it) => it.by ?? "" },
  ];
  const gone = found.gone.length ? `, ${found.gone.length} no longer so` : "";
  return section(
    "What happened in Jira",
    "pulled",
    h("p", {}, `Looked at ${found.full ? "every issue" : "what was changed lately"}: ${counted(found.issues, "issue")}, ${found.new.length} new${gone}.`),
    rows.length ? table("What happened, the new first", columns, rows) : h("p", {}, "Nothing has happened yet."),
  );
}

function plannedDay(actual, plan) {
  const own = plan?.activities.find((it) => it.id === actual.on) ?? null;
  const gate = plan?.gates.find((it) => it.id === actual.on) ?? null;
  if (actual.kind === "started") return own ? day(own.start) : "";
  return actual.kind === "finished" ? day(own?.finish ?? gate?.date) : "";
}

/** Return why there is no result: what the service says of it, or that it was stopped; with a way on. */
export function failure(problem, run = null, desk = null) {
  if (problem) {
    const denied = problem.type?.endsWith("jira-denied");
    return section(
      "It could not be done",
      "failure",
      h(
        "div",
        { class: "faults", role: "alert" },
        h("p", {}, h("strong", {}, problem.title), problem.errors?.length > 0 && ` ${problem.detail ?? problem.message}`),
        told(problem),
      ),
      denied && h("p", {}, "The token is set anew below, under “Change it, or set its token anew”."),
    );
  }
  const applied = run.action === "apply";
  const on = applied && button("Go on with it", () => void desk.begin("apply", { hash: run.asked.hash }), { class: "main" });
  const again = button("Compare again", () => void desk.begin("diff", {}));
  return section(
    "Stopped",
    "failure",
    h("p", {}, applied ? "It was stopped. What was written by then stays, stands in the audit, and is not written twice." : "It was stopped; nothing was written."),
    desk.isOf(run) && h("p", { class: "row" }, on, again),
  );
}

function sentence(words) {
  return `${words[0].toUpperCase()}${words.slice(1)}${words.endsWith(".") ? "" : "."}`;
}
