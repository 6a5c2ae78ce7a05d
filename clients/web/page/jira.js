/** Not yet. */
import { h } from "./dom.js";

export const view = { name: "jira", title: "Jira", show: (place) => void place.append(h("p", { class: "card" }, "…")) };
