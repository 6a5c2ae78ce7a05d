/** Not yet. */
import { h } from "./dom.js";

export const view = { name: "scenarios", title: "Scenarios", show: (place) => void place.append(h("p", { class: "card" }, "…")) };
