/**
 * Charts: the service's Vega-Lite specifications, drawn by Vega. The page lays nothing out itself.
 *
 * Vega is large and is loaded when the first chart is wanted. Where the service cannot make charts, its reason is
 * shown, and the table beside a chart says all that it would have said.
 */
import { fill, h } from "./dom.js";
import { ask, get, Problem } from "./service.js";

const OPTIONS = { ast: true, renderer: "svg", actions: false, defaultStyle: false, tooltip: { disableDefaultStyle: true } };
const dark = matchMedia("(prefers-color-scheme: dark)");
let loading = null;

/** Have Vega ready before it is needed. */
export function warm() {
  loading ??= import("./vega.js").catch(async (failed) => {
    loading = null;
    // A module that does not come says nothing of why; the service does.
    await ask("GET", new URL("./vega.js", import.meta.url));
    throw failed;
  });
  return loading;
}

/** The theme that charts are drawn in. */
export function theme() {
  return dark.matches ? "dark" : "light";
}

/** Call when the colours of the screen change, until `signal` is aborted. */
export function onTheme(changed, signal) {
  dark.addEventListener("change", changed, { signal });
}

/**
 * Return a figure that draws the chart at `path` (without its theme) as soon as it can.
 *
 * `onPick(id, datum)` is called when something in it is clicked that has an id. The figure has `drawn`, a promise.
 */
export function chart(path, { label, onPick } = {}) {
  const place = h("div", { class: "scroll chart", tabindex: "0", role: "region", "aria-label": label }, h("p", { class: "hint" }, "Drawing…"));
  const figure = h("figure", {}, place);
  figure.drawn = draw(place, path, onPick).catch((problem) => {
    const said = problem instanceof Problem ? problem.message : "The chart could not be drawn.";
    fill(place, h("p", { class: "hint" }, `${said} The table says the same.`));
  });
  return figure;
}

async function draw(place, path, onPick) {
  const mark = path.includes("?") ? "&" : "?";
  const headers = { Accept: "application/vnd.vegalite.v6+json" };
  const [spec, vega] = await Promise.all([get(`${path}${mark}theme=${theme()}`, { headers }), warm()]);
  // The page's own ground shows through, and its card has a title of its own.
  const { title, ...rest } = spec;
  const shown = { ...rest, padding: 4, config: { ...spec.config, background: "transparent" } };
  const canvas = h("div", { class: "canvas" });
  const { view } = await vega.vegaEmbed(canvas, shown, OPTIONS);
  canvas.querySelector("svg")?.setAttribute("aria-label", spec.description ?? "");
  if (onPick) {
    canvas.classList.add("picks");
    view.addEventListener("click", (event, item) => {
      const id = item?.datum?.id;
      if (id !== undefined && id !== null) onPick(id, item.datum);
    });
  }
  fill(place, canvas);
  const said = [title?.subtitle ?? []].flat().join(" ");
  if (said) place.after(h("figcaption", { class: "hint" }, said));
}
