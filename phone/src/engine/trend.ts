// The course of one instrument over time. Clause C7.

import { type Change, compare, ruledTotal } from "./change.ts";
import type { Day, Instrument, Return } from "./instrument.ts";
import type { Score } from "./score.ts";

export type Returned = "relapse" | "recurrence";

/** Totals by day, what changed since the first and since the one before, and whether an episode came back. */
export interface Trend {
  readonly totals: readonly (readonly [Day, number])[];
  readonly since_first: Change | null;
  readonly since_last: Change | null;
  readonly returned: Returned | null;
}

/** `scores` may come in any order; those without a total are left out. */
export function trend(instrument: Instrument, scores: readonly (readonly [Day, Score])[]): Trend {
  const course = [...scores]
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .filter(([, score]) => ruledTotal(instrument, score) !== null);
  const totals = course.map(([day, score]): [Day, number] => [day, ruledTotal(instrument, score) ?? 0]);
  const [first, previous, last] = [course[0], course.at(-2), course.at(-1)];
  if (!first || !previous || !last) return { totals, since_first: null, since_last: null, returned: null };
  return {
    totals,
    since_first: compare(instrument, first[1], last[1]),
    since_last: compare(instrument, previous[1], last[1]),
    returned: returnedOver(instrument.change?.relapse, totals),
  };
}

/** What is known after each total: whether there was an episode, since when it is gone, whether it came back. */
interface Course {
  readonly hadEpisode: boolean;
  readonly goneSince: Day | null;
  readonly returned: Returned | null;
}

/** Whether the present episode is one that came back after totals that had shown it gone. */
function returnedOver(rule: Return | null | undefined, totals: Trend["totals"]): Returned | null {
  if (!rule) return null;
  const start: Course = { hadEpisode: false, goneSince: null, returned: null };
  return totals.reduce((course, [day, total]) => nextOf(course, rule, day, total), start).returned;
}

function nextOf(course: Course, rule: Return, day: Day, total: number): Course {
  const { hadEpisode, goneSince } = course;
  if (total < rule.from_below) return { hadEpisode, goneSince: goneSince ?? day, returned: null };
  if (total < rule.to_at_least) return course;
  if (!hadEpisode || goneSince === null) return { hadEpisode: true, goneSince: null, returned: course.returned };
  const isLate = daysBetween(goneSince, day) >= rule.recurrence_after_days;
  return { hadEpisode: true, goneSince: null, returned: isLate ? "recurrence" : "relapse" };
}

/** Days of the calendar, which are all of the same length in UTC. */
function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
