// What changed between two scores of one instrument, by the rules its content gives. Clauses C1 to C6.

import type { ChangeRules, Crossing, Instrument, Level, Return } from "./instrument.ts";
import type { Score } from "./score.ts";

export type ChangeName =
  | "better"
  | "worse"
  | "reliably_better"
  | "reliably_worse"
  | "response"
  | "remission"
  | "recovery"
  | "relapse"
  | "recurrence";

/** `points` is later minus earlier, null when one of the two has no total; `found` is what it amounts to. */
export interface Change {
  readonly points: number | null;
  readonly found: readonly ChangeName[];
}

/** Scores of two forms were to be compared (C1); a programming error, for forms are never mixed. */
export class DifferentForms extends Error {
  readonly code = "different_forms";
}

/** From the mildest, to tell a step up. What nobody could assess is not compared. */
const STEPS: readonly (Level | null)[] = ["none", "low", "moderate", "high"];

/** Compare two scores of `instrument`; `days` between them tells a relapse from a recurrence. */
export function compare(instrument: Instrument, earlier: Score, later: Score, days: number | null = null): Change {
  if (earlier.instrument !== later.instrument || earlier.version !== later.version) {
    throw new DifferentForms(
      `expected two scores of one form, found ${earlier.instrument} ${earlier.version} and ` +
        `${later.instrument} ${later.version}: compare only what was asked with the same questions`,
    );
  }
  const alarm = isAlarm(earlier, later);
  const [before, after] = [ruledTotal(instrument, earlier), ruledTotal(instrument, later)];
  if (!instrument.change || before === null || after === null) return { points: null, found: alarm ? ["worse"] : [] };
  const found = foundBetween(instrument.change, before, after, days);
  return { points: after - before, found: alarm && !found.includes("worse") ? [...found, "worse"] : found };
}

/** C3: the total of the scale the rules are about. */
export function ruledTotal(instrument: Instrument, score: Score): number | null {
  return score.scales.find((scale) => scale.scale === instrument.change?.scale)?.total ?? null;
}

/** C2: a new answer about suicide, or a level of risk above the earlier one. */
function isAlarm(earlier: Score, later: Score): boolean {
  if (STEPS.includes(earlier.level) && STEPS.includes(later.level)) {
    return STEPS.indexOf(later.level) > STEPS.indexOf(earlier.level);
  }
  return later.suicide === "flagged" && earlier.suicide !== "flagged";
}

function foundBetween(rules: ChangeRules, before: number, after: number, days: number | null): ChangeName[] {
  const rise = after - before;
  const reliable = rules.reliable != null && Math.abs(rise) >= rules.reliable.points;
  const holds: [ChangeName, boolean][] = [
    ["better", rules.important != null && -rise >= rules.important.points], // C4
    ["worse", rules.deterioration != null && rise >= rules.deterioration.points],
    ["reliably_better", reliable && rise < 0],
    ["reliably_worse", reliable && rise > 0],
    ["response", isResponse(rules, before, after)], // C5
    ["remission", crosses(rules.remission, before, after)],
    ["recovery", reliable && crosses(rules.recovery, before, after)],
  ];
  return [...holds.filter(([, isSo]) => isSo).map(([name]) => name), ...cameBack(rules.relapse, before, after, days)];
}

/** C6. */
function cameBack(rule: Return | null | undefined, before: number, after: number, days: number | null): ChangeName[] {
  if (!rule || before >= rule.from_below || after < rule.to_at_least) return [];
  return [days !== null && days >= rule.recurrence_after_days ? "recurrence" : "relapse"];
}

function isResponse({ response }: ChangeRules, before: number, after: number): boolean {
  return (
    response != null && before >= response.from_at_least && (before - after) * 100 >= response.fall_percent * before
  );
}

function crosses(rule: Crossing | null | undefined, before: number, after: number): boolean {
  return rule != null && before >= rule.from_at_least && after < rule.to_below;
}
