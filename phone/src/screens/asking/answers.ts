// Going through the questions of an instrument. Pure: what to ask is the engine's, where one stands is here.
import {
  type Answer,
  type Answers,
  answerTo,
  applicability,
  type Instrument,
  type Item,
  itemOf,
  optionsOf,
  type RaisedFlag,
  raisedFlags,
} from "../../engine/index.ts";

/** Clocks that run from this hour on: their flags stop the questions and show what to do. */
const NOW: readonly string[] = ["high", "unassessed"];

/** The items to go through: those to be asked, in order. Which they are changes with the answers. */
export function itemsToAsk(instrument: Instrument, answers: Answers): Item[] {
  const applicable = applicability(instrument, answers);
  return instrument.items.filter((item) => applicable.get(item.code));
}

/** The item after this one, or the first; undefined after the last. */
export function itemAfter(instrument: Instrument, answers: Answers, code: string | null): Item | undefined {
  const items = itemsToAsk(instrument, answers);
  return items[items.findIndex((item) => item.code === code) + 1];
}

/** The first item to be asked that has no answer yet; undefined where all have one. */
export function firstOpen(instrument: Instrument, answers: Answers): Item | undefined {
  return itemsToAsk(instrument, answers).find((item) => answerTo(answers, item.code) === undefined);
}

export function itemBefore(instrument: Instrument, answers: Answers, code: string): Item | undefined {
  const items = itemsToAsk(instrument, answers);
  return items[items.findIndex((item) => item.code === code) - 1];
}

/** The answers with one more. What the new answer rules out is let go, unless it raises an alarm: nothing hides one. */
export function answered(instrument: Instrument, answers: Answers, code: string, answer: Answer): Answers {
  const now = { ...answers, [code]: answer };
  const applicable = applicability(instrument, now);
  const alarming = new Set(raisedFlags(instrument, now).map((flag) => flag.item));
  const kept = Object.entries(now).filter(([item]) => applicable.get(item) !== false || alarming.has(item));
  return Object.fromEntries(kept);
}

/** The answers as they are recorded: what was to be asked and was not is said to be so. */
export function finished(instrument: Instrument, answers: Answers): Answers {
  const open = itemsToAsk(instrument, answers).filter((item) => answerTo(answers, item.code) === undefined);
  if (open.length === 0) return answers;
  const notAsked = Object.fromEntries(open.map((item) => [item.code, "not_asked" as const]));
  // Marking one as not asked may leave another to be asked: the gate has an answer now.
  return finished(instrument, { ...answers, ...notAsked });
}

/** Flags whose protocol must be shown and has not been. */
export function newAlarms(instrument: Instrument, answers: Answers, told: readonly string[]): RaisedFlag[] {
  return raisedFlags(instrument, answers).filter((flag) => NOW.includes(flag.clock) && !told.includes(flag.code));
}

/** What was answered before in another instrument to the very same question with the same options. */
export function carriedOver(from: Instrument, answers: Answers, to: Instrument): Answers {
  const same = to.items.filter((item) => {
    const before = itemOf(from, item.code);
    return before && typeof answerTo(answers, item.code) === "number" && isSame(from, before, to, item);
  });
  return Object.fromEntries(same.map((item) => [item.code, answers[item.code] as Answer]));
}

function isSame(from: Instrument, before: Item, to: Instrument, item: Item): boolean {
  const asked = (instrument: Instrument, one: Item) => JSON.stringify([one.text, optionsOf(instrument, one)]);
  return from.recall_days === to.recall_days && asked(from, before) === asked(to, item);
}
