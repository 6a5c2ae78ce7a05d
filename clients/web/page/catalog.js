/** Not yet. */
import { h } from "./dom.js";

export const view = { name: "catalog", title: "Catalog", show: (place) => void place.append(h("p", { class: "card" }, "…")) };
