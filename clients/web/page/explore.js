/** Not yet. */
import { h } from "./dom.js";

export const view = { name: "explore", title: "Explore", show: (place) => void place.append(h("p", { class: "card" }, "…")) };
