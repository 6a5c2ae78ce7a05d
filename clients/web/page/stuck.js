/**
 * "Never just no": which limits cannot hold together, what would do, each a button, and what cannot be kept.
 */
import { button, h } from "./dom.js";
import { asTyped } from "./defaults.js";
import { state } from "./state.js";
import { day, plainly, whole } from "./words.js";

/** Return what is shown of a plan without a schedule. */
export function stuck(plan, names) {
  const impossible = plan.status === "infeasible";
  return h(
    "section",
    { class: "card stuck", "aria-labelledby": "stuck-title" },
    h("h1", { id: "stuck-title" }, impossible ? "There is no such plan" : "No plan was found in the time", " ", h("span", { class: "proof open" }, impossible ? "proven" : "and none ruled out")),
    plan.conflicts.map((it, place) => conflict(it, names, place)),
    plan.repairs.length > 0 && [h("h2", {}, "What would do"), repairsOf(plan.repairs, names)],
    plan.unrepairable.length > 0 && [
      h("h2", {}, "What cannot be kept, whatever else is given"),
      h("ul", {}, plan.unrepairable.map((it) => h("li", {}, h("strong", {}, `${plainly(it.keeps)}: `), names.spoken(it.because)))),
    ],
    !impossible && h("p", {}, "Give it more time (More, the whole request: solver, time_limit_s), or loosen a limit."),
    plan.warnings.length > 0 && [h("h2", {}, "Warnings"), h("ul", {}, plan.warnings.map((it) => h("li", {}, names.spoken(it))))],
  );
}

function conflict(found, names, place) {
  return [
    h("h2", {}, place ? "Nor can these" : "These cannot hold together"),
    h("p", { class: "hint" }, found.members.length > 1 ? "Without any one of them the others could." : "By itself, whatever the other limits are.", !found.proven && " (not proven)"),
    h("ul", { class: "members" }, found.members.map((it) => h("li", {}, names.spoken(it.text)))),
  ];
}

/** Return repairs as buttons; each makes its request the one on screen. */
export function repairsOf(repairs, names) {
  if (!repairs.length) return null;
  return h(
    "ol",
    { class: "repairs" },
    repairs.map((it) =>
      h(
        "li",
        {},
        h("p", {}, it.changes.map((change) => h("span", { class: "change" }, changed(change, names))), " ", names.spoken(it.verdict)),
        button("Apply", () => apply(it), { class: "main", "aria-label": `Apply: ${it.changes.map((change) => changed(change, names)).join(", ")}` }),
      ),
    ),
  );
}

function apply(repair) {
  for (const box of document.querySelectorAll("dialog")) box.close();
  state.ask(asTyped(repair.repaired_request));
}

function changed(change, names) {
  const name = plainly(change.pointer.slice(1).replaceAll("/", ", "));
  return `${name[0].toUpperCase()}${name.slice(1)}: ${value(change.from, names)} → ${value(change.to, names)}`;
}

function value(said) {
  if (said === null || said === undefined) return "none";
  if (typeof said === "number") return Number.isInteger(said) ? whole(said) : String(said);
  if (typeof said === "string") return /^\d{4}-\d\d-\d\d$/.test(said) ? day(said) : plainly(said);
  if (Array.isArray(said)) return said.map(value).join(", ");
  return JSON.stringify(said);
}
