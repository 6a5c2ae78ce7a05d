/** The call behind what is on screen, ready to be copied: as curl and as Python. */
import { announce, button, fill, h, section } from "./dom.js";
import { calls, key } from "./service.js";
import { state } from "./state.js";

const TITLES = { plan: "This plan", question: "The last question", study: "The last study", comparison: "The last comparison", scenario: "The last scenario", jira: "The last step with Jira" };
/** How the Python client says each kind of call. */
const CLIENT = {
  plan: ({ body }) => [`plan = client.plans.create(${literal(body)})`, "print(plan.status, plan.finish)"],
  study: ({ body }) => [`study = client.studies.create(${literal(body)})`, "print(study.proven, study.result)"],
  comparison: ({ body }) => [`found = client.comparisons.create("${body.before}", "${body.after}")`, "print(found.result)"],
};

export const view = { name: "api", title: "API", show };

function show(place) {
  const again = () => draw(place);
  state.on("plan", again);
  again();
  return () => state.removeEventListener("plan", again);
}

function draw(place) {
  if (!calls.has("plan") && "target" in state.request) calls.set("plan", { method: "POST", path: "/v1/plans", body: state.request });
  const known = [...calls].map(([name, call]) => section(TITLES[name] ?? name, `call-${name}`, block("curl", curl(call)), block("Python", python(name, call))));
  fill(
    place,
    h("section", { class: "card" }, h("h1", {}, "The same from your own programs"), h("p", {}, "Everything on this page is asked of the JSON API and of nothing else. ", h("a", { href: "/v1/docs" }, "Its documentation"), " and ", h("a", { href: "/v1/openapi.json" }, "its OpenAPI document"), " are on this server.")),
    known.length ? known : h("p", { class: "card" }, "Plan something first: its call will stand here."),
  );
}

function block(title, text) {
  const code = h("pre", { tabindex: "0", "aria-label": `${title}, ready to copy` }, h("code", {}, text));
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    announce("Copied");
  };
  return h("div", { class: "call" }, h("div", { class: "head" }, h("h3", {}, title), button("Copy", copy, { class: "small", "aria-label": `Copy ${title}` })), code);
}

function curl({ method, path, body }) {
  const lines = [`curl -X ${method} '${location.origin}${path}'`];
  if (key()) lines.push(`-H "Authorization: Bearer $MILEPOST_KEY"`);
  if (body !== undefined) lines.push("-H 'Content-Type: application/json'", "-H 'Prefer: wait=60'", `-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`);
  return lines.join(" \\\n  ");
}

/** Python with nothing but the standard library where the client has no word of its own for the call. */
function python(name, { method, path, body }) {
  const given = body === undefined ? "" : literal(body);
  const key_ = key() ? ', os.environ["MILEPOST_KEY"]' : "";
  const head = `${key() ? "import os\n\n" : ""}from clients.sdk import Client\n\nwith Client("${location.origin}"${key_}) as client:`;
  if (CLIENT[name]) return `${head}\n${CLIENT[name]({ path, body }).map((line) => `    ${line}`).join("\n")}`;
  return `import json, urllib.request\n\nasked = urllib.request.Request(\n    "${location.origin}${path}",\n    method="${method}",\n    data=json.dumps(${given || "None"}).encode(),\n    headers={"Content-Type": "application/json", "Prefer": "wait=60"},\n)\nprint(json.load(urllib.request.urlopen(asked)))`;
}

function literal(value) {
  return JSON.stringify(value)
    .replace(/("(?:[^"\\]|\\.)*")|\b(true|false|null)\b/g, (all, text, word) => text ?? { true: "True", false: "False", null: "None" }[word])
    .replace(/("(?:[^"\\]|\\.)*")|([:,])/g, (all, text, mark) => text ?? `${mark} `);
}
