/**
 * Tables: each with a caption, heads that say what they are of, and room to scroll by keyboard.
 *
 * Every chart has one beside it, for whoever reads rather than looks.
 */
import { h } from "./dom.js";

/**
 * Return a table. `columns` are `{ title, of, number, whole }`: `of(row)` gives what stands in the cell (text or an element),
 * `number` sets it flush right, `whole` keeps it in one line. The first column heads its row. `mark(row)` may give a class.
 */
export function table(caption, columns, rows, { mark = () => null, hidden = false } = {}) {
  const head = columns.map((it) => h("th", { scope: "col", class: it.number ? "number" : null }, it.title));
  const body = rows.map((row) =>
    h(
      "tr",
      { class: mark(row) },
      columns.map((it, place) =>
        h(place ? "td" : "th", { scope: place ? null : "row", class: it.number ? "number" : it.whole ? "whole" : null }, it.of(row) ?? ""),
      ),
    ),
  );
  return h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h(
      "table",
      {},
      h("caption", { class: hidden ? "unseen" : null }, caption),
      h("thead", {}, h("tr", {}, head)),
      h("tbody", {}, body),
    ),
  );
}

/** Return a table that opens under a line of its own. */
export function folded(words, ...table) {
  return h("details", {}, h("summary", {}, words), ...table);
}
