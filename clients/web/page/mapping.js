/**
 * How plans become issues: which classes of things are written at all, and who wins where both sides moved.
 *
 * The parts of a connection's mapping that people choose; the rest of it is the command line's and the API's.
 */
import { announce, button, field, fill, h } from "./dom.js";
import { keep, told } from "./keeping.js";
import { Problem } from "./service.js";

/** What can be chosen: where it stands in the mapping, what it is called, and its choices. */
const CHOICES = [
  ["parents", "Issues stand under", [["phase", "an Epic for each quarter"], ["level", "an Epic for each level"], ["none", "nothing"]]],
  ["quarter", "Quarters are written as", [["version", "fix versions"], ["label", "labels"], ["none", "nothing"]]],
  ["function", "Functions are written as", [["auto", "components, else labels"], ["component", "components"], ["label", "labels"], ["none", "nothing"]]],
  ["dates.start", "Start dates", [["", "written"], ["none", "not written"]]],
  ["dates.due", "Due dates", [["", "written"], ["none", "not written"]]],
  ["policies.default", "Where plan and Jira both moved", [["ask", "ask: it waits until it is settled"], ["plan", "the plan wins"], ["jira", "Jira wins"], ["newest", "the newest wins"]]],
  ["removed", "Issues of what left the plan", [["keep", "are left alone"], ["label", "are labelled"], ["close", "are closed"], ["delete", "are deleted"]]],
  ["recreate", "Issues that were deleted in Jira", [["", "are not made again"], ["yes", "are made again"]]],
];

/** Return the form of a connection's mapping; `choose(id)` is called when it was kept. */
export function mapping(connection, choose) {
  const faults = h("div", { class: "faults", role: "alert" });
  const controls = CHOICES.map(([path, words, choices]) => {
    const now = said(path, connection.mapping);
    // A field that the command line has named is one more choice, and stays unless another is taken.
    const known = choices.some(([value]) => value === now) ? choices : [[now, now], ...choices];
    const select = h("select", {}, known.map(([value, name]) => h("option", { value, selected: value === now }, name)));
    return { path, now, select, element: field(words, select) };
  });
  const save = async (event) => {
    event.preventDefault();
    try {
      const moved = controls.filter(({ select, now }) => select.value !== now);
      if (moved.length) await keep(connection, { mapping: patchOf(moved) });
      announce("Kept. Compare again to see what it comes to.");
      choose(connection.id);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      fill(faults, told(problem));
    }
  };
  return h("form", { class: "connection", onsubmit: save }, controls.map((it) => it.element), faults, h("p", { class: "row" }, button("Save", null, { type: "submit" })));
}

function said(path, of) {
  const value = path.split(".").reduce((found, name) => found?.[name], of);
  return value === true ? "yes" : value === false || value === null || value === undefined ? "" : value;
}

function patchOf(moved) {
  const patch = {};
  for (const { path, select } of moved) {
    const [name, part] = path.split(".");
    const value = name === "recreate" ? select.value === "yes" : select.value || null;
    if (part) patch[name] = { ...patch[name], [part]: value };
    else patch[name] = value;
  }
  return patch;
}
