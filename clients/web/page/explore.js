/**
 * Explore: what more, less or otherwise would bring, asked of the request on screen while a client looks on.
 *
 * Every answer says of which request it is, with its proof, and can be made the request on screen.
 */
import { catalog } from "./catalogs.js";
import { fill, h } from "./dom.js";
import { frontier } from "./frontier.js";
import { highest, least, split } from "./inverse.js";
import { limits, worth } from "./limits.js";
import { inWords, isAsked, same } from "./requests.js";
import { panel } from "./solving.js";
import { state } from "./state.js";
import { tornado } from "./tornado.js";
import { day } from "./words.js";
import { welcome } from "./welcome.js";

export const view = { name: "explore", title: "Explore", show };

function show(place) {
  const left = new AbortController();
  const shown = h("div", { class: "shown" });
  let built = null;
  const again = async () => {
    const wanted = isAsked(state.request);
    if (wanted === built) return;
    built = wanted;
    if (!wanted) fill(shown, welcome());
    else {
      const model = await catalog(state.request.catalog ?? "ai-maturity");
      if (!left.signal.aborted) fill(shown, cards(model, left.signal));
    }
  };
  place.append(panel, shown);
  state.addEventListener("request", again, { signal: left.signal });
  void again();
  return () => left.abort();
}

function cards(model, left) {
  return [onScreen(left), frontier(left), least(model, left), highest(left), limits(left), worth(left), split(left), tornado(left)];
}

/** What all questions are about. */
function onScreen(left) {
  const asked = h("p", {});
  const planned = h("p", { class: "hint" });
  const drawn = () => {
    fill(asked, "Everything here is asked of the request on screen: ", h("strong", {}, inWords(state.request)), ".");
    fill(planned, outcome(state.plan));
  };
  for (const what of ["request", "plan"]) state.addEventListener(what, drawn, { signal: left });
  drawn();
  return h("section", { class: "card", "aria-labelledby": "explore-title" }, h("h1", { id: "explore-title" }, "Explore"), asked, planned);
}

function outcome(plan) {
  if (!plan || !same(plan.request, state.request)) return "Its plan is being made.";
  if (plan.status === "infeasible") return "There is no plan within its limits, proven. What would do stands in the view Plan.";
  if (!plan.finish) return "No plan was found in the time.";
  const proven = plan.goals.every((it) => it.proven);
  return `Its plan: level ${plan.request.target} on ${day(plan.finish)}, ${proven ? "proven best" : "the best found"}.`;
}
