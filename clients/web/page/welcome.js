/** What is shown before anything is asked: what the page does, and an example one click away. */
import { button, h } from "./dom.js";
import { state } from "./state.js";
import { daysAfter, nextMonday } from "./words.js";

/** Return the empty page. */
export function welcome() {
  return h(
    "section",
    { class: "card welcome", "aria-labelledby": "welcome-title" },
    h("h1", { id: "welcome-title" }, "From the level you are at to the one you want"),
    h("p", {}, "Choose both levels, and any of money, people and a deadline. What comes back is a plan by quarter with the governance each step needs before it: proven best, or with how far from best it may be. Then move a slider."),
    h("p", {}, button("Show an example", example, { class: "main" })),
    h("p", { class: "hint" }, "Level 2 to 4 of the built-in model, with 1.5M, 12 people and two years."),
  );
}

function example() {
  const start = nextMonday();
  state.ask({ current: 2, target: 4, start, deadline: daysAfter(start, 104 * 7 - 1), budget: { total: 1500000 }, headcount: 12 });
}
