/** Keys: where the service wants one, the page asks for it, keeps it for this tab, and sends it along. */
import { button, field, fill, h } from "./dom.js";
import { key, useKey } from "./service.js";

/** Ask for a key in place of the page; `then` is called once there is one. */
export function askForKey(then) {
  const input = h("input", { type: "password", autocomplete: "off", required: true });
  const use = () => {
    useKey(input.value.trim());
    then();
  };
  const form = h(
    "form",
    { class: "card", onsubmit: (event) => (event.preventDefault(), use()) },
    h("h1", {}, "This service wants a key"),
    h("p", {}, "Whoever runs it makes one with ", h("code", {}, "milepost keys create --name NAME"), ". It is kept until this tab is closed."),
    key() && h("p", { class: "faults", role: "alert" }, "The key that was given is not accepted: it is mistyped, revoked or expired."),
    field("Key", input),
    button("Go on", use, { class: "main" }),
  );
  fill(document.getElementById("main"), form);
  input.focus();
}
