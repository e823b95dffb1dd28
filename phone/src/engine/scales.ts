// One scale of one set of answers: total, band, positive or not, and why. Clauses S1 to S6 and M.

import { givenValue } from "./answers.ts";
import { type About, chooseCutoff } from "./cutoffs.ts";
import { type Answers, type Cutoff, highestValue, type Instrument, itemOf, type Scale } from "./instrument.ts";

export type ReasonCode =
  | "all_answered"
  | "prorated"
  | "too_many_missing"
  | "reaches_cutoff"
  | "already_reaches_cutoff"
  | "below_cutoff"
  | "cannot_reach_cutoff"
  | "undecided"
  | "no_cutoff"
  | "answer_is_positive"
  | "answers_missing"
  | "outside_ages";

/** Why a score is what it is; the bundle has the words for each code. */
export interface Reason {
  readonly code: ReasonCode;
  readonly about: string; // the scale, the rule or the instrument
  readonly found?: number;
  readonly against?: number;
}

/** `total` is null when it could not be made: that is not a zero. `positive` is null when it cannot be decided. */
export interface ScaleScore {
  readonly scale: string;
  readonly answered: number;
  readonly missing: number;
  readonly total: number | null;
  readonly prorated: boolean;
  readonly band: string | null;
  readonly band_level: number | null;
  readonly positive: boolean | null;
  readonly cutoff: number | null;
  readonly provisional: boolean;
  readonly reasons: readonly Reason[];
}

/** What there is to add up: the sum of the values given, how many there are and how many are missing. */
interface Sum {
  readonly partial: number;
  readonly answered: number;
  readonly missing: number;
}

export function scoreScale(instrument: Instrument, scale: Scale, answers: Answers, about: About): ScaleScore {
  const cutoff = chooseCutoff(scale.cutoffs ?? [], about);
  const sum = sumOf(scale, answers);
  const [total, made] = totalOf(scale, sum);
  const level = bandLevel(scale, total);
  const [positive, decided] = reaches(instrument, scale, cutoff, sum, total, answers);
  return {
    scale: scale.code,
    answered: sum.answered,
    missing: sum.missing,
    total,
    prorated: total !== null && sum.missing > 0,
    band: level === null ? null : (scale.bands?.[level]?.code ?? null),
    band_level: level,
    positive,
    cutoff: cutoff ? cutoff.at_least : null,
    provisional: cutoff?.sign_off === "awaiting",
    reasons: decided ? [made, decided] : [made],
  };
}

/** S1 to S3, M1: values by code, whether or not the item was to be asked. */
function sumOf(scale: Scale, answers: Answers): Sum {
  const values = scale.items.map((code) => givenValue(answers, code)).filter((value) => value !== undefined);
  const partial = values.reduce((total, value) => total + value, 0);
  return { partial, answered: values.length, missing: scale.items.length - values.length };
}

/** The sum (S1), the prorated sum rounded half up (M2), or no total at all (M3). */
function totalOf(scale: Scale, { partial, answered, missing }: Sum): [number | null, Reason] {
  const about = scale.code;
  const size = scale.items.length;
  const allowed = scale.missing.prorate_up_to;
  if (missing === 0) return [partial, { code: "all_answered", about }];
  if (missing > allowed || answered === 0) {
    return [null, { code: "too_many_missing", about, found: missing, against: allowed }];
  }
  const prorated = Math.floor((2 * partial * size + answered) / (2 * answered));
  return [prorated, { code: "prorated", about, found: answered, against: size }];
}

/** S4: the place of the band in the scale's list, 0 for the first. */
function bandLevel(scale: Scale, total: number | null): number | null {
  if (total === null) return null;
  const level = (scale.bands ?? []).findIndex((band) => band.from <= total && total <= band.to);
  return level < 0 ? null : level;
}

/** Whether the scale reaches its cut-off, as far as the answers there are decide it (S5, S6, M4, M5). */
function reaches(
  instrument: Instrument,
  scale: Scale,
  cutoff: Cutoff | null,
  { partial }: Sum,
  total: number | null,
  answers: Answers,
): [boolean | null, Reason | null] {
  const about = scale.code;
  if (!scale.cutoffs?.length) return [null, null];
  if (!cutoff) return [null, { code: "no_cutoff", about }];
  const against = cutoff.at_least;
  if (total !== null) {
    const positive = total >= against;
    return [positive, { code: positive ? "reaches_cutoff" : "below_cutoff", about, found: total, against }];
  }
  if (partial >= against) return [true, { code: "already_reaches_cutoff", about, found: partial, against }];
  const highest = partial + room(instrument, scale, answers);
  if (highest < against) return [false, { code: "cannot_reach_cutoff", about, found: highest, against }];
  return [null, { code: "undecided", about, found: partial, against }];
}

/** How much the scale's items without a value could still add. */
function room(instrument: Instrument, scale: Scale, answers: Answers): number {
  return scale.items
    .filter((code) => givenValue(answers, code) === undefined)
    .map((code) => itemOf(instrument, code))
    .reduce((total, item) => total + (item ? highestValue(instrument, item) : 0), 0);
}
