/**
 * Where figures were read: what a source says, what kind it is, its address, and which items rest on it.
 *
 * A part of the catalog. Addresses are links for whoever follows them; nothing is ever fetched from one.
 */
import { itemLink, list, whereabouts } from "./addresses.js";
import { h, section } from "./dom.js";
import { table } from "./table.js";

/** Draw every source of a catalog. */
export function sources(model, place) {
  const { key } = whereabouts();
  const columns = [
    { title: "Source", of: (it) => h("span", { class: "code" }, it.id) },
    { title: "What it says", of: (it) => it.what },
    { title: "What it is", of: (it) => it.kind },
    { title: "Address", of: address },
    { title: "Items that rest on it", of: (it) => list(resting(model, it).map(itemLink)) },
  ];
  const words = model.sources.length
    ? "Figures of the catalog are planning defaults; these are the places where they, or something like them, were read."
    : "This catalog names no sources: its figures are its author's.";
  const mark = (it) => (it.id === key ? "current" : null);
  const shown = model.sources.length > 0 && table("What was read where", columns, model.sources, { hidden: true, stacked: true, mark });
  if (shown) shown.classList.add("sources");
  place.append(section("Sources", "sources", h("p", {}, words), shown));
}

function resting(model, source) {
  return model.items.filter((it) => it.estimate_basis.sources.includes(source.id));
}

/** Return what the sources of these ids are, as a list; null where none is named. */
export function cited(model, ids) {
  const known = new Map(model.sources.map((it) => [it.id, it]));
  return list(
    ids.map((id) => {
      const it = known.get(id);
      if (!it) return id;
      return [it.what, h("small", { class: "source" }, [it.kind, it.kind && it.address && "; ", address(it)])];
    }),
  );
}

/** Return an address as a link that tells nobody where it was followed from; as text where it is none of the web. */
function address(source) {
  if (!/^https?:\/\//i.test(source.address)) return source.address;
  return h("a", { href: source.address, rel: "noreferrer noopener external", class: "away" }, source.address);
}
