// What a set of answers amounts to. Clauses S7 to S9, and all the others together. Screening is never a diagnosis.

import { givenValue } from "./answers.ts";
import { type Applicable, anyHolds, applicability, type Truth } from "./asking.ts";
import type { About } from "./cutoffs.ts";
import { type Answers, type Instrument, includesAge, type Level, type Positive } from "./instrument.ts";
import { type Reason, type ScaleScore, scoreScale } from "./scales.ts";
import {
  levelOf,
  type RaisedFlag,
  raisedFlags,
  type Suicide,
  suicideOf,
  type Unasked,
  unaskedItems,
} from "./suicide.ts";

/** `positive` and `level` are null where they do not apply or, for `positive`, cannot be decided. */
export interface Score {
  readonly instrument: string;
  readonly version: string;
  readonly answered: number; // items with a value, of those that are to be asked
  readonly applicable: number; // items that are to be asked
  readonly suicide: Suicide;
  readonly scales: readonly ScaleScore[];
  readonly positive: boolean | null;
  readonly level: Level | null;
  readonly flags: readonly RaisedFlag[];
  readonly unasked: readonly Unasked[];
  readonly reasons: readonly Reason[];
}

/** Score `answers`, which must have passed `checkAnswers`. Any order of the answers gives the same score. */
export function scoreAnswers(instrument: Instrument, answers: Answers, about: About = {}): Score {
  const applicable = applicability(instrument, answers);
  const scales = (instrument.scales ?? []).map((scale) => scoreScale(instrument, scale, answers, about));
  const [positive, reasons] = positiveOf(instrument, scales, answers, applicable);
  const asked = instrument.items.filter((item) => applicable.get(item.code));
  const flags = raisedFlags(instrument, answers);
  const unasked = unaskedItems(instrument, answers, applicable);
  const level = levelOf(instrument, answers, applicable);
  return {
    instrument: instrument.id,
    version: instrument.version,
    answered: asked.filter((item) => givenValue(answers, item.code) !== undefined).length, // S9
    applicable: asked.length,
    suicide: suicideOf(instrument, level, flags, unasked),
    scales,
    positive,
    level,
    flags,
    unasked,
    reasons: [...reasons, ...outsideAges(instrument, about)],
  };
}

/** S7: positive when any rule says so; undecided when none does and one cannot tell. */
function positiveOf(
  instrument: Instrument,
  scales: readonly ScaleScore[],
  answers: Answers,
  applicable: Applicable,
): [Truth, Reason[]] {
  const rules = instrument.positive ?? [];
  const verdicts = rules.map((rule) =>
    rule.scale == null
      ? anyHolds(rule.any_of ?? [], answers, applicable)
      : (scales.find((scale) => scale.scale === rule.scale)?.positive ?? null),
  );
  const reasons = rules.flatMap((rule, place) => (rule.scale == null ? reasonsFor(rule, verdicts[place] ?? null) : []));
  if (verdicts.includes(true)) return [true, reasons];
  return [verdicts.length && !verdicts.includes(null) ? false : null, reasons];
}

/** A scale tells its own reasons; a rule about answers tells one unless it is plainly not met. */
function reasonsFor(rule: Positive, verdict: Truth): Reason[] {
  if (verdict === false) return [];
  return [{ code: verdict ? "answer_is_positive" : "answers_missing", about: rule.code }];
}

/** S8. */
function outsideAges(instrument: Instrument, { age }: About): Reason[] {
  if (age == null || includesAge(instrument.ages, age)) return [];
  return [{ code: "outside_ages", about: instrument.id, found: age, against: instrument.ages.at_least }];
}
