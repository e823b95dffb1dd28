// Which items of an instrument to ask. Clauses B.
//
// A condition is met, not met, or not known: true, false, null.

import { answerTo } from "./answers.ts";
import type { Answers, Condition, Instrument, Item } from "./instrument.ts";

export type Truth = boolean | null;
/** Item code to whether the item is to be asked: yes, no, or not known while a gate has no answer. */
export type Applicable = ReadonlyMap<string, Truth>;

/** B2, B3: whether `condition` is met; null when its item should have an answer and has none. */
function holds(condition: Condition, answers: Answers, applicable: Applicable): Truth {
  const answer = answerTo(answers, condition.item) ?? "not_asked";
  if (condition.is?.includes(answer)) return true;
  if (typeof answer === "number") return condition.at_least != null && answer >= condition.at_least;
  return applicable.get(condition.item) === false ? false : null;
}

/** True when one condition is met; null when none is but one might have been; otherwise false. */
export function anyHolds(conditions: readonly Condition[], answers: Answers, applicable: Applicable): Truth {
  return either(conditions.map((condition) => holds(condition, answers, applicable)));
}

/** True where one is true; not known where one might be; otherwise false. */
function either(truths: readonly Truth[]): Truth {
  return truths.includes(true) ? true : truths.includes(null) ? null : false;
}

/** False where one is false; not known where one might be; otherwise true. */
function both(truths: readonly Truth[]): Truth {
  return truths.includes(false) ? false : truths.includes(null) ? null : true;
}

/** B1 to B4. Conditions name earlier items only, so one pass in order decides. */
export function applicability(instrument: Instrument, answers: Answers): Applicable {
  const applicable = new Map<string, Truth>(instrument.items.map((item) => [item.code, true]));
  for (const item of instrument.items) applicable.set(item.code, isAsked(item, answers, applicable));
  return applicable;
}

function isAsked(item: Item, answers: Answers, applicable: Applicable): Truth {
  const truths = (item.asked_if_all ?? []).map((condition) => holds(condition, answers, applicable));
  const some = item.asked_if_any ?? [];
  return both(some.length ? [...truths, anyHolds(some, answers, applicable)] : truths);
}

/** The items that are to be asked given `answers`, in order. */
export function applicableItems(instrument: Instrument, answers: Answers): Item[] {
  const applicable = applicability(instrument, answers);
  return instrument.items.filter((item) => applicable.get(item.code));
}

/** B5: the first item to be asked that `answers` says nothing about; undefined when there is no more. */
export function nextItem(instrument: Instrument, answers: Answers): Item | undefined {
  return applicableItems(instrument, answers).find((item) => answerTo(answers, item.code) === undefined);
}
