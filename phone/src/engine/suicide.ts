// What a set of answers says about danger: flags, items about suicide still owed, level of risk. Clauses F and L.

import { answerTo, givenValue } from "./answers.ts";
import { type Applicable, anyHolds } from "./asking.ts";
import type { Answers, Clock, FlagKind, Instrument, Level, Unanswered } from "./instrument.ts";

/** An answer that is acted on whatever the total. */
export interface RaisedFlag {
  readonly code: string;
  readonly kind: FlagKind;
  readonly item: string;
  readonly answer: number;
  readonly clock: Clock;
}

/** An item about suicide that has no answer, and why. It is a task, never a no. */
export interface Unasked {
  readonly item: string;
  readonly why: Unanswered;
}

export type Suicide = "flagged" | "not_asked" | "clear" | "no_item";

/** F1: flags look at the answers alone, asked in turn or not, so that nothing missing can hide one. */
export function raisedFlags(instrument: Instrument, answers: Answers): RaisedFlag[] {
  return (instrument.flags ?? []).flatMap(({ code, kind, item, is, clock }) => {
    const answer = givenValue(answers, item);
    return answer !== undefined && is.includes(answer) ? [{ code, kind, item, answer, clock }] : [];
  });
}

/** Codes of the items that ask about suicide: named by a flag of that kind or by a level (F2). */
export function suicideItems(instrument: Instrument): string[] {
  const named = new Set((instrument.flags ?? []).filter((flag) => flag.kind === "suicide").map((flag) => flag.item));
  for (const level of instrument.levels ?? []) for (const condition of level.any_of) named.add(condition.item);
  return instrument.items.map((item) => item.code).filter((code) => named.has(code));
}

/** F2: each of them without a value that is not ruled out. */
export function unaskedItems(instrument: Instrument, answers: Answers, applicable: Applicable): Unasked[] {
  return suicideItems(instrument).flatMap((item) => {
    const why = answerTo(answers, item) ?? "not_asked";
    return typeof why === "number" || applicable.get(item) === false ? [] : [{ item, why }];
  });
}

/** L1 to L3: the most severe level an answer gives, unless one that could give a worse level is missing. */
export function levelOf(instrument: Instrument, answers: Answers, applicable: Applicable): Level | null {
  if (!instrument.levels?.length) return null;
  let mayBeWorse = false;
  for (const { level, any_of } of instrument.levels) {
    const met = anyHolds(any_of, answers, applicable);
    if (met) return mayBeWorse ? "unassessed" : level;
    mayBeWorse ||= met === null;
  }
  return mayBeWorse ? "unassessed" : "none";
}

/** F3: flagged goes before not asked, and not asked before clear. */
export function suicideOf(
  instrument: Instrument,
  level: Level | null,
  flags: readonly RaisedFlag[],
  unasked: readonly Unasked[],
): Suicide {
  const leveled = level === "high" || level === "moderate" || level === "low";
  if (leveled || flags.some((flag) => flag.kind === "suicide")) return "flagged";
  if (unasked.length) return "not_asked";
  return suicideItems(instrument).length ? "clear" : "no_item";
}
