/**
 * Connections to Jira: which one is used, a new one, a change of one, its end. A token goes in and is never shown.
 */
import { announce, button, field, fill, h, section } from "./dom.js";
import { keep, remove, told } from "./keeping.js";
import { mapping } from "./mapping.js";
import { Problem } from "./service.js";
import { folded } from "./table.js";
import { day } from "./words.js";

/** Return what can be done to the connection that is used, or a first one; `choose(id)` takes one. */
export function connections(current, choose) {
  if (!current) {
    return section(
      "Connect to Jira",
      "connections",
      h("p", {}, "A plan goes into one project of Jira Cloud, under the account whose token you give. The token is sealed by the service and never shown again; nothing is asked of Jira yet."),
      form(null, choose),
    );
  }
  return section(
    "The connection",
    "connections",
    h("p", { class: "hint" }, `${current.name}, as ${current.email}; its token was set on ${day(current.token_set_at.slice(0, 10))}.`),
    folded("How plans become issues", mapping(current, choose)),
    folded("Change it, or set its token anew", form(current, choose)),
    folded("Another connection", form(null, choose)),
    folded("Delete it", removal(current, choose)),
  );
}

/** The fields of a connection: what they are called, how they are typed, and what is said of them. */
const FIELDS = [
  ["name", "Name", { required: true, autocomplete: "off" }, "What you call it here."],
  ["site", "Address of the site", { required: true, type: "url", autocomplete: "off", placeholder: "https://acme.atlassian.net" }, null],
  ["email", "Account (e-mail)", { required: true, type: "email", autocomplete: "username" }, null],
  ["project", "Project, by its key", { required: true, autocomplete: "off", placeholder: "OPS" }, null],
  ["token", "API token", { type: "password", autocomplete: "off" }, "Made at id.atlassian.com, under Security, API tokens."],
];

function form(current, choose) {
  const faults = h("div", { class: "faults", role: "alert" });
  const inputs = Object.fromEntries(FIELDS.map(([name, , how]) => [name, h("input", { ...how, value: current?.[name] ?? "" })]));
  const scoped = h("input", { type: "checkbox", checked: current?.scoped ?? false });
  const save = button(current ? "Save" : "Connect", null, { class: "main", type: "submit" });
  const submit = async (event) => {
    event.preventDefault();
    save.disabled = true;
    try {
      const kept = await keep(current, written(current, inputs, scoped));
      announce(`Kept: ${kept.name}.`);
      choose(kept.id);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      fill(faults, told(problem, inputs));
    } finally {
      save.disabled = false;
    }
  };
  return h(
    "form",
    { class: "connection", novalidate: true, onsubmit: submit },
    FIELDS.map(([name, words, , hint]) => field(words, inputs[name], name === "token" && current ? "Left empty, it stays as it is." : hint)),
    h("label", { class: "box" }, scoped, "The token has scopes, or belongs to a service account"),
    faults,
    h("p", { class: "row" }, save),
  );
}

/** Return what is sent: all of a new connection, of one that there is what was changed. */
function written(current, inputs, scoped) {
  const given = { scoped: scoped.checked };
  for (const [name, input] of Object.entries(inputs)) given[name] = name === "token" ? input.value : input.value.trim();
  if (!current) return given;
  if (!given.token) delete given.token;
  return Object.fromEntries(Object.entries(given).filter(([name, value]) => value !== current[name]));
}

function removal(current, choose) {
  const faults = h("div", { class: "faults", role: "alert" });
  const end = async () => {
    try {
      await remove(current);
      announce(`Deleted: ${current.name}.`);
      choose(null);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      fill(faults, told(problem));
    }
  };
  return [
    h("p", {}, "The issues stay in Jira. What is known of them here, the token, the runs and the audit are forgotten."),
    faults,
    button(`Delete ${current.name}`, end),
  ];
}
