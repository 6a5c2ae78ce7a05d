/**
 * Elements made of values: what every part of the page builds itself from.
 *
 * Texts become text nodes, so that no name in a plan can be markup. Nothing here knows of plans.
 */

/**
 * Return an element. Attributes whose value is null, undefined or false are left out, true stands alone, a function
 * becomes a listener of the event that its name says (`onclick`), and what is named in PROPERTIES is set as a property.
 */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) set(element, key, value);
  element.append(...children.flat(Infinity).filter((it) => it !== null && it !== undefined && it !== false));
  return element;
}

const PROPERTIES = new Set(["value", "checked", "disabled", "open", "indeterminate", "hidden", "selected"]);

function set(element, key, value) {
  if (value === null || value === undefined || value === false) return;
  if (typeof value === "function") element.addEventListener(key.slice(2), value);
  else if (PROPERTIES.has(key)) element[key] = value;
  else element.setAttribute(key, value === true ? "" : value);
}

/** Show these children in the element, and nothing else. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((it) => it !== null && it !== undefined && it !== false));
  return element;
}

/** Return a section of the page under a heading; `id` makes it a place to link to. */
export function section(title, id, ...children) {
  const heading = h("h2", { id: `${id}-title` }, title);
  return h("section", { id, class: "card", "aria-labelledby": `${id}-title` }, heading, ...children);
}

let numbers = 0;

/** Return an id that no other element has. */
export function newId(stem) {
  numbers += 1;
  return `${stem}-${numbers}`;
}

/** Return a label with its control in a row of their own; `hint` is said after it. */
export function field(label, control, hint = null) {
  control.id ||= newId("field");
  const described = hint ? newId("hint") : null;
  if (described) control.setAttribute("aria-describedby", described);
  return h(
    "div",
    { class: "field" },
    h("label", { for: control.id }, label),
    control,
    hint && h("p", { class: "hint", id: described }, hint),
  );
}

/** Return a button; `how` is its class ("main" for what a view is for). */
export function button(words, onclick, attributes = {}) {
  return h("button", { type: "button", onclick, ...attributes }, words);
}

/** Say something to whoever listens to the page; who looks sees it where it happened. */
export function announce(words) {
  const line = document.getElementById("said");
  if (line.textContent !== words) line.textContent = words;
}
