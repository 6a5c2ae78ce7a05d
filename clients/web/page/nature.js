/** What sort of item one is, in words: its step, whether it is a choice, what the AI in it may do. Reads a catalog alone. */
import { counted } from "./words.js";

const AUTONOMY = { acts: "The AI in it acts by itself, under people's eyes.", runs: "The AI in it runs by itself." };

/** Return a step in words: "Level 2 to 3", "Beyond level 7". */
export function step(transition) {
  return transition.to_level === null ? `Beyond level ${transition.from_level}` : `Level ${transition.from_level} to ${transition.to_level}`;
}

/** Return the step that an item belongs to. */
export function stepOf(item, model) {
  return model.transitions.find((it) => it.id === item.transition);
}

/** Tell whether an item is in a plan only where something brings it in. */
export function isByChoice(item, model) {
  return item.optional || stepOf(item, model).to_level === null;
}

/** Return what sort of item it is. */
export function sort(item, model) {
  const words = [
    item.kind === "action" ? "Action" : "Governance",
    step(stepOf(item, model)).toLowerCase(),
    scope(item),
    isByChoice(item, model) && (item.default === "included" ? "optional, and in unless left out" : "optional"),
    item.long_lead && "begins early: it takes long",
  ];
  return words.filter(Boolean).join(", ");
}

function scope(item) {
  if (!item.repeats_per_function) return "once for the enterprise";
  return item.min_functions ? `in ${counted(item.min_functions, "function")}, in more if wanted` : "once in each function";
}

/** Return what the AI of an item does, and how people stop it; null where it only assists. */
export function autonomy(item, model) {
  if (item.human_override) return "By it people can stop AI that acts or runs by itself.";
  if (!AUTONOMY[item.autonomy]) return null;
  return { words: `${AUTONOMY[item.autonomy]} People can stop it by:`, by: [...needed(item, model)].filter((it) => it.human_override) };
}

/** Return an item's hard prerequisites as `{ item, lag_weeks }`, of one of its lists. */
export function entriesOf(ids) {
  return ids.map((it) => (typeof it === "string" ? { item: it, lag_weeks: 0 } : it));
}

/** Return all that an item needs, directly or through others. */
function needed(item, model) {
  const known = new Map(model.items.map((it) => [it.id, it]));
  const found = new Set();
  const waiting = [item];
  while (waiting.length) {
    const one = waiting.pop();
    for (const { item: id } of entriesOf([...one.prerequisites, ...one.governance_prerequisites])) {
      const next = known.get(id);
      if (next && !found.has(next)) waiting.push(next), found.add(next);
    }
  }
  return found;
}

/** Tell whether an item follows a clause by analogy: it binds others, or only where a trait is true that is not. */
export function byAnalogy(clause, item, traits) {
  return clause.analogy || (clause.applies_if !== null && ![item.applies_if, ...traits].includes(clause.applies_if));
}
