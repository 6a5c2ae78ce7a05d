/**
 * What a request has where it says nothing: known here only to leave it out again, so that addresses stay short.
 *
 * The service fills defaults in; a default that is not known here is carried along and does no harm.
 */

const DEFAULTS = {
  catalog: "ai-maturity",
  organization: { employees: 1000, functions: ["sales", "hr", "operations", "product", "support"], traits: [] },
  budget: { currency: "USD", carry_over: true, covers: ["cash", "run"], contingency: 0 },
  calendar: { fiscal_year_start: 1, freezes: [] },
  completed: [],
  missing: [],
  include: [],
  exclude: [],
  pins: [],
  estimates: [],
  ignore: [],
  policy: { governance: "arrival", evidence_weeks: "catalog", look_ahead: "catalog" },
  goals: "fastest",
  solver: { time_limit_s: 10, workers: 0, seed: 1 },
};

/** Return a request as somebody would have typed it: without what its defaults filled in. */
export function asTyped(request) {
  return beyond(DEFAULTS, request);
}

function beyond(defaults, given) {
  const found = {};
  for (const [name, value] of Object.entries(given)) {
    const usual = defaults?.[name];
    if (value === null || JSON.stringify(value) === JSON.stringify(usual)) continue;
    found[name] = value && typeof value === "object" && !Array.isArray(value) ? beyond(usual, value) : value;
  }
  return found;
}
