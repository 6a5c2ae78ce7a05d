/** The principles of a catalog, and what to know before planning: each finding with whether anybody confirmed it. */
import { link, list, whereabouts } from "./addresses.js";
import { h, section } from "./dom.js";
import { cited } from "./sources.js";

const CONFIRMED = { yes: "Confirmed", partly: "Partly confirmed", no: "Not confirmed", aspiration: "An aspiration: nobody has it yet" };

/** Draw the principles, then the insights. */
export function insights(model, place) {
  const { key } = whereabouts();
  place.append(
    section("Principles and insights", "insights", h("h3", {}, "Principles"), list(model.principles) ?? h("p", {}, "The catalog names none.")),
    h("div", { class: "cards" }, model.insights.map((it) => told(it, model, it.id === key))),
  );
}

/** Return whether a figure or a finding was confirmed, and what was found when it was looked for; null where nothing is said. */
export function confirmed(it) {
  const word = CONFIRMED[it.confirmed];
  if (!word && !it.check) return null;
  return h("p", { class: "hint" }, word && h("strong", {}, it.check ? `${word}. ` : `${word}.`), it.check);
}

function told(it, model, marked) {
  const level = it.level === null ? "Of every level" : link(`Of level ${it.level}`, "levels", it.level);
  return h(
    "article",
    { class: marked ? "card marked" : "card" },
    h("h3", {}, it.title),
    h("p", { class: "hint" }, level),
    h("p", {}, it.text),
    confirmed(it),
    cited(model, it.sources),
  );
}
