/**
 * What was asked of a connection before, each to be shown again; and the audit: every field that was written over it.
 */
import { button, fill, h, section } from "./dom.js";
import { all } from "./service.js";
import { time } from "./syncing.js";
import { folded, table } from "./table.js";
import { browse, fieldName, sidesOf } from "./values.js";
import { counted } from "./words.js";

const ACTIONS = { preflight: "check", diff: "comparison", apply: "writing", pull: "reading back" };
const SHOWN = 40;

/** Return the runs over a connection, and its audit; `recall(run)` shows one. */
export function past(connection, runs, recall) {
  const columns = [
    { title: "What", of: (it) => ACTIONS[it.action] },
    { title: "When", of: (it) => time(it.created_at) },
    { title: "State", of: (it) => it.state },
    { title: "Called in Jira", of: (it) => it.roadmap ?? "" },
    { title: "Show", of: (it) => button("Show", () => show(it), { class: "small", "aria-label": `Show the ${ACTIONS[it.action]} of ${time(it.created_at)}` }) },
  ];
  const show = (run) => {
    recall(run);
    document.getElementById("jira-shown")?.scrollIntoView({ block: "start" });
  };
  return section(
    "What was done",
    "past",
    runs.length
      ? folded(runs.length > 1 ? `The last ${runs.length} steps` : "The last step", table("What was asked over this connection, newest first", columns, runs, { hidden: true }))
      : h("p", { class: "hint" }, "Nothing yet."),
    audit(connection),
  );
}

/** The audit is long: it is read when it is opened, and the newest of it is shown first. */
function audit(connection) {
  const place = h("div", {}, h("p", { class: "hint" }, "Reading…"));
  const box = folded("Audit: every field that was written", place);
  box.addEventListener("toggle", async () => {
    if (!box.open) return;
    const rows = (await all(`/v1/jira/connections/${connection.id}/audit?limit=100`)).reverse();
    fill(place, rows.length ? listed(rows, connection, SHOWN) : h("p", {}, "Nothing was written yet."));
  });
  return box;
}

function listed(rows, connection, many) {
  const columns = [
    { title: "Issue", of: (it) => (it.issue ? browse(connection, it.issue) : it.node) },
    { title: "What", of: (it) => it.operation },
    { title: "Field", of: (it) => fieldName(it.field) },
    { title: "Before", of: (it) => sidesOf({ theirs: it.before, mine: it.after }, null).theirs },
    { title: "After", of: (it) => sidesOf({ theirs: it.before, mine: it.after }, null).mine },
    { title: "When", of: (it) => time(it.at) },
    { title: "By", of: (it) => it.actor },
    { title: "Answer", of: (it) => it.status ?? "found done", number: true },
  ];
  const shown = table(`${counted(rows.length, "field")} written, the newest first`, columns, rows.slice(0, many));
  const rest = rows.length - many;
  const place = h("div", {}, shown);
  if (rest > 0) place.append(button(`Show ${rest} more`, () => fill(place, listed(rows, connection, rows.length))));
  return place;
}
