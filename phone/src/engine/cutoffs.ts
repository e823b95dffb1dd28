// Which cut-off applies to whom, and when. Clause S5.

import { type Cutoff, type Day, includesAge } from "./instrument.ts";

/** Who was asked, and when: `age` in completed years. Without `on` every cut-off has begun. */
export interface About {
  readonly age?: number | null;
  readonly sex?: string | null;
  readonly population?: string | null;
  readonly on?: Day | null;
}

/** The cut-off for this person on this day: the most particular that fits, then the newest. */
export function chooseCutoff(cutoffs: readonly Cutoff[], about: About): Cutoff | null {
  return cutoffs
    .filter((cutoff) => fits(cutoff, about))
    .reduce<Cutoff | null>((best, cutoff) => (best && !goesBefore(cutoff, best) ? best : cutoff), null);
}

function fits(cutoff: Cutoff, { age, sex, population, on }: About): boolean {
  return (
    (isGeneral(cutoff) || cutoff.population === population) &&
    (cutoff.sex == null || cutoff.sex === sex) &&
    (cutoff.ages == null || (age != null && includesAge(cutoff.ages, age))) &&
    (on == null || cutoff.since <= on)
  );
}

function goesBefore(one: Cutoff, other: Cutoff): boolean {
  const [a, b] = [particularity(one), particularity(other)];
  return a === b ? one.since > other.since : a > b;
}

/** A population outweighs a sex, and a sex outweighs ages. */
function particularity(cutoff: Cutoff): number {
  return (isGeneral(cutoff) ? 0 : 4) + (cutoff.sex == null ? 0 : 2) + (cutoff.ages == null ? 0 : 1);
}

function isGeneral(cutoff: Cutoff): boolean {
  return (cutoff.population ?? "general") === "general";
}
