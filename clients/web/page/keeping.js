/**
 * Connections to Jira as the service keeps them: made, changed, deleted, and what it has against that, in its words.
 */
import { h } from "./dom.js";
import { ask, send } from "./service.js";

const AT = "/v1/jira/connections";

/** Keep a new connection, or a change of the one that there is, and return it as it is then; throws `Problem`. */
export async function keep(connection, given) {
  if (!connection) return send("POST", AT, given);
  if (!Object.keys(given).length) return connection;
  const headers = { ...versionOf(connection), "Content-Type": "application/merge-patch+json" };
  return send("PATCH", `${AT}/${connection.id}`, given, { headers });
}

/** Delete a connection; throws `Problem`. */
export function remove(connection) {
  return ask("DELETE", `${AT}/${connection.id}`, { headers: versionOf(connection) });
}

function versionOf(connection) {
  return { "If-Match": `"${connection.version}"` };
}

/** Return the sentences of a problem; the controls whose fields it names are marked. */
export function told(problem, controls = {}) {
  for (const control of Object.values(controls)) control.removeAttribute("aria-invalid");
  const faults = problem.errors?.length ? problem.errors : [{ pointer: "", detail: problem.detail ?? problem.message }];
  return faults.map((fault) => {
    const control = controls[fault.pointer.split("/")[1]];
    control?.setAttribute("aria-invalid", "true");
    return h("p", {}, control && h("strong", {}, `${control.labels[0].textContent}: `), fault.detail, fault.suggestion && ` Try: ${fault.suggestion}`);
  });
}
