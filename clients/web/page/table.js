/**
 * Tables: each with a caption, heads that say what they are of, and room to scroll by keyboard.
 *
 * Every chart has one beside it, for whoever reads rather than looks.
 */
import { h } from "./dom.js";

/**
 * Return a table. `columns` are `{ title, of, number, whole }`: `of(row)` gives what stands in the cell (text or an element),
 * `number` sets it flush right, `whole` keeps it in one line. The first column heads its row. `mark(row)` may give a class.
 * Where there is little room, cells that are `stacked` stand one below the other, each under its title; roles say that it
 * is a table all the same.
 */
export function table(caption, columns, rows, { mark = () => null, hidden = false, stacked = false } = {}) {
  const role = (name) => (stacked ? name : null);
  const head = columns.map((it) => h("th", { scope: "col", role: role("columnheader"), class: it.number ? "number" : null }, it.title));
  const cell = (row) => (it, place) => {
    const how = { class: it.number ? "number" : it.whole ? "whole" : null, "data-title": stacked && place ? it.title : null };
    const own = place ? { role: role("cell") } : { role: role("rowheader"), scope: "row" };
    return h(place ? "td" : "th", { ...how, ...own }, it.of(row) ?? "");
  };
  const body = rows.map((row) => h("tr", { role: role("row"), class: mark(row) }, columns.map(cell(row))));
  return h(
    "div",
    { class: stacked ? "scroll stacked" : "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h(
      "table",
      { role: role("table") },
      h("caption", { class: hidden ? "unseen" : null }, caption),
      h("thead", { role: role("rowgroup") }, h("tr", { role: role("row") }, head)),
      h("tbody", { role: role("rowgroup") }, body),
    ),
  );
}

/** Return a table that opens under a line of its own. */
export function folded(words, ...table) {
  return h("details", {}, h("summary", {}, words), ...table);
}
